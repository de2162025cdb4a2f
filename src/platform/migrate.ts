import pg from 'pg';
import { DataSource } from 'typeorm';
import type { MigrationInterface } from 'typeorm';

/** Any number that no other user of the database locks: the letters "through". */
const MIGRATION_LOCK = '8387512742';

/** A migration class; its name ends in its time stamp. */
export type Migration = new () => MigrationInterface;

/** The database cannot be brought to this version's schema; the message says what to do. */
export class MigrationError extends Error {}

/**
 * Brings the schema up to date, once, however many instances start together: under an advisory lock on a connection of its own.
 * @returns the names of the migrations that ran now.
 * @throws MigrationError if the database belongs to a newer version.
 */
export async function migrate(
  url: string,
  migrations: readonly Migration[],
): Promise<readonly string[]> {
  const keeper = new pg.Client({
    connectionString: url,
    application_name: 'throughline migration',
  });
  // Without a listener the end of this connection would end the process.
  keeper.on('error', () => undefined);
  await keeper.connect();
  try {
    await keeper.query(`select pg_advisory_lock(${MIGRATION_LOCK})`);
    await refuseNewer(keeper, migrations);
    return await runAll(url, migrations);
  } finally {
    await keeper.end();
  }
}

async function runAll(url: string, migrations: readonly Migration[]): Promise<readonly string[]> {
  const source = new DataSource({
    type: 'postgres',
    url,
    migrations: [...migrations],
    migrationsTransactionMode: 'each',
    synchronize: false,
    poolSize: 1,
  });
  await source.initialize();
  try {
    return (await source.runMigrations()).map((migration) => migration.name);
  } finally {
    await source.destroy();
  }
}

async function refuseNewer(client: pg.Client, migrations: readonly Migration[]): Promise<void> {
  const table = await client.query(`select to_regclass('migrations') as found`);
  if (table.rows[0]?.found === null) return;
  const known = migrations.map((migration) => migration.name);
  const { rows } = await client.query<{ name: string }>(
    'select name from migrations where name <> all($1) order by id',
    [known],
  );
  if (rows.length === 0) return;
  throw new MigrationError(
    `The database was brought up to date by a newer version (it has ${rows.map((row) => row.name).join(', ')}): ` +
      'start that version, or restore a backup made before it.',
  );
}
