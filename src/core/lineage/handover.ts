import type { ItemLine, LogRecord, TypedId } from '../epcis/event.ts';
import { THROUGHLINE_NAMESPACE, expandName, readPrefixes } from '../epcis/namespace.ts';
import { stepOf } from '../epcis/step.ts';
import { amountOf, plus } from './amount.ts';
import type { Amount } from './amount.ts';
import { contentsAt } from './containment.ts';
import type { Content, Load } from './containment.ts';
import type { CustodyFacts } from './facts.ts';

/** One side's word about a hand-over between two parties (domain rules 18, 19). */
export interface HandOver {
  readonly record: LogRecord;
  readonly side: 'SHIP' | 'RECEIVE';
  /** Canonical keys of the possessing parties; null: not recorded. */
  readonly from: string | null;
  readonly to: string | null;
  /** Canonical keys of the sites; null: not recorded. */
  readonly fromSite: string | null;
  readonly toSite: string | null;
  /** What was handed over, down to what lies in containers. */
  readonly lines: readonly HandedLine[];
  readonly documents: readonly TypedId[];
  /** The receiver says that nothing more will come. */
  readonly complete: boolean;
  /** Null: not recorded. */
  readonly ownershipChanges: boolean | null;
}

/** One item of a hand-over, with the container that it lay in directly. */
export interface HandedLine {
  readonly item: string;
  readonly container: string | null;
  /** Null: not said. */
  readonly amount: Amount | null;
}

const ofType = (list: readonly TypedId[], type: string): readonly string[] =>
  list.filter((one) => one.type === type).map((one) => one.key);

const isComplete = ({ event: { body } }: LogRecord): boolean => {
  const prefixes = readPrefixes(body['@context'] ?? null);
  return Object.entries(body).some(
    ([name, value]) =>
      value === true && expandName(name, prefixes) === `${THROUGHLINE_NAMESPACE}complete`,
  );
};

const ownershipOf = ({ event }: LogRecord): boolean | null => {
  const [before] = ofType(event.sources, 'owning_party');
  const [after] = ofType(event.destinations, 'owning_party');
  return before === undefined || after === undefined ? null : before !== after;
};

/**
 * Canonical keys of parts and containers that an event hands over: of an aggregation its children,
 * else its parent.
 */
const handedItems = ({ event }: LogRecord): readonly ItemLine[] => {
  const items = event.items.filter((line) => line.role === 'ITEM' || line.role === 'CHILD');
  return items.length > 0 ? items : event.items.filter((line) => line.role === 'PARENT');
};

/** Things in a container that hold nothing themselves. */
const innermost = (contents: readonly Content[]): readonly Content[] =>
  contents.filter(({ load }) => !contents.some((other) => other.load.parent === load.child));

/**
 * The very instant of unpacking still counts for a receipt: with days for times the two are often
 * equal.
 */
const justBefore = (instant: string, loads: readonly Load[]): readonly Load[] =>
  loads.map((load) =>
    load.until?.event.time.instant === instant ? { ...load, until: null } : load,
  );

const expanded = (
  line: ItemLine,
  {
    event,
    record,
    loads,
  }: { event: LogRecord['event']; record: LogRecord; loads: readonly Load[] },
): readonly HandedLine[] => {
  const { instant } = event.time;
  const now = contentsAt(line.key, instant, loads);
  const received = stepOf(event) === 'RECEIVE' && now.length === 0;
  const contents = received ? contentsAt(line.key, instant, justBefore(instant, loads)) : now;
  if (contents.length > 0) {
    return innermost(contents).map(({ load }) => ({
      item: load.child,
      container: load.parent,
      amount: load.amount,
    }));
  }
  const parent = record.event.items.find((other) => other.role === 'PARENT')?.key ?? null;
  const container = line.role === 'CHILD' ? parent : null;
  return [{ item: line.key, container, amount: amountOf(line) }];
};

const merged = (lines: readonly HandedLine[]): readonly HandedLine[] => {
  const byPlace = new Map<string, HandedLine>();
  for (const line of lines) {
    const name = JSON.stringify([line.item, line.container]);
    const before = byPlace.get(name);
    byPlace.set(name, before ? { ...line, amount: plus(before.amount, line.amount) } : line);
  }
  return [...byPlace.values()];
};

/**
 * What an event hands over: containers stand for their contents at that time, an empty one for
 * itself (domain rules 11, 35).
 */
export const handedLines = (record: LogRecord, loads: readonly Load[]): readonly HandedLine[] =>
  merged(
    handedItems(record).flatMap((line) => expanded(line, { event: record.event, record, loads })),
  );

const orNull = <T>(value: T | undefined): T | null => value ?? null;

/**
 * An event read as a hand-over: one for each receiving party of a shipping, one for a receipt,
 * none for another step (domain rules 18, 19, 36). A party that is not named: on its own side the
 * recorder, on the other side whoever runs the place, else null.
 */
export const handOversOf = (
  record: LogRecord,
  loads: readonly Load[],
  facts: CustodyFacts,
): readonly HandOver[] => {
  const { event } = record;
  const side = stepOf(event);
  if (side !== 'SHIP' && side !== 'RECEIVE') return [];
  const own = facts.partyOf(record.owner);
  const [fromPlace] = ofType(event.sources, 'location');
  const [toPlace] = ofType(event.destinations, 'location');
  const runs = (place: string | undefined): string | null =>
    place === undefined ? null : facts.operatorOf(place);
  const [source] = ofType(event.sources, 'possessing_party');
  const targets = ofType(event.destinations, 'possessing_party');
  const common = {
    record,
    side,
    lines: handedLines(record, loads),
    documents: event.businessTransactions,
    complete: isComplete(record),
    ownershipChanges: ownershipOf(record),
  } as const;
  if (side === 'SHIP') {
    const receivers = targets.length > 0 ? [...new Set(targets)] : [runs(toPlace)];
    return receivers.map((to) => ({
      ...common,
      from: source ?? own,
      to,
      fromSite: fromPlace ?? event.readPoint,
      toSite: orNull(toPlace),
    }));
  }
  return [
    {
      ...common,
      from: source ?? runs(fromPlace),
      to: targets[0] ?? own,
      fromSite: orNull(fromPlace),
      toSite: toPlace ?? event.bizLocation ?? event.readPoint,
    },
  ];
};
