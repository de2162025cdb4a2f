import type { FastifyReply, FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { isGraphqlUrl } from './bodies.ts';
import { DoorRefusal, doorRefusalOf } from './door-problems.ts';
import { versionHeaders } from './epcis-headers.ts';
import { isEpcisUrl } from './epcis-paths.ts';
import { type ProblemBody, RestRefusal } from './problems.ts';

/** Longest segment of a path as it is sent: an id of 2,048 characters, each of them percent-encoded. */
export const SEGMENT_CHARACTERS_MAX = 6_144;

const badUrl = { status: 400, exception: 'ValidationException' } as const;
const unavailable = { status: 503, exception: 'ImplementationException' } as const;
const longUrl = { status: 414, exception: 'URITooLongException' } as const;

const tooLong = (): RestRefusal =>
  new RestRefusal(
    longUrl,
    'This address is too long: an id in a path has at most 2,048 characters, percent-encoded.',
  );

const refusalOf = (error: Error): RestRefusal =>
  'statusCode' in error && error.statusCode === 414
    ? tooLong()
    : new RestRefusal(
        badUrl,
        'The percent-encoding of this address is wrong: give % and two hex digits for each byte of UTF-8.',
      );

/** Answers what the router refuses before any hook, guard or filter runs. */
export const answerFrameworkError = (
  error: Error,
  request: FastifyRequest,
  reply: FastifyReply,
): void => {
  const refusal = refusalOf(error);
  if (isEpcisUrl(request.raw.url ?? '')) {
    const { status, headers, body } = problemOf(refusal, request.id);
    void reply.status(status).headers(headers).send(body);
    return;
  }
  const problem = doorRefusalOf(refusal).body(request.id);
  void reply
    .status(problem.status)
    .header('x-request-id', request.id)
    .type('application/problem+json; charset=utf-8')
    .send(JSON.stringify(problem));
};

const problemOf = (refusal: RestRefusal, instance: string) => ({
  status: refusal.status,
  headers: {
    ...versionHeaders,
    'x-request-id': instance,
    'content-type': 'application/problem+json; charset=utf-8',
  },
  body: JSON.stringify(refusal.body(instance) satisfies ProblemBody),
});

/**
 * Refuses a `Host` that is none, or none at all (RFC 9112, section 3.2): addresses are made of it. Only checks of load balancers that speak
 * HTTP/1.0 may leave it out, of what asks for no address.
 */
export const refuseWrongHost = (
  { raw: { httpVersion }, url, headers: { host } }: FastifyRequest,
  _reply: FastifyReply,
  done: (error?: Error) => void,
): void => {
  const mayLack = httpVersion === '1.0' && !isGraphqlUrl(url);
  const isGood = host === undefined ? mayLack : URL.canParse(`http://${host}/`);
  if (isGood) done();
  else
    done(new RestRefusal(badUrl, 'The Host header names no host: give the name you call it by.'));
};

const reasonsAway = {
  STOPPING: 'The service is stopping: send the same request again in a moment.',
  FULL: 'Too many connections are open here: send the same request again in a moment.',
} as const;

/** Answers what comes while the service is being stopped, or has no room for more. */
export const turnAway = async (
  request: FastifyRequest,
  reply: FastifyReply,
  why: keyof typeof reasonsAway,
): Promise<void> => {
  const refusal = isEpcisUrl(request.url)
    ? new RestRefusal(unavailable, reasonsAway[why])
    : new DoorRefusal('UNAVAILABLE', reasonsAway[why]);
  await reply
    .status(503)
    .headers({ 'retry-after': '1', connection: 'close' })
    .type('application/problem+json; charset=utf-8')
    .send(refusal.body(request.id));
};

/** An error of the parser of HTTP, with what had arrived. */
interface ParserError extends Error {
  readonly code?: string;
  readonly rawPacket?: unknown;
}

const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  414: 'URI Too Long',
  431: 'Request Header Fields Too Large',
};

/** Of an answer that is written past the framework, with what keeps a browser in bounds. */
const rawHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
} as const;

/** Answers what is no request that could be routed: an address or headers past what is read, no HTTP, too slow. */
export const answerBrokenRequest = (error: ParserError, socket: Socket): void => {
  // More behind a request that closes its connection is none (RFC 9112, section 9.6): the request itself gets its own answer, and only that.
  if (error.code === 'HPE_CLOSED_CONNECTION') return;
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, headers, body } = problemOf(brokenRefusal(error), randomUUID());
  const lines = Object.entries({
    ...headers,
    ...rawHeaders,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  }).map(([name, value]) => `${name}: ${value}`);
  socket.end(`HTTP/1.1 ${status} ${reasons[status] ?? ''}\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
};

const brokenRefusal = ({ code, rawPacket }: ParserError): RestRefusal => {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new RestRefusal(
      { ...badUrl, status: 408 },
      'The request did not arrive in time: send it again.',
    );
  }
  if (code !== 'HPE_HEADER_OVERFLOW') {
    return new RestRefusal(badUrl, 'This is no HTTP request that can be read.');
  }
  const start = Buffer.isBuffer(rawPacket) ? rawPacket.toString('latin1') : '';
  const address = /^[A-Z]+ (\S*)/.exec(start)?.[1] ?? '';
  return address.length > SEGMENT_CHARACTERS_MAX
    ? tooLong()
    : new RestRefusal({ ...badUrl, status: 431 }, 'The headers are too large: 16 kB are read.');
};
