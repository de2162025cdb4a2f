import type { LogRecord } from '../../src/core/epcis/event.ts';
import { stepOf } from '../../src/core/epcis/step.ts';
import { contentsAt } from '../../src/core/lineage/containment.ts';
import type { CustodyFacts } from '../../src/core/lineage/facts.ts';
import { handOverWords } from '../../src/core/lineage/handover.ts';
import type { Holding } from '../../src/core/lineage/holding.ts';
import { isDeclaration } from '../../src/core/lineage/knowledge.ts';
import { isPieceKey, lotsOfPieces } from '../../src/core/lineage/transformations.ts';
import type { Reference } from './chains-answers.ts';

/** A place in a time: `from` <= t < `until`, UTC with microseconds. */
export interface PlaceAsked {
  /** Canonical key; here no place is part of another. */
  readonly site: string;
  readonly from: string;
  readonly until: string;
}

/** What a recall of a place is read from. */
export interface PlaceKnown {
  /** What is believed, in the order of the log. */
  readonly records: readonly LogRecord[];
  readonly loads: ReturnType<Reference['loadsOf']>;
  readonly facts: CustodyFacts;
}

/** How places and products are read: a parameter, so that a mistake can be planted in any of it. */
export interface RecallRules {
  /** The place that an event leaves at what it names; null: it tells of none. */
  readonly placeOf: (record: LogRecord) => string | null;
  /** Every place that an event tells of. */
  readonly placesOf: (record: LogRecord) => readonly (string | null)[];
  /** Where something was received, as the receipt says; null: it is none, or says nothing of it. */
  readonly receivedAt: (record: LogRecord) => string | null;
  readonly isIn: (instant: string, asked: PlaceAsked) => boolean;
  /** What an event names is gone after it from where it was read. */
  readonly takesAway: (record: LogRecord) => boolean;
  /** Some of what had come there may be there at an instant, as the holdings tell. */
  readonly mayBeHeld: (holdings: readonly Holding[], site: string) => boolean;
  readonly contentsAt: (item: string, instant: string, known: PlaceKnown) => readonly string[];
  /** What was taken out of a container between its coming and an instant. */
  readonly takenOut: (came: Came, until: string, known: PlaceKnown) => readonly Came[];
  readonly isOf: (item: string, product: string) => boolean;
}

/** Something that came to a place, first at an instant. */
interface Came {
  readonly item: string;
  readonly since: string;
}

const instantOf = ({ event }: LogRecord): string => event.time.instant;
const itemsOf = ({ event }: LogRecord): readonly string[] => event.items.map(({ key }) => key);
const leaving: readonly unknown[] = ['SHIP', 'SELL', 'DESTROY'];

/** The site of the teller's own side of a hand-over; null: no hand-over, or not said. */
const handedAt = ({ event }: LogRecord): string | null => {
  const words = handOverWords(event);
  if (words === null) return null;
  return words.side === 'SHIP' ? words.senderSite : words.receiverSite;
};

/** By the rules. */
export const recallRules: RecallRules = {
  placeOf: ({ event }) => event.bizLocation ?? event.readPoint,
  placesOf: (record) => [record.event.bizLocation, record.event.readPoint, handedAt(record)],
  receivedAt: (record) => (stepOf(record.event) === 'RECEIVE' ? handedAt(record) : null),
  isIn: (instant, { from, until }) => from <= instant && instant < until,
  takesAway: ({ event }) => event.bizLocation === null && leaving.includes(stepOf(event)),
  // Of what no holding is known nobody can say that it had gone; a place that nobody told may have been this one.
  mayBeHeld: (holdings, site) =>
    holdings.length === 0 ||
    holdings.some((one) => one.status === 'ON_HAND' && (one.site === null || one.site === site)),
  contentsAt: (item, instant, { loads }) =>
    contentsAt(item, instant, loads).map(({ load }) => load.child),
  takenOut: ({ item, since }, until, { loads }) =>
    loads
      .filter(({ kind, parent }) => kind === 'PACKED' && parent === item)
      .filter((load) => {
        const out = load.until?.event.time.instant;
        return out !== undefined && since <= out && out <= until;
      })
      .map((load) => {
        const packed = load.since.event.time.instant;
        return { item: load.child, since: packed > since ? packed : since };
      }),
  isOf: (item, product) => item === product || item.startsWith(`${product}/`),
};

/** What was taken out of what had come to a place, of what was taken out of that, and so on. */
const takenOutOf = (
  came: readonly Came[],
  { from }: PlaceAsked,
  { known, rules }: { readonly known: PlaceKnown; readonly rules: RecallRules },
): readonly string[] => {
  const taken = new Map<string, Came>();
  const follow = (one: Came): void => {
    for (const out of rules.takenOut(one, from, known)) {
      const name = JSON.stringify(out);
      if (taken.has(name)) continue;
      taken.set(name, out);
      follow(out);
    }
  };
  came.forEach(follow);
  return [...taken.values()].map(({ item }) => item);
};

/** What had come to a place before a time and may have stayed, although the last event that names it tells of another place. */
const cameTo = (asked: PlaceAsked, known: PlaceKnown, rules: RecallRules): ReadonlySet<string> => {
  const before = known.records.filter((record) => instantOf(record) < asked.from);
  const left = before.filter((record) => rules.placeOf(record) === asked.site);
  const received = before.filter((record) => rules.receivedAt(record) === asked.site);
  const came = [...left, ...received].flatMap((record) =>
    itemsOf(record).map((item) => ({ item, since: instantOf(record) })),
  );
  return new Set([
    // A single thing is where its last event left it; of a lot a part may have stayed.
    ...left.flatMap(itemsOf).filter(isLot),
    ...received.filter((record) => !left.includes(record)).flatMap(itemsOf),
    ...takenOutOf(came, asked, { known, rules }),
  ]);
};

/** The last events before a time that tell where something is: of what was told for one instant nobody knows what came last. */
const lastPlaced = (
  item: string,
  { from }: PlaceAsked,
  { known, rules }: { readonly known: PlaceKnown; readonly rules: RecallRules },
): readonly LogRecord[] => {
  const placed = known.records.filter(
    (record) =>
      itemsOf(record).includes(item) && instantOf(record) < from && rules.placeOf(record) !== null,
  );
  const last = placed.map(instantOf).toSorted().at(-1);
  return placed.filter((record) => instantOf(record) === last);
};

const isLot = (item: string): boolean => !isPieceKey(item) && !item.includes('/00/');

/** What was at a place in a time, with what lay in it then: from that a recall of the place goes on. */
export const recalledAt = (
  asked: PlaceAsked,
  known: PlaceKnown,
  { by, rules }: { readonly by: Reference; readonly rules: RecallRules },
): readonly string[] => {
  const { records, facts } = known;
  const { site, from } = asked;
  const named = records
    .filter((record) => rules.isIn(instantOf(record), asked))
    .filter((record) => rules.placesOf(record).includes(site))
    .flatMap(itemsOf);
  const came = cameTo(asked, known, rules);
  const wasThere = (item: string): boolean =>
    named.includes(item) ||
    lastPlaced(item, asked, { known, rules }).some(
      (record) => rules.placeOf(record) === site && !rules.takesAway(record),
    ) ||
    (came.has(item) &&
      rules.mayBeHeld(by.holdingsAt(item, { instant: from, records }, facts), site));
  const instants = [from, ...records.map(instantOf)].filter((one) => rules.isIn(one, asked));
  return [...new Set(records.flatMap(itemsOf))]
    .filter(wasThere)
    .flatMap((item) => [
      item,
      ...instants.flatMap((instant) => rules.contentsAt(item, instant, known)),
    ]);
};

/** Every lot and piece of a product, and the product itself, of which anything was told; of a lot perhaps only that pieces are of it. */
export const recalledOf = (
  product: string,
  records: readonly LogRecord[],
  rules: RecallRules,
): readonly string[] =>
  records
    .filter((record) => !isDeclaration(record))
    .flatMap((record) => [...itemsOf(record), ...lotsOfPieces(record).keys()])
    .filter((item) => rules.isOf(item, product));

/** Lots that no line names and that no believed event brings pieces into. */
export const lotsOnlyClaimed = (
  arrived: readonly LogRecord[],
  believed: readonly LogRecord[],
): ReadonlySet<string> => {
  const lotsIn = (records: readonly LogRecord[]): readonly string[] =>
    records.flatMap((record) => [...lotsOfPieces(record).keys()]);
  const known = new Set([...arrived.flatMap(itemsOf), ...lotsIn(believed)]);
  return new Set(lotsIn(arrived).filter((lot) => !known.has(lot)));
};

const withRules = (rules: Partial<RecallRules>): RecallRules => ({ ...recallRules, ...rules });

/** Mistakes of recalls of places and products, by name. */
export const recallBugs: Readonly<Record<string, RecallRules>> = {
  'only where something stays is a place': withRules({
    placesOf: ({ event }) => [event.bizLocation],
  }),
  'what is received is where it was read': withRules({ receivedAt: () => null }),
  'the end of the time counts': withRules({
    isIn: (instant, { from, until }) => from <= instant && instant <= until,
  }),
  'the beginning of the time does not count': withRules({
    isIn: (instant, { from, until }) => from < instant && instant < until,
  }),
  'what was sent away is there': withRules({ takesAway: () => false }),
  'what was sent in part is gone': withRules({ mayBeHeld: () => false }),
  'what was there once is there': withRules({ mayBeHeld: () => true }),
  'what lies in a box is not there': withRules({ contentsAt: () => [] }),
  'an emptied box held nothing': withRules({ takenOut: () => [] }),
  'a product has lots alone': withRules({
    isOf: (item, product) => item.startsWith(`${product}/10/`),
  }),
};
