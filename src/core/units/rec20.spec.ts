import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { convert, isUnit, symbolOf, unitOf } from './rec20.ts';

const published = join(
  import.meta.dirname,
  '../../../../shared/standards/reference/rec20-measurement-units.json',
);

describe('Rec 20 units', () => {
  test.each([
    ['1', 'TNE', 'KGM', '1000'],
    ['500', 'GRM', 'KGM', '0.5'],
    ['1', 'LBR', 'GRM', '453.59237'],
    ['2', 'DZN', null, '24'],
    ['24', null, 'DZN', '2'],
    ['0', 'CEL', 'KEL', '273.15'],
    ['1', 'GLL', 'LTR', '3.785411784'],
    ['3', 'EA', 'H87', '3'],
    ['7', 'XYZ', 'XYZ', '7'],
    ['1', 'KGM', 'LTR', null],
    ['1', 'KGM', null, null],
    ['1', 'XYZ', 'KGM', null],
  ])('%s %s is in %s: %s', (value, from, to, expected) =>
    expect(convert(value, from, to)).toBe(expected),
  );

  test('there and back gives the same for units of whole powers of ten', () => {
    for (const code of ['GRM', 'TNE', 'MGM'])
      expect(convert(convert('12.345', code, 'KGM') ?? '', 'KGM', code)).toBe('12.345');
  });

  test('symbols and unknown codes', () => {
    expect(symbolOf('KGM')).toBe('kg');
    expect(symbolOf('XYZ')).toBe('XYZ');
    expect(symbolOf(null)).toBe('');
    expect(isUnit('XYZ')).toBe(false);
    expect(unitOf(null)?.dimension).toBe('COUNT');
  });

  (existsSync(published) ? test : test.skip)('factors are those of the published table', () => {
    const { measurementTypes } = JSON.parse(readFileSync(published, 'utf8')) as {
      measurementTypes: Record<
        string,
        { units: { code: string; multiplier: number; offset: number }[] }
      >;
    };
    const wrong: string[] = [];
    let compared = 0;
    for (const type of ['Mass', 'Volume', 'Length', 'Area', 'Time', 'Temperature'] as const) {
      for (const { code, multiplier } of measurementTypes[type]?.units ?? []) {
        const unit = isUnit(code) ? unitOf(code) : undefined;
        if (unit === undefined) continue;
        compared += 1;
        if (Math.abs(Number(unit.factor) / multiplier - 1) > 1e-5) wrong.push(code);
      }
    }
    console.log(`Rec 20: ${compared} factors compared`);
    expect(compared).toBeGreaterThan(50);
    expect(wrong).toEqual([]);
  });
});
