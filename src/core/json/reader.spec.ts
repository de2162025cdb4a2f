import fc from 'fast-check';
import { type JsonLimits, jsonLimits } from './limits.ts';
import { parseJson, parseJsonInTurns } from './parse.ts';
import { JsonReader } from './reader.ts';
import { oversizeOf } from './size.ts';
import type { JsonValue } from './value.ts';

const limits: JsonLimits = {
  depthMax: 8,
  valuesMax: 60,
  eventsMax: 3,
  listMax: 4,
  objectMax: 3,
  textMax: 10,
  nameMax: 9,
};

const read = (value: unknown): JsonValue => {
  const result = parseJson(JSON.stringify(value), limits);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
};

const fields = (count: number): Readonly<Record<string, number>> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`f${index}`, index]));

describe('limits of the reader', () => {
  it.each([
    [[1, 2, 3, 4]],
    [{ '@context': 1, ...fields(3) }],
    [{ eventList: [fields(3), [1, 2, 3, 4], 'x'.repeat(10)] }],
    ['x'.repeat(10)],
    [{ abcdefghi: [[[[[[1]]]]]] }],
  ])('%j is within them', (value) => {
    expect(read(value)).toEqual(value);
  });

  it.each([
    [[1, 2, 3, 4, 5], '', 'at most 4 members'],
    [{ a: { 'b/c': [1, 2, 3, 4, 5] } }, '/a/b~1c', 'at most 4 members'],
    [{ a: [fields(4)] }, '/a/0', 'at most 3 fields'],
    [{ a: ['', 'x'.repeat(11)] }, '/a/1', 'at most 10 characters'],
    [{ a: { abcdefghij: 1 } }, '/a', 'at most 9 characters'],
    [{ b: { eventList: [1, 2, 3, 4] } }, '/b/eventList', 'at most 3 events'],
    [{ eventList: [], after: [1, 2, 3, 4, 5] }, '/after', 'at most 4 members'],
    [{ eventList: fields(4) }, '/eventList', 'at most 3 fields'],
    [{ eventList: Array.from({ length: 3 }, () => Array(20).fill(1)) }, '', 'at most 60 values'],
  ])('%j is refused at %j: %s', (value, at, expected) => {
    const result = parseJson(JSON.stringify(value), limits);
    expect(result).toMatchObject({ ok: false, problems: [{ code: 'TOO_LARGE', at, expected }] });
  });

  it('stops at the first member too many, whatever follows', () => {
    expect(parseJson('[1,2,3,4,5,', limits)).toMatchObject({ problems: [{ code: 'TOO_LARGE' }] });
  });

  it('keeps one member too many of an event, by which it is found to be too large', () => {
    const lists = { a: [1, 2, 3, 4, [5], [6], 7] };
    const bad = [{ a: { ...fields(9) } }, lists, { a: 'x'.repeat(11) }];
    const value = read({ eventList: bad, after: 1 });
    const [objectOf, listOf, textOf] = bad;
    expect(value).toEqual({
      eventList: [{ a: fields(4) }, { a: [1, 2, 3, 4, [5]] }, textOf],
      after: 1,
    });
    const size = { ...limits, lengthMax: 1_000 };
    for (const event of [objectOf, listOf, textOf]) {
      const kept = read({ eventList: [event] }) as { readonly eventList: readonly JsonValue[] };
      expect(oversizeOf(kept.eventList[0] ?? null, size)).toMatchObject({ at: '/a' });
    }
  });

  it('refuses what is no JSON behind the members that it does not keep', () => {
    const text = '{"eventList":[{"a":[1,2,3,4,5,6,{"b" 1}]}]}';
    expect(parseJson(text, limits)).toMatchObject({
      problems: [{ code: 'INVALID_VALUE', at: '/eventList/0/a/6/b' }],
    });
  });
});

describe('reading in turns', () => {
  it('property: gives the same in turns of any length', () => {
    fc.assert(
      fc.property(fc.json(), fc.integer({ min: 1, max: 20 }), (text, characters) => {
        const reader = new JsonReader(text, jsonLimits);
        let value: JsonValue | undefined;
        while (value === undefined) value = reader.advance(characters);
        expect({ ok: true, value }).toEqual(parseJson(text));
      }),
      { seed: 3, numRuns: 500 },
    );
  });

  it('lets others have their turn, and ends with the value or the refusal', async () => {
    let turns = 0;
    const turn = (): Promise<void> => {
      turns += 1;
      return Promise.resolve();
    };
    const list = `[${'"xxxxxxxx",'.repeat(19_999)}1]`;
    const text = `[${`${list},`.repeat(9)}${list}]`;
    expect(await parseJsonInTurns(text, turn)).toEqual(parseJson(text));
    expect(turns).toBeGreaterThan(3);
    expect(await parseJsonInTurns('[1,]', turn)).toEqual(parseJson('[1,]'));
    expect(await parseJsonInTurns('null', turn)).toEqual({ ok: true, value: null });
  });
});
