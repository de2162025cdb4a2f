import { parseJson } from './parse.ts';
import { oversizeOf, type SizeLimits } from './size.ts';

const limits: SizeLimits = {
  lengthMax: 1_000,
  textMax: 10,
  nameMax: 5,
  listMax: 4,
  objectMax: 3,
  except: 'far',
};

const found = (value: unknown, given: Partial<SizeLimits> = {}) => {
  const json = parseJson(JSON.stringify(value));
  if (!json.ok) throw new Error(JSON.stringify(json.problems));
  return oversizeOf(json.value, { ...limits, ...given });
};

describe('the size of a value', () => {
  it.each([
    ['x'.repeat(10)],
    [{ abcde: [1, 2, 3, 4], b: null, c: true }],
    [{ far: 'x'.repeat(100) }],
    [12345678901],
  ])('%j is within the limits', (value) => {
    expect(found(value)).toBeNull();
  });

  it.each([
    ['x'.repeat(11), 'TEXT', '', 10],
    [{ a: ['', 'x'.repeat(11)] }, 'TEXT', '/a/1', 10],
    [{ a: { 'b/c': [1, 2, 3, 4, 5] } }, 'LIST', '/a/b~1c', 4],
    [{ a: { b: 1, c: 2, d: 3, e: 4 } }, 'OBJECT', '/a', 3],
    [{ a: { abcdef: 1 } }, 'NAME', '/a', 5],
  ])('%j is too large: %s at %j', (value, kind, at, max) => {
    expect(found(value)).toEqual({ kind, at, max });
  });

  it.each([[['xxxxxxxx', 'xxxxxxxx']], [[1, 12345678, [], {}]], [{ abcd: 1, bcde: 2, cdef: 3 }]])(
    'all parts of %j count',
    (value) => {
      expect(found(value, { lengthMax: 20 })).toEqual({ kind: 'VALUE', at: '', max: 20 });
    },
  );
});
