import fc from 'fast-check';
import { canonicalKey } from '../../src/core/gs1/key.ts';
import type { NewEntry } from '../../src/log/entry.ts';
import { entryOf } from './entries.ts';
import { lot } from './events.ts';
import { packingContainers } from './packing-worlds.ts';

/** Making of lots and packing of what was made, in batches as they arrive. */
export interface StowedWorld {
  readonly batches: readonly (readonly NewEntry[])[];
  /** Canonical keys to ask about. */
  readonly asked: readonly string[];
}

const lots = ['S-1', 'S-2', 'S-3', 'S-4', 'S-5'].map(lot);
const pieces = ['S', 'T'].map((serial) => `https://id.gs1.org/01/09521234000017/21/${serial}`);
const bare = 'urn:epc:idpat:sgtin:9521234.012345.*';

interface Act {
  readonly kind: 'MAKE' | 'PACK' | 'UNPACK' | 'EMPTY' | 'BEGIN';
  readonly hour: number;
  readonly parent: number;
  readonly things: readonly number[];
  readonly others: readonly number[];
  readonly wrong: boolean;
}

const singles = [...pieces, ...packingContainers];
const classes = [...lots, bare];

const thing = fc.oneof(
  { weight: 4, arbitrary: fc.nat(lots.length - 1) },
  { weight: 4, arbitrary: fc.nat(classes.length + singles.length - 1) },
);

const act = fc.record<Act>({
  kind: fc.constantFrom('MAKE', 'MAKE', 'MAKE', 'PACK', 'PACK', 'PACK', 'UNPACK', 'EMPTY', 'BEGIN'),
  hour: fc.nat(9),
  parent: fc.nat(packingContainers.length - 1),
  things: fc.uniqueArray(thing, { minLength: 1, maxLength: 3 }),
  others: fc.uniqueArray(thing, { minLength: 1, maxLength: 2 }),
  wrong: fc.integer({ min: 0, max: 9 }).map((one) => one === 0),
});

/** Lists of an event; a container never names itself. */
const named = (
  things: readonly number[],
  [epcList, quantityList]: readonly [string, string],
  parent?: string,
): Readonly<Record<string, unknown>> => {
  const epcs = things
    .flatMap((one) => singles[one - classes.length] ?? [])
    .filter((one) => one !== parent);
  const counted = things.flatMap((one) => classes[one] ?? []);
  return {
    ...(epcs.length > 0 && { [epcList]: epcs }),
    ...(counted.length > 0 && {
      [quantityList]: counted.map((epcClass) => ({ epcClass, quantity: 5, uom: 'KGM' })),
    }),
  };
};

/** What an act says beside its time; null: nothing, since it names nothing. */
const said = ({ kind, parent, things, others }: Act): Readonly<Record<string, unknown>> | null => {
  const plain = { quantityList: undefined };
  if (kind === 'BEGIN') {
    const begun = named(things, ['epcList', 'quantityList']);
    return { ...plain, type: 'ObjectEvent', action: 'ADD', bizStep: 'commissioning', ...begun };
  }
  if (kind === 'MAKE') {
    return {
      ...plain,
      type: 'TransformationEvent',
      action: undefined,
      bizStep: 'creating_class_instance',
      ...named(things, ['inputEPCList', 'inputQuantityList']),
      ...named(others, ['outputEPCList', 'outputQuantityList']),
    };
  }
  const parentID = packingContainers[parent];
  const aggregation = { ...plain, type: 'AggregationEvent', parentID };
  const children = named(things, ['childEPCs', 'childQuantityList'], parentID);
  if (kind === 'EMPTY') return { ...aggregation, action: 'DELETE' };
  if (Object.keys(children).length === 0) return null;
  return { ...aggregation, action: kind === 'PACK' ? 'ADD' : 'DELETE', ...children };
};

const entriesOf = (one: Act, index: number): readonly NewEntry[] => {
  const more = said(one);
  if (more === null) return [];
  const sketch = {
    id: `urn:test:stowed-${index}`,
    time: `2026-03-02T${String(8 + one.hour).padStart(2, '0')}:00:00.000+00:00`,
    more,
  };
  const event = entryOf(sketch);
  return one.wrong
    ? [event, entryOf({ ...sketch, declaration: { at: '2026-03-05T00:00:00.000Z' } })]
    : [event];
};

/** Worlds of up to so many acts within ten hours, in which containers hold what was made and what is made on. */
export const stowedWorld = (): fc.Arbitrary<StowedWorld> =>
  fc
    .record({
      acts: fc.array(act, { minLength: 8, maxLength: 22 }),
      batch: fc.integer({ min: 1, max: 6 }),
    })
    .map(({ acts, batch }) => {
      const entries = acts.flatMap(entriesOf);
      const count = Math.ceil(entries.length / batch);
      return {
        batches: Array.from({ length: count }, (_, index) =>
          entries.slice(index * batch, (index + 1) * batch),
        ),
        asked: [...packingContainers, ...lots.slice(0, 2).map(canonicalKey)],
      };
    });
