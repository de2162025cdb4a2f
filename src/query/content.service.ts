import { Injectable } from '@nestjs/common';
import { CursorInvalidError, CursorService } from '../access/cursor.service.ts';
import { type PageRequest, emptyPage, rowsFor } from '../access/page.ts';
import { RedactionService } from '../access/redaction.service.ts';
import type { Viewer } from '../access/viewer.ts';
import { compareText } from '../core/lineage/order.ts';
import { LogReaderService } from '../log/log-reader.service.ts';
import { ProductService } from '../masterdata/product.service.ts';
import { Clock } from '../platform/clock.ts';
import { Database } from '../platform/database.ts';
import {
  type ItemLabel,
  type Placement,
  readLabels,
  readPlaced,
  readPlacements,
  readTimesTold,
} from './content.store.ts';
import type { ContentPage, ContentQuestion, ToldContent } from './content.ts';
import { itemName } from './item-name.ts';
import type { ItemView } from './item.ts';

/** What a whole list is read as of, on its first page and on all later ones. */
interface Frozen {
  /** Event time. */
  readonly at: string;
  /** Log position. */
  readonly known: number;
  /** Record time of names. */
  readonly namesAt: string;
  /** Entries before the page. */
  readonly skipped: number;
}

interface Listed {
  readonly placement: Placement;
  readonly name: string;
  readonly key: string;
}

/** By level, then name; what is called alike by its number, then by the time of loading. */
const compareListed = (a: Listed, b: Listed): number =>
  a.placement.level - b.placement.level ||
  compareText(a.name, b.name) ||
  compareText(a.key, b.key) ||
  Number(BigInt(a.placement.since) - BigInt(b.placement.since)) ||
  a.placement.inside - b.placement.inside;

/** What lies in containers, lay in them, and was known to lie in them. */
@Injectable()
export class ContentService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly redaction: RedactionService,
    private readonly cursors: CursorService,
    private readonly log: LogReaderService,
    private readonly products: ProductService,
  ) {}

  /**
   * What lay in a container at a time, through all levels of packing, by level and name. All pages are of the state that the first one
   * was read from.
   * @throws CursorInvalidError
   */
  async contents(
    viewer: Viewer,
    container: ItemView,
    question: ContentQuestion & { readonly page: PageRequest },
  ): Promise<ContentPage> {
    if (this.redaction.redact(viewer, container) === null) return { ...emptyPage, moment: null };
    const name = JSON.stringify(['contents', container.id, question.at, question.asKnownAt]);
    const frozen = await this.frozen(viewer, name, question);
    const listed = await this.listed(viewer, container.id, frozen);
    const rows = listed.slice(frozen.skipped, frozen.skipped + rowsFor(question.page));
    const page = rows.slice(0, question.page.first).map(({ placement }) => placement);
    const edges = (await this.told(viewer, page)).map((node, index) => ({
      node,
      cursor: this.cursors.encode(viewer, name, {
        asKnownAt: null,
        key: [frozen.at, frozen.known, frozen.namesAt, frozen.skipped + index + 1],
      }),
    }));
    const { known, namesAt } = frozen;
    const moment = question.asKnownAt === null ? null : { known, namesAt };
    return { edges, hasNextPage: rows.length > edges.length, moment };
  }

  private async told(
    viewer: Viewer,
    placements: readonly Placement[],
  ): Promise<readonly ToldContent[]> {
    const [views, times] = await this.database.read(viewer, async (tx) => {
      const placed = await readPlaced(tx, placements);
      const positions = placed.flatMap(({ loading, unloading }) => [loading, unloading ?? loading]);
      return [placed, await readTimesTold(tx, positions)] as const;
    });
    return views.map((view) => ({
      ...view,
      sinceTold: times.get(view.loading) ?? view.since,
      untilTold: view.unloading === null ? null : (times.get(view.unloading) ?? view.until),
    }));
  }

  private async frozen(
    viewer: Viewer,
    name: string,
    { at, asKnownAt, page }: ContentQuestion & { readonly page: PageRequest },
  ): Promise<Frozen> {
    if (page.after !== null) return frozenIn(this.cursors.decode(viewer, name, page.after).key);
    const now = this.clock.now().toISOString();
    const { position } = await this.log.watermark();
    const known =
      asKnownAt === null ? position : Math.min(position, await this.log.positionAt(asKnownAt));
    return { at: at ?? now, known, namesAt: asKnownAt ?? now, skipped: 0 };
  }

  private async listed(
    viewer: Viewer,
    container: number,
    { at, known, namesAt }: Frozen,
  ): Promise<readonly Listed[]> {
    const [placements, labels] = await this.database.read(viewer, async (tx) => {
      const found = await readPlacements(tx, container, { at, known });
      return [found, await readLabels(tx, [...new Set(found.map(({ item }) => item))])] as const;
    });
    const seen = this.redaction.redactAll(viewer, labels);
    const names = await this.names(viewer, seen, namesAt);
    return placements
      .flatMap((placement) => {
        const named = names.get(placement.item);
        return named === undefined ? [] : [{ placement, ...named }];
      })
      .toSorted(compareListed);
  }

  private async names(
    viewer: Viewer,
    items: readonly ItemLabel[],
    namesAt: string,
  ): Promise<ReadonlyMap<number, Pick<Listed, 'name' | 'key'>>> {
    const products = await this.products.byKeys(
      viewer,
      items.map(({ key }) => key),
      { knownAt: namesAt },
    );
    return new Map(
      items.map((item) => {
        const product = products.get(item.key)?.name ?? null;
        return [item.id, { name: itemName(item, product), key: item.key }] as const;
      }),
    );
  }
}

function frozenIn([at, known, namesAt, skipped]: readonly (string | number)[]): Frozen {
  const readable =
    typeof at === 'string' &&
    typeof known === 'number' &&
    typeof namesAt === 'string' &&
    typeof skipped === 'number';
  if (!readable) throw new CursorInvalidError();
  return { at, known, namesAt, skipped };
}
