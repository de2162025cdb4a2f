import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiKeyService } from '../src/access/api-key.service.ts';
import { scopes } from '../src/access/viewer.ts';
import { epcisContextUrl } from '../src/core/epcis/namespace.ts';
import { freePort } from '../src/platform/embedded-postgres.ts';
import { packageFile } from '../src/platform/package-root.ts';
import { lastLotOf } from '../src/sample/generate-season.ts';
import { documentOf, worldEvents } from '../src/sample/generate.ts';
import { type Finding, insist } from './figures.ts';
import {
  fireAll,
  type Outcome,
  outcomeText,
  type Shot,
  type Stream,
  type Target,
} from './http-load.ts';
import type { World } from './world.ts';

/** Seconds that each load goes on. */
const SECONDS = 10;
const BATCH = 256;
const CONNECTIONS = 256;
/** More than anybody answers: what comes of it must be told, and nothing lost. */
const FLOOD = 4_000;
const START_MS_MAX = 60_000;
const MEGABYTE = 1_048_576;
const TICK_MS = 10;

/** The service as its users run it: a process of its own, on the database of the bench. */
const startChild = async ({ settings }: World): Promise<{ child: ChildProcess; url: URL }> => {
  const port = await freePort();
  const child = spawn(process.execPath, [packageFile('dist', 'src', 'cli.js'), 'start'], {
    env: { ...process.env, DATABASE_URL: settings.databaseUrl ?? '', PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = new URL(`http://127.0.0.1:${port}`);
  for (const until = Date.now() + START_MS_MAX; Date.now() < until; await sleep(100)) {
    const ready = await fetch(new URL('/health/ready', url)).catch(() => null);
    if (ready?.ok === true) return { child, url };
  }
  child.kill('SIGKILL');
  throw new Error('the service does not start');
};

/** Resident memory of a process in MB; null where it cannot be read. */
const residentOf = async ({ pid }: ChildProcess): Promise<number | null> => {
  const text = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /VmHWM:\s+(\d+) kB/.exec(text)?.[1];
  return kilobytes === undefined ? null : (Number(kilobytes) * 1_024) / MEGABYTE;
};

/** CPU of a process so far, in milliseconds (proc(5)); null where it cannot be read. */
const cpuOf = async ({ pid }: ChildProcess): Promise<number | null> => {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ') ?? [];
  const ticks = Number(fields[11]) + Number(fields[12]);
  return Number.isNaN(ticks) ? null : ticks * TICK_MS;
};

/** CPU of a good answer of whatever kind, in words. */
const cpuWords = (milliseconds: number | null, outcomes: readonly Outcome[]): string => {
  const good = outcomes.reduce((sum, outcome) => sum + outcome.good, 0);
  return milliseconds === null ? '?' : (milliseconds / good).toFixed(2);
};

const between = (before: number | null, after: number | null): number | null =>
  before === null || after === null ? null : after - before;

/** New events without end, told to nobody before. */
class Events {
  private readonly source;

  constructor(seed: number) {
    this.source = worldEvents({ seed, events: Number.MAX_SAFE_INTEGER });
  }

  take(many: number) {
    return Array.from({ length: many }, () => {
      const next = this.source.next();
      if (next.done === true) throw new Error('a world has ended');
      return next.value.event;
    });
  }
}

const post = (path: string, body: string, ids: readonly string[] = []): Shot => ({
  method: 'POST',
  path,
  body,
  ids,
});

const singles = (events: Events, perSecond: number): Stream => ({
  name: 'single events',
  perSecond,
  next: () => {
    const [event] = events.take(1);
    const body = JSON.stringify({ '@context': epcisContextUrl, ...event });
    return post('/epcis/events', body, [String(event?.['eventID'])]);
  },
});

const batches = (events: Events, perSecond: number): Stream => ({
  name: `documents of ${BATCH}`,
  perSecond,
  next: () => {
    const group = events.take(BATCH);
    return post(
      '/epcis/capture',
      documentOf(group),
      group.map((event) => String(event['eventID'])),
    );
  },
});

const question = (name: string, perSecond: number, query: string, numbers: readonly string[]) => {
  let asked = 0;
  return {
    name,
    perSecond,
    next: (): Shot => {
      const number = numbers[asked % numbers.length];
      asked += 1;
      return post('/graphql', JSON.stringify({ query, variables: { number } }));
    },
    isRight: (body: string): boolean => body.startsWith('{"data":{') && !body.includes('"errors"'),
  } satisfies Stream;
};

const PROVENANCE = `query($number: String!) { provenance(item: { number: $number }, first: 100) {
  completeness { state } nodes { item { name } tier country } links { from to kind } } }`;
const SEARCH = 'query($number: String!) { search(text: $number) { nodes { __typename } } }';
const RECALL = `query($number: String!) { recall(of: { item: { number: $number } }) {
  parts(first: 100) { nodes { distance part { name } } } } }`;

/** Of acknowledged events those that are not in the log. */
const lostOf = async (
  { database }: World,
  outcomes: readonly Outcome[],
): Promise<{ readonly told: number; readonly lost: number }> => {
  const ids = outcomes.flatMap(({ acknowledged }) => acknowledged);
  const [row] = await database.read(null, (tx) =>
    tx.query<{ there: string }>(
      `select count(*) as there from unnest($1::text[]) as told(id)
       where exists (select from log.entry e where e.event_key = told.id)`,
      [ids],
    ),
  );
  return { told: ids.length, lost: ids.length - Number(row?.there) };
};

/**
 * HTTP: the service as a process of its own beside the client, asked at fixed rates whatever becomes of the answers, so that waiting counts.
 * Adds to the log.
 */
export const measureHttp = async (world: World): Promise<Finding> => {
  const { app, viewer, seed, seasons } = world;
  const grant = { scopes, site: null, test: true, label: 'bench', expiresAt: null };
  const key = await app.get(ApiKeyService).issue(viewer.organisation ?? 0, grant);
  const { child, url } = await startChild(world);
  const target: Target = { url, key, seconds: SECONDS };
  const [{ count } = { count: '0' }] = await world.database.read(null, (tx) =>
    tx.query<{ count: string }>('select count(*) as count from log.entry'),
  );
  const events = new Events(seed + 3_000_001 + Number(count));
  const lots = seasons.slice(0, 50).map((season) => lastLotOf(seed, season));
  const questions = [
    question('provenance', 4, PROVENANCE, lots),
    question('search', 20, SEARCH, lots),
    question('recall', 4, RECALL, lots),
  ];
  const loads: readonly (readonly Stream[])[] = [
    [singles(events, 250)],
    [singles(events, 500)],
    [singles(events, 1_000)],
    [batches(events, 2)],
    [batches(events, 3_000 / BATCH)],
    [singles(events, 100), batches(events, 1), ...questions],
    [singles(events, FLOOD), ...questions],
  ];
  const lines: string[] = [];
  try {
    for (const streams of loads) {
      const [own, theirs] = [await cpuOf(child), world.postgresCpu()];
      const outcomes = await fireAll(target, streams, CONNECTIONS);
      const spent = [
        between(own, await cpuOf(child)),
        between(theirs, world.postgresCpu()),
      ] as const;
      const { told, lost } = await lostOf(world, outcomes);
      for (const [index, outcome] of outcomes.entries())
        lines.push(
          `${index === 0 ? '' : '  beside it '}${outcomeText(outcome, streams[index]?.perSecond ?? 0)}`,
        );
      lines.push(
        `  of ${told} acknowledged events ${lost} are not there; CPU an answer: service ${cpuWords(spent[0], outcomes)} ms, Postgres ${cpuWords(spent[1], outcomes)} ms`,
      );
      insist(lost === 0, 'HTTP, acknowledged events');
      insist(!child.killed && child.exitCode === null, 'HTTP, the service has ended');
    }
    lines.push(
      `resident memory of the service at most ${(await residentOf(child))?.toFixed(0)} MB`,
    );
  } finally {
    child.kill('SIGTERM');
  }
  return { id: 'HTTP', lines };
};
