import { describe, expect, test } from '@jest/globals';
import type { Amount } from './amount.ts';
import { mixtureOf } from './shares.ts';
import type { MixAct, MixLine, MixQuestion } from './shares-question.ts';
import { shareText, unitsText, wholeInUnits } from './shares-rounding.ts';

const day = (number: number): string =>
  `2026-03-${String(number).padStart(2, '0')}T08:00:00.000000Z`;

/** `A 400`: kilograms; `A 3 H87`, `A 4 -`: another unit, pieces; `A`: not recorded. */
const line = (text: string): MixLine<string> => {
  const [item = '', value, unit = 'KGM'] = text.split(' ');
  const amount: Amount | null =
    value === undefined ? null : { value, unit: unit === '-' ? null : unit };
  return { item, amount };
};

let acts = 0;
const made = (
  on: number,
  inputs: readonly string[],
  outputs: readonly string[],
  more: Partial<MixAct<string>> = {},
): MixAct<string> => {
  acts += 1;
  const lines = { inputs: inputs.map(line), outputs: outputs.map(line) };
  return { kind: 'MADE', process: `#${acts}`, instant: day(on), owner: 7, ...lines, ...more };
};
const born = (on: number, ...outputs: readonly string[]): MixAct<string> =>
  made(on, [], outputs, { kind: 'BORN' });

const answer = (
  asked: string,
  told: readonly MixAct<string>[],
  more: Partial<MixQuestion<string>> = {},
) => {
  const plain = { taken: [], isSingle: () => false, productOf: () => null };
  const mixture = mixtureOf({ asked, acts: told, ...plain, ...more });
  const text = (share: bigint | null): string | null => (share === null ? null : shareText(share));
  return {
    shares: Object.fromEntries(
      [...mixture.carried((item) => item).shares].map(([item, share]) => [item, text(share)]),
    ),
    origins: Object.fromEntries([...mixture.origins].map(([item, share]) => [item, text(share)])),
    unknown: shareText(mixture.unknown),
    unweighed: [...mixture.unweighed],
    mixture,
  };
};

describe('shares by mass', () => {
  test('the sample chain: 400, 290 and 300 into one lot, of which a part was roasted', () => {
    const told = [
      born(1, 'A 400'),
      born(1, 'B 300'),
      born(1, 'D 320'),
      made(2, ['D 320'], ['T 300']),
      made(3, ['A 400', 'B 290', 'T 300'], ['KM 800', 'KH 180']),
      made(4, ['KM 200'], ['RR 160']),
    ];
    const found = answer('RR', told);
    const inputs = { A: '0.4040', B: '0.2929', T: '0.3030', D: '0.3030' };
    expect(found.shares).toEqual({ RR: '1.0000', KM: '1.0000', ...inputs });
    expect(found.origins).toEqual({ A: '0.4040', B: '0.2929', D: '0.3030' });
    expect(found.unknown).toBe('0.0000');
    expect(found.unweighed).toEqual([]);
  });

  test('masses convert, whatever their unit', () => {
    const told = [born(1, 'A'), born(1, 'B'), made(2, ['A 1 TNE', 'B 3000000 GRM'], ['C'])];
    expect(answer('C', told).origins).toEqual({ A: '0.2500', B: '0.7500' });
  });

  test('diamonds add up, and do not multiply', () => {
    const told = [
      born(1, 'A 10'),
      born(1, 'X 10'),
      made(2, ['A 4'], ['B 4']),
      made(2, ['A 4', 'X 4'], ['C 8']),
      made(3, ['B 2', 'C 6'], ['D 8']),
    ];
    const { shares } = answer('D', told);
    expect(shares).toEqual({ D: '1.0000', B: '0.2500', C: '0.7500', A: '0.6250', X: '0.3750' });
  });

  test('rule 14: events of one process are one mix, whatever their times', () => {
    const together = { process: 'run' };
    const told = [
      born(1, 'A'),
      born(1, 'B'),
      made(2, ['A 10'], [], together),
      made(3, [], ['C 20'], together),
      made(4, ['B 30'], [], together),
      made(9, ['C 5'], ['D 5']),
    ];
    expect(answer('D', told).origins).toEqual({ A: '0.2500', B: '0.7500' });
  });

  test('one input needs no weighing', () => {
    const told = [born(1, 'A'), made(2, ['A'], ['B']), made(3, ['B 3 -'], ['C'])];
    expect(answer('C', told)).toMatchObject({
      shares: { C: '1.0000', B: '1.0000', A: '1.0000' },
      unknown: '0.0000',
      unweighed: [],
    });
  });
});

describe('what cannot be told', () => {
  test.each([
    ['is not recorded', 'B', ['B']],
    ['is in pieces beside masses', 'B 5 -', ['B']],
    ['is a volume beside masses', 'B 5 LTR', ['B']],
    ['is below zero', 'B -5', ['B']],
  ])('an input that %s makes all shares through the mix null', (_, second, missing) => {
    const told = [
      born(1, 'A'),
      born(1, 'B'),
      born(1, 'X'),
      made(2, ['A 10', second], ['C 10']),
      made(3, ['C 10', 'X 30'], ['D']),
    ];
    const found = answer('D', told);
    expect(found.shares).toEqual({ D: '1.0000', C: '0.2500', X: '0.7500', A: null, B: null });
    expect(found.origins).toEqual({ X: '0.7500' });
    expect(found.unknown).toBe('0.2500');
    expect(found.unweighed).toEqual(missing.map((item) => [item, 7]));
  });

  test('nothing of everything cannot be told either', () => {
    const told = [born(1, 'A'), born(1, 'B'), made(2, ['A 0', 'B 0'], ['C'])];
    expect(answer('C', told)).toMatchObject({ shares: { A: null, B: null }, unknown: '1.0000' });
    const some = [born(1, 'A'), born(1, 'B'), made(2, ['A 0', 'B 1'], ['C'])];
    expect(answer('C', some).shares).toEqual({ C: '1.0000', B: '1.0000' });
  });

  test('pieces of one product are weighed by the piece, of two products they are not', () => {
    const told = [born(1, 'A'), born(1, 'B'), made(2, ['A 1 -', 'B 3 H87'], ['C'])];
    const alike = { productOf: () => 'bottle' };
    expect(answer('C', told, alike).origins).toEqual({ A: '0.2500', B: '0.7500' });
    const found = answer('C', told, { productOf: (item) => item });
    expect(found.shares).toEqual({ C: '1.0000', A: null, B: null });
    expect(found.unweighed.map(([item]) => item)).toEqual(['A', 'B']);
    const half = [born(1, 'A'), born(1, 'B'), made(2, ['A', 'B 3 -'], ['C'])];
    expect(answer('C', half, alike).unweighed).toEqual([['A', 7]]);
  });

  test('an origin that is not recorded, was made of nothing, or lies behind the depth is unknown', () => {
    const told = [
      made(1, [], ['N 10']),
      made(1, [], ['M 10'], { inputs: null }),
      made(2, ['N 10', 'M 20', 'S 70'], ['C']),
    ];
    expect(answer('C', told)).toMatchObject({
      shares: { C: '1.0000', N: '0.1000', M: '0.2000', S: '0.7000' },
      origins: {},
      unknown: '1.0000',
      unweighed: [],
    });
    expect(answer('C', [])).toMatchObject({ shares: { C: '1.0000' }, unknown: '1.0000' });
  });
});

describe('in event time', () => {
  test('a use has what was made up to then, by what was left', () => {
    const told = [
      born(1, 'A'),
      born(1, 'B'),
      made(2, ['A 10'], ['L 10']),
      made(3, ['L 5'], ['early']),
      made(4, ['B 15'], ['L 15']),
      made(5, ['L 8'], ['late']),
    ];
    expect(answer('early', told).origins).toEqual({ A: '1.0000' });
    expect(answer('late', told).origins).toEqual({ A: '0.2500', B: '0.7500' });
  });

  test('what others took is not there any more', () => {
    const told = [
      born(1, 'A'),
      born(1, 'B'),
      made(2, ['A 10'], ['L 10']),
      made(4, ['B 15'], ['L 15']),
      made(5, ['L 8'], ['late']),
    ];
    const taken = [{ ...line('L 5'), instant: day(3) }];
    expect(answer('late', told, { taken }).origins).toEqual({ A: '0.2500', B: '0.7500' });
    const all = [{ ...line('L 50'), instant: day(3) }];
    expect(answer('late', told, { taken: all }).origins).toEqual({ B: '1.0000' });
    expect(answer('L', told, { taken }).origins).toEqual({ A: '0.4000', B: '0.6000' });
    const untold = [{ ...line('L'), instant: day(3) }];
    const found = answer('late', told, { taken: untold });
    expect(found).toMatchObject({ shares: { L: '1.0000', A: null, B: null }, unknown: '1.0000' });
    expect(found.unweighed).toEqual([['L', 7]]);
  });

  test('rework: a ring is averaged, and what went round counts once', () => {
    const told = [
      born(1, 'A 100'),
      born(1, 'X 100'),
      made(2, ['A 50', 'X 50'], ['B 100']),
      made(3, ['B 50'], ['A 50']),
      made(4, ['A 50'], ['C 50']),
    ];
    const found = answer('C', told);
    expect(found.origins).toEqual({ A: '0.7500', X: '0.2500' });
    expect(found.shares).toEqual({ C: '1.0000', A: '1.0000', B: '0.5000', X: '0.2500' });
  });

  test('an item reworked into itself', () => {
    const told = [
      born(1, 'A 100'),
      born(1, 'X'),
      made(2, ['A 100', 'X 10'], ['A 110']),
      made(2, ['A 50'], ['C 50']),
    ];
    for (const asked of ['C', 'A']) {
      expect(answer(asked, told).origins).toEqual({ A: '0.9091', X: '0.0909' });
    }
  });

  test('equal times feed, in any order of arrival, and their rings repeat themselves', () => {
    const told = [made(2, ['B 10'], ['C 10']), made(2, ['A 10'], ['B 10']), born(2, 'A 10')];
    for (const order of [told, told.toReversed()]) {
      expect(answer('C', order).origins).toEqual({ A: '1.0000' });
    }
    const ring = [
      born(1, 'X'),
      made(2, ['X 90', 'B 10'], ['A 100']),
      made(2, ['A 100'], ['B 100']),
    ];
    expect(answer('B', ring)).toMatchObject({
      shares: { B: '1.0000', A: '1.0000', X: '1.0000' },
      unknown: '0.0000',
    });
    expect(answer('B', ring.slice(2)).unknown).toBe('1.0000');
    const closed = [made(2, ['B 1'], ['A 1']), made(2, ['A 1'], ['B 1'])];
    expect(answer('A', closed)).toMatchObject({
      shares: { A: '1.0000', B: '1.0000' },
      unknown: '1.0000',
    });
  });

  test('rule 24: a wrong clock loses nothing; what comes from the use itself has no origin', () => {
    const late = [born(1, 'A'), made(5, ['A 10'], ['B 10']), made(3, ['B 10'], ['C 10'])];
    expect(answer('C', late).origins).toEqual({ A: '1.0000' });
    const topUp = [born(1, 'X'), made(2, ['A 99', 'X 1'], ['A 100']), made(3, ['A 1'], ['C 1'])];
    expect(answer('C', topUp)).toMatchObject({ origins: { X: '0.0100' }, unknown: '0.9900' });
  });

  test('rule 2: a piece made again is what the last making says, and is of its lot when none does', () => {
    const isSingle = (item: string): boolean => item.startsWith('S');
    const told = [
      born(1, 'S 1 -'),
      born(1, 'A'),
      born(1, 'B'),
      made(2, ['A 10'], ['S 1 -']),
      made(4, ['B 10'], ['S 1 -']),
      made(3, ['S 1 -'], ['early']),
      made(5, ['S 1 -'], ['late']),
    ];
    expect(answer('early', told, { isSingle }).origins).toEqual({ A: '1.0000' });
    expect(answer('late', told, { isSingle }).origins).toEqual({ B: '1.0000' });
    const member = [
      born(1, 'L 10'),
      made(2, ['L'], ['S 1 -'], { kind: 'MEMBER' }),
      made(3, ['S 1 -'], ['C']),
    ];
    expect(answer('C', member, { isSingle }).origins).toEqual({ L: '1.0000' });
  });
});

describe('groups and rounding', () => {
  test('a group counts what passed through it once', () => {
    const told = [
      born(1, 'A 10'),
      born(1, 'X 30'),
      made(2, ['A 10'], ['B 10']),
      made(3, ['B 10', 'X 30'], ['C 40']),
      made(4, ['C 10', 'A 10'], ['D 20']),
    ];
    const maker = (item: string): string | null => ({ A: 'f', B: 'g', C: 'f' })[item] ?? null;
    const { shares } = answer('D', told).mixture.carried(maker);
    expect([...shares].map(([name, share]) => [name, share && shareText(share)])).toEqual(
      expect.arrayContaining([
        ['f', '1.0000'],
        ['g', '0.1250'],
      ]),
    );
  });

  test('long chains and wide mixes', () => {
    const chain = Array.from({ length: 30_000 }, (_, index) =>
      made(2, [`L${index} 1`], [`L${index + 1} 1`]),
    );
    expect(answer('L30000', [born(1, 'L0'), ...chain]).origins).toEqual({ L0: '1.0000' });
    const wide = Array.from({ length: 3_000 }, (_, index) => `W${index} 1`);
    const { mixture, unknown } = answer('M', [born(1, ...wide), made(2, wide, ['M'])]);
    expect([mixture.origins.size, unknown]).toEqual([3_000, '0.0000']);
  });

  test('largest remainder: what is rounded still adds up to one', () => {
    const rounded = (...parts: readonly number[]): readonly string[] =>
      wholeInUnits(parts.map(BigInt)).map(unitsText);
    expect(rounded(1, 1, 1)).toEqual(['0.3334', '0.3333', '0.3333']);
    expect(rounded(690, 300, 0)).toEqual(['0.6970', '0.3030', '0.0000']);
    expect(rounded(1, 99_999)).toEqual(['0.0000', '1.0000']);
    expect(rounded(0, 0)).toEqual(['0.0000', '0.0000']);
    const many = Array.from({ length: 30_000 }, () => 1);
    expect(wholeInUnits(many.map(BigInt)).reduce((sum, one) => sum + one)).toBe(10_000n);
    expect(shareText(10n ** 40n / 3n)).toBe('0.3333');
    expect(shareText(5n * 10n ** 35n - 1n)).toBe('0.0001');
  });
});
