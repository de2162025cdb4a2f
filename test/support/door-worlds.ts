import fc from 'fast-check';
import { THROUGHLINE_NAMESPACE } from '../../src/core/epcis/namespace.ts';
import type { BeliefFacts } from '../../src/core/lineage/belief.ts';
import { type CustodyFacts, noFacts } from '../../src/core/lineage/facts.ts';
import { checkDigit, piece, product, sscc } from './events.ts';
import { lotThing, spell, type Thing } from './world-items.ts';
import type { PlainJson, WorldCapture } from './worlds.ts';

/** A small supply chain of three companies with keys of its own, so that many worlds lie side by side in one service. */
export interface DoorWorld {
  /** Seed and key space in one: 0 to 99,999. */
  readonly number: number;
  readonly companies: readonly DoorCompany[];
  /** In the order in which they arrive. */
  readonly captures: readonly WorldCapture[];
  /** Canonical keys that may be asked about. */
  readonly items: readonly string[];
}

/** One of the three; its organisation is `owner + 1` in the records of the reference. */
export interface DoorCompany {
  readonly name: string;
  readonly gln: string;
  /** Null: nobody registered the place where it works. */
  readonly site: { readonly name: string; readonly gln: string; readonly country: string } | null;
}

const OWNERS = 3;
const countries = ['KE', 'KE', 'DE'];
const CONTAINERS = 3;
/** Lots of three products, and pieces of the last. */
const parts = ['A1', 'A2', 'B1', 'B2', 'C1', 'piece 1', 'piece 2'] as const;
const EVERYTHING = CONTAINERS + parts.length;

/** GLNs by their number: the reference asks for the same few again and again. */
const glns = new Map<number, string>();
const glnOf = (number: number, index: number): string => {
  const nth = number * 10 + index;
  const digits = `952123${String(nth).padStart(6, '0')}`;
  const gln = glns.get(nth) ?? digits + checkDigit(digits);
  glns.set(nth, gln);
  return gln;
};
const partyKey = (number: number, owner: number): string =>
  `https://id.gs1.org/417/${glnOf(number, owner + 1)}`;
/** Canonical key of the place where a company of a world works. */
export const siteKey = (number: number, owner: number): string =>
  `https://id.gs1.org/414/${glnOf(number, owner + 4)}`;

/** Number of the first or second paper that hand-overs of a world go by. */
export const paperOf = (number: number, nth: number): string =>
  `urn:example:paper:${number}:${nth}`;

/** Canonical key of the first, second or third product of a world. */
export const productKey = (number: number, nth: number): string => product(number * 4 + nth);

const thingOf = (number: number, index: number): Thing => {
  const name = parts[index - CONTAINERS];
  const productOf = (nth: number): number => number * 4 + nth;
  if (name === undefined) {
    return { key: sscc(number * 10 + index + 1), kind: 'SERIAL', product: -1, number: '' };
  }
  if (!name.startsWith('piece'))
    return lotThing(name, productOf('ABC'.indexOf(name.charAt(0)) + 1));
  const serial = name.slice(-1);
  return {
    key: piece(serial, productOf(3)),
    kind: 'SERIAL',
    product: productOf(3),
    number: serial,
  };
};

const spelled = (thing: Thing, spelling: number): string =>
  thing.product < 0 ? thing.key : spell(thing, spelling);

/** What is registered of a world, as the reference asks for it; owners are 1, 2, 3. */
export const factsOf = ({ number, companies }: DoorWorld): CustodyFacts => {
  const ownerOf = (site: string): number =>
    companies.findIndex((one, owner) => one.site !== null && siteKey(number, owner) === site);
  return {
    ...noFacts,
    partyOf: (owner) => (companies[owner - 1] === undefined ? null : partyKey(number, owner - 1)),
    operatorOf: (site) => (ownerOf(site) < 0 ? null : partyKey(number, ownerOf(site))),
    countryOf: (site) => companies[ownerOf(site)]?.site?.country ?? null,
  };
};

const judged = new WeakMap<CustodyFacts, BeliefFacts>();

/** What belief is judged by in a world: one for each that is registered, so that judgements can be remembered by it. */
export const beliefIn = (facts: CustodyFacts): BeliefFacts => {
  const belief = judged.get(facts) ?? {
    ...facts,
    partyNamed: (key: string) => facts.operatorOf(key) ?? key,
  };
  judged.set(facts, belief);
  return belief;
};

/** Names of parties and places of a world by their canonical keys; what nobody registered has none. */
export const namesOf = ({ number, companies }: DoorWorld): ReadonlyMap<string, string> =>
  new Map(
    companies.flatMap(({ name, site }, owner): readonly (readonly [string, string])[] => [
      [partyKey(number, owner), name],
      ...(site === null ? [] : [[siteKey(number, owner), site.name] as const]),
    ]),
  );

const kinds = [
  [3, 'HARVEST'],
  [2, 'COMMISSION'],
  [6, 'MAKE'],
  [4, 'PACK'],
  [2, 'UNPACK'],
  [1, 'FIX'],
  [6, 'SHIP'],
  [2, 'RECEIVE'],
  [2, 'COUNT'],
  [1, 'SELL'],
  [1, 'DESTROY'],
  [1, 'MOVE'],
  [2, 'HOLD'],
] as const;

const fates = [
  [14, 'STANDS'],
  [1, 'VOID'],
  [2, 'CORRECTED'],
  [1, 'CORRECTED_FIRST'],
  [1, 'STRANGER'],
] as const;

const weighted = <T extends string>(words: readonly (readonly [number, T])[]): fc.Arbitrary<T> =>
  fc.oneof(...words.map(([weight, word]) => ({ weight, arbitrary: fc.constant(word) })));

const named = fc.record({
  /** Where in the list of things; what is made is one of the parts. */
  thing: fc.constantFrom(0, 1, 2, 3, 3, 4, 5, 5, 6, 7, 7, 8, 9),
  spelling: fc.nat(2),
  amount: fc.option(fc.integer({ min: 1, max: 9 }), { freq: 12 }),
});
type Named = typeof named extends fc.Arbitrary<infer T> ? T : never;

/** One act; what does not fit its kind is not used. */
interface Act {
  readonly kind: (typeof kinds)[number][1];
  readonly owner: number;
  readonly other: number;
  readonly third: number;
  readonly hour: number;
  readonly offset: number;
  readonly items: readonly Named[];
  readonly outputs: readonly Named[];
  readonly parent: number;
  readonly grams: boolean;
  /** Takes out everything; ships to two; the receiver closes; lifts a hold. */
  readonly whole: boolean;
  /** Does not name the other side. */
  readonly bare: boolean;
  readonly document: number | null;
  readonly process: number | null;
  /** A shipping has so many receipts, which may tell of less. */
  readonly receipts: number;
  readonly loss: number;
  readonly fate: (typeof fates)[number][1];
  readonly ranks: readonly number[];
}

const act: fc.Arbitrary<Act> = fc.record({
  kind: weighted(kinds),
  owner: fc.constantFrom(0, 0, 0, 1, 1, 2),
  other: fc.constantFrom(1, 1, 1, 2, 2, 0),
  third: fc.nat(OWNERS - 1),
  hour: fc.nat(9),
  offset: fc.constantFrom(-5, 0, 2, 3),
  items: fc.uniqueArray(named, { minLength: 1, maxLength: 3, selector: ({ thing }) => thing }),
  outputs: fc.uniqueArray(named, { minLength: 1, maxLength: 2, selector: ({ thing }) => thing }),
  parent: fc.nat(CONTAINERS - 1),
  grams: fc.nat(4).map((one) => one === 0),
  whole: fc.nat(3).map((one) => one === 0),
  bare: fc.nat(4).map((one) => one === 0),
  document: fc.option(fc.nat(1)),
  process: fc.option(fc.nat(1), { freq: 2 }),
  receipts: fc.constantFrom(0, 1, 1, 1, 2),
  loss: fc.constantFrom(0, 0, 0, 1, 3),
  fate: weighted(fates),
  ranks: fc.array(fc.nat(60), { minLength: 4, maxLength: 4 }),
});

/** An event with who tells it and when it comes in. */
interface Told {
  readonly owner: number;
  readonly rank: number;
  readonly event: PlainJson;
}

const offsetText = (hours: number): string =>
  `${hours < 0 ? '-' : '+'}${String(Math.abs(hours)).padStart(2, '0')}:00`;

/** Ten hours of one day, so that most worlds have equal times, in the offset of the teller. */
const timeOf = (hour: number, offset: number): PlainJson => {
  const local = new Date(Date.UTC(2026, 2, 2, 8 + hour + offset)).toISOString();
  return {
    eventTime: local.replace('Z', offsetText(offset)),
    eventTimeZoneOffset: offsetText(offset),
  };
};

/** EPC list for single things, quantity list for lots; an empty list is left out. */
const lists = (
  world: number,
  { grams }: Pick<Act, 'grams'>,
  { items, epcs, quantities }: { items: readonly Named[]; epcs: string; quantities: string },
): PlainJson => {
  const things = items.map((one) => ({ ...one, thing: thingOf(world, one.thing) }));
  const singles = things.filter(({ thing }) => thing.kind === 'SERIAL');
  const lots = things.filter(({ thing }) => thing.kind === 'LOT');
  return {
    ...(singles.length > 0 && {
      [epcs]: singles.map(({ thing, spelling }) => spelled(thing, spelling)),
    }),
    ...(lots.length > 0 && {
      [quantities]: lots.map(({ thing, spelling, amount }) => ({
        epcClass: spelled(thing, spelling),
        ...(amount !== null && {
          quantity: grams ? amount * 1000 : amount,
          uom: grams ? 'GRM' : 'KGM',
        }),
      })),
    }),
  };
};

const isPart = ({ thing }: Named): boolean => thing >= CONTAINERS;

/** Only parts; where there is none, the first lot. */
const onlyParts = (items: readonly Named[]): readonly Named[] => {
  const found = items.filter(isPart);
  return found.length > 0 ? found : [{ thing: CONTAINERS, spelling: 0, amount: 5 }];
};

const handOver = (world: number, one: Act, side: 'SHIP' | 'RECEIVE'): PlainJson => {
  const { owner, other, third, bare, whole, document } = one;
  const end = (list: 'source' | 'destination', type: string, key: string): PlainJson => ({
    type,
    [list]: key,
  });
  const receivers = side === 'SHIP' && whole && third !== other ? [other, third] : [other];
  const recorder = side === 'SHIP' ? owner : other;
  // Some receipts name the place only as their destination.
  const untold = side === 'RECEIVE' && bare && one.hour % 2 === 1;
  return {
    bizStep: side === 'SHIP' ? 'shipping' : 'receiving',
    disposition: side === 'SHIP' ? 'in_transit' : 'in_progress',
    ...(!untold && { readPoint: { id: siteKey(world, recorder) } }),
    ...(side === 'RECEIVE' && !untold && { bizLocation: { id: siteKey(world, recorder) } }),
    sourceList: [
      ...(bare && side === 'RECEIVE'
        ? []
        : [end('source', 'possessing_party', partyKey(world, owner))]),
      ...(one.grams ? [end('source', 'owning_party', partyKey(world, third))] : []),
      end('source', 'location', siteKey(world, owner)),
    ],
    destinationList: [
      ...(bare && side === 'SHIP'
        ? []
        : receivers.map((to) => end('destination', 'possessing_party', partyKey(world, to)))),
      ...(one.grams ? [end('destination', 'owning_party', partyKey(world, other))] : []),
      end('destination', 'location', siteKey(world, other)),
    ],
    ...(document !== null && {
      bizTransactionList: [{ type: 'desadv', bizTransaction: paperOf(world, document) }],
    }),
    ...(side === 'RECEIVE' &&
      whole && { '@context': [{ tl: THROUGHLINE_NAMESPACE }], 'tl:complete': true }),
  };
};

/** What an act says beside its time and its number; null: nothing, since it would name nothing. */
const said = (world: number, one: Act): PlainJson | null => {
  const here = { id: siteKey(world, one.owner) };
  const places = { readPoint: here, bizLocation: here };
  const objects = (items: readonly Named[]): PlainJson => ({
    type: 'ObjectEvent',
    action: 'OBSERVE',
    ...lists(world, one, { items, epcs: 'epcList', quantities: 'quantityList' }),
  });
  const children = one.items.filter(({ thing }) => thing !== one.parent);
  const packing = (type: string, items: readonly Named[]): PlainJson => ({
    type,
    parentID: thingOf(world, one.parent).key,
    ...lists(world, one, { items, epcs: 'childEPCs', quantities: 'childQuantityList' }),
    ...places,
  });
  switch (one.kind) {
    case 'HARVEST':
    case 'COMMISSION': {
      const born = onlyParts(one.outputs);
      const ilmd = { 'cbvmda:lotNumber': one.whole ? 'C1' : 'C2' };
      return {
        ...objects(born),
        action: 'ADD',
        bizStep: 'commissioning',
        ...places,
        ...(one.kind === 'COMMISSION' && { ilmd }),
      };
    }
    case 'MAKE': {
      const transformationID = `urn:example:run:${world}:${one.process}`;
      // Containers go in too, with what is in them.
      const inputs = one.document === 0 ? one.items : onlyParts(one.items);
      const outputs = onlyParts(one.outputs);
      const halves = { inputs: one.whole && one.bare ? [] : inputs, outputs };
      return {
        type: 'TransformationEvent',
        bizStep: 'creating_class_instance',
        ...lists(world, one, {
          items: one.process === null ? inputs : halves.inputs,
          epcs: 'inputEPCList',
          quantities: 'inputQuantityList',
        }),
        ...(one.process !== null && one.whole && !one.bare
          ? {}
          : lists(world, one, {
              items: outputs,
              epcs: 'outputEPCList',
              quantities: 'outputQuantityList',
            })),
        ...(one.process !== null && { transformationID }),
        ...places,
      };
    }
    case 'PACK':
    case 'FIX':
      return children.length === 0
        ? null
        : {
            ...packing(one.kind === 'PACK' ? 'AggregationEvent' : 'AssociationEvent', children),
            action: 'ADD',
            bizStep: one.kind === 'PACK' ? 'packing' : 'assembling',
          };
    case 'UNPACK':
      return {
        ...packing('AggregationEvent', one.whole ? [] : children),
        action: 'DELETE',
        bizStep: 'unpacking',
      };
    case 'SHIP':
    case 'RECEIVE':
      return { ...objects(one.items), ...handOver(world, one, one.kind) };
    case 'COUNT':
      return { ...objects(one.items), bizStep: 'cycle_counting', ...places };
    case 'SELL':
      return { ...objects(one.items), bizStep: 'retail_selling', readPoint: here };
    case 'DESTROY':
      return {
        ...objects(one.items),
        action: 'DELETE',
        bizStep: 'destroying',
        disposition: 'destroyed',
        readPoint: here,
      };
    case 'MOVE':
      return {
        ...objects(one.items),
        bizStep: 'storing',
        readPoint: here,
        bizLocation: { id: siteKey(world, one.other) },
      };
    case 'HOLD':
      return {
        ...objects(one.items),
        bizStep: 'inspecting',
        disposition: 'non_sellable_other',
        persistentDisposition: one.whole
          ? { unset: ['recalled'] }
          : { set: ['recalled', 'needs_replacement'].slice(0, one.bare ? 2 : 1) },
        ...places,
      };
  }
};

const eventOf = (world: number, one: Act, number: number): PlainJson | null => {
  const more = said(world, one);
  const time = timeOf(one.hour, one.offset);
  return more && { eventID: `urn:example:event:${world}:${number}`, ...time, ...more };
};

const declaration = (event: PlainJson, correctives: readonly unknown[]): PlainJson => ({
  ...event,
  errorDeclaration: {
    declarationTime: '2026-03-05T09:00:00Z',
    reason: correctives.length === 0 ? 'did_not_occur' : 'incorrect_data',
    ...(correctives.length > 0 && { correctiveEventIDs: correctives }),
  },
});

/** An event with what becomes of it: each arrives by its own rank. */
const withFate = (world: number, one: Act, number: number): readonly Told[] => {
  const event = eventOf(world, one, number);
  const owner = one.kind === 'RECEIVE' ? one.other : one.owner;
  const [first = 0, second = 0, third = 0] = one.ranks;
  if (event === null) return [];
  const told = { owner, rank: first, event };
  const amended = eventOf(
    world,
    { ...one, items: one.items.map((item) => ({ ...item, amount: (item.amount ?? 1) + 1 })) },
    number + 1,
  );
  switch (one.fate) {
    case 'STANDS':
      return [told];
    case 'VOID':
      return [told, { owner, rank: second, event: declaration(event, []) }];
    case 'STRANGER':
      return [told, { owner: (owner + 1) % OWNERS, rank: second, event: declaration(event, []) }];
    case 'CORRECTED':
    case 'CORRECTED_FIRST': {
      const early = one.fate === 'CORRECTED_FIRST' ? Math.min(first, second) : first + second;
      return [
        told,
        { owner, rank: early, event: declaration(event, [amended?.['eventID']]) },
        ...(amended === null ? [] : [{ owner, rank: third, event: amended }]),
      ];
    }
  }
};

/** A shipping is received, later or at once, whole or in part. */
const receiptsOf = (one: Act): readonly Act[] => {
  if (one.kind !== 'SHIP') return [];
  const items = one.items.map(({ amount, ...item }) => ({
    ...item,
    amount: amount && Math.max(1, amount - one.loss),
  }));
  return Array.from({ length: one.receipts }, (_, nth): Act => ({
    ...one,
    kind: 'RECEIVE',
    hour: Math.min(9, one.hour + nth + (one.loss % 2)),
    items: items.slice(one.receipts === 2 ? nth : 0),
    fate: 'STANDS',
    ranks: one.ranks.slice(nth + 1),
  })).filter((receipt) => receipt.items.length > 0);
};

/** Some boxes travel: one that is packed is sent, received and perhaps emptied, and nobody names what lies in it. */
const travelOf = (one: Act): readonly Act[] => {
  if (one.kind !== 'PACK' || !(one.bare || one.grams)) return [];
  const box: Named = { thing: one.parent as Named['thing'], spelling: 0, amount: null };
  const later = (kind: 'SHIP' | 'RECEIVE' | 'UNPACK', hours: number): Act => ({
    ...one,
    kind,
    hour: Math.min(9, one.hour + hours),
    owner: kind === 'UNPACK' ? one.other : one.owner,
    items: [box],
    whole: kind === 'UNPACK',
    bare: kind === 'RECEIVE' && one.whole,
    fate: 'STANDS',
    receipts: 0,
    ranks: one.ranks.slice(hours),
  });
  const emptied = one.loss === 0 ? [later('UNPACK', 3)] : [];
  return [later('SHIP', 1), later('RECEIVE', 2), ...emptied];
};

const inCaptures = (list: readonly Told[], size: number): readonly WorldCapture[] => {
  const captures: { owner: number; events: PlainJson[] }[] = [];
  for (const { owner, event } of list) {
    const open = captures.slice(-OWNERS).find((one) => one.owner === owner);
    if (open !== undefined && open.events.length < size) open.events.push(event);
    else captures.push({ owner, events: [event] });
  }
  return captures;
};

const drawn = fc.record({
  acts: fc.array(act, { minLength: 8, maxLength: 20, size: 'max' }),
  size: fc.integer({ min: 3, max: 8 }),
});

/**
 * The world of a number: harvests, makings (in two halves, with several outputs, in rings), pieces born into lots, containers in
 * containers used again, things fixed to others, hand-overs with papers, losses and several receipts, counts, sales, holds,
 * corrections (also before their original), voids, declarations by strangers, three spellings of each id, equal times, and any
 * order of arrival.
 */
export const doorWorld = (number: number): DoorWorld => {
  const [world] = fc.sample(drawn, { seed: 20_261_200 + number, numRuns: 1 });
  if (world === undefined) throw new Error('No world was drawn.');
  const told = world.acts
    .flatMap((one) => [one, ...receiptsOf(one), ...travelOf(one)])
    .flatMap((one, index) => withFate(number, one, index * 2))
    .toSorted((a, b) => a.rank - b.rank);
  return {
    number,
    companies: countries.map((country, owner) => ({
      name: `Company ${number}-${owner + 1}`,
      gln: glnOf(number, owner + 1),
      site:
        owner === OWNERS - 1
          ? null
          : { name: `Site ${number}-${owner + 1}`, gln: glnOf(number, owner + 4), country },
    })),
    captures: inCaptures(told, world.size),
    items: Array.from({ length: EVERYTHING }, (_, index) => thingOf(number, index).key),
  };
};
