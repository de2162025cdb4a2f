import { Injectable } from '@nestjs/common';
import { CursorInvalidError, CursorService } from '../access/cursor.service.ts';
import { OrganisationService } from '../access/organisation.service.ts';
import { emptyPage, type PageRequest, rowsFor } from '../access/page.ts';
import { RedactionService } from '../access/redaction.service.ts';
import type { Viewer } from '../access/viewer.ts';
import { readTime } from '../core/epcis/time.ts';
import { anchorOf, type Hop } from '../core/lineage/hops.ts';
import { compareText } from '../core/lineage/order.ts';
import { SiteService } from '../masterdata/site.service.ts';
import { Clock } from '../platform/clock.ts';
import { Database } from '../platform/database.ts';
import { readTimesTold } from './content.store.ts';
import type { Hops } from './custody.ts';
import { CustodyService } from './custody.service.ts';
import type { Asked } from './moment.ts';
import type { HopFilter, HopPage, HopTimes, HopView, ItemHops, ListedHops } from './hop.ts';
import { matches } from './hop-filter.ts';
import { hopView, positionsOf } from './hop-view.ts';
import { readCounted, readScan, type ScanFilter, type ScanStart } from './hop.store.ts';
import { readPositionsOfDocuments } from './item.store.ts';

/** Hand-overs that one step of a scan looks at. */
const SCAN_ROWS = 200;
/** Whoever asked was told TIMEOUT by then: nobody waits for the rest, in milliseconds. */
const SCAN_MS = 15_000;
/** Counts beyond this are not counted out. */
const COUNT_MAX = 10_000;

/** Too few of too many hand-overs fit a filter: nobody waits for the rest. */
export class ScanTooLongError extends Error {}

/** A hop with what its view is made of. */
export interface Found {
  readonly hop: Hop;
  readonly around: Hops;
}

/** Where a page of the newest hops ended. */
interface ListStart {
  readonly asked: Asked;
  readonly after: (ScanStart & { readonly to: string }) | null;
}

const anchorKey = (hop: Hop): ScanStart & { readonly to: string } => {
  const { time } = anchorOf(hop)?.event ?? { time: { instant: '' } };
  return { instant: time.instant, position: anchorOf(hop)?.position ?? -1, to: hop.to ?? '' };
};

/** The newest first; of one shipping by its receivers. */
const compareHops = (a: Hop, b: Hop): number => {
  const [one, two] = [anchorKey(a), anchorKey(b)];
  return (
    compareText(two.instant, one.instant) ||
    two.position - one.position ||
    compareText(one.to, two.to)
  );
};

/** Hand-overs between two parties: all of them, and those of one item. */
@Injectable()
export class HopService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly redaction: RedactionService,
    private readonly cursors: CursorService,
    private readonly custody: CustodyService,
    private readonly organisations: OrganisationService,
    private readonly sites: SiteService,
  ) {}

  /**
   * Hops that fit a filter, the newest first. Later pages are of the state that the first one was read from.
   * @throws CursorInvalidError
   */
  async list(viewer: Viewer, of: ListedHops, page: PageRequest): Promise<HopPage> {
    if (!this.redaction.seesAny(viewer)) return { ...emptyPage, moment: null };
    const { filter, asKnownAt } = of;
    const question = JSON.stringify(['hops', filter, asKnownAt]);
    const start =
      page.after === null
        ? { asked: await this.custody.asked(asKnownAt), after: null }
        : listStart(this.cursors.decode(viewer, question, page.after).key);
    const found: Found[] = [];
    for await (const one of this.scan(viewer, filter, start)) {
      found.push(one);
      if (found.length === rowsFor(page)) break;
    }
    const shown = found.slice(0, page.first);
    const views = await this.views(viewer, shown);
    const { known } = start.asked;
    const namesAt = start.asked.namesAt ?? this.clock.now().toISOString();
    const edges = views.map((node, index) => {
      const { instant, position, to } = anchorKey((shown[index] as Found).hop);
      const key = [known, namesAt, instant, position, to];
      return { node, cursor: this.cursors.encode(viewer, question, { asKnownAt: null, key }) };
    });
    const moment = asKnownAt === null ? null : { known, namesAt };
    return { edges, hasNextPage: found.length > page.first, moment };
  }

  /** How many hops fit a filter; null: more than are counted out. */
  async count(viewer: Viewer, { filter, asKnownAt }: ListedHops): Promise<number | null> {
    if (!this.redaction.seesAny(viewer)) return 0;
    let count = 0;
    const start = { asked: await this.custody.asked(asKnownAt), after: null };
    for await (const _ of this.scan(viewer, filter, start)) {
      count += 1;
      if (count > COUNT_MAX) return null;
    }
    return count;
  }

  /**
   * Hops that an item was part of, directly or inside containers, the oldest first.
   * @throws CursorInvalidError
   */
  async ofItem(viewer: Viewer, of: ItemHops, page: PageRequest): Promise<HopPage> {
    const { item, filter, when } = of;
    if (this.redaction.redact(viewer, item) === null) return { ...emptyPage, moment: null };
    const question = JSON.stringify(['hops of', item.id, filter, when]);
    const start = page.after === null ? null : this.cursors.decode(viewer, question, page.after);
    const { asked, skipped } =
      start === null ? { asked: await this.askedAt(when), skipped: 0 } : sliceStart(start.key);
    const found = await this.foundOf(viewer, of, asked);
    const shown = found.slice(skipped, skipped + page.first);
    const namesAt = asked.namesAt ?? this.clock.now().toISOString();
    const edges = (await this.views(viewer, shown)).map((node, index) => ({
      node,
      cursor: this.cursors.encode(viewer, question, {
        asKnownAt: null,
        key: [asked.known, namesAt, skipped + index + 1],
      }),
    }));
    const hasNextPage = found.length > skipped + page.first;
    const moment = when.asKnownAt === null ? when.known : { known: asked.known, namesAt };
    return { edges, hasNextPage, moment };
  }

  /** How many hops of an item fit a filter; null: more than are counted out. */
  async countOfItem(viewer: Viewer, of: ItemHops): Promise<number | null> {
    if (this.redaction.redact(viewer, of.item) === null) return 0;
    const found = await this.foundOf(viewer, of, await this.askedAt(of.when));
    return found.length > COUNT_MAX ? null : found.length;
  }

  /** Hops as answers have them, with the times as they were told. */
  async views(viewer: Viewer, found: readonly Found[]): Promise<readonly HopView[]> {
    const positions = [...new Set(found.flatMap(({ hop }) => positionsOf(hop)))];
    const told =
      positions.length === 0
        ? new Map<number, string>()
        : await this.database.read(viewer, (tx) => readTimesTold(tx, positions));
    return this.redaction.redactAll(
      viewer,
      found.map(({ hop, around }) => hopView(hop, around, told)),
    );
  }

  private async foundOf(
    viewer: Viewer,
    { item, filter, when: { at } }: ItemHops,
    asked: Asked,
  ): Promise<readonly Found[]> {
    const instant = at === null ? null : (readTime(at)?.instant ?? at);
    const hops = await this.custody.hopsOf(viewer, [item.id], { asked, instant });
    return this.fitting(viewer, hops, filter);
  }

  private askedAt({ asKnownAt, known }: HopTimes): Promise<Asked> {
    return asKnownAt === null ? this.custody.askedAt(known) : this.custody.asked(asKnownAt);
  }

  /** Those of some hops that fit a filter. */
  async fitting(viewer: Viewer, around: Hops, filter: HopFilter): Promise<readonly Found[]> {
    const withDocument = await this.withDocument(viewer, filter);
    const me = viewer.organisation;
    return around.hops
      .filter((hop) => matches(hop, filter, { around, me, withDocument }))
      .map((hop) => ({ hop, around }));
  }

  /** Positions of events with one of the documents that a filter asks for; null: it asks for none. */
  private async withDocument(
    viewer: Viewer,
    { documents }: HopFilter,
  ): Promise<ReadonlySet<number> | null> {
    if (documents === undefined) return null;
    const positions = await this.database.read(viewer, (tx) =>
      readPositionsOfDocuments(tx, documents),
    );
    return new Set(positions);
  }

  /** The same, without what is only claimed: a scan by documents does not come by those who would leave it out. */
  private async countedWithDocument(
    viewer: Viewer,
    filter: HopFilter,
    { known }: Asked,
  ): Promise<ReadonlySet<number> | null> {
    const positions = await this.withDocument(viewer, filter);
    if (positions === null) return null;
    const read = this.database.read(viewer, (tx) => readCounted(tx, [...positions], known));
    return new Set(await read);
  }

  /** Hops that fit a filter, the newest first, from behind a start; read as far as they are asked for. */
  private async *scan(
    viewer: Viewer,
    filter: HopFilter,
    { asked, after }: ListStart,
  ): AsyncGenerator<Found> {
    const withDocument = await this.countedWithDocument(viewer, filter, asked);
    const me = viewer.organisation;
    const steps =
      withDocument === null
        ? this.steps(viewer, filter, { asked, after })
        : [{ positions: [...withDocument], anchored: false }];
    for await (const { positions, anchored } of steps) {
      const around = await this.custody.hopsAround(viewer, positions, asked);
      const anchors = new Set(positions);
      const fitting = around.hops
        .filter((hop) => !anchored || anchors.has(anchorOf(hop)?.position ?? -1))
        .filter((hop) => matches(hop, filter, { around, me, withDocument }))
        .filter((hop) => after === null || comesAfter(hop, after))
        .toSorted(compareHops);
      for (const hop of fitting) yield { hop, around };
    }
  }

  private async *steps(
    viewer: Viewer,
    filter: HopFilter,
    { asked, after }: ListStart,
  ): AsyncGenerator<{ readonly positions: readonly number[]; readonly anchored: boolean }> {
    const candidates = await this.candidates(viewer, filter, asked);
    let start: ScanStart | null =
      after === null ? null : { instant: after.instant, position: after.position + 1 };
    const endMs = performance.now() + SCAN_MS;
    for (;;) {
      if (performance.now() > endMs)
        throw new ScanTooLongError('a scan of hand-overs took too long');
      const scan = { start, rows: SCAN_ROWS };
      const found = await this.database.read(viewer, (tx) => readScan(tx, candidates, scan));
      const last = found.at(-1);
      if (last === undefined) return;
      yield { positions: found.map(({ position }) => position), anchored: true };
      start = last;
    }
  }

  private async candidates(viewer: Viewer, filter: HopFilter, asked: Asked): Promise<ScanFilter> {
    const me = viewer.organisation === null ? [] : [viewer.organisation];
    const senders = filter.fromMe === true ? me : (filter.fromParties ?? null);
    const receivers = filter.toMe === true ? me : (filter.toParties ?? null);
    return {
      known: asked.known,
      senders: senders === null ? null : await this.keysOf(viewer, senders),
      receivers: receivers === null ? null : await this.keysOf(viewer, receivers),
      from: filter.from ?? null,
      until: filter.until ?? null,
    };
  }

  /** Every key by which an event may name some organisations: their numbers, and the places that they run or, as known then, ran. */
  private async keysOf(viewer: Viewer, ids: readonly number[]): Promise<readonly string[]> {
    const views = await this.organisations.byIds(viewer, ids);
    const own = [...views.values()].flatMap(({ numbers }) => numbers.map(({ key }) => key));
    const places = await this.sites.keysEverRunBy(viewer, ids);
    // The GLN of a party is often told as that of a place.
    const asPlaces = own.map((key) => key.replace('/417/', '/414/'));
    return [...new Set([...own, ...asPlaces, ...places])];
  }
}

const comesAfter = (hop: Hop, after: ScanStart & { readonly to: string }): boolean => {
  const { instant, position, to } = anchorKey(hop);
  return (
    (compareText(after.instant, instant) ||
      after.position - position ||
      compareText(to, after.to)) > 0
  );
};

function listStart([known, namesAt, instant, position, to]: readonly (
  string | number
)[]): ListStart {
  const readable =
    typeof known === 'number' &&
    typeof namesAt === 'string' &&
    typeof instant === 'string' &&
    typeof position === 'number' &&
    typeof to === 'string';
  if (!readable) throw new CursorInvalidError();
  return { asked: { known, namesAt }, after: { instant, position, to } };
}

function sliceStart([known, namesAt, skipped]: readonly (string | number)[]) {
  const readable =
    typeof known === 'number' && typeof namesAt === 'string' && typeof skipped === 'number';
  if (!readable) throw new CursorInvalidError();
  return { asked: { known, namesAt }, skipped };
}
