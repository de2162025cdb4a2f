import { Agent, request } from 'node:http';
import { p99, median } from './figures.ts';

/** One request as it is to be sent. */
export interface Shot {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body: string;
  /** Event ids that are acknowledged by a good answer. */
  readonly ids: readonly string[];
}

/** A kind of request, and how often it is sent, whatever becomes of those before. */
export interface Stream {
  readonly name: string;
  readonly perSecond: number;
  next(): Shot;
  /** Whether a body of status 200 is a right answer. */
  isRight?(body: string): boolean;
}

/** What became of one stream. */
export interface Outcome {
  readonly name: string;
  readonly sent: number;
  readonly good: number;
  /** Refused for now, with `Retry-After`. */
  readonly refused: number;
  /** Everything else, by status or error code: nothing of it may happen. */
  readonly bad: Readonly<Record<string, number>>;
  /** Milliseconds from the moment at which the request was due, of good answers. */
  readonly latencies: readonly number[];
  readonly acknowledged: readonly string[];
  /** Seconds until the last answer. */
  readonly seconds: number;
}

/** Where to send, and how long. */
export interface Target {
  readonly url: URL;
  readonly key: string;
  readonly seconds: number;
}

const GOOD: ReadonlySet<number> = new Set([200, 201, 202]);
const LATER: ReadonlySet<number> = new Set([429, 503]);
/** A client gives up then: an answer that late helps nobody. */
const TIMEOUT_MS = 60_000;
const TICK_MS = 5;

interface Answer {
  readonly status: number;
  readonly retryAfter: boolean;
  readonly body: string;
}

const send = (agent: Agent, { url, key }: Target, { method, path, body }: Shot): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    };
    const { hostname, port } = url;
    const sent = request({ agent, hostname, port, path, method, headers }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('error', reject);
      answer.on('end', () => {
        resolve({
          status: answer.statusCode ?? 0,
          retryAfter: answer.headers['retry-after'] !== undefined,
          body: Buffer.concat(parts).toString(),
        });
      });
    });
    sent.setTimeout(TIMEOUT_MS, () => sent.destroy(new Error('TIMEOUT')));
    sent.on('error', reject);
    sent.end(body);
  });

/** Sends one stream at its rate without waiting for answers: who is slow is not asked less. */
const fire = async (agent: Agent, target: Target, stream: Stream): Promise<Outcome> => {
  const total = Math.round(stream.perSecond * target.seconds);
  const started = performance.now();
  const bad: Record<string, number> = {};
  const latencies: number[] = [];
  const acknowledged: string[] = [];
  const count = { good: 0, refused: 0 };
  const fail = (why: string): void => {
    bad[why] = (bad[why] ?? 0) + 1;
  };
  const one = async (due: number): Promise<void> => {
    const shot = stream.next();
    try {
      const { status, retryAfter, body } = await send(agent, target, shot);
      if (LATER.has(status) && retryAfter) count.refused += 1;
      else if (!GOOD.has(status)) fail(String(status));
      else if (stream.isRight?.(body) === false) fail('wrong answer');
      else {
        latencies.push(performance.now() - due);
        acknowledged.push(...shot.ids);
        count.good += 1;
      }
    } catch (error) {
      fail((error as NodeJS.ErrnoException).code ?? (error as Error).message);
    }
  };
  const open: Promise<void>[] = [];
  await new Promise<void>((done) => {
    const tick = setInterval(() => {
      const now = performance.now();
      for (; open.length < total;) {
        const due = started + (1_000 * open.length) / stream.perSecond;
        if (due > now) return;
        open.push(one(due));
      }
      clearInterval(tick);
      done();
    }, TICK_MS);
  });
  await Promise.all(open);
  const seconds = (performance.now() - started) / 1_000;
  return { name: stream.name, sent: total, ...count, bad, latencies, acknowledged, seconds };
};

/** Sends streams side by side over connections that stay open. */
export const fireAll = async (
  target: Target,
  streams: readonly Stream[],
  connections: number,
): Promise<readonly Outcome[]> => {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  try {
    return await Promise.all(streams.map((stream) => fire(agent, target, stream)));
  } finally {
    agent.destroy();
  }
};

/** An outcome as a line. */
export const outcomeText = (outcome: Outcome, wanted: number): string => {
  const { name, sent, good, refused, bad, latencies, seconds } = outcome;
  const worse = Object.entries(bad).map(([why, many]) => `${many} x ${why}`);
  const rate = (good / seconds).toFixed(0);
  return [
    `${name}: ${wanted}/s asked, ${rate}/s answered, p50 ${median(latencies).toFixed(0)} ms, p99 ${p99(latencies).toFixed(0)} ms`,
    `${good} of ${sent} good, ${refused} told to come later`,
    ...(worse.length === 0 ? ['no error'] : worse),
  ].join('; ');
};
