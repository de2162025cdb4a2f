import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { divide } from './decimal.ts';
import { convert, isUnit, symbolOf, unitOf, unitsOf } from './rec20.ts';

const published = join(
  import.meta.dirname,
  '../../../../shared/standards/reference/rec20-measurement-units.json',
);

if (!existsSync(published))
  console.log('The standards’ unit table is not beside this checkout: own cases only.');

describe('Rec 20 units', () => {
  test.each([
    ['1', 'TNE', 'KGM', '1000'],
    ['500', 'GRM', 'KGM', '0.5'],
    ['1', 'LBR', 'GRM', '453.59237'],
    ['2', 'DZN', null, '24'],
    ['24', null, 'DZN', '2'],
    ['0', 'CEL', 'KEL', '273.15'],
    ['212', 'FAH', 'CEL', '100'],
    ['-40', 'CEL', 'FAH', '-40'],
    ['36', 'KMH', 'MTS', '10'],
    ['1', 'KNT', 'KMH', '1.852'],
    ['1', 'NU', 'JOU', null],
    ['1', 'C62', 'P1', null],
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
    expect(
      unitsOf('MASS')
        .slice(0, 2)
        .map(({ symbol }) => symbol),
    ).toEqual(['kg', 'g']);
    expect(unitOf(null)?.dimension).toBe('COUNT');
  });

  test('no code stands twice', () => {
    expect(unitOf('KGM')?.dimension).toBe('MASS');
    const source = readFileSync(join(import.meta.dirname, 'rec20.ts'), 'utf8');
    const codes = [...source.matchAll(/(?:[`'\n,] ?)\s*([0-9A-Z]{2,3}) \S+ [\d./]+/g)].map(
      ([, code]) => code,
    );
    expect(codes.length).toBeGreaterThan(200);
    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
    expect(codes.filter((code) => !isUnit(code ?? ''))).toEqual([]);
  });

  test('property: there and back gives the same within every dimension', () => {
    let converted = 0;
    const pairs = [
      ['KGM', 'LBR'],
      ['LTR', 'GLI'],
      ['MTR', 'SMI'],
      ['HAR', 'ACR'],
      ['CEL', 'FAH'],
      ['KMH', 'KNT'],
    ] as const;
    fc.assert(
      fc.property(
        fc.integer({ min: -1_000_000, max: 1_000_000 }),
        fc.constantFrom(...pairs),
        (thousandths, [from, to]) => {
          const value = divide(String(thousandths), '1000', 3);
          const back = convert(convert(value, from, to) ?? '', to, from) ?? '';
          expect(divide(back, '1', 12)).toBe(value);
          if (value !== '0') converted += 1;
        },
      ),
      { seed: 8, numRuns: 300 },
    );
    console.log(`units: worlds 300, non-trivial ${converted}`);
    expect(converted).toBeGreaterThan(250);
  });

  (existsSync(published) ? test : test.skip)('factors are those of the published table', () => {
    const { measurementTypes } = JSON.parse(readFileSync(published, 'utf8')) as {
      measurementTypes: Record<string, { units: { code: string; multiplier: number }[] }>;
    };
    const wrong: string[] = [];
    const missing: string[] = [];
    let compared = 0;
    for (const [type, { units }] of Object.entries(measurementTypes)) {
      const known = units.filter(({ code }) => isUnit(code));
      if (known.length === 0) missing.push(type);
      for (const { code, multiplier } of known) {
        const unit = unitOf(code);
        compared += 1;
        const factor = Number(unit?.factor) / Number(unit?.divisor);
        if (Math.abs(factor / multiplier - 1) > 1e-5) wrong.push(`${type} ${code}`);
      }
    }
    console.log(
      `Rec 20: ${compared} factors compared, ${Object.keys(measurementTypes).length - missing.length} measurement types known, without: ${missing.join(', ')}`,
    );
    expect(missing).toEqual([]);
    expect(compared).toBeGreaterThan(200);
    expect(wrong).toEqual([]);
  });
});
