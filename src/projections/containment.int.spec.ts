import fc from 'fast-check';
import { expectedLoads, inWords, keptLoads } from '../../test/support/contained.ts';
import { testDatabase, type TestDatabase } from '../../test/support/database.ts';
import { capturePacking, undoneIn } from '../../test/support/packing-log.ts';
import { packingWorld } from '../../test/support/packing-worlds.ts';
import { readBatches } from '../log/batch.store.ts';
import { ContainmentProjection } from './containment.projection.ts';
import { patience } from '../../test/support/patience.ts';

/** A twentieth in every run, all of it with FULL=1. */
const runs = process.env['FULL'] === '1' ? 1_000 : 50;

describe('read model of containment', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase();
  });
  afterAll(() => db.drop());

  const ALL = `select t::text as load from (
    select child, parent, kind, quantity, unit, from_time, until_time, from_position, until_position, known_from, known_until
    from projection.contain) t`;

  it(
    'is the same when it is filled from the log later',
    async () => {
      await fc.assert(
        fc.asyncProperty(packingWorld(), ({ batches }) =>
          undoneIn(db, async (tx) => {
            await capturePacking(tx, batches);
            const live = await tx.query<{ load: string }>(ALL);
            await tx.query('delete from projection.contain');
            const projector = new ContainmentProjection();
            let from = 0;
            for (
              let read = await readBatches(tx, from, 7);
              read.length > 0;
              read = await readBatches(tx, from, 7)
            ) {
              for (const records of read) await projector.apply(tx, records);
              from = (read.at(-1)?.at(-1)?.position ?? 0) + 1;
            }
            const later = await tx.query<{ load: string }>(ALL);
            expect(later.map(({ load }) => load).toSorted()).toEqual(
              live.map(({ load }) => load).toSorted(),
            );
          }),
        ),
        { seed: 20_261_131, numRuns: runs / 10, endOnFailure: true },
      );
    },
    patience(600_000),
  );

  it(
    'holds the loads of the reference at every position',
    async () => {
      let [worlds, nonTrivial, positions] = [0, 0, 0];
      await fc.assert(
        fc.asyncProperty(packingWorld(), ({ batches }) =>
          undoneIn(db, async (tx) => {
            const records = await capturePacking(tx, batches);
            let closed = 0;
            for (const known of new Set(records.map(({ knownFrom }) => knownFrom))) {
              const expected = expectedLoads(records, known);
              expect(await keptLoads(tx, known)).toEqual(inWords(expected));
              closed += expected.filter(({ until }) => until !== null).length;
              positions += 1;
            }
            worlds += 1;
            if (closed > 0) nonTrivial += 1;
          }),
        ),
        { seed: 20_261_130, numRuns: runs, endOnFailure: true },
      );
      console.log(`worlds ${worlds}, non-trivial ${nonTrivial}, positions ${positions}`);
      expect(nonTrivial).toBeGreaterThan(worlds / 2);
    },
    patience(600_000),
  );
});
