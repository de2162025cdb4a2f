import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { logPosition, openTestAccount, post } from './support/doors.ts';
import { eventJson } from './support/entries.ts';
import { testService, type TestService } from './support/service.ts';

/**
 * Of the processor of this process, in which the service runs too. A quiet machine answers within two seconds, a machine shared with other tests
 * takes twice that, and is measured beside; what this guards against takes ten.
 */
const SECONDS_MAX = 4;
/** Until a small post beside it is answered, of the processor too. */
const BESIDE_SECONDS_MAX = 3;

/** Processor seconds in which a quiet machine reads `yardstick`. */
const YARDSTICK_SECONDS = 0.25;
const yardstick = `[${'1,'.repeat(8_000_000)}1]`;

/** How many times slower than a quiet machine this one is now: at least once as fast. */
const slowness = (): number => {
  const since = processorSeconds();
  JSON.parse(yardstick);
  return Math.max(1, (processorSeconds() - since) / YARDSTICK_SECONDS);
};

/** Seconds that this process has had of the processor; the service runs in it. */
const processorSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000_000;
};

const { '@context': context, ...plain } = eventJson({ id: null });

const fields = (count: number): string =>
  Array.from({ length: count }, (_, index) => `"k${index}":1`).join(',');
const list = (member: string, count: number): string =>
  `[${`${member},`.repeat(count - 1)}${member}]`;
const eventWith = (content: string): string =>
  JSON.stringify({ ...plain, 'example:content': 'HERE' }).replace('"HERE"', content);
const documentOf = (...events: readonly string[]): string =>
  JSON.stringify({
    '@context': context,
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    creationDate: '2026-03-03T12:00:00Z',
    epcisBody: { eventList: ['HERE'] },
  }).replace('"HERE"', events.join(','));

const content = '/epcisBody/eventList/0/example:content';

/** What is too large, made when it is needed; the pointer of the refusal, and what was expected. */
const bodies: readonly (readonly [string, () => string, string, string])[] = [
  ['3,000,000 fields', () => `{${fields(3_000_000)}}`, '', 'at most 1,000 fields'],
  ['24,000,000 numbers', () => list('1', 24_000_000), '', 'at most 20,000 members'],
  ['6,000,000 objects', () => list('{"a":1}', 6_000_000), '', 'at most 20,000 members'],
  ['20,001 members', () => list('1', 20_001), '', 'at most 20,000 members'],
  ['1,200 long lists', () => list(list('1', 20_000), 1_200), '', 'at most 4,000,000 values'],
  ['a text of 48 MB', () => `"${'x'.repeat(48_000_000)}"`, '', 'at most 1,000,000 characters'],
  ['a name of 48 MB', () => `{"${'x'.repeat(48_000_000)}":1}`, '', 'at most 2,048 characters'],
  ['a number of 48 MB', () => '1'.repeat(48_000_000), '', 'at most 100 digits and 400 zeros'],
  [
    '200,000 fields in one event',
    () => documentOf(eventWith(`{${fields(200_000)}}`)),
    content,
    'at most 1,000 fields',
  ],
  [
    '3,000,000 numbers in one event',
    () => documentOf(eventWith(list('1', 3_000_000))),
    content,
    'at most 20,000 members',
  ],
  [
    '30,000 events',
    () => documentOf(list(JSON.stringify(plain), 30_000).slice(1, -1)),
    '/epcisBody/eventList',
    'at most 10,000 events',
  ],
];

describe('a body that is long to read', () => {
  let service: TestService;
  let key: string;
  beforeAll(async () => {
    service = await testService();
    ({ key } = await openTestAccount(service, 'Recorder'));
    await beside();
  }, 60_000);
  afterAll(async () => {
    console.log(times.join('\n'));
    await service.stop();
  });

  const times: string[] = [];
  let small = 0;
  /** Seconds until a small post is answered. */
  const beside = async (): Promise<number> => {
    small += 1;
    const since = processorSeconds();
    const body = JSON.stringify(eventJson({ id: `urn:x:small:${small}` }));
    const answer = await post(service.url, 'events', body, { key });
    await answer.text();
    expect(answer.status).toBe(201);
    return processorSeconds() - since;
  };

  /** The answer to a large body, and that others were answered meanwhile. */
  const answered = async (path: string, body: string): Promise<Response> => {
    const bytes = new TextEncoder().encode(body);
    const since = processorSeconds();
    const asked = fetch(`${service.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: bytes,
    }).then((answer) => ({ answer, seconds: processorSeconds() - since }));
    await pause(20);
    const waited = await beside();
    const { answer, seconds } = await asked;
    const slow = slowness();
    times.push(
      `${path} ${seconds.toFixed(2)} s, beside ${waited.toFixed(2)} s, machine ${slow.toFixed(1)}x`,
    );
    expect(seconds).toBeLessThan(SECONDS_MAX * slow);
    expect(waited).toBeLessThan(BESIDE_SECONDS_MAX * slow);
    return answer;
  };

  it.each(bodies)('is refused at once: %s', async (_what, make, at, expected) => {
    const answer = await answered('/epcis/capture', make());
    const problem = (await answer.json()) as { readonly at: string; readonly detail: string };
    expect([400, 413]).toContain(answer.status);
    expect(problem).toMatchObject({ status: answer.status, at, problems: [{ at, expected }] });
    expect(problem.detail).toContain(expected);
  });

  it.each(bodies.slice(0, 5))(
    'is refused at once in a GraphQL variable: %s',
    async (_what, make, at, expected) => {
      const query = 'query ($d: Json) { __typename }';
      const body = `{"query":${JSON.stringify(query)},"variables":{"d":${make()}}}`;
      const answer = await answered('/graphql', body);
      expect(answer.status).toBe(400);
      const below = expected.endsWith('values') ? '' : '/variables/d';
      expect(await answer.json()).toMatchObject({
        errors: [
          {
            message: expect.stringContaining(expected) as unknown,
            extensions: { code: 'BAD_USER_INPUT', at: below + at },
          },
        ],
      });
    },
  );

  it('is one bad event of a document that proceeds', async () => {
    const before = await logPosition(service);
    const good = JSON.stringify({ ...plain, eventID: 'urn:x:large:beside' });
    const bad = eventWith(`{${fields(200_000)}}`);
    const answer = await post(service.url, 'capture', documentOf(bad, good), {
      key,
      headers: { 'GS1-Capture-Error-Behaviour': 'proceed' },
    });
    expect(answer.status).toBe(202);
    expect(await logPosition(service)).toBe(before + 1);
  });
});
