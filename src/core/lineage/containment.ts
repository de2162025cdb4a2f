import type { ItemLine, LogRecord } from '../epcis/event.ts';
import { amountOf, isZero, lessOf, minus } from './amount.ts';
import type { Amount } from './amount.ts';
import { groupedBy } from './grouped-by.ts';
import { compareText, inOrder, type Ordered } from './order.ts';

/** What packing and unpacking is read from: every log record, and what a read model keeps of one. */
export interface PackingRecord extends Ordered {
  readonly event: Ordered['event'] & { readonly items: readonly PackingLine[] };
}

/** An item as packing and unpacking name it. */
export type PackingLine = Pick<ItemLine, 'role' | 'key' | 'classLevel' | 'quantity' | 'unit'>;

/**
 * One thing inside a container (PACKED, aggregation) or fixed to it (FIXED, association) during
 * [since, until) of event time (domain rules 11, 12, 15).
 */
export interface Load<R extends PackingRecord = LogRecord> {
  readonly kind: 'PACKED' | 'FIXED';
  /** Canonical keys. */
  readonly child: string;
  readonly parent: string;
  /** How much of a lot; null: not recorded. A piece is one piece. */
  readonly amount: Amount | null;
  /** The event that put it there. */
  readonly since: R;
  /** The event that took it out; null: still inside, as far as is known. */
  readonly until: R | null;
}

const instantOf = (record: PackingRecord): string => record.event.time.instant;

/**
 * True while the load is inside at an instant: the start counts, the end does not (domain rule
 * 11).
 */
export const holdsAt = (load: Load<PackingRecord>, instant: string): boolean =>
  instantOf(load.since) <= instant && (load.until === null || instant < instantOf(load.until));

const kindOf = (record: PackingRecord): Load['kind'] =>
  record.event.type === 'AssociationEvent' ? 'FIXED' : 'PACKED';

const isPacking = ({ event: { type } }: PackingRecord): boolean =>
  type === 'AggregationEvent' || type === 'AssociationEvent';

const children = (record: PackingRecord): readonly PackingLine[] =>
  record.event.items.filter((line) => line.role === 'CHILD');

const parentOf = (record: PackingRecord): string | null =>
  record.event.items.find((line) => line.role === 'PARENT')?.key ?? null;

/** Canonical keys of what an event uses up. */
const inputsOf = ({ event }: PackingRecord): readonly string[] =>
  event.type === 'TransformationEvent'
    ? event.items.filter((line) => line.role === 'INPUT').map(({ key }) => key)
    : [];

const close = <R extends PackingRecord>(load: Load<R>, record: R): Load<R> => ({
  ...load,
  until: record,
});

/**
 * What one taking-out does to the open loads of one child, oldest first: whole loads, then a part
 * of one.
 */
const takeOut = <R extends PackingRecord>(
  open: readonly Load<R>[],
  line: PackingLine,
  record: R,
): readonly Load<R>[] => {
  let left = line.classLevel ? amountOf(line) : null;
  const all = left === null;
  return open.flatMap((load): readonly Load<R>[] => {
    if (all) return [close(load, record)];
    if (left === null || isZero(left)) return [load];
    const out = load.amount === null ? null : lessOf(load.amount, left);
    if (out === null || load.amount === null) return [load];
    left = minus(left, out);
    const rest = minus(load.amount, out);
    const gone = close({ ...load, amount: out }, record);
    return rest === null || isZero(rest) ? [gone] : [gone, { ...load, amount: rest }];
  });
};

const putIn = <R extends PackingRecord>(
  loads: readonly Load<R>[],
  record: R,
  parent: string,
): readonly Load<R>[] => {
  const kind = kindOf(record);
  return children(record).reduce((before, line) => {
    const load: Load<R> = {
      kind,
      child: line.key,
      parent,
      amount: amountOf(line),
      since: record,
      until: null,
    };
    if (line.classLevel) return [...before, load];
    const isOpen = (one: Load<R>): boolean =>
      one.kind === kind && one.child === line.key && one.until === null;
    if (before.some((one) => isOpen(one) && one.parent === parent)) return before;
    return [...before.map((one) => (isOpen(one) ? close(one, record) : one)), load];
  }, loads);
};

const takenOut = <R extends PackingRecord>(
  loads: readonly Load<R>[],
  record: R,
  parent: string | null,
): readonly Load<R>[] => {
  const concerns = (load: Load<R>): boolean =>
    load.until === null &&
    load.kind === kindOf(record) &&
    (parent === null || load.parent === parent);
  const lines = children(record);
  if (lines.length === 0) {
    return parent === null
      ? loads
      : loads.map((load) => (concerns(load) ? close(load, record) : load));
  }
  return lines.reduce((before, line) => {
    const mine = before.filter((load) => concerns(load) && load.child === line.key);
    const others = before.filter((load) => !mine.includes(load));
    return [...others, ...takeOut(mine, line, record)];
  }, loads);
};

/** What is used is used with all that is packed in it, through all levels: a container that is filled again later begins empty. */
const usedUp = <R extends PackingRecord>(
  loads: readonly Load<R>[],
  record: R,
): readonly Load<R>[] => {
  const used = new Set(inputsOf(record));
  const isUsed = (load: Load<R>): boolean =>
    load.kind === 'PACKED' && load.until === null && used.has(load.parent);
  for (const key of used) {
    for (const load of loads) if (load.parent === key && isUsed(load)) used.add(load.child);
  }
  return loads.map((load) => (isUsed(load) ? close(load, record) : load));
};

/** What one event makes of the loads that are open. */
const replayed = <R extends PackingRecord>(
  open: readonly Load<R>[],
  record: R,
): readonly Load<R>[] => {
  if (!isPacking(record)) return inputsOf(record).length === 0 ? open : usedUp(open, record);
  const parent = parentOf(record);
  if (record.event.action === 'ADD' && parent !== null) return putIn(open, record, parent);
  return record.event.action === 'DELETE' ? takenOut(open, record, parent) : open;
};

/**
 * Every load that ever was, by replaying packing and unpacking in the documented order (domain
 * rules 9, 11, 12, 15, 38). ADD opens; DELETE closes what it names, of a lot the oldest loads
 * first; DELETE without children empties, and so does the use of the container, or of one around it. A single thing lies in one
 * place: put elsewhere, it has left the former. OBSERVE moves nothing. `records` are those that are believed.
 */
export const loadsOf = <R extends PackingRecord>(records: readonly R[]): readonly Load<R>[] => {
  const closed: Load<R>[] = [];
  let open: readonly Load<R>[] = [];
  for (const record of inOrder(records)) {
    const after = replayed(open, record);
    // Nothing that comes later touches a load that is closed: only open ones are looked through again.
    if (after === open) continue;
    closed.push(...after.filter((load) => load.until !== null));
    open = after.filter((load) => load.until === null);
  }
  return [
    ...closed.filter(({ since, until }) => until !== null && instantOf(since) < instantOf(until)),
    ...open,
  ];
};

/** One thing inside a container, however deep. */
export interface Content<R extends PackingRecord = LogRecord> {
  readonly load: Load<R>;
  /** 1: directly in the container asked about. */
  readonly level: number;
  /** The load that lies directly in that container, and this one in it; itself on level 1. */
  readonly outermost: Load<R>;
}

/** Packed loads by container; made once for a list of loads. */
const indexes = new WeakMap<
  readonly Load<PackingRecord>[],
  ReadonlyMap<string, readonly Load<PackingRecord>[]>
>();

const packedIn = <R extends PackingRecord>(
  container: string,
  loads: readonly Load<R>[],
): readonly Load<R>[] => {
  const index =
    (indexes.get(loads) as ReadonlyMap<string, readonly Load<R>[]> | undefined) ??
    groupedBy(
      loads.filter(({ kind }) => kind === 'PACKED'),
      ({ parent }) => parent,
    );
  indexes.set(loads, index);
  return index.get(container) ?? [];
};

const compareContents = (a: Content<PackingRecord>, b: Content<PackingRecord>): number =>
  a.level - b.level ||
  compareText(instantOf(a.load.since), instantOf(b.load.since)) ||
  compareText(a.load.child, b.load.child) ||
  compareText(a.load.since.hash, b.load.since.hash);

/** A container in a container ... in itself is a mistake that must end. */
const inside = <R extends PackingRecord>(
  container: string,
  admits: (load: Load<R>, outer: readonly Load<R>[]) => boolean,
  loads: readonly Load<R>[],
  outer: readonly Load<R>[] = [],
): readonly Content<R>[] => {
  if (outer.some((load) => load.parent === container)) return [];
  return packedIn(container, loads)
    .filter((load) => admits(load, outer))
    .flatMap((load) => [
      { load, level: outer.length + 1, outermost: outer[0] ?? load },
      ...inside(load.child, admits, loads, [...outer, load]),
    ]);
};

/**
 * What lies in a container at an instant, recursively (domain rule 11); by level, time of loading,
 * item. Things fixed to it are not packed (domain rule 15).
 */
export const contentsAt = <R extends PackingRecord>(
  container: string,
  instant: string,
  loads: readonly Load<R>[],
): readonly Content<R>[] =>
  [...inside(container, (load) => holdsAt(load, instant), loads)].toSorted(compareContents);

/**
 * As `contentsAt`, what is taken out at that very instant included: with days for times an unpacking is often told for the
 * instant of the receipt.
 */
export const contentsJustBefore = <R extends PackingRecord>(
  container: string,
  instant: string,
  loads: readonly Load<R>[],
): readonly Content<R>[] =>
  [
    ...inside(
      container,
      (load) =>
        holdsAt(load, instant) || (load.until !== null && instantOf(load.until) === instant),
      loads,
    ),
  ].toSorted(compareContents);

const overlaps = (a: Load, b: Load): boolean =>
  (b.until === null || instantOf(a.since) < instantOf(b.until)) &&
  (a.until === null || instantOf(b.since) < instantOf(a.until));

/**
 * What ever lay in a container, each load within its own interval (domain rule 38): a reused
 * container keeps its loads apart (domain rule 12).
 */
export const contentsEver = (container: string, loads: readonly Load[]): readonly Content[] =>
  [
    ...inside(container, (load, outer) => outer.every((one) => overlaps(load, one)), loads),
  ].toSorted(compareContents);

/**
 * The containers that an item lay in at an instant, innermost first; several chains for a lot in
 * several containers.
 */
export const containersAt = (
  item: string,
  instant: string,
  loads: readonly Load[],
  seen: readonly string[] = [],
): readonly (readonly string[])[] => {
  if (seen.includes(item)) return [[]];
  const parents = new Set(
    loads
      .filter((load) => load.kind === 'PACKED' && load.child === item && holdsAt(load, instant))
      .map((load) => load.parent),
  );
  return [...parents].flatMap((parent) => {
    const above = containersAt(parent, instant, loads, [...seen, item]);
    return above.length === 0 ? [[parent]] : above.map((chain) => [parent, ...chain]);
  });
};
