import fc from 'fast-check';
import { testDatabase, type TestDatabase } from '../../test/support/database.ts';
import { capturePacking, undoneIn } from '../../test/support/packing-log.ts';
import { packingThings, packingWorld } from '../../test/support/packing-worlds.ts';
import { patience } from '../../test/support/patience.ts';
import { knowledgeAt } from '../core/lineage/knowledge.ts';
import { journeyOf } from '../core/lineage/state.ts';
import { readItemsByKeys } from '../projections/item.store.ts';
import { readJourney } from './journey.store.ts';

/** A twentieth in every run, all of it with FULL=1. */
const runs = process.env['FULL'] === '1' ? 500 : 25;

describe('the life of an item', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase();
  });
  afterAll(() => db.drop());

  it(
    'is that of the reference, as known at every position',
    async () => {
      let [worlds, nonTrivial, questions] = [0, 0, 0];
      await fc.assert(
        fc.asyncProperty(packingWorld(), ({ batches }) =>
          undoneIn(db, async (tx) => {
            const records = await capturePacking(tx, batches);
            let foreign = 0;
            for (const known of new Set(records.map(({ knownFrom }) => knownFrom))) {
              const { believed } = knowledgeAt(records, known);
              const positions = new Set(believed.map(({ position }) => position));
              for (const { id, key } of await readItemsByKeys(tx, packingThings)) {
                const expected = journeyOf(key, believed);
                const found = await readJourney(tx, id, known);
                expect(found.filter((position) => positions.has(position))).toEqual(
                  expected.map(({ position }) => position).toSorted((a, b) => a - b),
                );
                foreign += expected.filter(
                  ({ event }) => !event.items.some((line) => line.key === key),
                ).length;
                questions += 1;
              }
            }
            worlds += 1;
            if (foreign > 0) nonTrivial += 1;
          }),
        ),
        { seed: 20_261_134, numRuns: runs, endOnFailure: true },
      );
      console.log(`worlds ${worlds}, non-trivial ${nonTrivial}, questions ${questions}`);
      expect(nonTrivial).toBeGreaterThan(worlds / 2);
    },
    patience(600_000),
  );
});
