import { setTimeout as delay } from 'node:timers/promises';
import { isTransient } from './transient.ts';
import { UnavailableError } from './unavailable.ts';

/** How long work is tried again while the database is away, in milliseconds. */
const RETRY_MS_MAX = 20_000;
/** An attempt that takes longer sits on a dead connection, in milliseconds. */
const ATTEMPT_MS_MAX = 60_000;
const WAIT_MS_MAX = 500;

/**
 * Runs idempotent work until the database answers.
 * @throws UnavailableError when it stays away; whatever else the work throws.
 */
export const retrying = async <T>(work: () => Promise<T>): Promise<T> => {
  const giveUpAt = Date.now() + RETRY_MS_MAX;
  for (let waitMs = 5; ; waitMs = Math.min(waitMs * 2, WAIT_MS_MAX)) {
    try {
      return await withDeadline(work());
    } catch (error) {
      if (!isTransient(error)) throw error;
      if (Date.now() > giveUpAt) {
        throw new UnavailableError('The database cannot be reached.', 5, { cause: error });
      }
    }
    await delay(waitMs);
  }
};

const withDeadline = async <T>(work: Promise<T>): Promise<T> => {
  const stop = new AbortController();
  const late = delay(ATTEMPT_MS_MAX, undefined, { signal: stop.signal }).then(() => {
    throw Object.assign(new Error('the attempt took too long'), { code: 'ETIMEDOUT' });
  });
  late.catch(() => undefined); // aborted, or awaited below
  work.catch(() => undefined); // it may fail after its time
  try {
    return await Promise.race([work, late]);
  } finally {
    stop.abort();
  }
};
