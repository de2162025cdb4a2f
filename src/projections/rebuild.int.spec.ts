import fc from 'fast-check';
import { custodyWorld } from '../../test/support/custody-worlds.ts';
import { testDatabase, type TestDatabase } from '../../test/support/database.ts';
import { patience } from '../../test/support/patience.ts';
import type { NewEntry } from '../log/entry.ts';
import { LogStore } from '../log/log.store.ts';
import { Clock } from '../platform/clock.ts';
import { checkReadModels } from './check.service.ts';
import { derivedTables } from './check-tables.ts';
import { ContainmentProjection } from './containment.projection.ts';
import { HandOverProjection } from './hand-over.projection.ts';
import { ItemProjection } from './item.projection.ts';
import { LineageProjection } from './lineage.projection.ts';
import { rebuildReadModels } from './rebuild.service.ts';

const projectors = [
  new ItemProjection(),
  new ContainmentProjection(),
  new LineageProjection(),
  new HandOverProjection(),
];

/** A column of each derived table that can be made wrong without a key standing in the way. */
const wrongColumns: Readonly<Record<string, string>> = {
  event_document: "number = 'WRONG-1'",
  event_item: 'quantity = 77',
  xform: "event_time = event_time + interval '1 hour'",
  xform_item: 'known_until = 99999',
  xedge: 'known_until = 99999',
  contain: 'quantity = 77',
  hand_over: "sender = 'https://example.org/nobody'",
  persistent_unset: "words = array['wrong']",
  uncounted: 'quantity = 77',
  shared_item: 'known_from = 99999',
};

describe('a rebuild of the read models', () => {
  let db: TestDatabase;
  const store = new LogStore(new Clock());
  const worlds = fc.sample(custodyWorld, { seed: 20_261_145, numRuns: 12 });
  /** Each world tells of its own events; the things are the same. */
  const batchesOf = (world: number): readonly (readonly NewEntry[])[] =>
    (worlds[world]?.batches ?? []).map((entries) =>
      entries.map((entry) => ({ ...entry, owner: entry.owner + 10 * world })),
    );
  const append = async (entries: readonly NewEntry[]): Promise<void> => {
    await db.database.transaction(null, async (tx) => {
      const { records } = await store.appendGroups(tx, [{ entries, rollback: false, job: null }]);
      for (const projector of projectors) await projector.apply(tx, records);
    });
  };

  beforeAll(async () => {
    db = await testDatabase();
    for (let world = 0; world < 8; world += 1) {
      for (const entries of batchesOf(world)) await append(entries);
    }
  }, patience(120_000));
  afterAll(() => db.drop());

  const run = <Row>(sql: string): Promise<readonly Row[]> =>
    db.database.transaction(null, (tx) => tx.query<Row>(sql));
  const filled = async (): Promise<readonly string[]> => {
    const counts = await Promise.all(
      derivedTables.map(async (table) => {
        const rows = await run<{ count: string }>(
          `select count(*) as count from projection.${table}`,
        );
        return [table, Number(rows[0]?.count)] as const;
      }),
    );
    return counts.filter(([, count]) => count > 2).map(([table]) => table);
  };

  it('changes nothing where nothing is wrong, and leaves nothing behind', async () => {
    const report = await rebuildReadModels(db.database, projectors);
    expect(report).toMatchObject({ clean: true, log: [], locks: 0 });
    expect(await run(`select to_regnamespace('projection_shadow') as shadow`)).toEqual([
      { shadow: null },
    ]);
  });

  it(
    'makes every table right again: rows lost, rows changed, rows too many',
    async () => {
      const tables = await filled();
      expect(tables.length).toBeGreaterThan(5);
      for (const table of tables) {
        await run(
          `delete from projection.${table} where ctid = (select ctid from projection.${table} order by ctid limit 1)`,
        );
        await run(
          `update projection.${table} set ${wrongColumns[table] ?? 'known_until = 99999'}
           where ctid = (select ctid from projection.${table} order by ctid desc limit 1)`,
        );
      }
      await run(`insert into projection.persistent_unset values (123456, array['recalled'])`);
      expect((await checkReadModels(db.database, projectors)).clean).toBe(false);
      const report = await rebuildReadModels(db.database, projectors);
      const found = report.tables.filter(({ missing, surplus }) => missing + surplus > 0);
      expect(found.map(({ table }) => table)).toEqual(expect.arrayContaining([...tables]));
      expect(report).toMatchObject({ clean: true, log: [] });
      expect(await checkReadModels(db.database, projectors)).toMatchObject({ clean: true });
      console.log(
        `tables ${tables.length}, locks ${report.locks}, longest ${Math.ceil(report.longestLockMs)} ms`,
      );
    },
    patience(120_000),
  );

  it(
    'goes on while others write',
    async () => {
      await run('delete from projection.contain where id % 3 = 0');
      await run('update projection.event_item set quantity = 77 where position % 7 = 0');
      const writing = (async () => {
        for (let world = 8; world < 12; world += 1) {
          for (const entries of batchesOf(world)) await append(entries);
        }
      })();
      const report = await rebuildReadModels(db.database, projectors);
      await writing;
      expect(report.log).toEqual([]);
      // What was written beside it may have been written on wrong rows: the next one finds the rest, if any.
      await rebuildReadModels(db.database, projectors);
      expect(await checkReadModels(db.database, projectors)).toMatchObject({ clean: true });
    },
    patience(120_000),
  );

  it('is done by one at a time, and begins anew where another was killed', async () => {
    await run(
      'create schema projection_shadow; create table projection_shadow.contain (left_over int)',
    );
    const both = await Promise.allSettled([
      rebuildReadModels(db.database, projectors),
      rebuildReadModels(db.database, projectors),
    ]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await checkReadModels(db.database, projectors)).toMatchObject({ clean: true });
  });
});
