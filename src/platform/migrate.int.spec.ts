import pg from 'pg';
import { migrations } from '../../migrations/all.ts';
import { emptyDatabase } from '../../test/support/database.ts';
import { migrate } from './migrate.ts';
import { StartError } from './start-error.ts';

describe('migrate', () => {
  let url: string;
  let remove: () => Promise<void>;
  beforeEach(async () => ({ url, remove } = await emptyDatabase()));
  afterEach(() => remove());

  const sql = async (text: string) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query(text)).rows as Record<string, unknown>[];
    } finally {
      await client.end();
    }
  };
  const tables = () =>
    sql(`select schemaname || '.' || tablename as name from pg_tables
         where schemaname not in ('pg_catalog', 'information_schema') order by 1`);

  it('runs each migration once, whoever starts at the same time', async () => {
    const ran = await Promise.all([1, 2, 3].map(() => migrate(url, migrations)));
    expect(ran.flat()).toEqual(migrations.map((migration) => migration.name));
    expect(await migrate(url, migrations)).toEqual([]);
  });

  it('refuses the database of a newer version', async () => {
    await migrate(url, migrations);
    const older = migrations.slice(0, -1);
    await expect(migrate(url, older)).rejects.toThrow(
      `The database was brought up to date by a newer version (it has ${migrations.at(-1)?.name})`,
    );
    await expect(migrate(url, older)).rejects.toThrow(StartError);
  });

  it('leaves the schema as it was when a migration fails', async () => {
    class Broken1999999999999 {
      async up(runner: { query(text: string): Promise<unknown> }): Promise<void> {
        await runner.query('create table half (n int)');
        await runner.query('select from nowhere');
      }
      async down(): Promise<void> {
        await Promise.resolve();
      }
    }
    await migrate(url, migrations);
    const before = await tables();
    await expect(migrate(url, [...migrations, Broken1999999999999])).rejects.toThrow('nowhere');
    expect(await tables()).toEqual(before);
  });

  it('has a way back for every migration', async () => {
    await migrate(url, migrations);
    const { DataSource } = await import('typeorm');
    const source = await new DataSource({ type: 'postgres', url, migrations }).initialize();
    for (const _ of migrations) await source.undoLastMigration();
    await source.destroy();
    expect(await tables()).toEqual([{ name: 'public.migrations' }]);
    expect(await migrate(url, migrations)).toHaveLength(migrations.length);
  });

  it.each([
    ['wrong password', (it: URL) => (it.password = 'wrong'), 'password authentication failed'],
    ['no such database', (it: URL) => (it.pathname = '/nowhere'), 'does not exist'],
    ['nothing listens', (it: URL) => (it.port = '9'), 'ECONNREFUSED'],
    ['no such host', (it: URL) => (it.hostname = 'no.invalid'), 'no.invalid'],
  ])('says what to do: %s', async (_what, change, said) => {
    const wrong = new URL(url);
    change(wrong);
    const failed = await migrate(wrong.href, migrations).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(StartError);
    expect(String(failed)).toContain(said);
    expect(String(failed)).toMatch(/: start it, or correct DATABASE_URL\.$/);
  });
});
