import { lot } from '../../test/support/events.ts';
import { entryOf } from '../../test/support/entries.ts';
import { testDatabase, type TestDatabase } from '../../test/support/database.ts';
import { LogStore } from '../log/log.store.ts';
import { Clock } from '../platform/clock.ts';
import type { Transaction } from '../platform/transaction.ts';
import { ItemProjection } from '../projections/item.projection.ts';
import { LineageProjection } from '../projections/lineage.projection.ts';
import { walkSql } from './walk.store.ts';

/** Enough that the planner would rather read a table than an index if the walks let it. */
const EVENTS = 3_000;
const BATCH = 250;

/** The look-ups of the walks, as `migrations/6-walks.ts` and `walk.store.ts` have them: where they stand, and the index they need. */
const lookups = [
  {
    index: 'xedge_back',
    walk: 'edge_back',
    asked: `from projection.xedge e
            where e.dst = any(frontier) and e.kind = 1
              and e.known_from <= known and (e.known_until is null or e.known_until > known)`,
  },
  {
    index: 'xedge_forward',
    walk: 'edge_forward',
    asked: `from projection.xedge e
            where e.src = any(frontier)
              and e.known_from <= known and (e.known_until is null or e.known_until > known)`,
  },
] as const;

type Lookup = (typeof lookups)[number];

/** Undoes whatever `work` did. */
class Undone extends Error {}

describe('plans of the walks', () => {
  let db: TestDatabase;
  let item: number;
  beforeAll(async () => {
    db = await testDatabase();
    item = await db.database.transaction(null, fill);
    await db.database.dataSource.query('analyze');
  });
  afterAll(() => db.drop());

  /** Each event makes a lot out of the one three before it. */
  const fill = async (tx: Transaction): Promise<number> => {
    const store = new LogStore(new Clock());
    const projectors = [new ItemProjection(), new LineageProjection()];
    for (let from = 0; from < EVENTS; from += BATCH) {
      const entries = Array.from({ length: BATCH }, (_, index) => made(from + index));
      const { records } = await store.appendGroups(tx, [{ entries, rollback: false, job: null }]);
      for (const projector of projectors) await projector.apply(tx, records);
    }
    const [row] = await tx.query<{ id: string }>('select id from projection.item where key = $1', [
      lot('L-30'),
    ]);
    return Number(row?.id);
  };

  const made = (number: number) =>
    entryOf({
      id: `urn:uuid:00000000-0000-7000-8000-${String(number).padStart(12, '0')}`,
      more: {
        type: 'TransformationEvent',
        action: undefined,
        quantityList: undefined,
        inputQuantityList: [{ epcClass: lot(`L-${number - 3}`), quantity: 1, uom: 'KGM' }],
        outputQuantityList: [{ epcClass: lot(`L-${number}`), quantity: 1, uom: 'KGM' }],
      },
    });

  /** The indexes that a look-up reads, and whether it reads a whole table, under the settings of its walk. */
  const planOf = async (
    tx: Transaction,
    { asked, walk }: Lookup,
  ): Promise<{ readonly indexes: readonly string[]; readonly wholeTable: boolean }> => {
    for (const setting of await settingsOf(tx, walk)) await tx.query(`set local ${setting}`);
    const sql = asked.replace('frontier', `'{5,6,7}'::bigint[]`).replaceAll(/\bknown\b/g, '10000');
    const rows = await tx.query<{ 'QUERY PLAN': string }>(`explain select * ${sql}`);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    return {
      indexes: [...plan.matchAll(/Index (?:Only )?Scan (?:using|on) (\w+)/g)].map(
        ([, name]) => name ?? '',
      ),
      wholeTable: plan.includes('Seq Scan'),
    };
  };

  const settingsOf = async (tx: Transaction, walk: string): Promise<readonly string[]> => {
    const [row] = await tx.query<{ settings: readonly string[] }>(
      `select proconfig as settings from pg_proc where oid = to_regproc($1)`,
      [`projection.${walk}`],
    );
    return row?.settings ?? [];
  };

  /** Runs work and undoes it, a dropped index too. */
  const undone = async (work: (tx: Transaction) => Promise<void>): Promise<void> => {
    const all = db.database.transaction(null, async (tx) => {
      await work(tx);
      throw new Undone();
    });
    await expect(all).rejects.toThrow(Undone);
  };

  /** The guard itself: what a look-up may read. */
  const guard = async (tx: Transaction, lookup: Lookup): Promise<void> => {
    expect(await planOf(tx, lookup)).toEqual({ indexes: [lookup.index], wholeTable: false });
  };

  const drop = (tx: Transaction, index: string): Promise<unknown> =>
    tx.query(`drop index projection.${index}`);

  it.each(lookups)('$index serves its look-up', (lookup) => undone((tx) => guard(tx, lookup)));

  it.each(lookups)('without $index the guard fails', (lookup) =>
    undone(async (tx) => {
      await drop(tx, lookup.index);
      await expect(guard(tx, lookup)).rejects.toThrow(lookup.index);
    }),
  );

  it.each(lookups)('guards what $walk really asks', ({ walk, asked }) =>
    undone(async (tx) => {
      const [row] = await tx.query<{ body: string }>(
        'select prosrc as body from pg_proc where oid = to_regproc($1)',
        [`projection.${walk}`],
      );
      expect(row?.body.replaceAll(/\s+/g, ' ')).toContain(asked.replaceAll(/\s+/g, ' '));
    }),
  );

  it.each(['BACK', 'FORWARD'] as const)(
    'what a walk %s met is read by its ids',
    async (direction) => {
      const rows = await db.database.read(null, (tx) =>
        tx.query<{ 'QUERY PLAN': string }>(`explain ${walkSql(direction)}`, [
          [item],
          EVENTS,
          null,
          50,
          1_000,
        ]),
      );
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(plan).toContain('xform_pkey');
      expect(plan).not.toContain('Seq Scan');
    },
  );

  /** How many rows of tables and entries of indexes a walk reads in all of the graph, for the dozen that it meets. */
  const rowsRead = async (tx: Transaction, walk: string): Promise<number> => {
    const count = async (): Promise<number> => {
      const [row] = await tx.query<{ reads: string }>(
        `select sum(pg_stat_get_xact_tuples_returned(oid)) as reads from pg_class
         where relnamespace = 'projection'::regnamespace and relname ~ '^(xedge|xform)'`,
      );
      return Number(row?.reads);
    };
    const before = await count();
    const met = await tx.query(
      `select * from projection.${walk}(array[$1::bigint], 10000, null, 10, 200000)`,
      [item],
    );
    expect(met.length).toBeGreaterThanOrEqual(10);
    return (await count()) - before;
  };

  it.each([
    { walk: 'edge_back', index: 'xedge_back' },
    { walk: 'edge_forward', index: 'xedge_forward' },
  ])('$walk itself reads little, and whole tables without $index', ({ walk, index }) =>
    undone(async (tx) => {
      expect(await rowsRead(tx, walk)).toBeLessThan(EVENTS / 10);
      await drop(tx, index);
      expect(await rowsRead(tx, walk)).toBeGreaterThan(EVENTS);
    }),
  );
});
