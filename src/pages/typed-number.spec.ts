import { typedNumber } from './typed-number.ts';

describe('a number as people type it', () => {
  it.each([
    ['en', '2100', '2100'],
    ['en', '2,100', '2100'],
    ['en', '2 100', '2100'],
    ['en', '1,234,567.50', '1234567.50'],
    ['en', '0.5', '0.5'],
    ['en', ' 12 ', '12'],
    ['fr', '2 100,5', '2100.5'],
    ['fr', '2\u202f100', '2100'],
    ['fr', '2,100', '2.100'],
    ['fr', '2.5', '2.5'],
    ['ar', '٢٬١٠٠', '2100'],
    ['ar', '٢١٫٥', '21.5'],
    ['ar', '۱۲', '12'],
    ['ar', '2,100.5', '2100.5'],
  ] as const)('in %s: "%s"', (language, typed, expected) => {
    expect(typedNumber(typed, language)).toBe(expected);
  });

  it.each([
    ['en', '0,500'],
    ['ar', '0٬500'],
    ['en', '2,10'],
    ['en', '12,5'],
    ['en', '1,00,000'],
    ['en', '1.000.000'],
    ['fr', '1.000.000'],
    ['en', '-5'],
    ['en', '1e3'],
    ['en', 'many'],
    ['en', ''],
  ] as const)('that may mean two things is left as it is, in %s: "%s"', (language, typed) => {
    expect(typedNumber(typed, language)).toBe(typed);
  });
});
