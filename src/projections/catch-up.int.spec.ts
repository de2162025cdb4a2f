import fc from 'fast-check';
import { LeanLoads1790000000011 } from '../../migrations/11-lean-loads.ts';
import { UnaskedIndexes1790000000019 } from '../../migrations/19-unasked-indexes.ts';
import { Carriers1790000000020 } from '../../migrations/20-carriers.ts';
import { Containment1790000000008 } from '../../migrations/8-containment.ts';
import { testDatabase, type TestDatabase } from '../../test/support/database.ts';
import { packingWorld } from '../../test/support/packing-worlds.ts';
import { LogStore } from '../log/log.store.ts';
import { Clock } from '../platform/clock.ts';
import { CatchUpService } from './catch-up.service.ts';
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

describe('a log that is older than a read model', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase();
    const store = new LogStore(new Clock());
    const [world] = fc.sample(packingWorld({ acts: 60 }), { seed: 20_261_133, numRuns: 1 });
    for (const entries of world?.batches ?? []) {
      await db.database.transaction(null, async (tx) => {
        const { records } = await store.appendGroups(tx, [{ entries, rollback: false, job: null }]);
        for (const projector of projectors) await projector.apply(tx, records);
      });
    }
  });
  afterAll(() => db.drop());

  const rows = async (sql: string): Promise<readonly string[]> =>
    (await db.database.read(null, (tx) => tx.query<{ row: string }>(sql))).map(({ row }) => row);

  const loads = (): Promise<readonly string[]> =>
    rows(`select t::text as row from (
      select child, parent, kind, quantity, unit, from_time, until_time, from_position, until_position, known_from, known_until
      from projection.contain) t order by row`);

  const children = (): Promise<readonly string[]> =>
    rows(
      `select concat_ws(' ', position, line, class_level) as row from projection.event_item where role = 4 order by row`,
    );

  /** The schema of before, and the migration again: the database of somebody who comes from an older version. */
  const migrateAgain = (): Promise<void> =>
    db.database.transaction(null, async (tx) => {
      const indexes = [new LeanLoads1790000000011(), new UnaskedIndexes1790000000019()];
      const all = [new Containment1790000000008(), ...indexes];
      for (const one of all.toReversed()) await one.down(tx.runner);
      await tx.query('delete from projection.contain');
      for (const one of all) await one.up(tx.runner);
    });

  const catchUp = (): CatchUpService => new CatchUpService(db.database, projectors);

  it('is taken in when the service starts, with everything that was known when', async () => {
    const [before, lines] = [await loads(), await children()];
    expect(before.length).toBeGreaterThan(20);
    await migrateAgain();
    expect(await children()).toEqual(lines);
    expect(await loads()).toEqual([]);
    await catchUp().onModuleInit();
    expect(await loads()).toEqual(before);
  });

  /** Everything that is told of events, without the ids of transformations, which are given anew. */
  const told = (): Promise<readonly string[]> =>
    rows(`select 'contain ' || t::text as row from (
        select child, parent, kind, quantity, unit, from_position, until_position, known_from, known_until from projection.contain) t
      union all select 'xform ' || x::text from (
        select position, kind, inputs, outputs, carriers, known_from, known_until from projection.xform) x
      union all select 'line ' || l::text from (
        select position, line, item, role, quantity, known_from, known_until from projection.event_item) l
      order by row`);

  it('is derived anew where a container was used before that was understood', async () => {
    const before = await told();
    expect(
      await rows('select position::text as row from projection.xform where carriers is not null'),
    ).not.toEqual([]);
    await db.database.transaction(null, async (tx) => {
      const carriers = new Carriers1790000000020();
      await carriers.down(tx.runner);
      await tx.query('update projection.contain set until_time = null, until_position = null');
      await carriers.up(tx.runner);
    });
    expect(await told()).toEqual([]);
    await catchUp().onModuleInit();
    expect(await told()).toEqual(before);
  });

  it('is left alone by the next start, and by a read model that is current', async () => {
    const before = await loads();
    await catchUp().onModuleInit();
    expect(await loads()).toEqual(before);
    expect(await rows('select name as row from projection.progress')).toEqual([]);
  });
});
