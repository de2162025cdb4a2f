import { typedAmount, typedCount, typedDigits, typedText } from './typed.ts';

describe('what people type into forms', () => {
  it.each([
    ['9521 0050 0001-3', '9521005000013'],
    ['٩٥٢١', '9521'],
    ['۹۵۲۱', '9521'],
    ['  ', null],
    ['95x1', '95x1'],
  ])('has numbers in any digits and groups: %s', (text, digits) =>
    expect(typedDigits({ gtin: text }, 'gtin')).toBe(digits),
  );

  it.each([
    ['-0.42', -0.42],
    ['-0,42', -0.42],
    ['٣٦٫٩٥', 36.95],
    ['\u22121', -1],
    ['', null],
  ])('has amounts with any decimal mark: %s', (text, amount) =>
    expect(typedAmount({ latitude: text }, 'latitude')).toBe(amount),
  );

  it.each(['1,000.5', 'north', '0x10', '1e3', 'Infinity', '-'])('has no amount in %s', (text) =>
    expect(typedAmount({ latitude: text }, 'latitude')).toBeNaN(),
  );

  it('is nothing where a field is empty or missing', () => {
    expect(typedText({ name: ' A ' }, 'name')).toBe('A');
    expect(typedText({}, 'name')).toBeNull();
  });
});

describe('a count', () => {
  it.each([
    ['1000', 1_000],
    ['1,000', 1_000],
    ['10.000', 10_000],
    ['1 234 567', 1_234_567],
    ['٢٬١٠٠', 2_100],
  ])('is read as people group it: %s', (text, count) =>
    expect(typedCount({ members: text }, 'members')).toBe(count),
  );

  it.each(['1,5', '1,00', '-3', 'many', '0,500'])('is none: %s', (text) =>
    expect(typedCount({ members: text }, 'members')).toBeNaN(),
  );
});
