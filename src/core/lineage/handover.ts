import type { EpcisEvent, LogRecord, TypedId } from '../epcis/event.ts';
import { THROUGHLINE_NAMESPACE, expandName, readPrefixes } from '../epcis/namespace.ts';
import { stepOf } from '../epcis/step.ts';
import { amountOf, plus } from './amount.ts';
import type { Amount } from './amount.ts';
import { contentsAt, contentsJustBefore } from './containment.ts';
import type { Content, Load, PackingLine } from './containment.ts';
import type { CustodyRecord } from './custody.ts';
import type { CustodyFacts } from './facts.ts';

/** Who speaks of a hand-over. */
export type Side = 'SHIP' | 'RECEIVE';

/** One side's word about a hand-over between two parties (domain rules 18, 19). */
export interface HandOver {
  readonly record: CustodyRecord;
  readonly side: Side;
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

const isComplete = ({ body }: EpcisEvent): boolean => {
  const prefixes = readPrefixes(body['@context'] ?? null);
  return Object.entries(body).some(
    ([name, value]) =>
      value === true && expandName(name, prefixes) === `${THROUGHLINE_NAMESPACE}complete`,
  );
};

const ownershipOf = ({ sources, destinations }: EpcisEvent): boolean | null => {
  const [before] = ofType(sources, 'owning_party');
  const [after] = ofType(destinations, 'owning_party');
  return before === undefined || after === undefined ? null : before !== after;
};

/**
 * Parts and containers that an event hands over: of an aggregation its children, else its parent.
 */
export const handedItems = <Line extends Pick<PackingLine, 'role'>>(
  items: readonly Line[],
): readonly Line[] => {
  const handed = items.filter((line) => line.role === 'ITEM' || line.role === 'CHILD');
  return handed.length > 0 ? handed : items.filter((line) => line.role === 'PARENT');
};

/** Things in a container that hold nothing themselves. */
const innermost = (contents: readonly Content<CustodyRecord>[]) => {
  const holders = new Set(contents.map(({ load }) => load.parent));
  return contents.filter(({ load }) => !holders.has(load.child));
};

/** A container that is unpacked at the very instant of its receipt still means what lay in it. */
const contentsFor = (
  side: Side,
  container: string,
  { instant, loads }: { readonly instant: string; readonly loads: readonly Load<CustodyRecord>[] },
): readonly Content<CustodyRecord>[] => {
  const now = contentsAt(container, instant, loads);
  return now.length === 0 && side === 'RECEIVE'
    ? contentsJustBefore(container, instant, loads)
    : now;
};

const expanded = (
  line: PackingLine,
  side: Side,
  { record, loads }: { record: CustodyRecord; loads: readonly Load<CustodyRecord>[] },
): readonly HandedLine[] => {
  const { items, time } = record.event;
  const contents = contentsFor(side, line.key, { instant: time.instant, loads });
  if (contents.length > 0) {
    return innermost(contents).map(({ load }) => ({
      item: load.child,
      container: load.parent,
      amount: load.amount,
    }));
  }
  const parent = items.find((other) => other.role === 'PARENT')?.key ?? null;
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
export const handedLines = (
  record: CustodyRecord,
  side: Side,
  loads: readonly Load<CustodyRecord>[],
): readonly HandedLine[] =>
  merged(
    handedItems(record.event.items).flatMap((line) => expanded(line, side, { record, loads })),
  );

/** Canonical keys of what an event hands over that holds something itself, through all levels. */
export const handedCarriers = (
  { event }: CustodyRecord,
  side: Side,
  loads: readonly Load<CustodyRecord>[],
): readonly string[] =>
  handedItems(event.items).flatMap(({ key }) =>
    contentsFor(side, key, { instant: event.time.instant, loads }).map(({ load }) => load.parent),
  );

/** Who hands over to whom and where, in the words of the event alone: canonical keys; null: not said. */
export interface HandOverWords {
  readonly side: Side;
  readonly sender: string | null;
  /** A shipping names one or more, or nobody. */
  readonly receivers: readonly string[];
  readonly senderSite: string | null;
  readonly receiverSite: string | null;
  readonly complete: boolean;
  readonly ownershipChanges: boolean | null;
}

/** An event read as a hand-over; null: it is another step (domain rules 18, 19). */
export const handOverWords = (event: EpcisEvent): HandOverWords | null => {
  const side = stepOf(event);
  if (side !== 'SHIP' && side !== 'RECEIVE') return null;
  const receivers = [...new Set(ofType(event.destinations, 'possessing_party'))];
  return {
    side,
    sender: ofType(event.sources, 'possessing_party')[0] ?? null,
    receivers: side === 'SHIP' ? receivers : receivers.slice(0, 1),
    senderSite: ofType(event.sources, 'location')[0] ?? null,
    receiverSite: ofType(event.destinations, 'location')[0] ?? null,
    complete: isComplete(event),
    ownershipChanges: ownershipOf(event),
  };
};

/** What a hand-over is told with, beside its words. */
export interface HandOverTold {
  readonly record: CustodyRecord;
  readonly lines: readonly HandedLine[];
  readonly documents: readonly TypedId[];
}

/**
 * The word of an event about a hand-over: one for each receiving party of a shipping, one for a
 * receipt (domain rules 18, 19, 36). A party that is not named: on its own side the recorder, on
 * the other side whoever runs the place, else null.
 */
export const handOversIn = (
  words: HandOverWords,
  told: HandOverTold,
  facts: Pick<CustodyFacts, 'partyOf' | 'operatorOf'>,
): readonly HandOver[] => {
  const { side, sender, senderSite, receiverSite, complete, ownershipChanges } = words;
  const { event, owner } = told.record;
  const own = facts.partyOf(owner);
  const runs = (place: string | null): string | null =>
    place === null ? null : facts.operatorOf(place);
  const common = { ...told, side, complete, ownershipChanges };
  if (side === 'SHIP') {
    const receivers = words.receivers.length > 0 ? words.receivers : [runs(receiverSite)];
    return receivers.map((to) => ({
      ...common,
      from: sender ?? own,
      to,
      fromSite: senderSite ?? event.readPoint,
      toSite: receiverSite,
    }));
  }
  return [
    {
      ...common,
      from: sender ?? runs(senderSite),
      to: words.receivers[0] ?? own,
      fromSite: senderSite,
      toSite: receiverSite ?? event.bizLocation ?? event.readPoint,
    },
  ];
};

/** The hand-overs that a record tells of; none for another step. */
export const handOversOf = (
  record: LogRecord,
  loads: readonly Load[],
  facts: CustodyFacts,
): readonly HandOver[] => {
  const words = handOverWords(record.event);
  if (words === null) return [];
  const lines = handedLines(record, words.side, loads);
  return handOversIn(words, { record, lines, documents: record.event.businessTransactions }, facts);
};
