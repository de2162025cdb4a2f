import { testDatabase, type TestDatabase } from '../../test/support/database.ts';
import { custodyQuestions } from '../../test/support/hot-custody.ts';
import { eventQuestions } from '../../test/support/hot-events.ts';
import { itemQuestions } from '../../test/support/hot-items.ts';
import { FILL } from '../../test/support/hot-log.ts';
import type { HotQuestion } from '../../test/support/hot-question.ts';
import type { Transaction } from '../platform/transaction.ts';

/** What a hot question may read, rows and index entries together: its answer, and never a whole table. */
const READS_MAX = 2_000;

const hot: readonly HotQuestion[] = [...eventQuestions, ...itemQuestions, ...custodyQuestions];

/** Indexes that keep what is true rather than answer, and why each is there; the others are of questions. */
const keepers: Readonly<Record<string, string>> = {
  head_pkey: 'there is one head',
  event_secret_pkey:
    'one secret a record; they are read in log order, when the whole log is checked',
  event_private_pkey: 'one value a place of a record',
  hold_pkey: 'a job holds readers back once',
  held_range_pkey: 'a range is kept once, though its job ends twice',
  reservation_event_key_owner_declaration_time_job_key: 'a job is promised a key once',
  item_alias_pkey: 'names a row',
  item_alias_now: 'an organisation gives an item a number once',
  xedge_pkey: 'names a row; an edge that ended is closed by it',
  persistent_unset_pkey: 'an event lifts its words once',
  uncounted_pkey: 'a line is doubted once at a time',
  shared_item_pkey: 'an item becomes shared once',
  event_visibility_pkey:
    'an event is visible to an organisation at one level; nothing fills it yet',
  progress_pkey: 'a read model has come to one position',
};

class Undone extends Error {}

describe('hot questions', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase();
    await db.database.dataSource.query(FILL);
    await db.database.dataSource.query('vacuum analyze');
  }, 120_000);
  afterAll(() => db.drop());

  const undone = async (work: (tx: Transaction) => Promise<void>): Promise<void> => {
    const all = db.database.transaction(null, async (tx) => {
      await work(tx);
      throw new Undone();
    });
    await expect(all).rejects.toThrow(Undone);
  };

  interface Reads {
    readonly rows: number;
    /** Scans, by index. */
    readonly scans: ReadonlyMap<string, number>;
  }

  /** What this transaction has read so far of the log and the read models. */
  const readsOf = async (tx: Transaction): Promise<Reads> => {
    const rows = await tx.query<Record<'name' | 'rows' | 'scans', string>>(
      `select relname as name, pg_stat_get_xact_tuples_returned(oid) as rows, pg_stat_get_xact_numscans(oid) as scans
       from pg_class where relnamespace in ('projection'::regnamespace, 'log'::regnamespace)`,
    );
    return {
      rows: rows.reduce((sum, row) => sum + Number(row.rows), 0),
      scans: new Map(rows.map(({ name, scans }) => [name, Number(scans)])),
    };
  };

  /** How many rows and index entries the question reads, and the indexes that it uses. */
  const cost = async (
    tx: Transaction,
    { ask, answer }: HotQuestion,
  ): Promise<{ readonly rows: number; readonly used: readonly string[] }> => {
    const before = await readsOf(tx);
    expect(await ask(tx)).toHaveLength(answer);
    const after = await readsOf(tx);
    const used = [...after.scans].filter(([name, scans]) => scans > (before.scans.get(name) ?? 0));
    return { rows: after.rows - before.rows, used: used.map(([name]) => name) };
  };

  /** An index goes, or the constraint that keeps it. */
  const drop = async (tx: Transaction, index: string): Promise<void> => {
    const [found] = await tx.query<{ sql: string }>(
      `select coalesce(
         (select format('alter table %s drop constraint %I', conrelid::regclass, conname) from pg_constraint where conindid = i.indexrelid),
         format('drop index %s', i.indexrelid::regclass)) as sql
       from pg_index i join pg_class c on c.oid = i.indexrelid
       where c.relname = $1 and c.relnamespace in ('projection'::regnamespace, 'log'::regnamespace)`,
      [index],
    );
    if (found === undefined) throw new Error(`there is no index ${index}`);
    await tx.query(found.sql);
  };

  const guard = (question: HotQuestion): Promise<void> =>
    undone(async (tx) => {
      const { rows, used } = await cost(tx, question);
      expect(used).toEqual(expect.arrayContaining([...question.indexes]));
      expect(rows).toBeLessThan(READS_MAX);
    });
  it.each(hot)('$name reads its answer, by its index', guard);

  it.each(hot.flatMap((question) => question.indexes.map((index) => ({ ...question, index }))))(
    '$name would read a whole table without $index',
    ({ index, ...question }) =>
      undone(async (tx) => {
        await drop(tx, index);
        for (const standIn of question.standIns ?? []) await drop(tx, standIn);
        const { rows } = await cost(tx, question);
        expect(rows).toBeGreaterThan(2 * READS_MAX);
      }),
  );

  it('knows what every index of the log and the read models is for', async () => {
    const rows = await db.database.dataSource.query<{ name: string; keeps: boolean }[]>(
      `select c.relname as name, i.indisunique as keeps
       from pg_index i join pg_class c on c.oid = i.indexrelid
       where c.relnamespace in ('projection'::regnamespace, 'log'::regnamespace)`,
    );
    const asked = hot.flatMap(({ indexes }) => indexes);
    expect(rows.map(({ name }) => name).toSorted()).toEqual(
      [...new Set([...asked, ...Object.keys(keepers)])].toSorted(),
    );
    expect(Object.keys(keepers).filter((name) => asked.includes(name))).toEqual([]);
    const keep = rows.filter(({ keeps }) => keeps).map(({ name }) => name);
    expect(Object.keys(keepers).filter((name) => !keep.includes(name))).toEqual([]);
  });
});
