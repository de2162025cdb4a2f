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
    expect(refusal('{"a":'.repeat(8_000)).message).toContain('deeper than 64');
    expect(refusal(`{"a":"${'x'.repeat(10_000_000)}`).message).toContain('/a');
    const long = parseJson(`"${'x\\n'.repeat(3_000_000)}"`, { textMax: 6_000_000 });
    expect(long.ok && long.value).toHaveLength(6_000_000);
    expect(read('['.repeat(64) + ']'.repeat(64))).toHaveLength(1);
    expect(parseJson('[[1]]', { depthMax: 1 }).ok).toBe(false);
  });

  test.each([
    ['digits', '1'.repeat(10_000_000)],
    ['zeros that a pattern would read again and again', `1${'0'.repeat(10_000_000)}1`],
    ['decimals', `0.${'0'.repeat(10_000_000)}1`],
    ['exponent', `1e${'9'.repeat(10_000_000)}`],
    ['a long key', `{"${'k'.repeat(10_000_000)}":}`],
    ['escapes cut off', `"${'\\n'.repeat(5_000_000)}`],
  ])('10 MB of %s are refused in steps that grow with the text only', (_, text) => {
    const started = process.cpuUsage();
    const { at, message } = refusal(text);
    // A hundred times what it takes: reading again from every character would take days.
    expect(process.cpuUsage(started).user).toBeLessThan(20_000_000);
    expect(at.length + message.length).toBeLessThan(3_000);
  });

  test('a key is known by what it says, not by how it is written', () => {
    expect(refusal('{"a":1,"\\u0061":2}').at).toBe('/a');
    expect(refusal('{"__proto__":1,"__proto__":2}').at).toBe('/__proto__');
    expect(refusal('[{"k\\"":1},{"k\\"":1,"k\\"":2}]').at).toBe('/1/k"');
    expect(read('[{"type":1,"typ":2},{"typ":3,"type":4}]')).toEqual([
      { type: 1, typ: 2 },
      { typ: 3, type: 4 },
    ]);
  });

  test.each(['1e400', '1e-400', '5e-324', '1e308', '123456789012345e3', '0.1e1'])(
    '%s is the same number after writing',
    (text) => {
      expect(jsonEqual(read(stringifyJson(read(text))), new JsonNumber(text))).toBe(true);
    },
  );

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
    console.log(`json: worlds 1000, non-trivial ${worlds}`);
    expect(worlds).toBeGreaterThan(500);
  });

  test('property: a damaged text never throws, and what is read is what JSON.parse reads', () => {
    const plain = (text: string): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        return undefined;
      }
    };
    let damagedTexts = 0;
    const marks = fc.constantFrom('"', '{', ']', ',', ':', '\\', '0', 'e', '-', '');
    fc.assert(
      fc.property(fc.json(), fc.nat(), marks, (text, where, mark) => {
        const at = where % (text.length + 1);
        const damaged = text.slice(0, at) + mark + text.slice(at + 1);
        const [result, expected] = [parseJson(damaged), plain(damaged)];
        if (!result.ok) {
          damagedTexts += 1;
          expect(result.problems[0]?.message).not.toBe('');
          return;
        }
        expect(expected).not.toBeUndefined();
        // Longer numbers are where the two are meant to differ.
        if (!/\d{16}/.test(damaged))
          expect(jsonEqual(result.value, read(JSON.stringify(expected)))).toBe(true);
      }),
      { seed: 2, numRuns: 3_000 },
    );
    console.log(`damaged json: worlds 3000, non-trivial ${damagedTexts}`);
    expect(damagedTexts).toBeGreaterThan(500);
  });

  test('differences are named by pointer', () => {
    const left = read('{"a":[1,{"b":2}],"c":3}');
    const right = read('{"c":3,"a":[1,{"b":4}],"d/e":1}');
    expect(jsonDiffers(left, right)).toEqual(['/a/1/b', '/d~1e']);
    expect(pointer('a', 0, 'b~/')).toBe('/a/0/b~0~1');
  });

  test('plain values become JSON values, kept digits included', () => {
    const result = toJsonValue({ a: [1, 'x', -0], b: new JsonNumber('1e400'), c: undefined });
    expect(result.ok && stringifyJson(result.value)).toBe('{"a":[1,"x",0],"b":1e400}');
    const again = result.ok ? toJsonValue(result.value) : result;
    expect(again.ok && result.ok && jsonEqual(again.value, result.value)).toBe(true);
  });

  test('what JSON has no word for is refused where it stands', () => {
    const cyclic: unknown[] = [];
    cyclic.push(cyclic);
    const cases: readonly (readonly [unknown, string])[] = [
      [undefined, ''],
      [{ a: 1n }, '/a'],
      [[Number.NaN], '/0'],
      [{ a: [Number.POSITIVE_INFINITY] }, '/a/0'],
      [{ a: new Date(0) }, '/a'],
      [{ a: new Map() }, '/a'],
      [{ a: '\ud800' }, '/a'],
      [{ a: 'x\0' }, '/a'],
      [() => 1, ''],
      [cyclic, '/0'.repeat(64)],
    ];
    for (const [value, at] of cases) {
      const result = toJsonValue(value);
      expect(result.ok ? 'accepted' : result.problems[0]?.at).toBe(at);
    }
  });
});
