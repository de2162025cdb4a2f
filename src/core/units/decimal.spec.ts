import fc from 'fast-check';
import { JsonNumber } from '../json/value.ts';
import { add, compare, divide, multiply, parseDecimal, subtract } from './decimal.ts';

describe('decimals', () => {
  test.each([
    [1, '1'],
    [0.1, '0.1'],
    ['-0', '0'],
    ['007.500', '7.5'],
    [1e21, '1000000000000000000000'],
    ['1e-7', '0.0000001'],
    [new JsonNumber('12345678901234567890.125'), '12345678901234567890.125'],
    ['1234567890123456789012345678901', null],
    ['1e400', null],
    ['', null],
    ['1,5', null],
    [Number.NaN, null],
    [Number.POSITIVE_INFINITY, null],
    [null, null],
    [true, null],
  ])('%p is %p', (value, canonical) => expect(parseDecimal(value as never)).toBe(canonical));

  test('property: a number is what its text is', () => {
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
    const short = fc.integer({ min: -1e9, max: 1e9 }).map((value) => value / 1_000);
    fc.assert(
      fc.property(fc.oneof(finite, short, fc.maxSafeInteger()), (value) => {
        expect(parseDecimal(value)).toBe(parseDecimal(String(value)));
      }),
      { seed: 4, numRuns: 2_000, examples: [[-0], [1e20], [1e21], [0.000_001], [1e-7]] },
    );
  });

  test('what floats get wrong', () => {
    expect(add('0.1', '0.2')).toBe('0.3');
    expect(subtract('350', '350')).toBe('0');
    expect(multiply('1.1', '1.1')).toBe('1.21');
    expect(divide('1', '3', 4)).toBe('0.3333');
    expect(compare('10', '9.99')).toBeGreaterThan(0);
  });

  test('property: sums of integers are those of bigints', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
        fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
        (a, b) => {
          expect(add(String(a), String(b))).toBe(String(a + b));
          expect(Math.sign(compare(String(a), String(b)))).toBe(a < b ? -1 : a > b ? 1 : 0);
        },
      ),
      { seed: 3, numRuns: 500 },
    );
  });
});
