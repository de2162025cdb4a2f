import { describe, expect, it } from '@jest/globals';
import Big from 'big.js';
import fc from 'fast-check';
import { totalsOf } from './book-totals.ts';
import type { Balance } from './books.ts';

const books = (unit: string | null, lines: Partial<Balance>): Balance => ({
  unit,
  made: '0',
  adjusted: '0',
  used: '0',
  sold: '0',
  destroyed: '0',
  inTransit: '0',
  onHand: '0',
  unaccounted: '0',
  ...lines,
});

const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.nat(8))
  .map(([digits, places]) => new Big(`${digits}e-${places}`).toFixed());

/** Books that close: what is open is what the other lines leave. */
const closing: fc.Arbitrary<Balance> = fc
  .record({
    unit: fc.constantFrom(null, 'KGM', 'GRM', 'LTR'),
    made: decimal,
    adjusted: decimal,
    used: decimal,
    sold: decimal,
    destroyed: decimal,
    inTransit: decimal,
    onHand: decimal,
  })
  .map((one) => {
    const { made, adjusted, used, sold, destroyed, inTransit, onHand } = one;
    const out = [used, sold, destroyed, inTransit, onHand];
    const left = out.reduce((so, value) => so.minus(value), new Big(made).plus(adjusted));
    return { ...one, unaccounted: left.toFixed() };
  });

describe('books added up', () => {
  it('keeps every unit by itself, pieces last, and what is missing apart from what is too much', () => {
    const { totals, parts, unknown } = totalsOf([
      books(null, { made: '3', onHand: '3' }),
      books('KGM', { made: '10.5', used: '7', onHand: '2.5', unaccounted: '1' }),
      books('GRM', { made: '500', sold: '500' }),
      books('KGM', { made: '4', used: '5', unaccounted: '-1' }),
    ]);
    expect([parts, unknown]).toEqual([4, 0]);
    expect(totals.map(({ unit }) => unit)).toEqual(['GRM', 'KGM', null]);
    expect(totals[1]).toMatchObject({
      parts: 2,
      made: '14.5',
      used: '12',
      onHand: '2.5',
      unaccounted: '0',
      missing: '1',
      surplus: '1',
    });
  });

  it('leaves out, and counts, parts of which a line is not known', () => {
    const whole = books('KGM', { made: '2', onHand: '2' });
    const { totals, parts, unknown } = totalsOf([
      books('KGM', { made: null, onHand: '7', unaccounted: null }),
      whole,
      books('LTR', { onHand: null, unaccounted: null }),
    ]);
    expect(totals).toMatchObject([{ unit: 'KGM', parts: 1, made: '2', onHand: '2' }]);
    expect([parts, unknown]).toEqual([1, 2]);
    expect(totalsOf([])).toEqual({ totals: [], parts: 0, unknown: 0 });
  });

  it('closes exactly whenever the books of the parts do, in whatever order they come', () => {
    fc.assert(
      fc.property(fc.array(closing, { maxLength: 40 }), (all) => {
        const found = totalsOf(all);
        expect(found.totals.reduce((so, { parts }) => so + parts, 0)).toBe(all.length);
        for (const total of found.totals) {
          const { made, adjusted, used, sold, destroyed, inTransit, onHand, unaccounted } = total;
          const out = [used, sold, destroyed, inTransit, onHand, unaccounted];
          const sum = out.reduce((so, value) => so.plus(value), new Big(0));
          expect(sum.toFixed()).toBe(new Big(made).plus(adjusted).toFixed());
          expect(new Big(total.missing).minus(total.surplus).toFixed()).toBe(unaccounted);
          expect([total.missing, total.surplus].some((value) => value.startsWith('-'))).toBe(false);
        }
        expect(totalsOf(all.toReversed())).toEqual(found);
      }),
    );
  });
});
