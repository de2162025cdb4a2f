import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../src/platform/embedded-postgres.ts';
import { packageFile } from '../src/platform/package-root.ts';
import type { World } from './world.ts';

const START_MS_MAX = 60_000;
const LOOK_MS = 50;
const TICK_MS = 10;
/** In kB. */
const MEBIBYTE = 1_024;

/** The service as its users run it: a process of its own, on the database of a world. */
export interface Child {
  readonly url: string;
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

const isReady = async (url: string): Promise<boolean> => {
  const answer = await fetch(`${url}/health/ready`).catch(() => null);
  return answer?.ok === true;
};

/** Starts the service beside the bench and waits until it is ready. */
export const startChild = async ({ settings }: World): Promise<Child> => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, [packageFile('dist', 'src', 'cli.js'), 'start'], {
    env: {
      ...process.env,
      DATABASE_URL: settings.databaseUrl ?? '',
      PORT: String(port),
      LOG_LEVEL: 'error',
      THROUGHLINE_PUBLIC_URL: url,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  for (const until = Date.now() + START_MS_MAX; !(await isReady(url)); await sleep(LOOK_MS)) {
    if (child.exitCode === null && Date.now() < until) continue;
    child.kill('SIGKILL');
    throw new Error('the service does not start');
  }
  return {
    url,
    process: child,
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
};

/** Resident memory of a process in MiB, now or at its highest so far (proc(5)). */
export const residentOf = (
  { process: { pid } }: Child,
  which: 'VmRSS' | 'VmHWM' = 'VmRSS',
): number => {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`^${which}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) / MEBIBYTE;
};

/** CPU of a process so far, in milliseconds (proc(5)). */
export const cpuOf = ({ process: { pid } }: Child): number => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
};
