import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migrations } from '../migrations/all.ts';
import { Clock } from '../src/platform/clock.ts';
import { Database } from '../src/platform/database.ts';
import { startPostgres } from '../src/platform/embedded-postgres.ts';
import { migrate } from '../src/platform/migrate.ts';
import { Settings } from '../src/platform/settings.ts';

/** How the bench was asked for. */
export interface Options {
  /** In the log before anything is measured. */
  readonly events: number;
  readonly rounds: number;
  readonly seed: number;
}

/** What every measurement works on. */
export interface Bench extends Options {
  readonly database: Database;
  readonly settings: Settings;
  readonly clock: Clock;
  /** CPU of all of Postgres so far, in milliseconds; null where it cannot be read. */
  readonly postgresCpu: () => number | null;
}

/** More than the clients of P3, less than the default limit of Postgres. */
const CONNECTIONS = 70;
const TICK_MS = 10;

/** A Postgres to measure on. */
interface Host {
  readonly url: string;
  readonly postgresCpu: () => number | null;
  readonly close: () => Promise<void>;
}

/** Parent, and CPU ticks of the process itself and of its children that ended (proc(5)); null when it is gone. */
const readProcess = (pid: string): { parent: number; ticks: number } | null => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return { parent: Number(fields[1]), ticks };
  } catch {
    return null;
  }
};

const cpuOf = (postmaster: number): number | null => {
  if (process.platform !== 'linux') return null;
  let ticks = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const found = readProcess(pid);
    if (found !== null && (found.parent === postmaster || Number(pid) === postmaster))
      ticks += found.ticks;
  }
  return ticks * TICK_MS;
};

/** The Postgres of the service itself, as durable as in production; its folder goes afterwards unless it is to be kept. */
const embedded = async (keep: string | null): Promise<Host> => {
  const directory = keep ?? mkdtempSync(join(tmpdir(), 'throughline-bench-'));
  const postgres = await startPostgres({ directory, durable: true, database: 'bench' });
  return {
    url: postgres.url,
    postgresCpu: () => cpuOf(postgres.pid),
    close: async () => {
      await postgres.stop();
      if (keep === null) rmSync(directory, { recursive: true, force: true });
    },
  };
};

/** A database of the bench's own beside the one named, which is not touched. */
const beside = async (url: string): Promise<Host> => {
  const name = `throughline_bench_${randomBytes(4).toString('hex')}`;
  const administer = async (sql: string): Promise<void> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  };
  await administer(`create database ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  return {
    url: own.href,
    postgresCpu: () => null,
    close: () => administer(`drop database ${name} with (force)`),
  };
};

/** Runs work on a migrated, empty database and removes it afterwards; one that is kept in a folder is as it was left. */
export const withBench = async (
  options: Options,
  keep: string | null,
  work: (bench: Bench) => Promise<void>,
): Promise<void> => {
  const url = process.env['DATABASE_URL'];
  if (url !== undefined && keep !== null)
    throw new Error('--keep wants the embedded Postgres: leave DATABASE_URL out');
  const host = await (url === undefined ? embedded(keep) : beside(url));
  try {
    await migrate(host.url, migrations);
    const settings = new Settings({ databaseUrl: host.url, poolSize: CONNECTIONS });
    const database = await Database.connect(host.url, settings);
    try {
      await work({
        ...options,
        database,
        settings,
        clock: new Clock(),
        postgresCpu: host.postgresCpu,
      });
    } finally {
      await database.close();
    }
  } finally {
    await host.close();
  }
};
