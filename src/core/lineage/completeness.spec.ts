import { expect, test } from '@jest/globals';
import { harvest, log, lot, make } from '../../../test/support/events.ts';
import type { Told } from '../../../test/support/events.ts';
import type { TraceQuestion } from './answer.ts';
import { completenessOf } from './completeness.ts';
import { traceReference } from './trace.ts';

const [A, B, C] = [lot('A'), lot('B'), lot('C')];
const born = harvest(1, 'a', '2026-03-01T08:00:00Z', A);
const first = make(1, 'b', '2026-03-02T08:00:00Z', { from: [A], into: [B] });
const second = make(1, 'c', '2026-03-03T08:00:00Z', { from: [B], into: [C] });

const ask = (
  told: readonly Told[],
  question: Pick<TraceQuestion, 'item' | 'direction'>,
  depth = 9,
): string => {
  const rest = { knownAt: told.length - 1, at: null, depth };
  const { state, known, total } = completenessOf(
    traceReference(log(told), { ...question, ...rest }),
    question.direction,
  );
  return `${state} ${known} ${total}`;
};

test('rule 23: complete, partial, nothing recorded and cut short are four answers', () => {
  expect(ask([born, first, second], { item: C, direction: 'BACK' })).toBe('COMPLETE 3 3');
  expect(ask([first, second], { item: C, direction: 'BACK' })).toBe('PARTIAL 2 3');
  expect(ask([born], { item: A, direction: 'BACK' })).toBe('COMPLETE 1 1');
  expect(ask([born], { item: A, direction: 'FORWARD' })).toBe('NOTHING_RECORDED 1 1');
  expect(ask([born], { item: B, direction: 'BACK' })).toBe('NOTHING_RECORDED 0 1');
  expect(ask([born, first, second], { item: C, direction: 'BACK' }, 1)).toBe('DEPTH_REACHED 2 2');
});
