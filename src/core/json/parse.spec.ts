import fc from 'fast-check';
import { jsonDiffers, jsonEqual, parseJson, pointer, stringifyJson, toJsonValue } from './parse.ts';
import { JsonNumber, type JsonValue } from './value.ts';

const read = (text: string): JsonValue => {
  const result = parseJson(text);
  if (!result.ok) throw new Error(result.problems[0]?.message);
  return result.value;
};

const refusal = (text: string): { at: string; message: string } => {
  const result = parseJson(text);
  if (result.ok) throw new Error('was accepted');
  return { at: result.problems[0]?.at ?? '', message: result.problems[0]?.message ?? '' };
};

describe('JSON without loss', () => {
  test('ordinary documents are read as JSON.parse reads them', () => {
    const text = ' {"a":[1,-2.5,true,null,"x\\u0041\\n"],"b":{},"c":[]} ';
    expect(JSON.parse(JSON.stringify(read(text)))).toEqual(JSON.parse(text));
  });

  test.each([
    ['12345678901234567890'],
    ['0.1000000000000000055511151231257827'],
    ['-99999999999999999999.5'],
    ['1e-390'],
  ])('%s keeps its digits', (text) => {
    expect(read(text)).toBeInstanceOf(JsonNumber);
    expect(stringifyJson(read(text))).toBe(text);
  });

  test('equal numbers are equal in any spelling', () => {
    expect(jsonEqual(read('1.0'), read('1'))).toBe(true);
    expect(jsonEqual(read('-0'), read('0'))).toBe(true);
    expect(jsonEqual(read('1E2'), read('100'))).toBe(true);
    expect(jsonEqual(read('12345678901234567890'), read('12345678901234567891'))).toBe(false);
  });

  test.each([
    ['{"a":1,"b":{"c":2,"c":2}}', '/b/c'],
    ['{"a":"x\\u0000"}', '/a'],
    ['["\\ud800"]', '/0'],
    ['[1,2,"a\ud800"]', '/2'],
    ['{"a":1e401}', '/a'],
    ['{"a/b":[1,}', '/a~1b/1'],
    ['{"a":1} x', ''],
    ['{"a" 1}', '/a'],
    ['{a:1}', ''],
    ['[01]', '/0'],
    ['["\u0001"]', '/0'],
    ['["\\x"]', '/0'],
    ['', ''],
    ['[', '/0'],
  ])('%j is refused at %j', (text, at) => {
    expect(refusal(text).at).toBe(at);
  });

  test('`__proto__` is a key like any other', () => {
    const value = read('{"__proto__":{"polluted":1},"constructor":2}');
    expect(Object.keys(value as object)).toEqual(['__proto__', 'constructor']);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    expect(stringifyJson(value)).toBe('{"__proto__":{"polluted":1},"constructor":2}');
  });

  test('8,000 levels and 10 MB strings are answered, not crashed on', () => {
    expect(refusal('['.repeat(8_000)).message).toContain('deeper than 64');
    expect(refusal(`{"a":"${'x'.repeat(10_000_000)}`).message).toContain('/a');
    expect(read(`"${'x\\n'.repeat(3_000_000)}"`)).toHaveLength(6_000_000);
  });

  test('a byte order mark is skipped', () => {
    expect(read('\uFEFF[1]')).toEqual([1]);
  });

  test('property: writing and reading gives the same value', () => {
    let worlds = 0;
    fc.assert(
      fc.property(fc.json({ noUnicodeString: false } as never), (text) => {
        const result = parseJson(text);
        if (!result.ok) return;
        worlds += 1;
        expect(jsonDiffers(read(stringifyJson(result.value)), result.value)).toEqual([]);
        expect(jsonDiffers(result.value, read(JSON.stringify(JSON.parse(text))))).toEqual([]);
      }),
      { seed: 1, numRuns: 1_000 },
    );
    console.log(`json: 1000 worlds, ${worlds} read`);
    expect(worlds).toBeGreaterThan(500);
  });

  test('property: a damaged text never throws, and what is read is what JSON.parse reads', () => {
    fc.assert(
      fc.property(
        fc.json(),
        fc.nat(),
        fc.constantFrom('"', '{', ']', ',', ':', '\\', '0', 'e', ''),
        (text, where, char) => {
          const at = where % (text.length + 1);
          const damaged = text.slice(0, at) + char + text.slice(at + 1);
          const result = parseJson(damaged);
          let valid = true;
          try {
            JSON.parse(damaged);
          } catch {
            valid = false;
          }
          if (result.ok) expect(valid).toBe(true);
          else expect(result.problems[0]?.message).not.toBe('');
        },
      ),
      { seed: 2, numRuns: 3_000 },
    );
  });

  test('differences are named by pointer', () => {
    const left = read('{"a":[1,{"b":2}],"c":3}');
    const right = read('{"c":3,"a":[1,{"b":4}],"d/e":1}');
    expect(jsonDiffers(left, right)).toEqual(['/a/1/b', '/d~1e']);
    expect(pointer('a', 0, 'b~/')).toBe('/a/0/b~0~1');
  });

  test('plain values become JSON values', () => {
    expect(toJsonValue({ a: 1n }).ok).toBe(false);
    expect(toJsonValue(undefined).ok).toBe(false);
    const result = toJsonValue({ a: [1, 'x'] });
    expect(result.ok && stringifyJson(result.value)).toBe('{"a":[1,"x"]}');
  });
});
