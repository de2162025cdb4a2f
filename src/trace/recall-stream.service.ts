import { Injectable } from '@nestjs/common';
import { NodeIdService } from '../access/node-id.service.ts';
import { OrganisationService } from '../access/organisation.service.ts';
import type { Viewer } from '../access/viewer.ts';
import { bookLines } from '../core/lineage/book-lines.ts';
import { madeFrom } from '../core/lineage/made-from.ts';
import { SiteService } from '../masterdata/site.service.ts';
import { BalanceService } from '../query/balance.service.ts';
import { ItemService } from '../query/item.service.ts';
import { RecallService } from './recall.service.ts';
import { linksOnPage } from './recall-links.ts';
import type { RecallLinkView, RecallView } from './recall.ts';
import type { RecallQuestion } from './stream-link.service.ts';
import type { Cell, RowBlock, RowKind, RowStream } from './stream.ts';

/** Rows whose books and names are read together. */
const BLOCK = 500;

/** What a recall is streamed as. */
export const recallRows = {
  part: {
    kind: 'part',
    table: 'parts',
    columns:
      'key name uri lot serial distance madeFrom madeBy country unit made adjusted used sold destroyed inTransit onHand unaccounted'.split(
        ' ',
      ),
  },
  link: { kind: 'link', table: 'links', columns: 'from to kind'.split(' ') },
  holder: {
    kind: 'holder',
    table: 'holders',
    columns: 'party country part name container quantity unit status since'.split(' '),
  },
  gap: { kind: 'gap', table: 'gaps', columns: 'reason part text ask'.split(' ') },
} as const satisfies Readonly<Record<string, RowKind>>;

/** Recall lists without pages: the list is held as numbers and names, its books are read a block at a time. */
@Injectable()
export class RecallStreamService {
  constructor(
    private readonly recalls: RecallService,
    private readonly balances: BalanceService,
    private readonly items: ItemService,
    private readonly organisations: OrganisationService,
    private readonly sites: SiteService,
    private readonly ids: NodeIdService,
  ) {}

  /** The whole list; null when what is asked is hidden or unknown. */
  async open(viewer: Viewer, { subject, moment }: RecallQuestion): Promise<RowStream | null> {
    const recall = await this.recalls.recall(viewer, subject, moment);
    if (recall === null) return null;
    const holders = await this.recalls.holders(viewer, recall);
    const gaps = [...recall.gaps, ...(await this.recalls.openGaps(viewer, recall))];
    const counts = {
      parts: recall.parts.length,
      links: linksOf(recall).length,
      holders: holders.length,
      gaps: gaps.length,
    };
    const { completeness } = recall;
    return {
      name: 'recall',
      whole: !gaps.some(({ reason }) => reason === 'TOO_LARGE'),
      header: {
        question: subject,
        asKnownAt: recall.asKnownAt,
        counts,
        linksTold: recall.links !== null,
        completeness,
      },
      kinds: Object.values(recallRows),
      blocks: (wanted = Object.values(recallRows)) => this.blocks(viewer, recall, wanted),
    };
  }

  private async *blocks(
    viewer: Viewer,
    recall: RecallView,
    wanted: readonly RowKind[],
  ): AsyncGenerator<RowBlock> {
    if (wanted.includes(recallRows.part)) yield* this.parts(viewer, recall);
    if (wanted.includes(recallRows.link)) yield* this.links(viewer, recall);
    if (wanted.includes(recallRows.holder)) yield* this.holders(viewer, recall);
    if (wanted.includes(recallRows.gap)) {
      const gaps = [...recall.gaps, ...(await this.recalls.openGaps(viewer, recall))];
      const names = await this.names(
        viewer,
        gaps.flatMap(({ ask }) => ask ?? []),
        recall,
      );
      yield {
        kind: recallRows.gap,
        rows: gaps.map(({ reason, item, text, ask }) => [
          reason,
          item === null ? null : this.key(viewer, item),
          text,
          ask === null ? null : (names.get(ask)?.name ?? null),
        ]),
      };
    }
  }

  private async *parts(viewer: Viewer, recall: RecallView): AsyncGenerator<RowBlock> {
    const { parts, moment } = recall;
    const sources = sourcesOf(recall);
    for (const some of slices(parts)) {
      const ids = some.map(({ item }) => item.id);
      const books = await this.balances.balances(
        viewer,
        some.map(({ item }) => item),
        moment,
      );
      const making = await this.making(viewer, ids, recall);
      const rows = some.map(({ item, name, distance }): readonly Cell[] => {
        const own = books.get(item.id);
        return [
          this.key(viewer, item.id),
          name,
          item.uri,
          item.lot,
          item.serial,
          distance,
          sources(item.id),
          ...making(item.id),
          own?.unit ?? null,
          ...bookLines.map((line) => own?.[line] ?? null),
        ];
      });
      yield { kind: recallRows.part, rows };
    }
  }

  /** By whom parts were made, and in which country. */
  private async making(
    viewer: Viewer,
    ids: readonly number[],
    recall: RecallView,
  ): Promise<(id: number) => readonly [maker: string | null, country: string | null]> {
    const { known, namesAt } = recall.moment;
    const births = await this.items.births(viewer, ids, known);
    const told = [...births.values()];
    const makers = await this.names(
      viewer,
      told.map(({ owner }) => owner),
      recall,
    );
    const places = new Set(told.flatMap(({ place }) => place ?? []));
    const sites = await this.sites.byKeys(viewer, [...places], { knownAt: namesAt });
    return (id) => {
      const birth = births.get(id);
      return [
        makers.get(birth?.owner ?? -1)?.name ?? null,
        sites.get(birth?.place ?? '')?.country ?? null,
      ];
    };
  }

  private *links(viewer: Viewer, recall: RecallView): Generator<RowBlock> {
    const keys = this.ids.encodeAll(
      viewer,
      'part',
      recall.parts.map(({ item }) => item.id),
    );
    for (const some of slices(linksOf(recall))) {
      const rows = some.map(({ from, to, kind }): readonly Cell[] => [
        keys.get(from) ?? null,
        keys.get(to) ?? null,
        kind,
      ]);
      yield { kind: recallRows.link, rows };
    }
  }

  private async *holders(viewer: Viewer, recall: RecallView): AsyncGenerator<RowBlock> {
    const names = new Map(recall.parts.map(({ item, name }) => [item.id, name]));
    for (const some of slices(await this.recalls.holders(viewer, recall))) {
      const parties = await this.names(
        viewer,
        some.flatMap(({ party }) => party.organisation ?? []),
        recall,
      );
      const containers = await this.items.byIds(
        viewer,
        some.flatMap(({ container }) => container ?? []),
      );
      const rows = some.map(
        ({ party, item, container, quantity, status, since }): readonly Cell[] => {
          const named = parties.get(party.organisation ?? -1);
          return [
            named?.name ?? party.key,
            named?.country ?? null,
            this.key(viewer, item),
            names.get(item) ?? null,
            container === null ? null : (containers.get(container)?.uri ?? null),
            quantity?.value ?? null,
            quantity?.unit ?? null,
            status,
            since,
          ];
        },
      );
      yield { kind: recallRows.holder, rows };
    }
  }

  private names(viewer: Viewer, ids: readonly number[], { moment }: RecallView) {
    const asOf = { knownAt: moment?.namesAt ?? null };
    return this.organisations.byIds(viewer, [...new Set(ids)], asOf);
  }

  private key(viewer: Viewer, item: number): string {
    return this.ids.encode(viewer, 'part', item);
  }
}

/** Between listed parts; none where there are too many to be told, which the header says. */
const linksOf = (recall: RecallView): readonly RecallLinkView[] =>
  linksOnPage(recall, new Set(recall.parts.map(({ item }) => item.id))) ?? [];

/** What each part was made from of what is listed, by their names; null: of nothing of it, or there are too many links to be told. */
const sourcesOf = (recall: RecallView): ((id: number) => string | null) => {
  const names = new Map(recall.parts.map(({ item, name }) => [item.id, name]));
  const sources = madeFrom(linksOf(recall), names);
  return (id) => sources(id).join('; ') || null;
};

function* slices<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < all.length; start += BLOCK) yield all.slice(start, start + BLOCK);
}
