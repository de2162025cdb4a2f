import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../platform/error-code.ts';

/** Where to send to, and as whom. */
export interface Target {
  /** Address of the service, without a slash at its end. */
  readonly url: string;
  readonly key: string;
  /** True: of a document with bad events the good ones are kept. */
  readonly proceed: boolean;
  /** How long a service that does not answer is asked again, in milliseconds; absent: half a minute. */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 30_000;
/** Pause before the second try; doubled for each further one, up to the longest. */
const PAUSE_MS = 250;
const PAUSE_MS_MAX = 5_000;

/** What is asked, beside the address and the key. */
export interface Question {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The service did not answer for as long as one waits: nothing else will be taken either. */
export class NoServiceError extends Error {}

/** Statuses that say "not now": all faults of the service or of what stands before it, and too many requests. */
const isPassing = (status: number): boolean => status >= 500 || status === 429;

/** Why nothing came, in the words of the system; `fetch` itself only says that it failed. */
const whyNot = (error: unknown): string => {
  const inner = typeof error === 'object' && error !== null && 'cause' in error ? error.cause : '';
  return messageOf(inner) || messageOf(error) || 'no answer';
};

const attempt = async (address: string, init: RequestInit): Promise<Response | string> => {
  try {
    const answer = await fetch(address, init);
    if (!isPassing(answer.status)) return answer;
    await answer.body?.cancel();
    return `it answers ${answer.status}`;
  } catch (error) {
    return whyNot(error);
  }
};

/**
 * Asks the service, and again while it is away: whatever is captured twice is stored once.
 * @throws NoServiceError when it stays away.
 */
export const ask = async (path: string, init: Question, target: Target): Promise<Response> => {
  const { url, key, patienceMs = PATIENCE_MS } = target;
  const headers = { ...init.headers, authorization: `Bearer ${key}` };
  const until = performance.now() + patienceMs;
  for (let pauseMs = PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, PAUSE_MS_MAX)) {
    const answer = await attempt(url + path, { ...init, headers });
    if (typeof answer !== 'string') return answer;
    if (performance.now() + pauseMs > until) {
      throw new NoServiceError(
        `The service at ${url} cannot take it (${answer}): look whether it runs there, or give its address with --url. ` +
          'Then send the same files again: nothing is doubled.',
      );
    }
    if (pauseMs === PAUSE_MS) process.stderr.write(`waiting for ${url} (${answer})\n`);
    await sleep(pauseMs);
  }
};
