import { bytesOf, type RawRequest } from './raw-client.ts';
import { type Random, upTo } from './random.ts';

type Mutation = (request: RawRequest, random: Random) => RawRequest;

const pick = <Value>(random: Random, values: readonly [Value, ...Value[]]): Value =>
  values[upTo(random, values.length)] ?? values[0];

/** Texts that stand where a JSON value stood. */
const jsonValues = [
  '1e999',
  '-0',
  '9007199254740993',
  '1'.repeat(400),
  '1e-400',
  'null',
  'true',
  '[]',
  '{}',
  '""',
  '"\\u0000"',
  '"\\ud800"',
  '"\\udfff\\ud800"',
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '["a",["b",{"c":[]}]]',
  `${'['.repeat(3_000)}${']'.repeat(3_000)}`,
  `${'{"a":'.repeat(3_000)}1${'}'.repeat(3_000)}`,
  `"${'x'.repeat(20_000)}"`,
  `"${"' or 1=1; drop table log.event; --"}"`,
  '"<script>alert(1)</script>"',
  '"../../../../etc/passwd"',
  '"${jndi:ldap://127.0.0.1/a}"',
  '"2026-13-45T99:99:99+99:99"',
  '"toString"',
  '"\xff\xfe"',
  '"\xed\xa0\x80"',
  '"\x00"',
  'NaN',
  'undefined',
  '0x10',
  "'single'",
  bytesOf('"\u202e\u0640\u{1f4a9}\ufeff"'),
] as const;

/** Values as they stand in an address. */
const targetValues = [
  '',
  '%00',
  '%ff',
  '%ed%a0%80',
  '%zz',
  '%',
  '%252e%252e%252f',
  '..%2f..%2fetc%2fpasswd',
  '..%5c..%5cpackage.json',
  '%2e%2e/%2e%2e/',
  '../../',
  '%F0%9F%92%A9',
  '__proto__',
  'constructor',
  'x'.repeat(3_000),
  'x'.repeat(7_000),
  '%41'.repeat(2_000),
  "'%20or%201=1--",
  '-1',
  '99999999999999999999',
  '1e9',
  '[]',
  '%7B%22a%22:1%7D',
  '\xff\xfe',
  '#fragment',
  ';jsessionid=1',
  '?again=1',
  '%0d%0aset-cookie:%20a=b',
] as const;

/** Parameters that nobody asked for. */
const parameters = [
  '__proto__=1',
  '__proto__[polluted]=1',
  'constructor.prototype.polluted=1',
  'first=1&first=2',
  'since=x&since=y',
  'number=a&number=b',
  'format=csv&format=xlsx',
  'format=../../x',
  'next=//evil.example',
  'lang=%00&lang=xx',
  'theme=%ff',
  'first[]=1',
  'a=1&'.repeat(1_000),
  '&&&===',
  'first=',
  'first=NaN',
] as const;

const otherHeaders = [
  ['content-type', 'text/plain'],
  ['content-type', 'application/xml'],
  ['content-type', 'application/x-www-form-urlencoded'],
  ['content-type', 'multipart/form-data; boundary=x'],
  ['content-type', 'application/json; charset=utf-16'],
  ['content-type', 'application/json;;;='],
  ['content-type', 'x'.repeat(2_000)],
  ['content-type', ''],
  ['content-type', 'application/x-ndjson'],
  ['content-encoding', 'gzip'],
  ['content-encoding', 'identity, br'],
  ['accept', 'text/html'],
  ['accept', '*/*;q=nothing'],
  ['accept', 'x'.repeat(5_000)],
  ['accept-language', 'xx-\xff,,;q=9'],
  ['accept-encoding', 'br;q=0, gzip;q=1e99'],
  ['authorization', 'Bearer'],
  ['authorization', 'Bearer tl_test_x_y'],
  ['authorization', `Bearer ${'t'.repeat(4_000)}`],
  ['authorization', 'Basic \xff\xff'],
  ['authorization', 'Bearer \x01'],
  ['cookie', 'throughline-session=%00'],
  ['cookie', `throughline-session=${'a'.repeat(43)}`],
  ['cookie', '__proto__=x; constructor=y; throughline-session='],
  ['cookie', '=;=;==; ;'],
  ['cookie', 'language=%ff; theme=%zz'],
  ['cookie', `theme=${'d'.repeat(8_000)}`],
  ['gs1-epcis-version', '1e3'],
  ['gs1-epcis-version', '2.0.0.0.0'],
  ['gs1-cbv-version', '999999999999'],
  ['gs1-epcis-min', '\xff'],
  ['gs1-epc-format', 'Always_EPC_URN'],
  ['gs1-capture-error-behaviour', 'proceed'],
  ['gs1-capture-error-behaviour', '__proto__'],
  ['last-event-id', '\xff'],
  ['last-event-id', 'x'.repeat(6_000)],
  ['origin', 'null'],
  ['origin', 'http://['],
  ['sec-fetch-site', 'cross-site'],
  ['host', 'evil.example:99999'],
  ['host', ''],
  ['host', '[::1'],
  ['x-request-id', "';--"],
  ['x-request-id', 'x'.repeat(9_000)],
  ['traceparent', '\xff'],
  ['x-forwarded-for', '127.0.0.1, ::1'],
  ['x-forwarded-host', 'evil.example'],
  ['x-http-method-override', 'DELETE'],
  ['range', 'bytes=0-1,-5'],
  ['if-none-match', '*'],
  ['expect', '100-continue'],
  ['expect', 'nothing'],
  ['upgrade', 'websocket'],
  ['content-length', '-1'],
  ['content-length', '1e3'],
  ['content-length', '0'],
  ['transfer-encoding', 'chunked'],
  ['transfer-encoding', 'gzip, chunked'],
  ['x-large', 'a'.repeat(20_000)],
  ['__proto__', 'x'],
  ['x-nul', 'a\x00b'],
  ['x-folded', 'a\r\n b'],
  ['x split', 'a'],
] as const;

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'X'] as const;

const spliced = (text: string, at: number, cut: number, put: string): string =>
  text.slice(0, at) + put + text.slice(at + cut);

const token = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null/g;
const member = /"(?:[^"\\]|\\.)*"\s*:/g;

const inBody =
  (change: (body: string, random: Random) => string): Mutation =>
  (request, random) =>
    request.body === '' ? request : { ...request, body: change(request.body, random) };

/** One of the places that fit; null for none. */
const place = (text: string, pattern: RegExp, random: Random): RegExpMatchArray | null => {
  const found = [...text.matchAll(pattern)];
  return found[upTo(random, found.length)] ?? null;
};

const wrongValue = inBody((body, random) => {
  const at = place(body, token, random);
  return at === null ? body : spliced(body, at.index ?? 0, at[0].length, pick(random, jsonValues));
});

const extraMember = inBody((body, random) => {
  const at = place(body, member, random);
  if (at === null) return `${body}&__proto__=1&key=again`;
  const name = pick(random, [at[0], '"__proto__":', '"x":', '"constructor":', '"\\u0000":']);
  return spliced(body, at.index ?? 0, 0, `${name}${pick(random, jsonValues)},`);
});

const flippedBits = inBody((body, random) => {
  const bytes = Buffer.from(body, 'latin1');
  for (let count = 1 + upTo(random, 4); count > 0; count -= 1) {
    const at = upTo(random, bytes.length);
    bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << upTo(random, 8)), at);
  }
  return bytes.toString('latin1');
});

const truncated = inBody((body, random) => body.slice(0, upTo(random, body.length)));
const doubled = inBody((body, random) => body + body.slice(upTo(random, body.length)));
const cutOut = inBody((body, random) =>
  spliced(body, upTo(random, body.length), 1 + upTo(random, 20), ''),
);
const putIn = inBody((body, random) =>
  spliced(
    body,
    upTo(random, body.length),
    0,
    pick(random, ['\0', '\xff', '{', '"', ',', '\\', '\r\n', '&', '%']),
  ),
);

const changedTarget: Mutation = (request, random) => {
  const { target } = request;
  const value = pick(random, targetValues);
  const last = Math.max(target.lastIndexOf('/'), target.lastIndexOf('='));
  const at = pick(random, [last + 1, target.length, upTo(random, target.length + 1)]);
  const cut = random() < 0.5 ? target.length : 0;
  return { ...request, target: spliced(target, Math.max(1, at), cut, value) };
};

const moreParameters: Mutation = (request, random) => {
  const joined = request.target.includes('?') ? '&' : '?';
  return { ...request, target: `${request.target}${joined}${pick(random, parameters)}` };
};

const otherTarget: Mutation = (request, random) => ({
  ...request,
  target: pick(random, [
    `/${request.target}`,
    `${request.target}/`,
    request.target.toUpperCase(),
    `http://evil.example${request.target}`,
    request.target.replaceAll('/', '\\'),
    `/x/..${request.target}`,
    '*',
    `${request.target} x`,
  ]),
});

const changedHeader: Mutation = (request, random) => {
  const [name, value] = pick(random, otherHeaders);
  const kept = random() < 0.7 ? request.headers.filter(([one]) => one !== name) : request.headers;
  return { ...request, headers: [...kept, [name, value]] };
};

const lostHeader: Mutation = (request, random) => {
  const lost = upTo(random, request.headers.length);
  return { ...request, headers: request.headers.filter((_, index) => index !== lost) };
};

const otherMethod: Mutation = (request, random) => ({ ...request, method: pick(random, methods) });

/** Those that fit a body stand more often, since most of what can go wrong is in bodies. */
const mutations: readonly [Mutation, ...Mutation[]] = [
  wrongValue,
  wrongValue,
  wrongValue,
  extraMember,
  extraMember,
  flippedBits,
  flippedBits,
  truncated,
  doubled,
  cutOut,
  putIn,
  changedTarget,
  changedTarget,
  moreParameters,
  otherTarget,
  changedHeader,
  changedHeader,
  lostHeader,
  otherMethod,
];

const isSame = (one: RawRequest, other: RawRequest): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

/** The request with one to three mistakes in it, the same for the same numbers. */
export const mutated = (request: RawRequest, random: Random): RawRequest => {
  let changed = request;
  for (let left = 1 + upTo(random, 3); left > 0 || isSame(changed, request); left -= 1)
    changed = pick(random, mutations)(changed, random);
  return changed;
};
