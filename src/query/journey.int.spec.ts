import fc from 'fast-check';
import { testDatabase, type TestDatabase } from '../../test/support/database.ts';
import { packingThings, packingWorld } from '../../test/support/packing-worlds.ts';
import { patience } from '../../test/support/patience.ts';
import type { LogRecord } from '../core/epcis/event.ts';
import { knowledgeAt } from '../core/lineage/knowledge.ts';
import { journeyOf } from '../core/lineage/state.ts';
import type { NewEntry } from '../log/entry.ts';
import { LogStore } from '../log/log.store.ts';
import { Clock } from '../platform/clock.ts';
import type { Transaction } from '../platform/transaction.ts';
import { ContainmentProjection } from '../projections/containment.projection.ts';
import { ItemProjection } from '../projections/item.projection.ts';
import { readItemsByKeys } from '../projections/item.store.ts';
import { readJourney } from './journey.store.ts';

/** A tenth in every run, all of it with FULL=1. */
const runs = process.env['FULL'] === '1' ? 500 : 50;

class Undone extends Error {}

describe('the life of an item', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase();
  });
  afterAll(() => db.drop());

  const undone = async (work: (tx: Transaction) => Promise<void>): Promise<void> => {
    const all = db.database.transaction(null, async (tx) => {
      await work(tx);
      throw new Undone();
    });
    await expect(all).rejects.toThrow(Undone);
  };

  const capture = async (
    tx: Transaction,
    batches: readonly (readonly NewEntry[])[],
  ): Promise<readonly LogRecord[]> => {
    const store = new LogStore(new Clock());
    const projectors = [new ItemProjection(), new ContainmentProjection()];
    const all: LogRecord[] = [];
    for (const entries of batches) {
      const { records } = await store.appendGroups(tx, [{ entries, rollback: false, job: null }]);
      for (const projector of projectors) await projector.apply(tx, records);
      all.push(...records);
    }
    return all;
  };

  it(
    'is that of the reference, as known at every position',
    async () => {
      let [worlds, nonTrivial, questions] = [0, 0, 0];
      await fc.assert(
        fc.asyncProperty(packingWorld(), ({ batches }) =>
          undone(async (tx) => {
            const records = await capture(tx, batches);
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
