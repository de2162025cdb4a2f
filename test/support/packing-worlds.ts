import fc from 'fast-check';
import { canonicalKey } from '../../src/core/gs1/key.ts';
import type { NewEntry } from '../../src/log/entry.ts';
import { entryOf } from './entries.ts';
import { lot } from './events.ts';

/** Packing, unpacking, fixing and using of a few things in a few containers, in batches as they arrive. */
export interface PackingWorld {
  readonly batches: readonly (readonly NewEntry[])[];
}

/** Canonical keys of the containers of packing worlds. */
export const packingContainers = ['1', '2', '3'].map(
  (end) => `https://id.gs1.org/00/09521234500000000${end}`,
);
const pieces = ['A', 'B', 'C'].map((serial) => `https://id.gs1.org/01/09521234000017/21/${serial}`);
const lots = ['L-1', 'L-2'].map(lot);
/** Canonical keys of everything in packing worlds. */
export const packingThings = [...packingContainers, ...pieces, ...lots.map(canonicalKey)];

interface Act {
  readonly type: 'AggregationEvent' | 'AssociationEvent' | 'ObjectEvent' | 'TransformationEvent';
  readonly action: 'ADD' | 'DELETE' | 'OBSERVE';
  readonly hour: number;
  readonly parent: number;
  readonly things: readonly number[];
  readonly amounts: readonly (number | null)[];
  /** Takes out everything, whatever it is. */
  readonly emptying: boolean;
  readonly fate: 'STANDS' | 'CORRECTED' | 'CORRECTED_FIRST';
}

const act = fc.record<Act>({
  type: fc.constantFrom(
    'AggregationEvent',
    'AggregationEvent',
    'AggregationEvent',
    'AggregationEvent',
    'AssociationEvent',
    'ObjectEvent',
    'TransformationEvent',
  ),
  action: fc.constantFrom('ADD', 'ADD', 'ADD', 'DELETE', 'DELETE', 'OBSERVE'),
  hour: fc.nat(7),
  parent: fc.nat(packingContainers.length - 1),
  things: fc.uniqueArray(fc.nat(packingContainers.length + pieces.length + lots.length - 1), {
    minLength: 1,
    maxLength: 3,
  }),
  amounts: fc.array(fc.option(fc.integer({ min: 1, max: 9 }), { freq: 4 }), {
    minLength: 3,
    maxLength: 3,
  }),
  emptying: fc.boolean(),
  fate: fc.constantFrom('STANDS', 'STANDS', 'STANDS', 'STANDS', 'CORRECTED', 'CORRECTED_FIRST'),
});

/** A container never names itself: the reader refuses that. */
const named = (
  one: Act,
  [epcList, quantityList]: readonly [string, string],
): Readonly<Record<string, unknown>> => {
  const singles = [...packingContainers, ...pieces];
  const things = one.things.filter((thing) => thing !== one.parent);
  const epcs = things.flatMap((thing) => singles[thing] ?? []);
  const classes = things.flatMap((thing, index) => {
    const epcClass = lots[thing - singles.length];
    const quantity = one.amounts[index] ?? null;
    if (epcClass === undefined) return [];
    return [quantity === null ? { epcClass } : { epcClass, quantity, uom: 'KGM' }];
  });
  return {
    ...(epcs.length > 0 && { [epcList]: epcs }),
    ...(classes.length > 0 && { [quantityList]: classes }),
  };
};

/** What an act says beside its time; null: nothing, since it names nothing. */
const said = (one: Act): Readonly<Record<string, unknown>> | null => {
  const { type, action, emptying } = one;
  const common = { type, action, quantityList: undefined };
  if (type === 'ObjectEvent') {
    const items = named(one, ['epcList', 'quantityList']);
    return Object.keys(items).length === 0 ? null : { ...common, action: 'OBSERVE', ...items };
  }
  const parentID = packingContainers[one.parent];
  if (type === 'TransformationEvent') {
    const { inputEPCList = [], ...more } = named(one, ['inputEPCList', 'inputQuantityList']);
    const inputs = [parentID, ...(inputEPCList as readonly string[])];
    return {
      ...common,
      action: undefined,
      ...more,
      inputEPCList: inputs,
      outputQuantityList: [{ epcClass: lot('L-3') }],
    };
  }
  const children = named(one, ['childEPCs', 'childQuantityList']);
  if (action === 'DELETE') return { ...common, parentID, ...(emptying ? {} : children) };
  return Object.keys(children).length === 0 ? null : { ...common, parentID, ...children };
};

const entriesOf = (one: Act, index: number): readonly NewEntry[] => {
  const more = said(one);
  if (more === null) return [];
  const sketch = {
    id: `urn:test:packing-${index}`,
    time: `2026-03-02T${String(8 + one.hour).padStart(2, '0')}:00:00.000+00:00`,
    more,
  };
  const event = entryOf(sketch);
  const declaration = entryOf({ ...sketch, declaration: { at: '2026-03-05T00:00:00.000Z' } });
  if (one.fate === 'STANDS') return [event];
  return one.fate === 'CORRECTED' ? [event, declaration] : [declaration, event];
};

/** Worlds of up to so many acts, 24 unless said, within eight hours, so that most have equal times; a correction stands apart from what it corrects. */
export const packingWorld = (size: { readonly acts?: number } = {}): fc.Arbitrary<PackingWorld> =>
  fc
    .record({
      acts: fc.array(act, { minLength: size.acts ?? 8, maxLength: size.acts ?? 24 }),
      ranks: fc.array(fc.nat(40), { minLength: 40, maxLength: 40 }),
      batch: fc.integer({ min: 1, max: 5 }),
    })
    .map(({ acts, ranks, batch }) => {
      const entries = acts
        .flatMap((one, index) =>
          entriesOf(one, index).map((entry, second) => ({
            entry,
            rank: (ranks[index % ranks.length] ?? 0) + second * 7,
          })),
        )
        .toSorted((a, b) => a.rank - b.rank)
        .map(({ entry }) => entry);
      return {
        batches: Array.from({ length: Math.ceil(entries.length / batch) }, (_, index) =>
          entries.slice(index * batch, (index + 1) * batch),
        ),
      };
    });
