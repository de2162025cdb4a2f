import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from '../../src/platform/embedded-postgres.ts';
import { packageFile } from '../../src/platform/package-root.ts';

const START_MS_MAX = 60_000;

/** The account that owns nothing. */
export const nobody = { uid: 65_534, gid: 65_534 };

/** The service as a process of its own, started from `dist` as its users do. */
export interface ChildService {
  readonly url: string;
  readonly child: ChildProcess;
  /** Everything it has written. */
  output(): string;
  /** Sends a signal and waits; answers the exit code, or the signal that ended it. */
  end(signal: NodeJS.Signals): Promise<number | string | null>;
  readonly ended: Promise<number | string | null>;
}

const running = new Set<ChildProcess>();

/** Kills what a failed test has left, or Jest would wait for it. */
export function killLeftovers(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** How to start it. */
export interface ChildOptions {
  readonly environment: Readonly<Record<string, string>>;
  readonly account?: { readonly uid: number; readonly gid: number };
}

/** Builds what is older than its sources. */
export function build(): void {
  const built = spawnSync(process.execPath, [packageFile('.ci', 'build.mjs'), '--if-older']);
  if (built.status !== 0) throw new Error(`no build: ${built.stderr.toString()}`);
}

/** Starts `throughline start` and does not wait. */
export async function spawnService({ environment, account }: ChildOptions): Promise<ChildService> {
  const port = environment['PORT'] ?? `${await freePort()}`;
  const child = spawn(process.execPath, [packageFile('dist', 'src', 'cli.js'), 'start'], {
    cwd: '/',
    ...account,
    env: { PATH: process.env['PATH'] ?? '', PORT: port, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  child.on('exit', () => running.delete(child));
  let written = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (written += text));
  }
  const ended = new Promise<number | string | null>((done) => {
    child.on('exit', (code, signal) => done(code ?? signal));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    child,
    ended,
    output: () => written,
    end: (signal) => {
      child.kill(signal);
      return ended;
    },
  };
}

/** Starts it and waits until it is ready. */
export async function startService(options: ChildOptions): Promise<ChildService> {
  const service = await spawnService(options);
  let over = false;
  void service.ended.then(() => (over = true));
  const until = Date.now() + START_MS_MAX;
  while (!(await isReady(service.url))) {
    if (over || Date.now() > until) throw new Error(`it does not start: ${service.output()}`);
    await sleep(50);
  }
  return service;
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health/ready`)).ok;
  } catch {
    return false;
  }
}

/** A folder in the system's place for temporary ones, which any account may use. */
export async function temporaryFolder(): Promise<{
  readonly path: string;
  readonly remove: () => Promise<void>;
}> {
  const path = await mkdtemp(join(tmpdir(), 'throughline-test-'));
  await chmod(path, 0o777);
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** Runs SQL on the service's own Postgres behind its back. */
export async function ask<Row extends object>(
  folder: string,
  sql: string,
): Promise<readonly Row[]> {
  const password = (await readFile(join(folder, 'postgres', 'password'), 'utf8')).trim();
  const client = new pg.Client({
    host: '127.0.0.1',
    port: Number(lockLines(folder)[3]),
    user: 'throughline',
    password,
    database: 'throughline',
  });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Process id of the Postgres on a folder. */
export const postgresPid = (folder: string): number => Number(lockLines(folder)[0]);

/** The lock file is away for a moment while Postgres is started again: it is waited for, up to ten seconds. */
const lockLines = (folder: string): readonly string[] => {
  const file = join(folder, 'postgres', 'data', 'postmaster.pid');
  const until = Date.now() + 10_000;
  const pause = new Int32Array(new SharedArrayBuffer(4));
  while (!existsSync(file) && Date.now() < until) Atomics.wait(pause, 0, 0, 20);
  return readFileSync(file, 'utf8').split('\n');
};

/** Processes that name the folder on their command line: Postgres and its keeper. */
export function processesOn(folder: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => commandLine(pid).includes(folder));
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

/** Waits until nothing of it is left; answers what is. */
export async function gone(folder: string): Promise<readonly number[]> {
  for (let tries = 0; tries < 200 && processesOn(folder).length > 0; tries += 1) await sleep(25);
  return processesOn(folder);
}
