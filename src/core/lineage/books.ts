import { loadsAlong, isMove } from './along.ts';
import { amountOf, compareAmounts, inUnit, minus, plus, sum } from './amount.ts';
import type { Amount } from './amount.ts';
import type { LogRecord } from '../epcis/event.ts';
import type { Load, PackingLine } from './containment.ts';
import { loadsOf } from './containment.ts';
import { bookRecordOf } from './custody.ts';
import type { BookRecord, CustodyRecord } from './custody.ts';
import type { CustodyFacts } from './facts.ts';
import { groupedBy } from './grouped-by.ts';
import type { HandOver } from './handover.ts';
import { hopsBetween, sidesOf } from './hops.ts';
import type { Hop, HopLine } from './hops.ts';
import { compareRecords, inOrder } from './order.ts';

/** The part of a place that one party's books keep of one item: who, where. */
export interface Shelf {
  /** Party key. */
  readonly holder: string | null;
  /** Site key; null: not recorded. */
  readonly site: string | null;
}

/** One change of what lies on a shelf (domain rules 16, 35, 46). */
export interface Entry extends Shelf {
  readonly kind:
    | 'MADE'
    | 'USED'
    | 'SOLD'
    | 'DESTROYED'
    | 'SHIPPED'
    | 'RECEIVED'
    | 'MOVED_IN'
    | 'MOVED_OUT'
    | 'ADJUSTED';
  /** Above zero; of ADJUSTED also below. Null: not recorded. */
  readonly amount: Amount | null;
  /** The record that says so; of a hop the one that moved it there. */
  readonly by: CustodyRecord | null;
}

/**
 * All that the books of some items are kept from: what names them, both sides' words of their hand-overs (and of the others that
 * those are matched with), and what they lay in. Records and sides in the documented order.
 */
export interface Dossier {
  readonly records: readonly BookRecord[];
  readonly sides: readonly HandOver[];
  readonly loads: readonly Load<CustodyRecord>[];
}

/** A dossier that holds everything that is believed. */
export const wholeDossier = (records: readonly LogRecord[], facts: CustodyFacts): Dossier => {
  const loads = loadsOf(records);
  return {
    records: inOrder(records).map(bookRecordOf),
    sides: sidesOf(records, loads, facts),
    loads,
  };
};

/** A line of a hop, with its hop. */
export interface HopOfItem {
  readonly hop: Hop;
  readonly line: HopLine;
}

/** Lines of hops by item, in the order of the hops. */
export const linesByItem = (hops: readonly Hop[]): ReadonlyMap<string, readonly HopOfItem[]> =>
  groupedBy(
    hops.flatMap((hop) => hop.lines.map((line): HopOfItem => ({ hop, line }))),
    ({ line }) => line.item,
  );

/** Entries that add to a shelf. */
export const incoming: readonly Entry['kind'][] = ['MADE', 'RECEIVED', 'MOVED_IN', 'ADJUSTED'];

const isBirthRecord = ({ event }: CustodyRecord): boolean =>
  event.type === 'TransformationEvent' || (event.type === 'ObjectEvent' && event.action === 'ADD');

/** The lines by which a record makes an item: outputs, or objects of an ObjectEvent ADD (domain rules 17, 20). */
const madeLines = (record: CustodyRecord, item: string): readonly PackingLine[] =>
  isBirthRecord(record)
    ? linesOf(record, item, record.event.type === 'TransformationEvent' ? 'OUTPUT' : 'ITEM')
    : [];

const linesOf = (
  record: CustodyRecord,
  item: string,
  role: PackingLine['role'],
): readonly PackingLine[] =>
  record.event.items.filter((line) => line.key === item && line.role === role);

/**
 * The unit of an item's books: that of its first birth that says one, else of the first event that
 * does; null: pieces (domain rule 16). Records in the documented order.
 */
export const unitOf = (item: string, records: readonly CustodyRecord[]): string | null => {
  const births = records.flatMap((record) => madeLines(record, item));
  const all = [...births, ...records.flatMap((record) => record.event.items)];
  return all.find((line) => line.key === item && line.quantity !== null)?.unit ?? null;
};

/** How much of an item a record names in a role, and how much it takes along of it with what it lies in. */
const amountsOf = (
  record: BookRecord,
  item: string,
  { role, loads }: { readonly role: PackingLine['role']; readonly loads: Dossier['loads'] },
): readonly (Amount | null)[] => [
  ...linesOf(record, item, role).map(amountOf),
  ...loadsAlong(item, record, loads).map(({ amount }) => amount),
];

/** What one event says by itself, hand-overs and counts aside. */
const entriesOf = (
  record: BookRecord,
  item: string,
  { facts, loads }: { readonly facts: BookFacts; readonly loads: Dossier['loads'] },
): readonly Entry[] => {
  const { event, step } = record;
  const holder = facts.partyOf(record.owner);
  const site = event.bizLocation ?? event.readPoint;
  const entry = (
    kind: Entry['kind'],
    amounts: readonly (Amount | null)[],
    place = site,
  ): readonly Entry[] =>
    amounts.map((amount) => ({ kind, holder, site: place, amount, by: record }));
  const items = (): readonly (Amount | null)[] => amountsOf(record, item, { role: 'ITEM', loads });
  switch (step) {
    case 'SELL':
      return entry('SOLD', items(), event.readPoint);
    case 'DESTROY':
      return entry('DESTROYED', items(), event.readPoint);
    case 'SHIP':
    case 'RECEIVE':
    case 'COUNT':
      return [];
    default:
      break;
  }
  const used = (): readonly (Amount | null)[] => amountsOf(record, item, { role: 'INPUT', loads });
  return [
    ...entry('MADE', madeLines(record, item).map(amountOf)),
    ...(event.type === 'TransformationEvent' ? entry('USED', used()) : []),
    ...(isMove(record)
      ? [...entry('MOVED_OUT', items(), event.readPoint), ...entry('MOVED_IN', items())]
      : []),
  ];
};

/**
 * What the hops move: out of the sender's hand all that was shipped, into the receiver's what the
 * receipts say (domain rule 35).
 */
const entriesOfHop = ({ hop, line }: HopOfItem, isFirst: boolean): readonly Entry[] => {
  const { shipping } = hop;
  const sent: Entry = {
    kind: 'SHIPPED',
    holder: hop.from,
    site: hop.fromSite,
    amount: line.shipped,
    by: shipping,
  };
  const got: Entry = {
    kind: 'RECEIVED',
    holder: hop.to,
    site: receivedSite(hop),
    amount: line.received,
    by: hop.receivings.at(-1) ?? null,
  };
  const sends = shipping !== null && !line.unexpected && isFirst;
  return [...(sends ? [sent] : []), ...(line.named ? [got] : [])];
};

/** Where a hop's goods are after its last receipt. */
export const receivedSite = (hop: Hop): string | null => {
  const last = hop.receivings.at(-1)?.event;
  return last?.bizLocation ?? last?.readPoint ?? hop.toSite;
};

const sameShelf = (a: Shelf, b: Shelf): boolean => a.holder === b.holder && a.site === b.site;

/** What entries leave on a shelf; null: an amount is not recorded. May be below zero. */
export const balanceOf = (entries: readonly Entry[], unit: string | null): Amount | null =>
  entries.reduce<Amount | null>(
    (total, { kind, amount }) =>
      incoming.includes(kind) ? plus(total, amount) : minus(total, amount),
    { value: '0', unit },
  );

/** What books ask of master data. */
export type BookFacts = Pick<CustodyFacts, 'partyOf' | 'countryOf'>;

/** What both sides say of one item: receipts are matched item by item (domain rule 36). */
export const sidesAbout = (item: string, sides: readonly HandOver[]): readonly HandOver[] =>
  sides.flatMap((side) => {
    const lines = side.lines.filter((line) => line.item === item);
    return lines.length === 0 ? [] : [{ ...side, lines }];
  });

/** The counts of an item, one after the other: each sets what lies on its shelf. */
const countsOf = (item: string, dossier: Dossier, facts: BookFacts): readonly Entry[] => {
  const unit = unitOf(item, dossier.records);
  if (!dossier.records.some(({ step }) => step === 'COUNT')) return [];
  const sides = sidesAbout(item, dossier.sides);
  const { loads } = dossier;
  return dossier.records.reduce<readonly Entry[]>((counts, record) => {
    const lines = record.step === 'COUNT' ? linesOf(record, item, 'ITEM') : [];
    if (lines.length === 0) return counts;
    const isEarlier = (other: CustodyRecord): boolean => compareRecords(other, record) < 0;
    const { event, owner } = record;
    const shelf = { holder: facts.partyOf(owner), site: event.bizLocation ?? event.readPoint };
    const earlier = sides.filter((side) => isEarlier(side.record));
    const hops = linesByItem(hopsBetween(earlier, facts)).get(item) ?? [];
    const entries = [
      ...told(item, dossier.records.filter(isEarlier), { hops, facts, loads }),
      ...counts,
    ];
    const booked = balanceOf(
      entries.filter((one) => sameShelf(one, shelf)),
      unit,
    );
    const counted = inUnit(sum(lines.map(amountOf)), unit);
    return [...counts, { kind: 'ADJUSTED', ...shelf, amount: minus(counted, booked), by: record }];
  }, []);
};

/** Everything but counts. */
const told = (
  item: string,
  records: readonly BookRecord[],
  question: {
    readonly hops: readonly HopOfItem[];
    readonly facts: BookFacts;
    readonly loads: Dossier['loads'];
  },
): readonly Entry[] => [
  ...records.flatMap((record) => entriesOf(record, item, question)),
  ...question.hops.flatMap((one) => entriesOfHop(one, isSentFirst(one, question.hops))),
];

/** A shipping towards several parties leaves the sender's hand once: true for the hop to the first of them. */
const isSentFirst = ({ hop, line }: HopOfItem, hops: readonly HopOfItem[]): boolean =>
  hops.find(
    (other) => other.hop.shipping === hop.shipping && other.line.container === line.container,
  )?.hop === hop;

/**
 * All entries of an item (domain rules 9, 16, 35, 46). A count sets what lies on its shelf: the difference to the books just
 * before it is an adjustment, no birth and no loss. `hops` are the item's, of the whole dossier.
 */
export const entriesOfItem = (
  item: string,
  dossier: Dossier,
  { hops, facts }: { readonly hops: readonly HopOfItem[]; readonly facts: BookFacts },
): readonly Entry[] => [
  ...told(item, dossier.records, { hops, facts, loads: dossier.loads }),
  ...countsOf(item, dossier, facts),
];

/**
 * Books of one part in its own unit: made + adjusted = used + sold + destroyed + onHand +
 * inTransit + unaccounted (domain rules 16, 23, 46). Null: a needed amount is not recorded.
 */
export interface Balance {
  readonly unit: string | null;
  readonly made: string | null;
  readonly adjusted: string | null;
  readonly used: string | null;
  readonly sold: string | null;
  readonly destroyed: string | null;
  readonly inTransit: string | null;
  readonly onHand: string | null;
  /** Below zero: more went out than came in (over-consumption is reported, not refused). */
  readonly unaccounted: string | null;
}

/**
 * Shipped and still awaited: lines that no receipt names, of hops that the receiver has not closed
 * (domain rule 36).
 */
export const isAwaited = ({ hop, line }: HopOfItem): boolean =>
  (hop.status === 'IN_TRANSIT' || hop.status === 'PARTLY_RECEIVED') && !line.named;

/** An amount, or nothing when it is below nothing: what went out beyond that is unaccounted for. */
export const notBelowZero = (amount: Amount | null): Amount | null => {
  if (amount === null) return null;
  const zero = { value: '0', unit: amount.unit };
  return (compareAmounts(amount, zero) ?? 0) < 0 ? zero : amount;
};

/** What each holder has, never below zero: what went out beyond that is unaccounted for. */
const onHandOf = (entries: readonly Entry[], unit: string | null): Amount | null =>
  [...groupedBy(entries, ({ holder }) => holder).values()]
    .map((own) => notBelowZero(balanceOf(own, unit)))
    .reduce<Amount | null>((total, hand) => plus(total, hand), { value: '0', unit });

/** The books of a part as its dossier has them; `hops` are the item's, of the whole dossier. */
export const balanceIn = (
  item: string,
  dossier: Dossier,
  { hops, facts }: { readonly hops: readonly HopOfItem[]; readonly facts: BookFacts },
): Balance => {
  const unit = unitOf(item, dossier.records);
  const entries = entriesOfItem(item, dossier, { hops, facts });
  const zero: Amount = { value: '0', unit };
  const total = (kind: Entry['kind']): Amount | null =>
    entries
      .filter((entry) => entry.kind === kind)
      .reduce<Amount | null>((so, entry) => plus(so, entry.amount), zero);
  const awaited = hops
    .filter((one) => isAwaited(one) && isSentFirst(one, hops))
    .reduce<Amount | null>((so, { line }) => plus(so, line.shipped), zero);
  const onHand = onHandOf(entries, unit);
  const out = [total('USED'), total('SOLD'), total('DESTROYED'), onHand, awaited];
  const rest = out.reduce(minus, plus(total('MADE'), total('ADJUSTED')));
  return {
    unit,
    made: total('MADE')?.value ?? null,
    adjusted: total('ADJUSTED')?.value ?? null,
    used: total('USED')?.value ?? null,
    sold: total('SOLD')?.value ?? null,
    destroyed: total('DESTROYED')?.value ?? null,
    inTransit: awaited?.value ?? null,
    onHand: onHand?.value ?? null,
    unaccounted: rest?.value ?? null,
  };
};

/**
 * The books of a part over what is believed (domain rules 16, 35, 46); a lot number made again
 * adds.
 */
export const booksOf = (
  item: string,
  records: readonly LogRecord[],
  facts: CustodyFacts,
): Balance => {
  const dossier = wholeDossier(records, facts);
  const hops = linesByItem(hopsBetween(dossier.sides, facts)).get(item) ?? [];
  return balanceIn(item, dossier, { hops, facts });
};
