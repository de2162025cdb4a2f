import type { EventType, ItemLine, LogRecord } from '../epcis/event.ts';
import { contentsAt, contentsJustBefore, loadsOf } from './containment.ts';
import type { CustodyFacts } from './facts.ts';
import { groupedBy } from './grouped-by.ts';
import { handOverWords } from './handover.ts';
import { inOrder } from './order.ts';
import { isClassKey } from './transformations.ts';

/** Why a line counts nowhere (domain rule 40). */
export const doubtKinds = [
  /** Its recorder had neither issued the item nor had it by then, nor was named by somebody who had. */
  'CLAIM',
  /** Another organisation told the same event (equal CBV hash) and speaks for both. */
  'TOLD_TWICE',
] as const;
export type Doubt = (typeof doubtKinds)[number];

/** What belief is judged by, besides the events. */
export type BeliefFacts = Pick<CustodyFacts, 'partyOf' | 'issuerOf'> & {
  /** The party that a canonical key means; left out: the key itself. */
  readonly partyNamed?: (key: string) => string;
};

/** Lines that do not count, by record, and by their index in `event.items`. */
export type Doubts = ReadonlyMap<LogRecord, ReadonlyMap<number, Doubt>>;

/** Whether a line is believed, where that is known beforehand; undefined: it is to be judged. */
export type Decided = (record: LogRecord, line: ItemLine) => boolean | undefined;

const packingTypes: ReadonlySet<EventType> = new Set(['AggregationEvent', 'AssociationEvent']);

/**
 * A record with those of its lines that count; null when none is left. Packing of which no child is left moves nothing: it would
 * read as emptying the container.
 */
export const countedOf = (
  record: LogRecord,
  counts: (line: number) => boolean,
): LogRecord | null => {
  const { event } = record;
  const items = event.items.filter((_, line) => counts(line));
  if (items.length === event.items.length) return record;
  if (items.length === 0) return null;
  const isChild = ({ role }: ItemLine): boolean => role === 'CHILD';
  const empty = packingTypes.has(event.type) && event.items.some(isChild) && !items.some(isChild);
  if (!empty || event.action === null) return { ...record, event: { ...event, items } };
  const moved = { ...event, items, action: 'OBSERVE' as const };
  return { ...record, event: moved, recordedAction: event.action };
};

/** True of what packs or unpacks, and of what uses something with all that is packed in it. */
const isPackingOrUse = ({ event: { type } }: LogRecord): boolean =>
  packingTypes.has(type) || type === 'TransformationEvent';

/** Packing that counts, and uses, by whatever they name. */
class Packings {
  private readonly byItem = new Map<string, LogRecord[]>();

  constructor(private readonly earlier: Packings | null = null) {}

  add(record: LogRecord): void {
    for (const key of new Set(record.event.items.map((line) => line.key))) {
      const known = this.byItem.get(key);
      if (known === undefined) this.byItem.set(key, [record]);
      else known.push(record);
    }
  }

  /**
   * Keys of what lies in a container at an instant, however deep, or was taken out at that very instant: whether the unpacking counts may
   * hang on the hand-over.
   */
  contentsOf(container: string, instant: string): readonly string[] {
    const about = new Set<LogRecord>();
    const within = new Set([container]);
    for (const key of within) {
      for (const record of this.of(key)) about.add(record);
      for (const child of this.childrenOf(key)) within.add(child);
    }
    if (within.size === 1) return [];
    for (const outer of this.around(within)) for (const record of this.of(outer)) about.add(record);
    const loads = loadsOf([...about]);
    const contents = [
      ...contentsAt(container, instant, loads),
      ...contentsJustBefore(container, instant, loads),
    ];
    return [...new Set(contents.map(({ load }) => load.child))];
  }

  /** What was ever packed into it, or unpacked. */
  private childrenOf(container: string): readonly string[] {
    return this.of(container)
      .filter(({ event }) =>
        event.items.some(({ role, key }) => role === 'PARENT' && key === container),
      )
      .flatMap(({ event }) => event.items.filter(({ role }) => role === 'CHILD'))
      .map(({ key }) => key);
  }

  /** What some things were ever packed into, however deep: used with it, they are empty. */
  private around(within: ReadonlySet<string>): ReadonlySet<string> {
    const around = new Set(within);
    for (const key of around) for (const parent of this.parentsOf(key)) around.add(parent);
    return around;
  }

  private parentsOf(child: string): readonly string[] {
    return this.of(child)
      .filter(({ event }) => event.items.some(({ role, key }) => role === 'CHILD' && key === child))
      .flatMap(({ event }) => event.items.filter(({ role }) => role === 'PARENT'))
      .map(({ key }) => key);
  }

  private of(key: string): readonly LogRecord[] {
    return [...(this.earlier?.of(key) ?? []), ...(this.byItem.get(key) ?? [])];
  }
}

/** One judgement, as far as it has come; it hears what happened instant by instant. */
class Court {
  private readonly believed = new Map<LogRecord, Set<number>>();
  /** What packed, unpacked or used something before, with the lines that count. */
  private readonly packings = new Packings();

  constructor(
    /** Parties that may speak of an item, by its key. */
    private readonly speakers: ReadonlyMap<string, Set<string>>,
    private readonly facts: BeliefFacts,
    private readonly decided: Decided,
  ) {}

  believes(record: LogRecord, line: number): boolean {
    return this.believed.get(record)?.has(line) ?? false;
  }

  /** Lines that are not believed although their recorder may speak of the item by now. */
  learnt(record: LogRecord): readonly ItemLine[] {
    return record.event.items.filter(
      (item, line) =>
        !this.believes(record, line) &&
        this.decided(record, item) === undefined &&
        this.maySpeak(record, item.key),
    );
  }

  /** Within one instant nobody knows the order: it is heard again until nothing more is believed. */
  hear(records: readonly LogRecord[]): void {
    for (const record of records) this.believed.set(record, new Set());
    for (let grown = true; grown;) {
      grown = records.map((record) => this.believe(record)).includes(true);
      const packings = new Packings(this.packings);
      for (const record of this.packingOf(records)) packings.add(record);
      const spread = records.map((record) => this.spread(record, packings));
      grown ||= spread.includes(true);
    }
    for (const record of this.packingOf(records)) this.packings.add(record);
  }

  private packingOf(records: readonly LogRecord[]): readonly LogRecord[] {
    return records
      .filter(isPackingOrUse)
      .flatMap((record) => countedOf(record, (line) => this.believes(record, line)) ?? []);
  }

  /** A bare product is no item of anybody's: whoever has some may say so (domain rule 46). */
  private maySpeak({ owner }: LogRecord, item: string): boolean {
    return isClassKey(item) || (this.speakers.get(item)?.has(partyOf(owner, this.facts)) ?? false);
  }

  /** Believes what its recorder may say; true when that is more than before. */
  private believe(record: LogRecord): boolean {
    const own = this.believed.get(record);
    const size = own?.size;
    for (const [line, item] of record.event.items.entries()) {
      if (this.decided(record, item) ?? this.maySpeak(record, item.key)) own?.add(line);
    }
    return own?.size !== size;
  }

  /** Whoever a believed line names as giving or taking may speak of the item, and of what lies in it; true when somebody new may. */
  private spread(record: LogRecord, packings: Packings): boolean {
    const named = partiesNamed(record, this.facts);
    if (named.length === 0) return false;
    const { items, time } = record.event;
    const keys = items
      .filter((_, line) => this.believes(record, line))
      .flatMap(({ key }) => [key, ...packings.contentsOf(key, time.instant)]);
    let grown = false;
    for (const key of new Set(keys)) {
      if (!this.maySpeak(record, key)) continue;
      const speakers = this.speakers.get(key);
      for (const party of named) {
        grown ||= speakers?.has(party) === false;
        speakers?.add(party);
      }
    }
    return grown;
  }
}

const partyOf = (owner: number, { partyOf: known }: BeliefFacts): string =>
  known(owner) ?? `owner ${owner}`;

/** Parties that an event names as giving or taking, a place meaning who runs it. */
const partiesNamed = (
  { event }: LogRecord,
  { partyNamed = (key) => key }: BeliefFacts,
): readonly string[] => [...event.sources, ...event.destinations].map(({ key }) => partyNamed(key));

/**
 * Who may speak of an item from the start: its issuer, and whomever the issuer says to have it from (who makes it for him had it before);
 * while the issuer has recorded nothing of it, the first who named it.
 */
const speakersOf = (
  ordered: readonly LogRecord[],
  facts: BeliefFacts,
): ReadonlyMap<string, Set<string>> => {
  const { partyNamed = (key) => key } = facts;
  const lines = ordered.flatMap(({ owner, event }) => {
    const party = partyOf(owner, facts);
    const givers = event.sources.map((source) => partyNamed(source.key));
    return event.items.map(({ key }) => ({ key, party, givers }));
  });
  return new Map(
    [...groupedBy(lines, ({ key }) => key)].map(([key, told]) => {
      const issuer = facts.issuerOf(key);
      const own = told.filter(({ party }) => party === issuer);
      const first = own.length > 0 ? [] : told.slice(0, 1).map(({ party }) => party);
      const givers = own.flatMap((one) => one.givers);
      return [key, new Set(issuer === null ? first : [issuer, ...givers, ...first])];
    }),
  );
};

/** The taker's word about a hand-over. */
const isReceipt = ({ event }: LogRecord): boolean => handOverWords(event)?.side === 'RECEIVE';

/**
 * All that happened, heard in order. Who is named later, and says to have received before, tells of the same hand-over by another clock:
 * that is a disagreement between two who may speak, not a stranger's word. So it is heard again, receipts of such believed.
 */
const heard = (ordered: readonly LogRecord[], facts: BeliefFacts, decided: Decided): Court => {
  // By record: two of one event, told by two, may share their lines.
  const early = new Map<LogRecord, Set<ItemLine>>();
  const instants = [...groupedBy(ordered, ({ event }) => event.time.instant).values()];
  for (;;) {
    const court = new Court(speakersOf(ordered, facts), facts, (record, line) =>
      early.get(record)?.has(line) === true ? true : decided(record, line),
    );
    for (const instant of instants) court.hear(instant);
    const later = ordered
      .filter(isReceipt)
      .map((record) => [record, court.learnt(record)] as const)
      .filter(([, lines]) => lines.length > 0);
    if (later.length === 0) return court;
    for (const [record, lines] of later) {
      early.set(record, new Set([...(early.get(record) ?? []), ...lines]));
    }
  }
};

/** Of records of one event the one that counts: of which most is believed; of two halves that of whoever had what was used; else the first. */
const tellerOf = (same: readonly LogRecord[], court: Court): LogRecord | undefined => {
  if (same.length < 2) return same[0];
  const believedIn = (record: LogRecord, counts: (line: ItemLine) => boolean): number =>
    record.event.items.filter((item, line) => counts(item) && court.believes(record, line)).length;
  const weight = (record: LogRecord): number =>
    believedIn(record, () => true) + believedIn(record, ({ role }) => role === 'INPUT') / 1e6;
  return same.toSorted((a, b) => weight(b) - weight(a))[0];
};

/**
 * What does not count of the records that stand (domain rule 40), by the documented order of events, whatever the order of arrival.
 * A line is believed when its recorder may speak of the item: the issuer always; while the issuer has recorded nothing of it, the
 * first who did; and from the instant of a believed line on, whoever its event names as giving or taking, also of what lies in the
 * item then; of having received it also before. Of one event told by several organisations each line that one of them may say counts once, all
 * of them in the record of which most is believed: apart they would be two halves that join nothing.
 */
export const doubtsOf = (
  records: readonly LogRecord[],
  facts: BeliefFacts,
  decided: Decided = () => undefined,
): Doubts => {
  const ordered = inOrder(records);
  const court = heard(ordered, facts, decided);
  const told = groupedBy(ordered, ({ hash }) => hash);
  const tellers = new Map([...told].map(([hash, same]) => [hash, tellerOf(same, court)]));
  const doubtOf = (record: LogRecord, line: number): Doubt | null => {
    const teller = tellers.get(record.hash) ?? record;
    const isSaid =
      teller === record &&
      (told.get(record.hash) ?? []).some((other) => court.believes(other, line));
    if (!isSaid && !court.believes(record, line)) return 'CLAIM';
    return teller.owner === record.owner ? null : 'TOLD_TWICE';
  };
  return new Map(
    ordered.map((record) => [
      record,
      new Map(
        record.event.items.flatMap((_, line) => {
          const doubt = doubtOf(record, line);
          return doubt === null ? [] : [[line, doubt] as const];
        }),
      ),
    ]),
  );
};

/** One line that is only claimed. */
export interface Claim {
  readonly record: LogRecord;
  readonly line: ItemLine;
}

/** Lines that are claims (domain rule 40): kept and shown, counted nowhere. A later record can make a claim believed. */
export const claimsOf = (records: readonly LogRecord[], facts: BeliefFacts): readonly Claim[] =>
  [...doubtsOf(records, facts)].flatMap(([record, doubts]) =>
    record.event.items
      .filter((_, line) => doubts.get(line) === 'CLAIM')
      .map((line) => ({ record, line })),
  );

/** The records with the lines that count: what a trace, books, hops and states are made of. */
export const withoutClaims =
  (facts: BeliefFacts) =>
  (records: readonly LogRecord[]): readonly LogRecord[] => {
    const doubts = doubtsOf(records, facts);
    return records.flatMap(
      (record) => countedOf(record, (line) => !(doubts.get(record)?.has(line) ?? false)) ?? [],
    );
  };
