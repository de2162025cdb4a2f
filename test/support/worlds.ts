import fc from 'fast-check';
import { custodyParties } from './custody-worlds.ts';
import { lotNumbers, lotThing, processes, spell, things } from './world-items.ts';
import type { Thing } from './world-items.ts';

/** An EPCIS event or document as plain JSON, ready for `JSON.stringify`. */
export type PlainJson = Readonly<Record<string, unknown>>;

/** One capture: the events of one document, by one owner, committed as one batch. */
export interface WorldCapture {
  /** 0, 1, 2: the test gives each an organisation. */
  readonly owner: number;
  readonly events: readonly PlainJson[];
}

/** A random history of a small supply chain, in the order in which it arrives. */
export interface World {
  readonly owners: number;
  readonly captures: readonly WorldCapture[];
  /** Canonical keys that a trace may be asked about. */
  readonly items: readonly string[];
}

const OWNERS = 3;

interface Named {
  readonly thing: number;
  readonly spelling: number;
  readonly quantity: number;
}

/** One act of a world; what does not fit its kind is not used. */
interface Act {
  readonly kind:
    'HARVEST' | 'COMMISSION' | 'MAKE' | 'MAKE_PIECES' | 'HALF_IN' | 'HALF_OUT' | 'MOVE';
  readonly owner: number;
  readonly hour: number;
  readonly offset: number;
  readonly inputs: readonly Named[];
  readonly outputs: readonly Named[];
  readonly lotNumber: number;
  readonly process: number;
  readonly alone: boolean;
  /** It names all owners as takers: they may speak of what it names from then on (domain rule 40). */
  readonly names: boolean;
}

const named = fc.record({
  thing: fc.nat(things.length - 1),
  spelling: fc.nat(2),
  quantity: fc.integer({ min: 1, max: 900 }),
});

const act = fc.record<Act>({
  kind: fc.oneof(
    { weight: 2, arbitrary: fc.constant('HARVEST' as const) },
    { weight: 2, arbitrary: fc.constant('COMMISSION' as const) },
    { weight: 8, arbitrary: fc.constant('MAKE' as const) },
    { weight: 2, arbitrary: fc.constant('MAKE_PIECES' as const) },
    { weight: 3, arbitrary: fc.constant('HALF_IN' as const) },
    { weight: 3, arbitrary: fc.constant('HALF_OUT' as const) },
    { weight: 1, arbitrary: fc.constant('MOVE' as const) },
  ),
  owner: fc.nat(OWNERS - 1),
  hour: fc.nat(7),
  offset: fc.constantFrom(-5, 0, 2, 3),
  inputs: fc.array(named, { minLength: 1, maxLength: 3 }),
  outputs: fc.array(named, { minLength: 1, maxLength: 2 }),
  lotNumber: fc.nat(lotNumbers.length - 1),
  process: fc.nat(processes.length - 1),
  alone: fc.boolean(),
  names: fc.constantFrom(true, true, true, true, true, false),
});

const uuid = (number: number): string =>
  `urn:uuid:019b0000-0000-7000-8000-${String(number).padStart(12, '0')}`;

const offsetText = (hours: number): string =>
  `${hours < 0 ? '-' : '+'}${String(Math.abs(hours)).padStart(2, '0')}:00`;

/**
 * An instant (eight hours of one day, so that most worlds have equal times) in the offset of the
 * teller.
 */
const timeOf = (
  hour: number,
  offset: number,
): { eventTime: string; eventTimeZoneOffset: string } => {
  const local = new Date(Date.UTC(2026, 2, 2, 8 + hour + offset)).toISOString();
  return {
    eventTime: local.replace('Z', offsetText(offset)),
    eventTimeZoneOffset: offsetText(offset),
  };
};

const unique = (list: readonly Named[]): readonly Named[] => [
  ...new Map(list.map((one) => [one.thing, one])).values(),
];
const thingOf = (one: Named): Thing => things[one.thing] ?? lotThing('L1', 1);

/** EPC list for pieces, quantity list for lots and products; an empty list is left out. */
const lists = (
  list: readonly Named[],
  epcs: string,
  quantities: string,
): Readonly<Record<string, unknown>> => {
  const pieces = unique(list).filter((one) => thingOf(one).kind === 'SERIAL');
  const classes = unique(list).filter((one) => thingOf(one).kind !== 'SERIAL');
  return {
    ...(pieces.length > 0 && { [epcs]: pieces.map((one) => spell(thingOf(one), one.spelling)) }),
    ...(classes.length > 0 && {
      [quantities]: classes.map((one) => ({
        epcClass: spell(thingOf(one), one.spelling),
        quantity: one.quantity,
        uom: 'KGM',
      })),
    }),
  };
};

const withKind = (list: readonly Named[], kinds: readonly Thing['kind'][]): readonly Named[] => {
  const fitting = list.filter((one) => kinds.includes(thingOf(one).kind));
  if (fitting.length > 0) return fitting;
  const wanted = things.findIndex((thing) => kinds.includes(thing.kind));
  return [{ thing: wanted, spelling: 0, quantity: 1 }];
};

const objectEvent = (
  items: readonly Named[],
  rest: Readonly<Record<string, unknown>>,
): PlainJson => ({ type: 'ObjectEvent', ...lists(items, 'epcList', 'quantityList'), ...rest });

const ilmd = (one: Act): Readonly<Record<string, unknown>> => ({
  ilmd: { 'cbvmda:lotNumber': lotNumbers[one.lotNumber] },
});

const transformation = (
  inputs: readonly Named[],
  outputs: readonly Named[],
  rest: Readonly<Record<string, unknown>> = {},
): PlainJson => ({
  type: 'TransformationEvent',
  ...lists(inputs, 'inputEPCList', 'inputQuantityList'),
  ...lists(outputs, 'outputEPCList', 'outputQuantityList'),
  bizStep: 'creating_class_instance',
  ...rest,
});

const commissioned = { action: 'ADD', bizStep: 'commissioning' };

const bodyOf = (one: Act): PlainJson => {
  const transformationID = processes[one.process];
  switch (one.kind) {
    case 'HARVEST':
      return objectEvent(withKind(one.outputs, ['LOT', 'CLASS']), commissioned);
    case 'COMMISSION':
      return objectEvent(withKind(one.outputs, ['SERIAL']), { ...commissioned, ...ilmd(one) });
    case 'MAKE':
      return transformation(one.inputs, one.outputs, one.alone ? {} : { bizStep: 'commissioning' });
    case 'MAKE_PIECES':
      return transformation(one.inputs, withKind(one.outputs, ['SERIAL']), ilmd(one));
    case 'HALF_IN':
      return transformation(one.inputs, [], { transformationID });
    case 'HALF_OUT':
      return transformation(one.alone ? [] : one.inputs, one.outputs, { transformationID });
    case 'MOVE':
      return objectEvent(one.inputs, { action: 'OBSERVE', bizStep: 'shipping' });
  }
};

/** An event of the world with its place among those that arrive. */
interface Arrival {
  readonly owner: number;
  readonly order: number;
  readonly event: PlainJson;
}

interface Correction {
  readonly target: number;
  readonly replacement: Act;
  readonly kind: 'VOID' | 'CORRECT' | 'CORRECT_TWICE' | 'RING' | 'STRANGER';
  readonly minute: number;
}

const correction = fc.record<Correction>({
  target: fc.nat(40),
  replacement: act,
  kind: fc.constantFrom('VOID', 'CORRECT', 'CORRECT_TWICE', 'RING', 'STRANGER'),
  minute: fc.nat(59),
});

const declaration = (
  event: PlainJson,
  minute: number,
  correctives: readonly string[],
): PlainJson => ({
  ...event,
  errorDeclaration: {
    declarationTime: `2026-03-03T09:${String(minute).padStart(2, '0')}:00Z`,
    reason: correctives.length === 0 ? 'did_not_occur' : 'incorrect_data',
    ...(correctives.length > 0 && { correctiveEventIDs: correctives }),
  },
});

/** The events that one correction adds: declarations and what is said instead. */
const correctiveEvents = (one: Correction, target: PlainJson, number: number): PlainJson[] => {
  const first = eventOf(one.replacement, 500 + number * 2);
  const second = eventOf({ ...one.replacement, hour: 0 }, 501 + number * 2);
  const id = (event: PlainJson): string => String(event['eventID']);
  switch (one.kind) {
    case 'VOID':
      return [declaration(target, one.minute, [])];
    case 'STRANGER':
      return [declaration(target, one.minute, [])];
    case 'CORRECT':
      return [declaration(target, one.minute, [id(first)]), first];
    case 'CORRECT_TWICE':
      return [
        declaration(target, one.minute, [id(first)]),
        first,
        declaration(first, one.minute, [id(second)]),
        second,
      ];
    case 'RING':
      return [
        declaration(target, one.minute, [id(first)]),
        first,
        declaration(first, one.minute, [id(target)]),
      ];
  }
};

const eventOf = (one: Act, number: number): PlainJson => ({
  eventID: uuid(number),
  ...timeOf(one.hour, one.offset),
  ...bodyOf(one),
  ...(one.names && {
    destinationList: custodyParties.map((destination) => ({
      type: 'possessing_party',
      destination,
    })),
  }),
});

const arrivals = (acts: readonly Act[], corrections: readonly Correction[]): readonly Arrival[] => {
  const told = acts.map((one, index) => ({ owner: one.owner, event: eventOf(one, index) }));
  const targets = new Map(corrections.map((one) => [one.target % Math.max(1, acts.length), one]));
  const corrected = [...targets].flatMap(([target, one]) => {
    const original = told[target];
    if (original === undefined) return [];
    return correctiveEvents(one, original.event, target).map((event) => ({
      owner: one.kind === 'STRANGER' ? (original.owner + 1) % OWNERS : original.owner,
      event,
    }));
  });
  return [...told, ...corrected].map((one, order) => ({ ...one, order }));
};

/** Neighbours of one owner go in one document, up to `size`. */
const inCaptures = (list: readonly Arrival[], size: number): readonly WorldCapture[] => {
  const captures: { owner: number; events: PlainJson[] }[] = [];
  for (const { owner, event } of list) {
    const last = captures.at(-1);
    if (last !== undefined && last.owner === owner && last.events.length < size) {
      last.events.push(event);
    } else {
      captures.push({ owner, events: [event] });
    }
  }
  return captures;
};

/** A shuffle by given numbers, so that a failing world can be made smaller. */
const shuffled = <T>(list: readonly T[], by: readonly number[]): readonly T[] =>
  list
    .map((item, index) => ({ item, rank: by[index % by.length] ?? 0, index }))
    .toSorted((a, b) => a.rank - b.rank || a.index - b.index)
    .map(({ item }) => item);

/**
 * Random worlds: rings, diamonds, transformations in two halves (the same id used by several
 * owners), pieces born into lots, bare products, three spellings of each id, corrections (also
 * twice, in a ring, and before their original), voids, declarations by strangers, late arrivals,
 * several owners, batches, and mostly equal event times.
 */
export const arbitraryWorld = (sizeMax = 16): fc.Arbitrary<World> =>
  fc
    .record({
      acts: fc.array(act, { minLength: 2, maxLength: sizeMax }),
      corrections: fc.array(correction, { maxLength: 3 }),
      order: fc.array(fc.nat(1000), { minLength: 1, maxLength: 40 }),
      batch: fc.integer({ min: 1, max: 3 }),
    })
    .map(({ acts, corrections, order, batch }) => ({
      owners: OWNERS,
      captures: inCaptures(shuffled(arrivals(acts, corrections), order), batch),
      items: things.map((thing) => thing.key),
    }));
