import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { Database } from '../../src/platform/database.ts';
import { Settings } from '../../src/platform/settings.ts';

/** A database of one's own, migrated and empty. */
export interface TestDatabase {
  readonly database: Database;
  /** Their `databaseUrl` is this database's. */
  readonly settings: Settings;
  /** Closes the pool and removes the database. */
  drop(): Promise<void>;
}

/** A fresh copy of the migrated template, in some 50 ms. Call in `beforeAll`, `drop()` in `afterAll`. */
export async function testDatabase(given: Partial<Settings> = {}): Promise<TestDatabase> {
  const { url, remove } = await emptyDatabase('throughline_template');
  const settings = new Settings({ databaseUrl: url, logLevel: 'silent', poolSize: 5, ...given });
  const database = await Database.connect(url, settings);
  return {
    database,
    settings,
    async drop() {
      await database.close();
      await remove();
    },
  };
}

/** A new database on the test Postgres, without tables unless a template says otherwise. */
export async function emptyDatabase(
  template = 'template1',
): Promise<{ readonly url: string; readonly remove: () => Promise<void> }> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  // Files are copied as they are: through the log of Postgres it would take seven times the work.
  await administer(`create database ${name} template ${template} strategy file_copy`);
  const url = new URL(templateUrl());
  url.pathname = `/${name}`;
  return {
    url: url.href,
    remove: () => administer(`drop database if exists ${name} with (force)`),
  };
}

function templateUrl(): string {
  const url = process.env['TEST_POSTGRES_URL'];
  if (url === undefined) throw new Error('only the projects int and e2e have a Postgres');
  return url;
}

async function administer(sql: string): Promise<void> {
  const url = new URL(templateUrl());
  url.pathname = '/postgres';
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
