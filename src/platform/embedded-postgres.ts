import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { UnreachableFolderError } from './data-folder.ts';
import { isCode } from './error-code.ts';
import { PostgresError } from './postgres-binaries.ts';
import { type Cluster, openCluster, POSTGRES_USER } from './postgres-cluster.ts';

/** Runs Postgres, and ends it as soon as this process is gone in whatever way: the other end of standard input closes then. */
const KEEPER =
  'exec 3<&0; "$@" </dev/null & p=$!; (cat <&3 >/dev/null 2>&1; kill -INT $p 2>/dev/null) 2>/dev/null & w=$!; ' +
  'wait $p; s=$?; kill $w 2>/dev/null; exit $s';
/** Children of a Postgres that was killed hold its memory a moment longer: a start tries again this often. */
const ATTEMPTS = 40;
const ATTEMPT_PAUSE_MS = 250;

const safe = ['fsync=on', 'synchronous_commit=on', 'full_page_writes=on'];
const throwAway = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];
/**
 * For the C library of Linux: memory that a statement gives back is kept for the next one. It would go back to the system when it
 * is more than 128 KiB, and planning the next statement, which takes more, would fetch it page by page: half of all the processor
 * time of short questions. A connection keeps at most 32 MiB; what is taken in pieces of 8 MiB and more goes back at once.
 */
const memory = {
  MALLOC_TRIM_THRESHOLD_: `${32 * 1024 ** 2}`,
  MALLOC_MMAP_THRESHOLD_: `${8 * 1024 ** 2}`,
  MALLOC_TOP_PAD_: `${1024 ** 2}`,
};
const always = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'timezone=UTC',
  'log_timezone=UTC',
];

/** How to run a Postgres of one's own. */
export interface EmbeddedPostgresOptions {
  /** Made if missing; a second service on it is refused. */
  readonly directory: string;
  /** Taken instead when the account Postgres runs as cannot reach `directory`. */
  readonly otherDirectory?: string | null;
  /** False only for tests: faster, and lost with the machine. */
  readonly durable: boolean;
  /** The database to connect to; made if missing. */
  readonly database: string;
  /** TCP port of the loopback address; absent: a free one. */
  readonly port?: number;
  /** Takes Postgres's own log lines. */
  readonly onLine?: (line: string) => void;
}

/** A running Postgres that belongs to this process and ends with it. */
export interface EmbeddedPostgres {
  /** With the password; loopback only. */
  readonly url: string;
  /** Process id of the server itself. */
  readonly pid: number;
  /** Resolves when it has ended, with a sentence on why, or null after `stop`. */
  readonly ended: Promise<string | null>;
  /** A fast shutdown: everything is on disk when it resolves. */
  stop(): Promise<void>;
}

/** @throws PostgresError when the folder is in use or Postgres does not run here. */
export async function startPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const cluster = await openReachable(options);
  for (let attempt = 1; ; attempt += 1) {
    await refuseSecond(cluster);
    const port = options.port ?? (await freePort());
    const started = await launch(cluster, port, options);
    if (typeof started !== 'string') return await ready(cluster, port, started, options.database);
    const passing = /shared memory block|could not bind|lock file/.test(started);
    if (!passing || attempt === ATTEMPTS) {
      throw new PostgresError(
        `The embedded Postgres in ${cluster.data} does not start: ${started}`,
      );
    }
    await sleep(ATTEMPT_PAUSE_MS);
  }
}

async function openReachable(options: EmbeddedPostgresOptions): Promise<Cluster> {
  try {
    return await openCluster(options.directory, options.durable);
  } catch (error) {
    if (!(error instanceof UnreachableFolderError) || !options.otherDirectory) throw error;
    return await openCluster(options.otherDirectory, options.durable);
  }
}

/** A TCP port of the loopback address that nobody uses now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<string | null>;
  readonly stop: () => Promise<void>;
}

/** Starts the server and waits until it takes connections; answers what it last said if it did not. */
async function launch(
  cluster: Cluster,
  port: number,
  options: EmbeddedPostgresOptions,
): Promise<Running | string> {
  const child = spawnServer(cluster, port, options.durable);
  let stopping = false;
  let last = 'it said nothing';
  const ended = new Promise<string | null>((done) => {
    child.once('error', (error) => done(error.message));
    child.once('exit', (code, signal) => done(stopping ? null : why(code, signal)));
  });
  const accepting = new Promise<true>((done) => {
    createInterface({ input: child.stderr ?? process.stdin }).on('line', (line) => {
      if (line.includes('ready to accept connections')) done(true);
      if (line.includes('FATAL')) last = line.replace(/^.*FATAL:\s*/, '');
      options.onLine?.(line);
    });
  });
  const first = await Promise.race([accepting, ended]);
  if (first !== true) return first === null || last !== 'it said nothing' ? last : first;
  return {
    child,
    ended,
    stop: async () => {
      stopping = true;
      child.stdin?.end();
      await ended;
    },
  };
}

function spawnServer(
  { binaries, data, account }: Cluster,
  port: number,
  durable: boolean,
): ChildProcess {
  const settings = [...always, ...(durable ? safe : throwAway)].flatMap((setting) => [
    '-c',
    setting,
  ]);
  const command = [binaries.postgres, '-D', data, '-p', `${port}`, ...settings];
  const [program, args] =
    process.platform === 'win32'
      ? [binaries.postgres, command.slice(1)]
      : ['/bin/sh', ['-c', KEEPER, 'keeper', ...command]];
  // Its own process group, or Ctrl-C would reach it before the service has let go of it.
  const child = spawn(program, args, {
    ...account,
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', ...memory },
  });
  child.stdin?.on('error', () => undefined);
  return child;
}

function why(code: number | null, signal: NodeJS.Signals | null): string {
  const killed = signal ?? (code !== null && code > 128 ? `signal ${code - 128}` : null);
  return killed === null ? `it ended with code ${code}` : `it was ended by ${killed}`;
}

async function ready(
  cluster: Cluster,
  port: number,
  { ended, stop }: Running,
  database: string,
): Promise<EmbeddedPostgres> {
  const address = (name: string): string =>
    `postgres://${POSTGRES_USER}:${cluster.password}@127.0.0.1:${port}/${name}`;
  await ensureDatabase(address('postgres'), database);
  const holder = await lockHolder(cluster.data);
  return { url: address(database), pid: holder?.pid ?? 0, ended, stop };
}

async function ensureDatabase(url: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const found = await client.query('select from pg_database where datname = $1', [name]);
    if (found.rowCount === 0) await client.query(`create database ${pg.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}

/** Two servers on one folder would destroy it; Postgres refuses too, but in no sentence. */
async function refuseSecond({ data }: Cluster): Promise<void> {
  const holder = await lockHolder(data);
  if (holder === null || !(await isPostgres(holder.pid))) return;
  throw new PostgresError(
    `Another Throughline already uses the data folder ${data} (its Postgres has process id ${holder.pid} and port ${holder.port}): ` +
      'stop it, or set THROUGHLINE_DATA_DIRECTORY to another folder.',
  );
}

/** Lines 1 and 4 of postmaster.pid. */
async function lockHolder(data: string): Promise<{ pid: number; port: string } | null> {
  try {
    const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n');
    return { pid: Number(lines[0]), port: lines[3] ?? 'unknown' };
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw error;
  }
}

/** A process id left in a file by a kill may belong to somebody else today. */
async function isPostgres(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return isCode(error, 'EPERM');
  }
  if (process.platform !== 'linux') return true;
  try {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).includes('postgres');
  } catch {
    return false;
  }
}
