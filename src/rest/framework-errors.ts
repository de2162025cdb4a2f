import type { FastifyReply, FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
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
  if (!isEpcisUrl(request.raw.url ?? '')) {
    void reply.send(error);
    return;
  }
  const { status, headers, ...refusal } = problemOf(refusalOf(error), request.id);
  void reply.status(status).headers(headers).send(refusal.body);
};

const problemOf = (refusal: RestRefusal, instance: string) => ({
  status: refusal.status,
  headers: {
    ...versionHeaders,
    'x-request-id': instance,
    'x-content-type-options': 'nosniff',
    'content-type': 'application/problem+json; charset=utf-8',
  },
  body: JSON.stringify(refusal.body(instance) satisfies ProblemBody),
});

const stopping = 'The service is stopping: send the same request again in a moment.';

/** Answers what comes while the service is being stopped. */
export const turnAway = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
  const title = 'Service Unavailable';
  const body = isEpcisUrl(request.url)
    ? new RestRefusal(unavailable, stopping).body(request.id)
    : { type: 'about:blank', title, status: 503, detail: stopping };
  await reply
    .status(503)
    .headers({ 'retry-after': '1', connection: 'close' })
    .type('application/problem+json')
    .send(body);
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

/** Answers what is no request that could be routed: an address or headers past what is read, no HTTP, too slow. */
export const answerBrokenRequest = (error: ParserError, socket: Socket): void => {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, headers, body } = problemOf(brokenRefusal(error), randomUUID());
  const lines = Object.entries({
    ...headers,
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
