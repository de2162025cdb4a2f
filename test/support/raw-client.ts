import { connect } from 'node:net';

/** A request as bytes; every text holds one byte a character (`latin1`), so that it can be anything. */
export interface RawRequest {
  readonly method: string;
  /** Path and query, as they stand on the first line. */
  readonly target: string;
  /** Without `host`, `content-length` and `connection`, unless they are to be wrong. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** What came back. */
export interface RawAnswer {
  readonly status: number;
  /** By name in small letters; the last one where a name stands twice. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** An answer that takes longer hangs, in milliseconds; a stream of events is left after its beginning. */
const ANSWER_MS_MAX = 20_000;

/** UTF-8 text, one byte a character. */
export const bytesOf = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

const written = ({ method, target, headers, body }: RawRequest): Buffer => {
  const given = new Set(headers.map(([name]) => name.toLowerCase()));
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  if (!given.has('host')) lines.unshift('host: 127.0.0.1');
  if (!given.has('content-length') && (body !== '' || method !== 'GET'))
    lines.push(`content-length: ${body.length}`);
  lines.push('connection: close');
  return Buffer.from(
    `${method} ${target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`,
    'latin1',
  );
};

/** The bytes of a body that came in chunks. */
const unchunked = (body: string): string => {
  let text = '';
  for (let at = 0; at < body.length;) {
    const end = body.indexOf('\r\n', at);
    const size = Number.parseInt(body.slice(at, end), 16);
    if (end < 0 || !(size > 0)) break;
    text += body.slice(end + 2, end + 2 + size);
    at = end + 2 + size + 2;
  }
  return text;
};

/** Reads the bytes of an answer; null where they are none. */
export const answerOf = (bytes: string): RawAnswer | null => {
  const end = bytes.indexOf('\r\n\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(bytes)?.[1]);
  if (end < 0 || Number.isNaN(status)) return null;
  if (status === 100) return answerOf(bytes.slice(end + 4));
  const [, ...lines] = bytes.slice(0, end).split('\r\n');
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
    }),
  );
  const body = bytes.slice(end + 4);
  const isChunked = headers.get('transfer-encoding') === 'chunked';
  return { status, headers, body: isChunked ? unchunked(body) : body };
};

/**
 * Sends bytes on a connection of their own and reads until it ends; null when it ends without an answer.
 * @throws Error when nothing comes for too long.
 */
export const sendRaw = (url: string, request: RawRequest): Promise<RawAnswer | null> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    const parts: Buffer[] = [];
    const late = setTimeout(() => {
      socket.destroy();
      reject(new Error(`no end of an answer to ${request.method} ${request.target.slice(0, 200)}`));
    }, ANSWER_MS_MAX);
    socket.on('data', (part) => {
      parts.push(part);
      // It would never end.
      if (part.includes('text/event-stream')) setTimeout(() => socket.destroy(), 20);
    });
    // Who is refused before all of it was read may find the connection gone while he still writes.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(late);
      resolve(answerOf(Buffer.concat(parts).toString('latin1')));
    });
    socket.write(written(request));
  });
