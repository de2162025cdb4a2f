import type { ItemLine, LogRecord } from '../epcis/event.ts';
import { stepOf } from '../epcis/step.ts';
import { amountOf, compareAmounts, inUnit, minus, plus, sum } from './amount.ts';
import type { Amount } from './amount.ts';
import { birthLines } from './births.ts';
import type { CustodyFacts } from './facts.ts';
import type { Hop } from './hops.ts';
import { hopsOf } from './hops.ts';
import { inOrder } from './order.ts';

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
}

const incoming: readonly Entry['kind'][] = ['MADE', 'RECEIVED', 'MOVED_IN', 'ADJUSTED'];

const linesOf = (record: LogRecord, item: string, role: ItemLine['role']): readonly ItemLine[] =>
  record.event.items.filter((line) => line.key === item && line.role === role);

/**
 * The unit of an item's books: that of its first birth that says one, else of the first event that
 * does; null: pieces (domain rule 16).
 */
export const unitOf = (item: string, records: readonly LogRecord[]): string | null => {
  const ordered = inOrder(records);
  const births = ordered.flatMap(birthLines).filter((line) => line.key === item);
  const all = [...births, ...ordered.flatMap((record) => record.event.items)];
  return all.find((line) => line.key === item && line.quantity !== null)?.unit ?? null;
};

/** What one event says by itself, hand-overs and counts aside. */
const entriesOf = (record: LogRecord, item: string, facts: CustodyFacts): readonly Entry[] => {
  const { event } = record;
  const holder = facts.partyOf(record.owner);
  const site = event.bizLocation ?? event.readPoint;
  const entry = (kind: Entry['kind'], lines: readonly ItemLine[], place = site): readonly Entry[] =>
    lines.map((line) => ({ kind, holder, site: place, amount: amountOf(line) }));
  const made = birthLines(record).filter((line) => line.key === item);
  const items = linesOf(record, item, 'ITEM');
  switch (stepOf(event)) {
    case 'SELL':
      return entry('SOLD', items, event.readPoint);
    case 'DESTROY':
      return entry('DESTROYED', items, event.readPoint);
    case 'SHIP':
    case 'RECEIVE':
    case 'COUNT':
      return [];
    default:
      break;
  }
  const moves =
    event.action === 'OBSERVE' &&
    event.readPoint !== null &&
    event.bizLocation !== null &&
    event.readPoint !== event.bizLocation;
  return [
    ...entry('MADE', made),
    ...entry('USED', linesOf(record, item, 'INPUT')),
    ...(moves ? [...entry('MOVED_OUT', items, event.readPoint), ...entry('MOVED_IN', items)] : []),
  ];
};

/**
 * What the hops move: out of the sender's hand all that was shipped, into the receiver's what the
 * receipts say (domain rule 35).
 */
const entriesOfHop = (hop: Hop, item: string): readonly Entry[] =>
  hop.lines
    .filter((line) => line.item === item)
    .flatMap((line): readonly Entry[] => [
      ...(hop.shipping && !line.unexpected
        ? [{ kind: 'SHIPPED', holder: hop.from, site: hop.fromSite, amount: line.shipped } as const]
        : []),
      ...(line.named
        ? [
            {
              kind: 'RECEIVED',
              holder: hop.to,
              site: receivedSite(hop),
              amount: line.received,
            } as const,
          ]
        : []),
    ]);

const receivedSite = (hop: Hop): string | null => {
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

/**
 * All entries of an item by replaying what is believed, in the documented order (domain rules 9,
 * 16, 35, 46). A count sets what lies on its shelf: the difference to the books just before it is
 * an adjustment, no birth and no loss.
 */
export const entriesOfItem = (
  item: string,
  records: readonly LogRecord[],
  facts: CustodyFacts,
): readonly Entry[] => {
  const ordered = inOrder(records);
  const unit = unitOf(item, records);
  const counts = ordered.flatMap((record, index): readonly Entry[] => {
    if (stepOf(record.event) !== 'COUNT') return [];
    const lines = linesOf(record, item, 'ITEM');
    if (lines.length === 0) return [];
    const shelf = {
      holder: facts.partyOf(record.owner),
      site: record.event.bizLocation ?? record.event.readPoint,
    };
    const earlier = entriesOfItem(item, ordered.slice(0, index), facts);
    const booked = balanceOf(
      earlier.filter((one) => sameShelf(one, shelf)),
      unit,
    );
    const counted = inUnit(sum(lines.map(amountOf)), unit);
    return [{ kind: 'ADJUSTED', ...shelf, amount: minus(counted, booked) }];
  });
  return [
    ...ordered.flatMap((record) => entriesOf(record, item, facts)),
    ...hopsOf(records, facts).flatMap((hop) => entriesOfHop(hop, item)),
    ...counts,
  ];
};

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
export const awaitedLines = (hop: Hop): readonly Hop['lines'][number][] =>
  hop.status === 'IN_TRANSIT' || hop.status === 'PARTLY_RECEIVED'
    ? hop.lines.filter((line) => !line.named)
    : [];

const notBelowZero = (amount: Amount | null): Amount | null => {
  if (amount === null) return null;
  const zero = { value: '0', unit: amount.unit };
  return (compareAmounts(amount, zero) ?? 0) < 0 ? zero : amount;
};

/** What each holder has, never below zero: what went out beyond that is unaccounted for. */
const onHandOf = (entries: readonly Entry[], unit: string | null): Amount | null => {
  const holders = [...new Set(entries.map((entry) => entry.holder))];
  const hands = holders.map((holder) =>
    notBelowZero(
      balanceOf(
        entries.filter((entry) => entry.holder === holder),
        unit,
      ),
    ),
  );
  return hands.reduce<Amount | null>((total, hand) => plus(total, hand), { value: '0', unit });
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
  const unit = unitOf(item, records);
  const entries = entriesOfItem(item, records, facts);
  const total = (kind: Entry['kind']): Amount | null =>
    entries
      .filter((entry) => entry.kind === kind)
      .reduce<Amount | null>((so, entry) => plus(so, entry.amount), { value: '0', unit });
  const awaited = hopsOf(records, facts)
    .flatMap(awaitedLines)
    .filter((line) => line.item === item)
    .reduce<Amount | null>((so, line) => plus(so, line.shipped), { value: '0', unit });
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
