import type { ItemLine, LogRecord } from '../core/epcis/event.ts';
import { type Doubts, doubtsOf } from '../core/lineage/belief.ts';
import { groupedBy } from '../core/lineage/grouped-by.ts';
import { isClassKey } from '../core/lineage/transformations.ts';
import { readPositions } from '../log/log-reader.store.ts';
import type { Transaction } from '../platform/transaction.ts';
import { readBeliefFacts } from './belief-facts.store.ts';
import {
  anyClaimed,
  type Carrier,
  type NewWord,
  readCountedSince,
  readDoubtful,
  readNamed,
  readParents,
  readStanding,
  readToldChildren,
  restate,
  type Restated,
  type StandingLine,
} from './belief.store.ts';
import { readClaimedWithin, readHandedAfter } from './belief-reach.store.ts';
import { addedItems } from './item.store.ts';
import { anyShared, insertShared, readSharing, readToldByOthers } from './shared-item.store.ts';

/** Internal ids by canonical key. */
type Ids = ReadonlyMap<string, number>;

/** A batch whose lines have just been written, all of them as if they counted. */
export interface FreshBatch {
  /** Its events that stand, without declarations. */
  readonly standing: readonly LogRecord[];
  /** Earlier events that it declares wrong. */
  readonly closed: readonly number[];
  readonly ids: Ids;
  readonly first: number;
  readonly knownFrom: number;
  readonly recordTime: string;
}

/**
 * Judges anew whatever a batch may have changed the belief in (domain rule 40), by the rules of core/lineage/belief.ts. Of an item that one
 * organisation alone has told of nothing is in doubt, so only those that several speak of are looked at; with them, for their time, the
 * containers that they lay in.
 */
export const judgeBatch = async (tx: Transaction, batch: FreshBatch): Promise<void> => {
  const restated = await judged(tx, batch);
  if (restated.length > 0) await restate(tx, restated, batch.knownFrom);
  else unchanged.set(tx, batch.knownFrom);
};

/** The last batch of a transaction by which nothing turned out to count, or not to count. */
const unchanged = new WeakMap<Transaction, number>();

/** Whether it is known that the judgement of a batch has left everything as it was written: nobody need ask the database. */
export const leftUnchanged = (tx: Transaction, knownFrom: number): boolean =>
  unchanged.get(tx) === knownFrom;

/** Lines whose standing changes by a batch. */
const judged = async (tx: Transaction, batch: FreshBatch): Promise<readonly Restated[]> => {
  const lines = batch.standing.flatMap(({ owner, position, event }) =>
    event.items
      .filter(({ key }) => !isClassKey(key))
      .map(({ key, role }) => ({
        item: batch.ids.get(key) ?? 0,
        owner,
        position,
        role,
        instant: event.time.instant,
        named: event.sources.length + event.destinations.length > 0,
      })),
  );
  const shared = await shareOut(tx, lines, batch);
  if (shared.size === 0 && !(await anyShared(tx))) return [];
  const words: readonly NewWord[] = lines
    .filter(({ item }) => shared.has(item))
    .map(({ named, role, ...line }) => ({ ...line, spreads: named || role === 'CHILD' }));
  const doubtful = new Set(await readDoubtful(tx, words, batch));
  for (const item of await beneathBatch(tx, lines, batch)) doubtful.add(item);
  return doubtful.size === 0 ? [] : judgedAnew(tx, doubtful, batch.recordTime);
};

/** A line of the batch as far as sharing is concerned. */
interface BatchLine extends Carrier {
  readonly owner: number;
  readonly role: ItemLine['role'];
  /** Its event names parties or places as giving or taking. */
  readonly named: boolean;
  readonly position: number;
}

/** Notes what several organisations tell of since this batch; answers which items of the batch are such. */
const shareOut = async (
  tx: Transaction,
  lines: readonly BatchLine[],
  { first, knownFrom }: FreshBatch,
): Promise<ReadonlySet<number>> => {
  const tellers = new Map<number, Set<number>>();
  for (const { item, owner } of lines) {
    const known = tellers.get(item);
    if (known === undefined) tellers.set(item, new Set([owner]));
    else known.add(owner);
  }
  const added = addedItems(tx, first);
  const earlier = [...tellers.keys()].filter((item) => !added.has(item));
  const before = await readSharing(tx, earlier, first);
  for (const { item, teller } of before) if (teller !== null) tellers.get(item)?.add(teller);
  const already = new Set(before.filter(({ shared }) => shared).map(({ item }) => item));
  const several = [...tellers].filter(([, owners]) => owners.size > 1).map(([item]) => item);
  await insertShared(
    tx,
    several.filter((item) => !already.has(item)),
    knownFrom,
  );
  return new Set([...already, ...several]);
};

/** What was ever packed into some items, however deep, as far as several organisations tell of it. */
const sharedBeneath = async (
  tx: Transaction,
  items: readonly number[],
): Promise<readonly number[]> => {
  const seen = new Set(items);
  const shared: number[] = [];
  for (let open: readonly number[] = [...seen]; open.length > 0;) {
    const children = (await readToldChildren(tx, open)).filter(({ item }) => !seen.has(item));
    for (const { item } of children) seen.add(item);
    shared.push(...children.filter((child) => child.shared).map(({ item }) => item));
    open = children.map(({ item }) => item);
  }
  return shared;
};

/** What is used and something was ever packed into, and all of that, however deep, since the first use: it is emptied. */
const withContents = async (
  tx: Transaction,
  used: readonly Carrier[],
): Promise<readonly Carrier[]> => {
  const [since = ''] = used.map(({ instant }) => instant).toSorted();
  const seen = new Set(used.map(({ item }) => item));
  let inside = await readToldChildren(tx, [...seen]);
  // Nothing lies in a lot that is used as it is.
  if (inside.length === 0) return [];
  while (inside.length > 0) {
    const open = inside.map(({ item }) => item).filter((item) => !seen.has(item));
    for (const item of open) seen.add(item);
    inside = await readToldChildren(tx, open);
  }
  return [...seen].map((item) => ({ item, instant: since }));
};

/** Items that a batch may change the belief in, though it does not name them: they lay in what it names. */
const beneathBatch = async (
  tx: Transaction,
  lines: readonly BatchLine[],
  { standing, closed, ids }: FreshBatch,
): Promise<readonly number[]> => {
  const declared = await readNamed(tx, closed);
  const emptied = standing
    .filter(
      ({ event }) =>
        event.action === 'DELETE' && event.items.every((line) => line.role === 'PARENT'),
    )
    .flatMap(({ event }) =>
      event.items.map(({ key }) => ({ item: ids.get(key) ?? 0, instant: event.time.instant })),
    );
  const used = await withContents(
    tx,
    lines.filter(({ role }) => role === 'INPUT'),
  );
  const moved = lines.filter(({ role }) => role === 'CHILD');
  // News of the last thing that happened takes nothing out of a hand-over that is recorded already.
  const left = [
    ...declared,
    ...(await readHandedAfter(tx, [...emptied, ...used], true)),
    ...(await readHandedAfter(tx, moved, false)),
  ];
  const carriers = lines.filter(({ named, role }) => named || role === 'CHILD');
  const claimed =
    carriers.length > 0 && (await anyClaimed(tx)) ? await readClaimedWithin(tx, carriers) : [];
  return [...(await sharedOf(tx, left)), ...(await sharedBeneath(tx, left)), ...claimed];
};

const sharedOf = async (tx: Transaction, items: readonly number[]): Promise<readonly number[]> =>
  (await readSharing(tx, items, 0)).filter(({ shared }) => shared).map(({ item }) => item);

/** Lines whose standing changes when some items are judged, and what lay in them while an earlier line of theirs does. */
const judgedAnew = async (
  tx: Transaction,
  doubtful: Set<number>,
  at: string,
): Promise<readonly Restated[]> => {
  for (;;) {
    const { lines, beside } = await judge(tx, [...doubtful], at);
    const changed = lines.filter(({ doubt, becomes }) => doubt !== becomes);
    const beneath = await sharedBeneath(tx, [...new Set(changed.map(({ item }) => item))]);
    const fresh = [...beneath, ...beside].filter((item) => !doubtful.has(item));
    if (fresh.length === 0) return changed;
    for (const item of fresh) doubtful.add(item);
  }
};

const lineName = ({
  position,
  line,
}: {
  readonly position: number;
  readonly line: number;
}): string => `${position} ${line}`;

/** What a judgement is made from. */
interface Evidence {
  /** By position. */
  readonly records: ReadonlyMap<number, LogRecord>;
  /** Lines of containers that are not judged themselves, by name: those that count. */
  readonly counted: ReadonlySet<string>;
}

/** All that names some items, and the containers that they were packed into, since then. */
const evidenceOf = async (tx: Transaction, asked: readonly StandingLine[]): Promise<Evidence> => {
  const judged = new Set(asked.map(({ item }) => item));
  const records = new Map<number, LogRecord>();
  const counted = new Set<string>();
  const since = new Map<number, string>();
  const fetch = async (lines: readonly StandingLine[]): Promise<void> => {
    const missing = new Set(lines.map(({ position }) => position));
    for (const position of records.keys()) missing.delete(position);
    if (missing.size === 0) return;
    for (const record of await readPositions(tx, [...missing]))
      records.set(record.position, record);
  };
  const isPacked = ({ position, line }: StandingLine): boolean =>
    records.get(position)?.event.items[line]?.role === 'CHILD';
  await fetch(asked);
  for (let packed = asked.filter(isPacked); packed.length > 0;) {
    const earlier = new Map<number, string>();
    for (const { item, position } of await readParents(tx, [
      ...new Set(packed.map((one) => one.position)),
    ])) {
      const instant = records.get(position)?.event.time.instant ?? '';
      const before = earlier.get(item) ?? since.get(item);
      if (!judged.has(item) && (before === undefined || instant < before))
        earlier.set(item, instant);
    }
    for (const [item, instant] of earlier) since.set(item, instant);
    const carriers = [...earlier].map(([item, instant]) => ({ item, instant }));
    const lines = await readCountedSince(tx, carriers);
    for (const line of lines) counted.add(lineName(line));
    await fetch(lines);
    packed = lines.filter(isPacked);
  }
  return { records, counted };
};

/** A judgement of some items. */
interface Judgement {
  /** What becomes of every standing line of theirs. */
  readonly lines: readonly Restated[];
  /** Items of events that several told: which record of one counts is judged by all of its lines. */
  readonly beside: readonly number[];
}

const judge = async (tx: Transaction, items: readonly number[], at: string): Promise<Judgement> => {
  const asked = await readStanding(tx, items);
  const doubts = await doubtsAbout(tx, asked, { at, foreseen: null });
  const doubtsAt = new Map([...doubts].map(([{ position }, own]) => [position, own]));
  const lines = asked.map((line) => ({
    ...line,
    becomes: doubtsAt.get(line.position)?.get(line.line) ?? null,
  }));
  return { lines, beside: await readNamed(tx, toldTwice([...doubts.keys()], asked)) };
};

/** Positions of standing records of which another organisation has told the same. */
const toldTwice = (
  records: readonly LogRecord[],
  asked: readonly StandingLine[],
): readonly number[] => {
  const judged = new Set(asked.map(({ position }) => position));
  const own = records.filter(({ position }) => judged.has(position));
  return [...groupedBy(own, ({ hash }) => hash).values()]
    .filter((same) => new Set(same.map(({ owner }) => owner)).size > 1)
    .flatMap((same) => same.map(({ position }) => position));
};

/** A record that is not in the log. */
interface Foreseen {
  readonly record: LogRecord;
  /** Canonical keys of those of its items that are in question; of the others it is believed. */
  readonly judged: ReadonlySet<string>;
}

/** Judges some standing lines, all that stand of their items, together with a record as if it stood. */
const doubtsAbout = async (
  tx: Transaction,
  asked: readonly StandingLine[],
  { at, foreseen }: { readonly at: string; readonly foreseen: Foreseen | null },
): Promise<Doubts> => {
  const { records, counted } = await evidenceOf(tx, asked);
  const judged = new Set(asked.map(lineName));
  const decided = new Map<ItemLine, boolean>();
  for (const { position, event } of records.values()) {
    for (const [line, item] of event.items.entries()) {
      const name = lineName({ position, line });
      if (!judged.has(name)) decided.set(item, counted.has(name));
    }
  }
  const own = foreseen?.record.event.items ?? [];
  for (const item of own) if (foreseen?.judged.has(item.key) !== true) decided.set(item, true);
  const all = [...records.values(), ...(foreseen === null ? [] : [foreseen.record])];
  const keyOf = ({ position, line }: StandingLine): string =>
    records.get(position)?.event.items[line]?.key ?? '';
  const items = new Set([...asked.map(keyOf), ...own.map(({ key }) => key)]);
  const parties = all.flatMap(({ event: { sources, destinations } }) =>
    [...sources, ...destinations].map(({ key }) => key),
  );
  const facts = await readBeliefFacts(tx, { items: [...items], parties }, at);
  return doubtsOf(all, facts, (_record, line) => decided.get(line));
};

/**
 * The lines of a record that is not in the log, indexes in `EpcisEvent.items`, that would be claims if it were recorded
 * at its record time. Of what nobody else has told of nothing is in doubt: that is one look-up.
 */
export const foreseenClaims = async (
  tx: Transaction,
  record: LogRecord,
): Promise<readonly number[]> => {
  const keys = record.event.items.map(({ key }) => key).filter((key) => !isClassKey(key));
  const shared = await readToldByOthers(tx, [...new Set(keys)], record.owner);
  if (shared.length === 0) return [];
  const asked = await readStanding(
    tx,
    shared.map(({ item }) => item),
  );
  const judged = new Set(shared.map(({ key }) => key));
  const doubts = await doubtsAbout(tx, asked, {
    at: record.recordTime,
    foreseen: { record, judged },
  });
  return [...(doubts.get(record) ?? [])].flatMap(([line, doubt]) =>
    doubt === 'CLAIM' ? [line] : [],
  );
};
