import { failure } from './errors.ts';
import { requestSecondsMax } from './limits.ts';

/** The end of the time of one request: fields that are not there by then are null with TIMEOUT. */
export class Deadline {
  readonly #expired: Promise<never>;
  #timer: NodeJS.Timeout | undefined;

  constructor(seconds: number = requestSecondsMax) {
    this.#expired = new Promise((_resolve, reject) => {
      this.#timer = setTimeout(() => {
        reject(failure('TIMEOUT', `No answer within ${seconds} s: ask for less at once.`));
      }, seconds * 1_000);
      this.#timer.unref();
    });
    // Nobody need be waiting when it passes.
    this.#expired.catch(() => undefined);
  }

  /** `work`, or TIMEOUT if that comes first. */
  limit<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.#expired]);
  }

  /** The answer is complete. */
  stop(): void {
    clearTimeout(this.#timer);
  }
}
