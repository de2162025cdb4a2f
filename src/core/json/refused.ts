import type { Problem } from '../result.ts';
import { pointer } from './pointer.ts';

/** Longest pointer of a refusal: a place that is named by more is named by what holds it. */
const POINTER_MAX = 2_048;
/** So much of a pointer is said in the sentence. */
const SAID_MAX = 200;

/** Thrown and caught inside `core/json` only: it unwinds a reading of any depth at no cost for what is right. */
export class Refused extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

/** A refusal (INVALID_VALUE) of what stands at the end of `path`. */
export const refusedAt = (
  path: readonly (string | number)[],
  what: string,
  expected: string,
): Refused => {
  const at = placeOf(path);
  const subject = at === '' ? 'The document' : at.slice(0, SAID_MAX);
  const message = `${subject} ${what}. Expected: ${expected}.`;
  return new Refused({ code: 'INVALID_VALUE', message, at, expected });
};

/** JSON Pointer of a path, cut where it gets too long. */
export const placeOf = (path: readonly (string | number)[]): string => {
  let at = '';
  for (const step of path) {
    const next = at + pointer(step);
    if (next.length > POINTER_MAX) break;
    at = next;
  }
  return at;
};
