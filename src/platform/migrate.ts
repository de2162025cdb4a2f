import pg from 'pg';
import { DataSource } from 'typeorm';
import type { MigrationInterface } from 'typeorm';
import { isCode, messageOf } from './error-code.ts';
import { StartError } from './start-error.ts';

/** Any number that no other user of the database locks: the letters "through". */
const MIGRATION_LOCK = '8387512742';

/** A migration class; its name ends in its time stamp. */
export type Migration = new () => MigrationInterface;

/**
 * Brings the schema up to date, once, however many instances start together: under an advisory lock on a connection of its own.
 * @returns the names of the migrations that ran now.
 * @throws StartError if the database cannot be reached or belongs to a newer version.
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
  await connect(keeper);
  try {
    await refuseOld(keeper);
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
  throw new StartError(
    `The database was brought up to date by a newer version (it has ${rows.map((row) => row.name).join(', ')}): ` +
      'start that version, or restore a backup made before it.',
  );
}

/** Codes of the network and of Postgres that its administrator can mend. */
const MENDABLE =
  'ECONNREFUSED ENOTFOUND EAI_AGAIN ETIMEDOUT EHOSTUNREACH ECONNRESET 28P01 28000 3D000 57P03 53300'.split(
    ' ',
  );

async function connect(client: pg.Client): Promise<void> {
  try {
    await client.connect();
  } catch (error) {
    if (!isCode(error, ...MENDABLE)) throw error;
    const said = messageOf(error) || 'no answer';
    throw new StartError(
      `Postgres at ${client.host}:${client.port} cannot be used (${said}): start it, or correct DATABASE_URL.`,
      { cause: error },
    );
  }
}

/** The first version with everything the schema uses, as it is printed by `server_version_num`. */
const OLDEST = 150_000;

async function refuseOld(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ version: string }>(
    `select current_setting('server_version_num') as version`,
  );
  const version = Number(rows[0]?.version);
  if (version >= OLDEST) return;
  throw new StartError(
    `Postgres ${Math.floor(version / 10_000)} is too old: 15 or later is needed, 18 is recommended. Correct DATABASE_URL.`,
  );
}
