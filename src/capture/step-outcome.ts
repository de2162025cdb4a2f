import type { EpcisEvent } from '../core/epcis/event.ts';
import type { Problem } from '../core/result.ts';
import type { CapturedEvent } from './outcome.ts';
import { itemPointer, type StepItem, type TakenItem } from './step-items.ts';
import type { StepOutcome, Taking } from './step.ts';

/** Fields of an EPCIS event, and where the plain words say the same. */
const inputPlaces: readonly (readonly [RegExp, string])[] = [
  [/^\/eventID$/, '/id'],
  [/^\/eventTime(ZoneOffset)?$/, '/time'],
  [/^\/(readPoint|bizLocation)(\/|$)/, '/site'],
  [/^\/bizTransactionList(?=\/|$)/, '/documents'],
  [/^\/[^/]*:note$/, '/note'],
];

/** A problem with the event, placed in the step that it was made from. */
export function intoInput(problem: Problem): Problem {
  if (problem.code === 'ID_CONFLICT') return { ...problem, at: '/id' };
  const [, place] = inputPlaces.find(([pattern]) => pattern.test(problem.at)) ?? [];
  return { ...problem, at: place ?? '/step' };
}

/** Nobody can record without a number that events name him by. */
export const nobody: Problem = {
  code: 'UNKNOWN_PARTY',
  message: 'Your organisation has no number to record steps under: register its GLN first.',
  at: '',
};

/** Nothing was written. */
export const refused = (problems: readonly Problem[]): StepOutcome => ({
  status: 'REFUSED',
  position: null,
  created: [],
  problems,
  warnings: [],
  taking: null,
});

/** An event as it was made from its input. */
export interface MadeEvent {
  readonly event: EpcisEvent;
  readonly created: readonly string[];
  readonly warnings: readonly Problem[];
  /** Items that its input names. */
  readonly named: readonly StepItem[];
  /** Of which it takes some away. */
  readonly taken: readonly TakenItem[];
}

/** A problem with the event, placed where its input names the item that it is about, or else as `intoInput`. */
export const intoStep = (
  problem: Problem,
  { event, named }: Pick<MadeEvent, 'event' | 'named'>,
): Problem => {
  const at = itemPointer(problem.at, event, named);
  return at === null ? intoInput(problem) : { ...problem, at };
};

/** An answer of the capture in the words of steps; `made` is null when the event was made elsewhere. */
export function outcomeOf(answer: CapturedEvent, made: MadeEvent | null): StepOutcome {
  if (answer.status === 'REFUSED') {
    return refused(
      answer.problems.map((problem) =>
        problem.code === 'ROLLED_BACK' ? problem : intoInput(problem),
      ),
    );
  }
  return {
    status: answer.status,
    position: answer.position,
    created: made?.created ?? [],
    problems: [],
    warnings: [
      ...(made?.warnings ?? []),
      ...answer.warnings.map((problem) =>
        made === null ? intoInput(problem) : intoStep(problem, made),
      ),
    ],
    taking: made === null ? null : takingOf(made, answer.position),
  };
}

const takingOf = ({ event, taken }: MadeEvent, position: number | null): Taking => ({
  instant: event.time.instant,
  position,
  taken,
});
