import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import { packageFile } from '../src/platform/package-root.ts';
import { SampleLoader } from '../src/sample/loader.ts';
import { readSampleData } from '../src/sample/world.ts';
import { buildPages } from './support/built-pages.ts';
import { patience } from './support/patience.ts';
import { randomFrom } from './support/random.ts';
import { type RawAnswer, type RawRequest, sendRaw } from './support/raw-client.ts';
import { type RequestSeed, seedsOf } from './support/request-seeds.ts';
import { testService, type TestService } from './support/service.ts';
import { SlowClient } from './support/slow-client.ts';

const key = 'tl_test_sample_mill';

/** Routes whose answers may be kept, and how; of all others nothing may. */
const kept: Readonly<Record<string, string>> = {
  '/web/assets/:file': 'public, max-age=31536000, immutable',
  '/schema.graphql': 'public, max-age=300',
  '/openapi.json': 'public, max-age=300',
  '/developers/explorer': 'no-cache',
  '/streams/provenance/:token': 'private, no-store',
  '/streams/recall/:token': 'private, no-store',
};

const policies = [
  "default-src 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "require-trusted-types-for 'script'",
];

/** What is wrong with the headers of an answer; empty for nothing. */
const faultsOf = (answer: RawAnswer | null, cache: string): readonly string[] => {
  if (answer === null) return ['no answer'];
  const { headers, status } = answer;
  const faults: string[] = [];
  const policy = headers.get('content-security-policy') ?? '';
  faults.push(...policies.filter((one) => !policy.includes(one)).map((one) => `no ${one}`));
  if (/unsafe|https?:|\*/.test(policy)) faults.push(`policy ${policy}`);
  const wanted = {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'x-frame-options': 'DENY',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': status < 400 ? cache : 'no-store',
  };
  for (const [name, value] of Object.entries(wanted))
    if (headers.get(name) !== value) faults.push(`${name}: ${headers.get(name)}`);
  for (const name of ['server', 'x-powered-by', 'via', 'access-control-allow-origin'])
    if (headers.has(name)) faults.push(`${name}: ${headers.get(name)}`);
  const type = headers.get('content-type');
  if (answer.body !== '' && type === undefined) faults.push('no content-type');
  if (/^text\/|json$/.test(type ?? '') && !/charset=utf-8/.test(type ?? '')) faults.push(`${type}`);
  if (!/^[\w.-]{1,64}$/.test(headers.get('x-request-id') ?? '')) faults.push('no x-request-id');
  return faults;
};

describe('headers of answers', () => {
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

  /** A request, and what is made of it so that it is refused. */
  const variants = (request: RawRequest): readonly RawRequest[] => [
    request,
    { ...request, headers: [] },
    { ...request, headers: [['authorization', 'Bearer tl_test_none']] },
    { ...request, method: 'DELETE' },
    { ...request, target: `${request.target.split('?', 1)[0]}/no/such?a=1` },
    { ...request, target: `${request.target.split('?', 1)[0]}%zz` },
    { ...request, headers: [...request.headers, ['content-type', 'text/x-none']], body: 'x' },
    { ...request, headers: [...request.headers, ['content-type', 'application/json']], body: '{' },
    { ...request, headers: [...request.headers, ['host', '[']] },
  ];

  it(
    'keep browsers in bounds and caches empty on every route, answered or refused',
    async () => {
      const random = randomFrom(1);
      const faults: string[] = [];
      const statuses = new Set<number>();
      const tried = new Map(seeds.map((seed) => [seed.route, seed]));
      for (const [number, { route, make }] of [...tried.values()].entries()) {
        const cache = kept[route.split(' ')[1] ?? ''] ?? 'no-store';
        for (const request of variants(make(3_000_000 + number, random))) {
          const answer = await sendRaw(service.url, request);
          statuses.add(answer?.status ?? 0);
          for (const fault of faultsOf(answer, cache))
            faults.push(`${route} ${request.target.slice(0, 60)} ${answer?.status}: ${fault}`);
        }
      }
      expect(faults).toEqual([]);
      // All kinds were seen.
      for (const status of [200, 201, 202, 204, 302, 303, 400, 401, 404, 405, 415])
        expect([status, statuses.has(status)]).toEqual([status, true]);
    },
    patience(60_000),
  );

  it('are missed by the test when they are missing', () => {
    const bare: RawAnswer = { status: 200, headers: new Map([['server', 'x']]), body: 'x' };
    expect(faultsOf(bare, 'no-store').length).toBeGreaterThan(12);
  });

  it.each([
    ['no HTTP', 'nonsense\r\n\r\n', 400],
    ['no host', 'GET / HTTP/1.1\r\n\r\n', 400],
    [
      'two lengths',
      'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nx',
      400,
    ],
    ['headers too large', `GET / HTTP/1.1\r\nhost: a\r\nx: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
    ['a long address', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nhost: a\r\n\r\n`, 414],
  ] as const)('are there when the request is none: %s', async (_what, text, status) => {
    const client = new SlowClient(service.url).send(text);
    const answer = await client.answered(patience(10_000));
    client.destroy();
    expect(answer?.status).toBe(status);
    expect(Object.fromEntries(answer?.headers ?? [])).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': expect.stringMatching(
        /default-src 'none';.*frame-ancestors 'none'/,
      ) as unknown,
      'content-type': 'application/problem+json; charset=utf-8',
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    });
  });
});
