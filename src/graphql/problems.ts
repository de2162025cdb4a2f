import type { Problem as Refusal } from '../core/result.ts';
import { make } from './make.ts';
import { someOf } from './quantity.ts';
import {
  IdConflict,
  InvalidValue,
  OverConsumption,
  PlainProblem,
  type Problem,
  ProblemCode,
  UnknownItem,
} from './problem.types.ts';

/** A problem of a room as a type of the contract: with the facts that help, where there are any. */
export function presentProblem(problem: Refusal): Problem {
  const { message, at } = problem;
  const code = ProblemCode[problem.code as ProblemCode] ?? 'INVALID_VALUE';
  if (code === 'ID_CONFLICT') {
    return make(IdConflict, {
      code,
      message,
      at,
      differs: problem.differs ?? [],
      existingPosition: problem.existing === undefined ? null : Number(problem.existing),
    });
  }
  if (problem.excess !== undefined) {
    const { item: itemKey, left, asked } = problem.excess;
    return make(OverConsumption, {
      code,
      message,
      at,
      itemKey,
      left: someOf(left.value, left.unit),
      asked: someOf(asked.value, asked.unit),
    });
  }
  if (code === 'UNKNOWN_ITEM') {
    return make(UnknownItem, { code, message, at, number: problem.number ?? '' });
  }
  return problem.expected === undefined
    ? make(PlainProblem, { code, message, at })
    : make(InvalidValue, { code, message, at, expected: problem.expected });
}

/** All of them. */
export const presentProblems = (problems: readonly Refusal[]): readonly Problem[] =>
  problems.map(presentProblem);

/** The same problems where the input stands within another one. */
export const placedBelow = (at: string, problems: readonly Refusal[]): readonly Refusal[] =>
  problems.map((problem) => ({ ...problem, at: at + problem.at }));
