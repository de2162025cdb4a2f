import fc from 'fast-check';
import { testDatabase, type TestDatabase } from '../../test/support/database.ts';
import { capturePacking, undoneIn } from '../../test/support/packing-log.ts';
import { packingWorld } from '../../test/support/packing-worlds.ts';
import { type Load, loadsOf } from '../core/lineage/containment.ts';
import { knowledgeAt } from '../core/lineage/knowledge.ts';
import { readBatches } from '../log/batch.store.ts';
import { ContainmentProjection } from './containment.projection.ts';
import { patience } from '../../test/support/patience.ts';

/** A tenth in every run, all of it with FULL=1. */
const runs = process.env['FULL'] === '1' ? 1_000 : 100;

/** A load in words that name it by what it says. */
const wordsOf = ({ kind, child, parent, amount, since, until }: Load): string =>
  [kind, child, parent, amount?.value, amount?.unit, since.eventKey, until?.eventKey]
    .map((word) => word ?? '-')
    .join(' ');

const KNOWN = `
  select concat_ws(' ', case c.kind when 1 then 'PACKED' else 'FIXED' end, child.key, parent.key,
    coalesce(trim_scale(c.quantity)::text, '-'), coalesce(c.unit, '-'), since.event_key, coalesce(until.event_key, '-')) as load
  from projection.contain c
  join projection.item child on child.id = c.child join projection.item parent on parent.id = c.parent
  join log.entry since on since.position = c.from_position left join log.entry until on until.position = c.until_position
  where c.known_from <= $1 and (c.known_until is null or c.known_until > $1)
    and c.from_time = since.event_time and c.until_time is not distinct from until.event_time`;

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
              const expected = loadsOf(knowledgeAt(records, known).believed);
              const rows = await tx.query<{ load: string }>(KNOWN, [known]);
              expect(rows.map(({ load }) => load).toSorted()).toEqual(
                expected.map(wordsOf).toSorted(),
              );
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
