import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import { checkDatabase, checkText } from '../src/cli/check.ts';
import { InFlight } from '../src/platform/in-flight.ts';
import { packageFile } from '../src/platform/package-root.ts';
import { SampleLoader } from '../src/sample/loader.ts';
import { readSampleData } from '../src/sample/world.ts';
import { AnswerJudge, type Exchange } from './support/answer-judge.ts';
import { buildPages } from './support/built-pages.ts';
import { logPosition } from './support/doors.ts';
import { mutated } from './support/mutations.ts';
import { patience } from './support/patience.ts';
import { randomFrom } from './support/random.ts';
import type { RawAnswer } from './support/raw-client.ts';
import { type RequestSeed, seedsOf } from './support/request-seeds.ts';
import { testService, type TestService } from './support/service.ts';

const inputs = process.env['FULL'] === '1' ? 50_000 : 2_500;
const plan = { seed: 20_261_129 };
/** Faults that are told one by one. */
const TOLD_MAX = 20;
/** What the service may hold more after the second half than after the first, in bytes: what is kept by design (caches) has its size by then. */
const HEAP_BYTES_MAX = 40_000_000;
const key = 'tl_test_sample_mill';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const heapBytes = (): number => {
  collect();
  return process.memoryUsage().heapUsed;
};

/** Routes whose valid requests must be known here: they record, or name something in their path. */
const accepting = [
  'POST /epcis/capture',
  'POST /epcis/events',
  'POST /graphql',
  'POST /session',
  'GET /epcis/capture/:id',
  'GET /epcis/events/:id',
  'GET /streams/provenance/:token',
  'GET /streams/recall/:token',
  'GET /problems/:code',
  'GET /web/assets/:file',
];

const statusClass = (answer: RawAnswer | null): string =>
  answer === null ? 'closed' : `${Math.floor(answer.status / 100)}xx`;

const counted = (counts: ReadonlyMap<string, number>): string =>
  [...counts]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, n]) => `${name} ${n}`)
    .join(', ');

describe('changed requests of every route', () => {
  let service: TestService;
  let seeds: readonly RequestSeed[];
  beforeAll(async () => {
    buildPages();
    service = await testService({ demo: true });
    await new SampleLoader(service.server.app, readSampleData()).load();
    const opened = await fetch(`${service.url}/session`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'sec-fetch-site': 'same-origin' },
      body: new URLSearchParams({ key }),
    });
    const cookie = (opened.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '';
    const schema = buildSchema(readFileSync(packageFile('schema.graphql'), 'utf8'));
    seeds = await seedsOf({ service, schema, key, cookie });
  }, patience(120_000));
  afterAll(() => service?.stop());

  it(
    'begin with valid ones, which are answered',
    async () => {
      const judge = new AnswerJudge(service, key);
      const random = randomFrom(plan.seed);
      const faults: string[] = [];
      const accepted = new Set<string>();
      for (const [index, seed] of seeds.entries()) {
        const exchange = await judge.exchange(seed.make(1_000_000 + index, random));
        for (const fault of await judge.faultsOf(exchange))
          faults.push(`${fault}: ${tellOf(exchange)}`);
        const { status, body } = exchange.answer ?? { status: 0, body: '' };
        expect(body).not.toContain('GRAPHQL_VALIDATION_FAILED');
        if (status < 400) accepted.add(seed.route);
      }
      expect(faults).toEqual([]);
      // GraphQL is asked by POST only; a route that is new may want more than is known of it here.
      const [all, kept] = [new Set(seeds.map(({ route }) => route)), [...accepted]];
      expect(kept).toEqual(expect.arrayContaining([...accepting]));
      expect(kept.length).toBeGreaterThan(all.size * 0.8);
    },
    patience(60_000),
  );

  it('have a judge who sees what is planted', async () => {
    const judge = new AnswerJudge(service, key);
    const seed = seeds.find(({ route }) => route === 'POST /epcis/events');
    if (seed === undefined) throw new Error('no such route');
    const request = seed.make(2_000_000, randomFrom(1));
    const good = await judge.exchange(request);
    expect([good.answer?.status, await judge.faultsOf(good)]).toEqual([201, []]);
    const bad = await judge.exchange({ ...request, body: '{}' });
    expect([bad.answer?.status, await judge.faultsOf(bad)]).toEqual([400, []]);
    const { answer } = bad;
    if (answer === null) throw new Error('no answer');
    const planted = (change: Partial<RawAnswer>, more: Partial<Exchange> = {}): Exchange => ({
      ...bad,
      answer: {
        ...answer,
        headers: new Map([...answer.headers].filter(([name]) => name !== 'content-length')),
        ...change,
      },
      ...more,
    });
    const told = (text: string): string => answer.body.replace(/"detail":"/, `$&${text}`);
    const location = new Map([['location', '/epcis/events/urn:test:never']]);
    const plants: readonly (readonly [string, Exchange, RegExp])[] = [
      [
        'a stack',
        planted({ body: told('Error: x\\n    at capture (/app/x.js:1:2)').replace(/\\n/, '\n') }),
        /tells/,
      ],
      ['a path of a file', planted({ body: told('in /app/src/log/log.store.ts:12') }), /tells/],
      ['SQL', planted({ body: told('select position from log.event where') }), /tells/],
      ['the handler of 500', planted({ status: 500 }), /answers 500/],
      ['503 without a word when', planted({ status: 503 }), /answers 503/],
      ['no problem', planted({ body: '{"statusCode":400,"message":"no"}' }), /stable code/],
      [
        'a cut body',
        planted({ headers: new Map([...answer.headers, ['content-length', '9999']]) }),
        /bytes of/,
      ],
      [
        'success that was not stored',
        planted({ status: 201, headers: location }),
        /cannot be read/,
      ],
      ['a refusal that was stored', planted({}, { advance: 1 }), /refused, but 1/],
      ['no answer', { ...bad, answer: null }, /no answer/],
      [
        'an open redirect',
        planted({ status: 303, headers: new Map([['location', '//evil.example']]) }),
        /elsewhere/,
      ],
    ];
    for (const [what, exchange, fault] of plants)
      expect([what, (await judge.faultsOf(exchange)).join()]).toEqual([
        what,
        expect.stringMatching(fault),
      ]);
  });

  it(
    'break nothing, tell nothing, and are recorded or refused',
    async () => {
      const judge = new AnswerJudge(service, key);
      const random = randomFrom(plan.seed);
      const [byRoute, byStatus] = [new Map<string, number>(), new Map<string, number>()];
      const faults: string[] = [];
      let heapAtHalf = 0;
      for (let number = 0; number < inputs; number += 1) {
        const seed = seeds[number % seeds.length];
        if (seed === undefined) throw new Error('no seeds');
        const exchange = await judge.exchange(mutated(seed.make(number, random), random));
        for (const fault of await judge.faultsOf(exchange))
          faults.push(`${number} ${fault}: ${tellOf(exchange)}`);
        byRoute.set(seed.route, (byRoute.get(seed.route) ?? 0) + 1);
        const status = statusClass(exchange.answer);
        byStatus.set(status, (byStatus.get(status) ?? 0) + 1);
        if (number === Math.floor(inputs / 2)) heapAtHalf = heapBytes();
      }

      expect([faults.length, faults.slice(0, TOLD_MAX)]).toEqual([0, []]);
      expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
      expect(await service.server.app.get(InFlight).drained(patience(5_000))).toBe(0);
      const grown = heapBytes() - heapAtHalf;
      for (const location of judge.stored)
        expect([location, (await judge.read(location))?.status]).toEqual([location, 200]);
      const { acceptedCount } = judge;
      // Neither is everything refused, which would prove nothing of what is kept, nor is everything let in.
      expect(acceptedCount).toBeGreaterThan(inputs / 10);
      expect(acceptedCount).toBeLessThan((inputs * 3) / 4);
      // Of more inputs most are repeats of what is stored already.
      expect(judge.stored.size).toBeGreaterThan(Math.min(inputs / 400, 100));
      console.log(
        `by route: ${counted(byRoute)}\nby status: ${counted(byStatus)}\n` +
          `mutated inputs ${inputs}, accepted ${acceptedCount}, events told to be stored ${judge.stored.size}, heap grown by ${Math.round(grown / 1_000)} kB, ` +
          `this process with the service in it at most ${Math.round(process.resourceUsage().maxRSS / 1_024)} MiB`,
      );
      expect(grown).toBeLessThan(HEAP_BYTES_MAX);
    },
    patience(120_000),
  );

  it(
    'leave a service that lives and a log without faults',
    async () => {
      expect((await fetch(`${service.url}/health/ready`)).status).toBe(200);
      const { databaseUrl } = service.settings;
      const report = await checkDatabase(databaseUrl ?? '', service.settings, () => undefined);
      expect([report.clean, checkText(report)]).toEqual([
        true,
        expect.stringContaining('No differences.'),
      ]);
      expect(report.upto).toBe(await logPosition(service));
    },
    patience(60_000),
  );
});

const tellOf = ({ request, answer }: Exchange): string =>
  JSON.stringify({
    ...request,
    target: request.target.slice(0, 300),
    headers: request.headers.map(([name, value]) => `${name}: ${value.slice(0, 80)}`),
    body: request.body.slice(0, 600),
    answer:
      answer === null
        ? null
        : [answer.status, answer.headers.get('content-type'), answer.body.slice(0, 400)],
  });
