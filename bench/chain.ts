import type { JsonValue } from '../src/core/json/value.ts';
import { parseEvent } from '../src/core/epcis/parse.ts';
import { parseJson } from '../src/core/json/parse.ts';
import type { NewEntry } from '../src/log/entry.ts';
import { prepareEntry } from '../src/log/new-entry.ts';

/** Transformations behind the last lot of a block. */
export const LINEAGE = 230;
/** Events of a block: every fourth is a transformation. */
const SPAN = LINEAGE * 4;
/** Blocks that run at the same time, so that a lineage does not lie together in the log. */
const TOGETHER = 4;
/** Events after which the blocks of one group are complete. */
export const GROUP = SPAN * TOGETHER;
const RAW_LOTS = 3;
const ITEMS = 7;
const START = Date.UTC(2026, 0, 1);

/** A small seeded generator (mulberry32): the same chain for the same seed. */
export const randomOf = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** Where an event stands: in which block, in which round of four, and as what of the four. */
interface Place {
  readonly number: number;
  readonly block: number;
  readonly index: number;
  readonly part: number;
}

const placeOf = (number: number): Place => {
  const inGroup = number % GROUP;
  const slot = Math.floor(inGroup / TOGETHER);
  return {
    number,
    block: Math.floor(number / GROUP) * TOGETHER + (inGroup % TOGETHER),
    index: Math.floor(slot / 4),
    part: slot % 4,
  };
};

/** Positions of the group that a block is part of: [from, until). */
export const groupOf = (block: number): readonly [number, number] => {
  const from = Math.floor(block / TOGETHER) * GROUP;
  return [from, from + GROUP];
};

/** How many blocks are complete in a chain of so many events. */
export const blocksIn = (events: number): number => Math.floor(events / GROUP) * TOGETHER;

/** Key of the lot that the `index`-th transformation of a block makes. */
export const lotOf = (block: number, index: number): string =>
  `https://id.gs1.org/01/09521005000013/10/B${block}-${index}`;

/** Every key of a block ends in a number that begins so. */
export const lotMark = (block: number): string => `/10/B${block}-`;

/** The lot that a block is asked for: all its transformations lie behind it. */
export const lastLot = (block: number): string => lotOf(block, LINEAGE - 1);

const raws = ({ block, index }: Place): readonly string[] =>
  Array.from(
    { length: RAW_LOTS },
    (_, place) => `https://id.gs1.org/01/09521001000017/10/B${block}-${index}-R${place}`,
  );

/** A heap turned round, two lots into one, with a cross-link each, which makes diamonds. */
const intermediates = ({ block, index }: Place, random: () => number): readonly string[] => {
  const heap = LINEAGE - 1 - index;
  const children = [2 * heap + 1, 2 * heap + 2].filter((child) => child < LINEAGE);
  if (children.length > 0) children.push(heap + 1 + Math.floor(random() * (LINEAGE - 1 - heap)));
  return [...new Set(children)].map((child) => lotOf(block, LINEAGE - 1 - child));
};

const amount = (epcClass: string, quantity: number): object => ({
  epcClass,
  quantity,
  uom: 'KGM',
});

const common = ({ number, part }: Place, seed: number): object => ({
  eventID: `urn:uuid:${seed.toString(16).padStart(8, '0')}-0000-7000-8000-${number.toString(16).padStart(12, '0')}`,
  eventTime: new Date(START + number * 1_000).toISOString(),
  eventTimeZoneOffset: '+00:00',
  bizLocation: { id: `https://id.gs1.org/414/9521005000013/254/${number % 40}` },
  ...(part === 2
    ? {
        bizTransactionList: [
          { type: 'po', bizTransaction: `urn:epcglobal:cbv:bt:9521005000013:PO-${number}` },
        ],
      }
    : {}),
});

const transformation = (place: Place, random: () => number): object => {
  const inputs = [...intermediates(place, random), ...raws(place)];
  return {
    type: 'TransformationEvent',
    bizStep: 'commissioning',
    disposition: 'active',
    inputQuantityList: inputs.map((key) => amount(key, 1 + Math.floor(random() * 100))),
    outputQuantityList: [amount(lotOf(place.block, place.index), 100)],
  };
};

/** Lots that were made lately, then raw ones: what travels. */
const moved = (place: Place, count: number): readonly string[] => {
  const lots = Array.from({ length: count - RAW_LOTS }, (_, back) => place.index - back);
  return [
    ...lots.filter((index) => index >= 0).map((index) => lotOf(place.block, index)),
    ...raws(place),
  ];
};

const observation = (place: Place, bizStep: string, disposition: string): object => ({
  type: 'ObjectEvent',
  action: 'OBSERVE',
  bizStep,
  disposition,
  quantityList: moved(place, ITEMS).map((key) => amount(key, 20)),
});

const packing = (place: Place): object => ({
  type: 'AggregationEvent',
  action: 'ADD',
  bizStep: 'packing',
  disposition: 'in_progress',
  parentID: `https://id.gs1.org/00/${String(place.number).padStart(18, '0')}`,
  childQuantityList: moved(place, ITEMS - 1).map((key) => amount(key, 5)),
});

const said = (place: Place, random: () => number): object => {
  if (place.part === 0) return transformation(place, random);
  if (place.part === 1) return packing(place);
  if (place.part === 2) return observation(place, 'shipping', 'in_transit');
  return observation(place, 'receiving', 'in_progress');
};

const context: JsonValue = 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld';

/** Events [from, until) of the chain of a seed, ready for the log; they are read by the real parser. */
export function* entriesOf(seed: number, from: number, until: number): Generator<NewEntry> {
  for (let number = from; number < until; number += 1) {
    const place = placeOf(number);
    const random = randomOf(seed * 7_919 + number);
    const text = JSON.stringify({
      '@context': context,
      ...said(place, random),
      ...common(place, seed),
    });
    const json = parseJson(text);
    const event = json.ok ? parseEvent(json.value, null, '') : json;
    if (!event.ok) throw new Error(JSON.stringify(event.problems));
    yield prepareEntry(event.value, { owner: 1, recorder: 1 });
  }
}
