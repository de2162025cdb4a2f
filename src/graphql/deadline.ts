import { failure } from './errors.ts';
import { requestSecondsMax } from './limits.ts';

/** The end of the time of one request: fields that are not there by then are null with TIMEOUT. */
export class Deadline {
  /** Who waits, by how to tell them that it has passed: nobody else is remembered, however long the answer. */
  readonly #waiting = new Set<(error: Error) => void>();
  #expired: Error | null = null;
  readonly #timer: NodeJS.Timeout;

  constructor(seconds: number = requestSecondsMax) {
    this.#timer = setTimeout(() => {
      this.#expired = failure('TIMEOUT', `No answer within ${seconds} s: ask for less at once.`);
      for (const reject of this.#waiting) reject(this.#expired);
      this.#waiting.clear();
    }, seconds * 1_000);
    this.#timer.unref();
  }

  /** `work`, or TIMEOUT if that comes first. */
  limit<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#expired !== null) reject(this.#expired);
      this.#waiting.add(reject);
      const answered =
        <Answer>(tell: (answer: Answer) => void) =>
        (answer: Answer): void => {
          this.#waiting.delete(reject);
          tell(answer);
        };
      work.then(answered(resolve), answered(reject));
    });
  }

  /** The answer is complete. */
  stop(): void {
    clearTimeout(this.#timer);
  }
}
