import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type JsonValue, isJsonObject } from '../json/value.ts';
import { eventHash } from './hash.ts';
import { inspectEvent, parseEvent } from './parse.ts';
import { stepOf } from './step.ts';

interface Vector {
  readonly title: string;
  readonly event: JsonValue;
  readonly expected: {
    readonly ok: boolean;
    readonly code?: string;
    readonly at?: string;
    readonly step?: string;
    readonly lot?: string | null;
    readonly instant?: string;
    readonly day?: string;
    readonly keys?: readonly string[];
    readonly warnings?: readonly string[];
  };
}

const folder = join(import.meta.dirname, '../../../test/vectors/epcis');
const vectors: readonly Vector[] = JSON.parse(readFileSync(join(folder, 'events.json'), 'utf8'));

describe('parseEvent', () => {
  const valid = vectors.filter(({ expected }) => expected.ok);
  const invalid = vectors.filter(({ expected }) => !expected.ok);

  it.each(valid.map((vector) => [vector.title, vector] as const))('takes: %s', (_title, vector) => {
    const { event, warnings } = inspectEvent(vector.event, null, '');
    const { step, lot, instant, day, keys } = vector.expected;
    expect(event).toMatchObject({ ok: true });
    if (!event.ok) return;
    expect(event.value.body).toEqual(vector.event);
    expect(warnings.map(({ at }) => at)).toEqual(vector.expected.warnings ?? []);
    if (step !== undefined) expect(stepOf(event.value)).toBe(step);
    if (lot !== undefined) expect(event.value.lotNumber).toBe(lot);
    if (instant !== undefined) expect(event.value.time.instant).toBe(instant);
    if (day !== undefined) expect(event.value.time.day).toBe(day);
    if (keys !== undefined) expect(event.value.items.map(({ key }) => key)).toEqual(keys);
  });

  it.each(invalid.map((vector) => [vector.title, vector] as const))(
    'refuses: %s',
    (_title, vector) => {
      const event = parseEvent(vector.event, null, '/events/0');
      const { code, at } = vector.expected;
      expect(event).toMatchObject({ ok: false, problems: [{ code, at: `/events/0${at}` }] });
      if (!event.ok) expect(event.problems).toHaveLength(1);
    },
  );

  it('tells the items in order, with role, quantity, unit and pointer', () => {
    const transformation = vectors.find(({ title }) => title === 'transformation')?.event ?? null;
    const event = parseEvent(transformation, null, '');
    expect(event.ok && event.value.items).toEqual([
      {
        role: 'INPUT',
        id: 'https://id.gs1.org/01/09521001000017/10/A-0302',
        key: 'https://id.gs1.org/01/09521001000017/10/A-0302',
        classLevel: true,
        quantity: '400',
        unit: 'KGM',
        at: '/inputQuantityList/0',
      },
      {
        role: 'OUTPUT',
        id: 'https://id.gs1.org/01/09521005000013/10/KM-0312',
        key: 'https://id.gs1.org/01/09521005000013/10/KM-0312',
        classLevel: true,
        quantity: '300.5',
        unit: 'KGM',
        at: '/outputQuantityList/0',
      },
    ]);
  });

  it("gives an event its document's context, its own after it", () => {
    const { '@context': own, ...rest } = Object(vectors[0]?.event);
    const lent = parseEvent(rest, ['https://example.org/a.jsonld'], '');
    expect(lent.ok && lent.value.body['@context']).toEqual(['https://example.org/a.jsonld']);
    const both = parseEvent(Object(vectors[0]?.event), 'https://example.org/a.jsonld', '');
    expect(both.ok && both.value.body['@context']).toEqual([
      'https://example.org/a.jsonld',
      ...own,
    ]);
  });

  it('stops listing after a hundred problems', () => {
    const event = { ...Object(vectors[0]?.event), epcList: Array.from({ length: 500 }, () => 1) };
    const refused = parseEvent(event, null, '');
    expect(refused.ok || refused.problems.length).toBe(100);
  });
});

/** Something that no honest program would write. */
const strange: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer({ min: -1000, max: 1000 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constant(`urn:x:${'x'.repeat(2100)}`),
  fc.constant('\ud800'),
  fc.constant([]),
  fc.constant({}),
  fc.constant(Array.from({ length: 200 }).reduce<JsonValue>((inner) => [inner], 0)),
  fc.constant(Array.from({ length: 200 }).reduce<JsonValue>((inner) => ({ a: inner }), 0)),
);

type Place = readonly (string | number)[];

const placesOf = (value: JsonValue, place: Place = []): readonly Place[] => {
  if (typeof value !== 'object' || value === null) return [place];
  const names = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  const inner = (name: string | number) => placesOf(Object(value)[name], [...place, name]);
  return [place, ...names.flatMap(inner)];
};

const change = (root: JsonValue, place: Place, edit: (parent: object, last: string) => void) => {
  const copy = { root: structuredClone(root) };
  let parent: object = copy;
  const path = ['root', ...place];
  for (const name of path.slice(0, -1)) parent = Object(parent)[name];
  edit(parent, String(path.at(-1)));
  return copy.root;
};

const put = (parent: object, name: string, value: unknown): void => {
  Object.defineProperty(parent, name, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
};

/** Parts of a pointer. */
const partsOf = (at: string): readonly string[] =>
  at === ''
    ? []
    : at
        .slice(1)
        .split('/')
        .map((p) => p.replaceAll('~1', '/').replaceAll('~0', '~'));

/** True when the pointer, or where a missing field should be, lies in the value. */
const pointsInto = (value: JsonValue, at: string): boolean => {
  let current: JsonValue | undefined = value;
  for (const part of partsOf(at).slice(0, -1)) {
    if (typeof current !== 'object' || current === null) return false;
    current = Object.getOwnPropertyDescriptor(current, part)?.value;
    if (current === undefined) return false;
  }
  return at === '' || Array.isArray(current) || isJsonObject(current);
};

describe('a mutated event', () => {
  it('never throws: it is an event with a hash, or has problems that point into it', () => {
    const seeds = vectors.filter(({ expected }) => expected.ok).map(({ event }) => event);
    let worlds = 0;
    let refused = 0;
    const mutation = fc.record({
      seed: fc.constantFrom(...seeds),
      pick: fc.nat(),
      value: strange,
      name: fc.constantFrom('__proto__', 'constructor', 'a/b~c', 'example:a', 'type', '\u0000'),
      kind: fc.constantFrom('delete', 'replace', 'add', 'double'),
    });
    fc.assert(
      fc.property(mutation, ({ seed, pick, value, name, kind }) => {
        const places = placesOf(seed).slice(1);
        const place = places[pick % places.length] ?? [];
        const event = change(seed, place, (parent, last) => {
          if (kind === 'delete') Reflect.deleteProperty(parent, last);
          else if (kind === 'replace') put(parent, last, value);
          else if (kind === 'double' && Array.isArray(parent)) parent.push(Object(parent)[last]);
          else put(parent, Array.isArray(parent) ? last : name, value);
        });
        const result = parseEvent(event, null, '');
        worlds += 1;
        if (result.ok) {
          expect(eventHash(result.value)).toMatch(/^ni:\/\/\/sha-256;[0-9a-f]{64}\?ver=CBV2\.0$/);
          stepOf(result.value);
          return;
        }
        refused += 1;
        expect(result.problems.length).toBeGreaterThan(0);
        for (const { at } of result.problems)
          expect([at, pointsInto(event, at)]).toEqual([at, true]);
      }),
      { numRuns: 2000 },
    );
    console.log(`worlds ${worlds}, non-trivial ${refused}`);
    expect(refused).toBeGreaterThan(worlds / 10);
  });
});
