import fc from 'fast-check';
import { testDatabase, type TestDatabase } from '../../test/support/database.ts';
import { entryOf } from '../../test/support/entries.ts';
import { lot } from '../../test/support/events.ts';
import { capturePacking, undoneIn } from '../../test/support/packing-log.ts';
import { packingThings, packingWorld } from '../../test/support/packing-worlds.ts';
import { patience } from '../../test/support/patience.ts';
import type { LogRecord } from '../core/epcis/event.ts';
import { contentsAt, loadsOf } from '../core/lineage/containment.ts';
import { knowledgeAt } from '../core/lineage/knowledge.ts';
import { stateAt } from '../core/lineage/state.ts';
import type { NewEntry } from '../log/entry.ts';
import { heldAmong } from './step-on-hold.service.ts';
import { readPersisting } from './step-on-hold.store.ts';

const runs = 12;

const hours = Array.from(
  { length: 9 },
  (_, hour) => `2026-03-02T${String(8 + hour).padStart(2, '0')}`,
);

interface Hold {
  readonly hour: number;
  readonly thing: number;
  readonly said: 'HOLD' | 'RECALL' | 'RELEASE' | 'PASS' | 'FAIL';
  /** Before which batch it arrives. */
  readonly batch: number;
  readonly voided: boolean;
  /** Of a container: it is emptied with the same word. */
  readonly emptying: boolean;
}

const dispositions = {
  HOLD: { set: ['unavailable'] },
  RECALL: { set: ['unavailable', 'recalled'] },
  RELEASE: { set: ['available'], unset: ['unavailable', 'recalled'] },
  PASS: { set: ['conformant'], unset: ['non_conformant'] },
  FAIL: { set: ['non_conformant'], unset: ['unavailable'] },
};

const hold = fc.record<Hold>({
  hour: fc.nat(7),
  thing: fc.nat(packingThings.length - 1),
  said: fc.constantFrom('HOLD', 'HOLD', 'RECALL', 'RELEASE', 'RELEASE', 'PASS', 'FAIL'),
  batch: fc.nat(10),
  voided: fc.boolean(),
  emptying: fc.boolean(),
});

const entriesOf = (
  { hour, thing, said, voided, emptying }: Hold,
  index: number,
): readonly NewEntry[] => {
  const key = packingThings[thing] ?? '';
  const things = key.includes('/10/')
    ? { quantityList: [{ epcClass: lot(key.slice(key.lastIndexOf('/') + 1)) }] }
    : { epcList: [key], quantityList: undefined };
  const sketch = {
    id: `urn:test:hold-${index}`,
    time: `${hours[hour] ?? ''}:00:00.000+00:00`,
    more: {
      ...(emptying && key.includes('/00/')
        ? { type: 'AggregationEvent', action: 'DELETE', parentID: key, quantityList: undefined }
        : { type: 'ObjectEvent', action: 'OBSERVE', ...things }),
      persistentDisposition: dispositions[said],
    },
  };
  const declaration = { at: '2026-03-05T00:00:00.000Z' };
  return voided && index % 3 === 0
    ? [entryOf(sketch), entryOf({ ...sketch, declaration })]
    : [entryOf(sketch)];
};

const withHolds = (
  batches: readonly (readonly NewEntry[])[],
  holds: readonly Hold[],
): readonly (readonly NewEntry[])[] => {
  const all = batches.map((entries) => [...entries]);
  for (const [index, one] of holds.entries()) {
    for (const entry of entriesOf(one, index)) all.splice(one.batch % (all.length + 1), 0, [entry]);
  }
  return all;
};

/** By the reference: the item, or something that lies in it, is on hold. */
const heldByReference = (key: string, instant: string, believed: readonly LogRecord[]): boolean => {
  const inside = contentsAt(key, instant, loadsOf(believed)).map(({ load }) => load.child);
  return [key, ...inside].some((one) => stateAt(one, instant, believed).onHold);
};

describe('what is on hold', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase();
  });
  afterAll(() => db.drop());

  it(
    'is what the reference says, for everything at every time, also as known before',
    async () => {
      let [questions, held] = [0, 0];
      await fc.assert(
        fc.asyncProperty(
          packingWorld(),
          fc.array(hold, { minLength: 2, maxLength: 12 }),
          ({ batches }, holds) =>
            undoneIn(db, async (tx) => {
              const records = await capturePacking(tx, withHolds(batches, holds));
              const sought = packingThings.flatMap((key) =>
                hours.map((hour) => ({ key, instant: `${hour}:00:00.000000Z` })),
              );
              const ends = [...new Set(records.map(({ knownFrom }) => knownFrom))];
              for (const known of ends.filter((_, index) => (ends.length - index) % 6 === 1)) {
                const { believed } = knowledgeAt(records, known);
                const found = heldAmong(await readPersisting(tx, sought, known), records);
                const expected = sought.flatMap(({ key, instant }, index) =>
                  heldByReference(key, instant, believed) ? [index] : [],
                );
                expect([...found].toSorted((a, b) => a - b)).toEqual(expected);
                questions += sought.length;
                held += expected.length;
              }
            }),
        ),
        { seed: 20_261_139, numRuns: runs, endOnFailure: true },
      );
      console.log(`questions ${questions}, held ${held}`);
      expect(held).toBeGreaterThan(questions / 20);
    },
    patience(600_000),
  );
});
