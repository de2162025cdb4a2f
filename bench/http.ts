import { ApiKeyService } from '../src/access/api-key.service.ts';
import { scopes } from '../src/access/viewer.ts';
import { epcisContextUrl } from '../src/core/epcis/namespace.ts';
import { lastLotOf } from '../src/sample/generate-season.ts';
import { documentOf, worldEvents } from '../src/sample/generate.ts';
import { cpuOf, residentOf, startChild } from './child.ts';
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
  const child = await startChild(world);
  const target: Target = { url: new URL(child.url), key, seconds: SECONDS };
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
      const [own, theirs] = [cpuOf(child), world.postgresCpu()];
      const outcomes = await fireAll(target, streams, CONNECTIONS);
      const spent = [cpuOf(child) - own, between(theirs, world.postgresCpu())] as const;
      const { told, lost } = await lostOf(world, outcomes);
      for (const [index, outcome] of outcomes.entries())
        lines.push(
          `${index === 0 ? '' : '  beside it '}${outcomeText(outcome, streams[index]?.perSecond ?? 0)}`,
        );
      lines.push(
        `  of ${told} acknowledged events ${lost} are not there; CPU an answer: service ${cpuWords(spent[0], outcomes)} ms, Postgres ${cpuWords(spent[1], outcomes)} ms`,
      );
      insist(lost === 0, 'HTTP, acknowledged events');
      insist(child.process.exitCode === null, 'HTTP, the service has ended');
    }
    lines.push(
      `resident memory of the service at most ${residentOf(child, 'VmHWM').toFixed(0)} MiB`,
    );
  } finally {
    await child.stop();
  }
  return { id: 'HTTP', lines };
};
