import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { documentText } from './support/capture-room.ts';
import { logPosition, openTestAccount, type TestAccount } from './support/doors.ts';
import { eventJson } from './support/entries.ts';
import { patience } from './support/patience.ts';
import { bytesOf, type RawAnswer, type RawRequest, sendRaw } from './support/raw-client.ts';
import { testService, type TestService } from './support/service.ts';

/** Of the processor: whoever sends a kilobyte must not take more. */
const SECONDS_MAX = 2;
const json = ['content-type', 'application/json'] as const;

type Refusal = readonly [status: number, code: string | null];
const limit: Refusal = [400, 'COST_LIMIT'];
const invalid: Refusal = [400, 'GRAPHQL_VALIDATION_FAILED'];
const unread: Refusal = [400, 'BAD_USER_INPUT'];

const times = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');

/** Documents, and how each is refused before anything of it is run. */
const documents: readonly (readonly [what: string, query: string, refusal: Refusal])[] = [
  ['1,000 aliases of one field', `{ ${times(1_000, (i) => `a${i}: viewer { test }`)} }`, limit],
  ['16 aliases of __typename', `{ ${times(16, (i) => `a${i}: __typename`)} }`, limit],
  [
    'aliases in a fragment',
    `{ viewer { ...f } } fragment f on Viewer { ${times(16, (i) => `a${i}: test`)} }`,
    limit,
  ],
  [
    '150 overlapping fragments',
    `{ viewer { ${times(150, (i) => `...f${i}`)} } } ${times(150, (i) => `fragment f${i} on Viewer { test }`)}`,
    limit,
  ],
  [
    'fragments that nobody uses',
    `{ viewer { test } } ${times(20, (i) => `fragment f${i} on Viewer { test }`)}`,
    invalid,
  ],
  ['a fragment of itself', '{ viewer { ...f } } fragment f on Viewer { ...f }', invalid],
  [
    'fragments in a ring',
    '{ viewer { ...f } } fragment f on Viewer { ...g } fragment g on Viewer { ...f }',
    invalid,
  ],
  [
    '13 levels',
    '{ item(by: { number: "x" }) { provenance { nodes { item { provenance { nodes { item { provenance { nodes { item { provenance { nodes { item { name } } } } } } } } } } } } } }',
    limit,
  ],
  ['500 levels of nothing', `${'{ viewer '.repeat(500)}${'}'.repeat(500)}`, limit],
  [
    'lists within lists',
    '{ organisations(first: 200) { nodes { sites(first: 200) { nodes { operator { organisation { sites(first: 200) { nodes { name } } } } } } } } }',
    limit,
  ],
  ['a page of two million', '{ events(first: 2000000) { nodes { id } } }', limit],
  ['the same field 900 times', `{ ${times(900, () => 'viewer { test }')} }`, limit],
  ['9 directives', `{ viewer { test ${times(9, () => '@include(if: true)')} } }`, limit],
  ['a directive that is none', '{ viewer { test @evil } }', invalid],
  ['20 operations', times(20, (i) => `query q${i} { viewer { test } }`), invalid],
  ['a subscription', 'subscription { changes { cursor } }', invalid],
  ['introspection of a type', '{ __type(name: "Query") { fields { name } } }', invalid],
  [
    'introspection in a ring',
    '{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }',
    invalid,
  ],
  ['50 kB of commas', `{ viewer { test } }${','.repeat(50_000)}#`, [200, null]],
  ['a comment of 90 kB', `{ viewer { test } } # ${'x'.repeat(90_000)}`, [200, null]],
  ['a name of 50 kB', `{ ${'x'.repeat(50_000)} }`, invalid],
  ['a text of 1,000 arguments', `{ item(${times(1_000, (i) => `a${i}: 1`)}) { name } }`, limit],
  ['a list of 10,000 ids', `{ nodes(ids: [${times(10_000, () => '"x"')}]) { id } }`, limit],
  ['a variable that is not declared', '{ item(by: { number: $n }) { name } }', invalid],
  ['an int past its bounds', '{ events(first: 99999999999999999999) { nodes { id } } }', invalid],
  ['nothing', '', [400, 'GRAPHQL_PARSE_FAILED']],
  ['nothing but a fragment', 'fragment f on Viewer { test }', invalid],
  ['NUL', '{ viewer { test } }\0', unread],
  ['half a surrogate', '{ viewer { test } } \ud800', unread],
];

const asked = (body: string, headers: RawRequest['headers'] = []): RawRequest => ({
  method: 'POST',
  target: '/graphql',
  headers: [json, ...headers],
  body,
});
const small = '{"query":"{ viewer { test } }"';
const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const gzipped = gzipSync(Buffer.alloc(10_000_000, ' ')).toString('latin1');
const event = (id: string, more = ''): string =>
  bytesOf(JSON.stringify(eventJson({ id })).replace(/}$/, `${more}}`));
const captured = (body: string, headers: RawRequest['headers'] = []): RawRequest => ({
  method: 'POST',
  target: '/epcis/events',
  headers: [json, ...headers],
  body,
});

/** Recorded, were it run. */
const order = JSON.stringify({
  query: 'mutation($d: Json!) { captureEpcis(input: { document: $d }) { job { id } } }',
  variables: { d: JSON.parse(documentText([{ id: 'urn:x:order' }])) as unknown },
});

/** Requests as bytes, and how each is refused. */
const requests: readonly (readonly [what: string, request: RawRequest, refusal: Refusal])[] = [
  ['a batch', asked(`[${small}},${small}}]`), [400, 'GRAPHQL_PARSE_FAILED']],
  ['variables that are a list', asked(`${small},"variables":[1]}`), [400, 'GRAPHQL_PARSE_FAILED']],
  ['variables 20,000 deep', asked(`${small},"variables":{"a":${nested(20_000)}}}`), unread],
  [
    'a key of the prototype',
    asked(`${small},"variables":{"__proto__":{"polluted":true}}}`),
    [200, null],
  ],
  ['the same key twice', asked(`${small},"query":"{ viewer { test } }"}`), unread],
  ['a number of 50,000 digits', asked(`${small},"variables":{"a":${'9'.repeat(50_000)}}}`), unread],
  ['an operation that is not there', asked(`${small},"operationName":"x"}`), invalid],
  [
    'a persisted question',
    asked('{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}'),
    [200, 'GRAPHQL_VALIDATION_FAILED'],
  ],
  ['gzip to GraphQL', asked(gzipped, [['content-encoding', 'gzip']]), [415, 'BAD_USER_INPUT']],
  ['gzip to EPCIS', captured(gzipped, [['content-encoding', 'gzip']]), [415, 'INVALID_VALUE']],
  ['brotli to EPCIS', captured('x', [['content-encoding', 'br']]), [415, 'INVALID_VALUE']],
  [
    'two encodings',
    captured('x', [['content-encoding', 'identity, gzip']]),
    [415, 'INVALID_VALUE'],
  ],
  [
    'gzip on the way',
    { ...captured('0\r\n\r\n', [['transfer-encoding', 'gzip, chunked']]) },
    [400, 'INVALID_VALUE'],
  ],
  [
    'two lengths of a body',
    captured('0\r\n\r\n', [
      ['content-length', '5'],
      ['transfer-encoding', 'chunked'],
    ]),
    [400, 'INVALID_VALUE'],
  ],
  ['a list 100,000 deep', captured(nested(100_000)), [400, 'INVALID_VALUE']],
  [
    'an event 1,000 deep',
    captured(event('urn:x:deep', `,"example:a":${nested(1_000)}`)),
    [400, 'INVALID_VALUE'],
  ],
  [
    '30,000 fields',
    captured(
      event('urn:x:wide', `,${times(30_000, (i) => `"example:f${i}":1,`).replace(/,$/, '')}`),
    ),
    [413, 'TOO_LARGE'],
  ],
  [
    'an order whose answer nobody would take',
    asked(order, [['accept', 'text/html']]),
    [406, 'BAD_USER_INPUT'],
  ],
  [
    'an order over GET',
    {
      method: 'GET',
      target: '/graphql?query=mutation%7BcloseRecall%7Bid%7D%7D',
      headers: [['apollo-require-preflight', '1']],
      body: '',
    },
    [405, 'GRAPHQL_PARSE_FAILED'],
  ],
  [
    'a form',
    {
      ...asked('query=%7Bviewer%7Btest%7D%7D'),
      headers: [['content-type', 'application/x-www-form-urlencoded']],
    },
    [415, 'BAD_USER_INPUT'],
  ],
  [
    'a file',
    {
      ...asked('--x\r\n\r\n\r\n--x--'),
      headers: [['content-type', 'multipart/form-data; boundary=x']],
    },
    [415, 'BAD_USER_INPUT'],
  ],
];

describe('hostile questions', () => {
  let service: TestService;
  let mill: TestAccount;
  beforeAll(async () => {
    service = await testService();
    mill = await openTestAccount(service, 'Mill');
  }, patience(60_000));
  afterAll(() => service.stop());

  const codeOf = (body: string): string | null => {
    const told = JSON.parse(body) as {
      readonly code?: string;
      readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
    };
    return told.code ?? told.errors?.[0]?.extensions.code ?? null;
  };

  const send = async (request: RawRequest): Promise<RawAnswer> => {
    const before = await logPosition(service);
    const since = process.cpuUsage();
    const answer = await sendRaw(service.url, {
      ...request,
      headers: [...request.headers, ['authorization', `Bearer ${mill.key}`]],
    });
    const { user, system } = process.cpuUsage(since);
    expect((user + system) / 1_000_000).toBeLessThan(SECONDS_MAX);
    expect(await logPosition(service)).toBe(before);
    if (answer === null) throw new Error('no answer');
    return answer;
  };

  it.each(documents)('%s', async (_what, query, [status, code]) => {
    const answer = await send(asked(bytesOf(JSON.stringify({ query }))));
    expect([answer.status, codeOf(answer.body)]).toEqual([status, code]);
    // No answer grows with the question.
    expect(answer.body.length).toBeLessThan(20_000);
  });

  it.each(requests)('%s', async (_what, request, [status, code]) => {
    const answer = await send(request);
    expect([answer.status, codeOf(answer.body)]).toEqual([status, code]);
    expect(answer.body.length).toBeLessThan(20_000);
  });

  it('takes a whole address, as proxies send it, for its path', async () => {
    const request = captured(event('urn:x:proxy'), [['authorization', `Bearer ${mill.key}`]]);
    const target = `http://trace.example${request.target}`;
    expect((await sendRaw(service.url, { ...request, target }))?.status).toBe(201);
  });

  it('records an order whose answer is taken', async () => {
    const headers = [['authorization', `Bearer ${mill.key}`]] as const;
    const before = await logPosition(service);
    expect((await sendRaw(service.url, asked(order, headers)))?.status).toBe(200);
    expect(await logPosition(service)).toBe(before + 1);
  });

  it('leaves the service as it was', async () => {
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    const answer = await send(asked(`${small}}`));
    expect(JSON.parse(answer.body)).toMatchObject({ data: { viewer: { test: true } } });
  });
});
