import type { TraceAnswer, TraceQuestion } from './answer.ts';

/**
 * How complete a trace is when everything is visible (domain rule 23): four different nothings are
 * four different answers.
 */
export interface Completeness {
  readonly state: 'COMPLETE' | 'PARTIAL' | 'NOTHING_RECORDED' | 'DEPTH_REACHED';
  /** Items whose making is recorded, and of what they were made where they were made of something. */
  readonly known: number;
  readonly total: number;
}

/**
 * DEPTH_REACHED: the chain goes on behind the limit. NOTHING_RECORDED: nothing leads to (BACK: and
 * no birth says where it began) or from the item. PARTIAL: there is a gap. Else COMPLETE (domain
 * rule 23).
 */
export const completenessOf = (
  answer: TraceAnswer,
  direction: TraceQuestion['direction'],
): Completeness => {
  const unknown = new Set(
    answer.gaps.filter(({ reason }) => reason === 'ORIGIN_NOT_RECORDED').map(({ key }) => key),
  );
  // What carried the parts is no part.
  const carriers = new Set(answer.carriers);
  const parts = answer.nodes.filter(({ key }) => !carriers.has(key));
  const born = parts.filter((node) => node.birth !== null);
  const known = born.filter(({ key }) => !unknown.has(key)).length;
  const counts = { known, total: parts.length };
  if (answer.nodes.some((node) => node.more)) return { state: 'DEPTH_REACHED', ...counts };
  const nothing = answer.links.length === 0 && (direction === 'FORWARD' || born.length === 0);
  if (nothing) return { state: 'NOTHING_RECORDED', ...counts };
  return { state: answer.gaps.length > 0 ? 'PARTIAL' : 'COMPLETE', ...counts };
};
