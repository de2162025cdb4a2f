import fc from 'fast-check';
import { testDatabase, type TestDatabase } from '../../test/support/database.ts';
import { packingWorld } from '../../test/support/packing-worlds.ts';
import { LogStore } from '../log/log.store.ts';
import { Clock } from '../platform/clock.ts';
import { checkReadModels } from './check.service.ts';
import { derivedTables, tableOrigins } from './check-tables.ts';
import { ContainmentProjection } from './containment.projection.ts';
import { HandOverProjection } from './hand-over.projection.ts';
import { ItemProjection } from './item.projection.ts';
import { LineageProjection } from './lineage.projection.ts';

const projectors = [
  new ItemProjection(),
  new ContainmentProjection(),
  new LineageProjection(),
  new HandOverProjection(),
];

describe('a check of the read models', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase();
    const store = new LogStore(new Clock());
    const [world] = fc.sample(packingWorld({ acts: 60 }), { seed: 20_261_128, numRuns: 1 });
    for (const entries of world?.batches ?? []) {
      await db.database.transaction(null, async (tx) => {
        const { records } = await store.appendGroups(tx, [{ entries, rollback: false, job: null }]);
        for (const projector of projectors) await projector.apply(tx, records);
      });
    }
  });
  afterAll(() => db.drop());

  const run = (sql: string): Promise<unknown> =>
    db.database.transaction(null, (tx) => tx.query(sql));
  const differing = async (): Promise<readonly string[]> =>
    (await checkReadModels(db.database, projectors)).tables
      .filter(({ missing, surplus }) => missing + surplus > 0)
      .map(({ table, missing, surplus }) => `${table} -${missing} +${surplus}`);

  it('knows every table of the schema', async () => {
    const rows = await db.database.read(null, (tx) =>
      tx.query<{ name: string }>(
        `select relname as name from pg_class where relnamespace = 'projection'::regnamespace and relkind in ('r', 'p')`,
      ),
    );
    expect(rows.map(({ name }) => name).toSorted()).toEqual(Object.keys(tableOrigins).toSorted());
    expect(derivedTables).toContain('contain');
  });

  it('finds nothing where nothing is wrong, and leaves nothing behind', async () => {
    const report = await checkReadModels(db.database, projectors);
    expect(report).toMatchObject({ clean: true, log: [], missingItems: [] });
    expect(report.tables.find(({ table }) => table === 'contain')?.kept).toBeGreaterThan(20);
    expect(await run(`select to_regnamespace('projection_check') as shadow`)).toEqual([
      { shadow: null },
    ]);
  });

  it.each([
    [
      'a changed quantity',
      'update projection.event_item set quantity = 77 where (position, line) = (select position, line from projection.event_item order by 1, 2 limit 1)',
      'event_item -1 +1',
    ],
    [
      'a wrong end of knowledge',
      'update projection.contain set known_until = 99999 where id = (select min(id) from projection.contain)',
      'contain -1 +1',
    ],
    [
      'an extra row',
      "insert into projection.persistent_unset values (123456, array['recalled'])",
      'persistent_unset -0 +1',
    ],
    [
      'a deleted row',
      'delete from projection.contain where id = (select max(id) from projection.contain)',
      'contain -1 +0',
    ],
  ])('names %s', async (_, damage, expected) => {
    const before = await differing();
    await run(damage);
    const after = await differing();
    expect(before).not.toEqual(after);
    expect(after.some((line) => line.startsWith(expected.split(' ')[0] ?? ''))).toBe(true);
  });
});
