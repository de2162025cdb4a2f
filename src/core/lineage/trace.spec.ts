import { describe, expect, test } from '@jest/globals';
import {
  declare,
  event,
  harvest,
  log,
  lot,
  make,
  now,
  piece,
  product,
} from '../../../test/support/events.ts';
import type { Told } from '../../../test/support/events.ts';
import type { TraceAnswer, TraceQuestion } from './answer.ts';
import { traceReference } from './trace.ts';

const [A, B, C, D, E] = [lot('A'), lot('B'), lot('C'), lot('D'), lot('E')];
const day = (number: number): string => `2026-03-${String(number).padStart(2, '0')}T08:00:00Z`;

const ask = (
  told: readonly Told[],
  question: Partial<TraceQuestion> & { item: string },
): TraceAnswer => {
  const records = log(told);
  return traceReference(records, {
    direction: 'BACK',
    knownAt: now(records),
    at: null,
    depth: 50,
    ...question,
  });
};
const keys = (answer: TraceAnswer): readonly string[] => answer.nodes.map((node) => node.key);
const pairs = (answer: TraceAnswer): readonly string[] =>
  answer.links.map((link) => `${link.from} ${link.to}`);

describe('trace', () => {
  test('rule 24: forward reaches every output, also the by-product of a by-product (rule 17)', () => {
    const told = [
      harvest(1, 'a', day(1), A),
      make(1, 'b', day(2), { from: [A], into: [B, C] }),
      make(2, 'c', day(3), { from: [C], into: [D, E] }),
    ];
    expect(keys(ask(told, { item: A, direction: 'FORWARD' }))).toEqual([A, B, C, D, E]);
  });

  test('rule 13: going back, the other outputs of a step are no ancestors', () => {
    const told = [
      harvest(1, 'a', day(1), A),
      make(1, 'b', day(2), { from: [A], into: [B, C] }),
      make(2, 'c', day(3), { from: [C], into: [D] }),
    ];
    expect(ask(told, { item: D })).toEqual({
      nodes: [
        { key: D, distance: 0, tier: 0, birth: 2, madeBy: 2, corrected: false, more: false },
        { key: C, distance: 1, tier: 1, birth: 1, madeBy: 1, corrected: false, more: false },
        { key: A, distance: 2, tier: 1, birth: 0, madeBy: 1, corrected: false, more: false },
      ],
      links: [
        { from: A, to: C, kind: 'MADE_INTO', steps: [1] },
        { from: C, to: D, kind: 'MADE_INTO', steps: [2] },
      ],
      gaps: [],
      carriers: [],
    });
  });

  test('rule 14: inputs in one event, outputs in another, joined by the owner and the id whatever their times', () => {
    const told = [
      harvest(1, 'a', day(1), A),
      make(1, 'out', day(2), { into: [B], process: 'urn:run:7' }),
      make(1, 'in', day(4), { from: [A], process: 'urn:run:7' }),
      make(2, 'foreign', day(3), { from: [C], into: [D], process: 'urn:run:7' }),
    ];
    expect(pairs(ask(told, { item: B }))).toEqual([`${A} ${B}`]);
    expect(pairs(ask(told, { item: A, direction: 'FORWARD' }))).toEqual([`${A} ${B}`]);
    expect(pairs(ask(told, { item: C, direction: 'FORWARD' }))).toEqual([`${C} ${D}`]);
  });

  test('rule 22: a ring ends, and a diamond has each item and each link once', () => {
    const ring = [
      make(1, 'a', day(1), { from: [A], into: [B] }),
      make(1, 'b', day(1), { from: [B], into: [A] }),
    ];
    expect(pairs(ask(ring, { item: A }))).toEqual([`${A} ${B}`, `${B} ${A}`]);
    const diamond = [
      make(1, 'a', day(1), { from: [A], into: [B, C] }),
      make(1, 'b', day(2), { from: [B, C], into: [D] }),
    ];
    expect(pairs(ask(diamond, { item: D }))).toEqual([
      `${A} ${B}`,
      `${A} ${C}`,
      `${B} ${D}`,
      `${C} ${D}`,
    ]);
  });

  test('rule 9: what is made later did not go in, unless nobody made it earlier (rule 24)', () => {
    const again = [
      make(1, 'first', day(1), { from: [A], into: [C] }),
      make(1, 'use', day(2), { from: [C], into: [D] }),
      make(1, 'again', day(3), { from: [B], into: [C] }),
    ];
    expect(keys(ask(again, { item: D }))).toEqual([D, C, A]);
    expect(keys(ask(again, { item: B, direction: 'FORWARD' }))).toEqual([B, C]);
    const wrongClock = [
      make(1, 'use', day(2), { from: [C], into: [D] }),
      make(1, 'make', day(3), { from: [B], into: [C] }),
    ];
    expect(keys(ask(wrongClock, { item: B, direction: 'FORWARD' }))).toEqual([B, C, D]);
  });

  test('rule 9: equal times feed, in both orders of arrival', () => {
    const told = [
      make(1, 'use', day(1), { from: [B], into: [C] }),
      make(1, 'make', day(1), { from: [A], into: [B] }),
    ];
    for (const order of [told, told.toReversed()]) {
      expect(keys(ask(order, { item: C }))).toEqual([C, B, A]);
    }
  });

  test('rule 2: a recall of a lot reaches the pieces born into it and what they became', () => {
    const [S1, S2] = [piece('1'), piece('2')];
    const born: Told = {
      owner: 1,
      key: 'born',
      event: event({
        type: 'ObjectEvent',
        action: 'ADD',
        step: 'commissioning',
        time: day(1),
        items: { ITEM: [S1, S2] },
        lotNumber: 'A',
      }),
    };
    const told = [born, make(2, 'use', day(2), { from: [S2], into: [D] })];
    const forward = ask(told, { item: A, direction: 'FORWARD' });
    expect(forward.links).toEqual([
      { from: A, to: S1, kind: 'LOT_MEMBER', steps: [0] },
      { from: A, to: S2, kind: 'LOT_MEMBER', steps: [0] },
      { from: S2, to: D, kind: 'MADE_INTO', steps: [1] },
    ]);
    expect(keys(ask(told, { item: D }))).toEqual([D, S2, A]);
    expect(ask(told, { item: D }).gaps).toEqual([]);
  });

  test('rule 2: pieces made by a transformation go back to its inputs, not through their lot', () => {
    const S1 = piece('1');
    const told = [
      harvest(1, 'b', day(1), B),
      make(1, 'make', day(2), { from: [B], into: [S1], lotNumber: 'A' }),
      make(2, 'use', day(3), { from: [S1], into: [D] }),
    ];
    expect(keys(ask(told, { item: D }))).toEqual([D, S1, B]);
    expect(keys(ask(told, { item: A }))).toEqual([A, B]);
    expect(keys(ask(told, { item: A, direction: 'FORWARD' }))).toEqual([A, S1, D]);
    expect(keys(ask(told, { item: B, direction: 'FORWARD' }))).toEqual([B, A, S1, D]);
  });

  test('rule 46: a bare product joins nothing and is a gap', () => {
    const told = [
      make(1, 'a', day(1), { from: [A], into: [product()] }),
      make(2, 'b', day(2), { from: [product()], into: [B] }),
    ];
    const answer = ask(told, { item: B });
    expect(keys(answer)).toEqual([B, product()]);
    expect(answer.gaps).toEqual([{ reason: 'NO_LOT', key: product() }]);
  });

  test('rule 2: asked on a product, a trace starts at every known lot and piece of it', () => {
    const told = [
      make(1, 'a', day(1), { from: [lot('X', 2)], into: [A] }),
      make(1, 'b', day(1), { from: [lot('Y', 2)], into: [piece('7')] }),
    ];
    expect(keys(ask(told, { item: product() }))).toEqual([
      product(),
      A,
      piece('7'),
      lot('X', 2),
      lot('Y', 2),
    ]);
  });

  test('rule 23: an unknown origin is said, as is an item nobody knows', () => {
    const told = [make(1, 'a', day(1), { from: [A], into: [B] })];
    expect(ask(told, { item: B }).gaps).toEqual([{ reason: 'ORIGIN_NOT_RECORDED', key: A }]);
    expect(ask(told, { item: E }).gaps).toEqual([{ reason: 'ORIGIN_NOT_RECORDED', key: E }]);
  });

  test('rule 23: made of nothing that is recorded is no known origin', () => {
    const out = make(1, 'out', day(2), { into: [B], process: 'p' });
    const into = make(1, 'in', day(1), { from: [A], process: 'p' });
    const gaps = (told: readonly Told[], given: Partial<TraceQuestion> = {}): readonly string[] =>
      ask(told, { item: B, ...given }).gaps.map(({ key }) => key);
    expect(gaps([out])).toEqual([B]);
    expect(gaps([out], { depth: 0 })).toEqual([B]);
    expect(gaps([out, into])).toEqual([A]);
    expect(gaps([out, into], { knownAt: 0 })).toEqual([B]);
    const later = make(1, 'in', day(3), { from: [A], process: 'p' });
    expect(gaps([out, later], { at: '2026-03-02T08:00:00.000000Z' })).toEqual([B]);
    expect(gaps([out], { direction: 'FORWARD' })).toEqual([]);
  });

  test('rule 5: a declared event counts for nothing, also when the declaration comes first', () => {
    const wrong = make(1, 'wrong', day(1), { from: [A], into: [C] });
    const right = make(1, 'right', day(1), { from: [B], into: [C] });
    const declared = declare(wrong, day(2), { correctives: ['right'] });
    for (const told of [
      [wrong, right, declared],
      [declared, wrong, right],
      [right, declared, wrong],
    ]) {
      const answer = ask(told, { item: C });
      expect(keys(answer)).toEqual([C, B]);
      expect(answer.nodes[0]?.corrected).toBe(true);
    }
    const stranger = { ...declared, owner: 2 };
    expect(keys(ask([wrong, stranger], { item: C }))).toEqual([C, A]);
  });

  test('rule 39: asked as known earlier, the answer is the one that was given then', () => {
    const wrong = make(1, 'wrong', day(1), { from: [A], into: [C] });
    const told = [
      wrong,
      make(1, 'right', day(1), { from: [B], into: [C] }),
      declare(wrong, day(2)),
    ];
    expect(keys(ask(told, { item: C, knownAt: -1 }))).toEqual([C]);
    expect(keys(ask(told, { item: C, knownAt: 0 }))).toEqual([C, A]);
    expect(keys(ask(told, { item: C, knownAt: 1 }))).toEqual([C, A, B]);
    expect(keys(ask(told, { item: C, knownAt: 2 }))).toEqual([C, B]);
  });

  test('rule 8: with a time, later events are left out; that instant itself counts', () => {
    const told = [
      harvest(1, 'a', day(1), A),
      make(1, 'b', day(2), { from: [A], into: [B] }),
      make(1, 'c', day(3), { from: [B], into: [C] }),
    ];
    const at = '2026-03-02T08:00:00.000000Z';
    expect(keys(ask(told, { item: A, direction: 'FORWARD', at }))).toEqual([A, B]);
    expect(ask(told, { item: C, at }).gaps).toEqual([{ reason: 'ORIGIN_NOT_RECORDED', key: C }]);
  });

  test('rule 22: the limit counts links and says that the chain goes on', () => {
    const told = [
      harvest(1, 'a', day(1), A),
      make(1, 'b', day(2), { from: [A], into: [B] }),
      make(1, 'c', day(3), { from: [B], into: [C] }),
    ];
    const cut = ask(told, { item: C, depth: 1 });
    expect(cut.nodes.map(({ key, more }) => [key, more])).toEqual([
      [C, false],
      [B, true],
    ]);
    expect(ask(told, { item: C, depth: 2 }).nodes.some((node) => node.more)).toBe(false);
    expect(ask(told, { item: A, depth: 0, direction: 'FORWARD' }).nodes[0]?.more).toBe(true);
  });

  test('tiers count changes of maker on the shortest way', () => {
    const told = [
      harvest(3, 'a', day(1), A),
      make(2, 'b', day(2), { from: [A], into: [B] }),
      make(2, 'c', day(3), { from: [B], into: [C] }),
      make(1, 'd', day(4), { from: [C, E], into: [D] }),
    ];
    expect(ask(told, { item: D }).nodes.map(({ key, tier }) => [key, tier])).toEqual([
      [D, 0],
      [C, 1],
      [E, 0],
      [B, 1],
      [A, 2],
    ]);
  });
});
