import type { ask } from '../ask.ts';
import type { Ask } from './load.ts';

/** Why there is no answer, by its stable code. */
export class AskFailure extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** Times that a page of an answer is asked for when the service is busy. */
const TRIES = 3;

/** Asks as who is signed in; waits when the service says so, and throws when there is no answer after all. */
export const asking =
  (endpoint: typeof ask): Ask =>
  async (query, variables) => {
    for (let tries = 1; ; tries += 1) {
      const answer = await endpoint<unknown>(query, variables);
      if (answer.ok) return answer.data;
      const { code, message, retryAfterSeconds } = answer;
      if (retryAfterSeconds === null || tries === TRIES) throw new AskFailure(code, message);
      await new Promise((done) => setTimeout(done, retryAfterSeconds * 1_000));
    }
  };
