import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { openTestAccount } from './support/doors.ts';
import { eventJson } from './support/entries.ts';
import { testService, type TestService } from './support/service.ts';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

interface Asked {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

const event = JSON.stringify(eventJson({ id: 'urn:x:request' }));
const json = { 'content-type': 'application/json' };
const events = '/epcis/events';

/** What is asked, and how it is refused: status, exception, our code, and a word of the advice. */
const requests: readonly (readonly [string, Asked, readonly [number, string, string, RegExp]])[] = [
  [
    'bad percent-encoding',
    { path: '/epcis/events/%zz' },
    [400, 'ValidationException', 'INVALID_VALUE', /percent-encod/],
  ],
  [
    'percent-encoding that is no UTF-8',
    { path: '/epcis/capture/%ff' },
    [400, 'ValidationException', 'INVALID_VALUE', /percent-encod/],
  ],
  [
    'a URL that is too long',
    { path: `/epcis/events/${'a'.repeat(9_000)}` },
    [414, 'URITooLongException', 'TOO_LARGE', /2,048/],
  ],
  [
    'a URL that is too long to be read',
    { path: `/epcis/events/${'a'.repeat(40_000)}` },
    [414, 'URITooLongException', 'TOO_LARGE', /2,048/],
  ],
  [
    'headers that are too large',
    { path: events, headers: { 'x-large': 'a'.repeat(20_000) } },
    [431, 'ValidationException', 'TOO_LARGE', /16 kB/],
  ],
  [
    'a wrong method',
    { path: events, method: 'DELETE' },
    [405, 'ValidationException', 'INVALID_VALUE', /POST/],
  ],
  [
    'GET where only POST is',
    { path: '/epcis/capture' },
    [405, 'ValidationException', 'INVALID_VALUE', /POST/],
  ],
  [
    'PUT of one event',
    { path: '/epcis/events/urn:x:1', method: 'PUT', headers: json, body: event },
    [405, 'ValidationException', 'INVALID_VALUE', /GET/],
  ],
  [
    'an unknown path',
    { path: '/epcis/nothing' },
    [404, 'NoSuchResourceException', 'INVALID_VALUE', /openapi/],
  ],
  [
    'an unknown path, posted',
    { path: '/epcis/nothing', method: 'POST', headers: json, body: event },
    [404, 'NoSuchResourceException', 'INVALID_VALUE', /openapi/],
  ],
  [
    'gzip',
    {
      path: events,
      method: 'POST',
      headers: { ...json, 'content-encoding': 'gzip' },
      body: gzipSync(event),
    },
    [415, 'UnsupportedMediaTypeException', 'INVALID_VALUE', /Content-Encoding/],
  ],
  ...[
    'application/xml',
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'nonsense',
    '',
  ].map(
    (type) =>
      [
        `media type "${type}"`,
        { path: events, method: 'POST', headers: { 'content-type': type }, body: event },
        [415, 'UnsupportedMediaTypeException', 'INVALID_VALUE', /application\/json/],
      ] as const,
  ),
  [
    'no media type',
    { path: events, method: 'POST', body: event },
    [415, 'UnsupportedMediaTypeException', 'INVALID_VALUE', /application\/json/],
  ],
  [
    'another charset',
    {
      path: events,
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=iso-8859-1' },
      body: event,
    },
    [415, 'UnsupportedMediaTypeException', 'INVALID_VALUE', /UTF-8/],
  ],
  [
    'a body that is too large',
    { path: events, method: 'POST', headers: json, body: ' '.repeat(50_000_001) },
    [413, 'CaptureLimitExceededException', 'TOO_LARGE', /50/],
  ],
  [
    'no UTF-8',
    { path: events, method: 'POST', headers: json, body: Buffer.from([0x7b, 0xff, 0x7d]) },
    [400, 'ValidationException', 'INVALID_VALUE', /UTF-8/],
  ],
  [
    'no body',
    { path: events, method: 'POST', headers: json },
    [400, 'ValidationException', 'INVALID_VALUE', /JSON/],
  ],
];

describe('a request that cannot be answered', () => {
  let service: TestService;
  let key: string;
  beforeAll(async () => {
    service = await testService();
    ({ key } = await openTestAccount(service, 'Recorder'));
  }, 60_000);
  afterAll(() => service.stop());

  /** By node:http, since fetch mends URLs and headers. */
  const send = ({ method = 'GET', path, headers, body }: Asked, given = key): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const authorization = given === '' ? {} : { authorization: `Bearer ${given}` };
      const { hostname, port } = new URL(service.url);
      const asking = request(
        { hostname, port, method, path, headers: { ...authorization, ...headers } },
        (answer) => {
          let text = '';
          answer.setEncoding('utf8').on('data', (part: string) => (text += part));
          answer.on('end', () =>
            resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }),
          );
        },
      );
      asking.on('error', reject);
      asking.end(body);
    });

  it.each(requests)(
    '%s is refused with the problem body of the standard',
    async (_what, asked, expected) => {
      const [status, exception, code, advice] = expected;
      const { status: got, headers, body } = await send(asked);
      expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
      expect(JSON.parse(body)).toMatchObject({
        type: `epcisException:${exception}`,
        title: expect.any(String) as unknown,
        status,
        detail: expect.stringMatching(advice) as unknown,
        instance: headers['x-request-id'],
        code,
        at: '',
      });
      expect(got).toBe(status);
      expect(headers['gs1-epcis-version']).toBe('2.0.0');
      if (status === 405) expect(headers['allow']).toMatch(advice);
    },
  );

  it('asks for a key before it says anything of a path', async () => {
    expect((await send({ path: '/epcis/events/urn:x:1' }, '')).status).toBe(401);
  });

  it('reads back an event with the longest id there may be', async () => {
    const id = `urn:x:${"'".repeat(2_042)}`;
    const body = JSON.stringify(eventJson({ id }));
    const sent = await send({ path: events, method: 'POST', headers: json, body });
    expect(sent.status).toBe(201);
    const escaped = `/epcis/events/${Array.from(id, (c) => `%${c.charCodeAt(0).toString(16)}`).join('')}`;
    for (const path of [String(sent.headers['location']), escaped])
      expect((await send({ path })).body).toContain(id);
  });

  it('answers other paths as before', async () => {
    for (const [path, status] of [
      ['/nothing', 404],
      ['/health/live', 200],
      ['/epcisx', 404],
    ] as const) {
      expect([path, (await send({ path })).status]).toEqual([path, status]);
    }
    expect((await send({ path: '/%zz' })).status).toBe(400);
  });
});
