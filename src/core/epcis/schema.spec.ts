import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import fc from 'fast-check';
import type { JsonValue } from '../json/value.ts';
import { parseEvent } from './parse.ts';

/** The ratified JSON schema is the oracle here and nowhere else: the product has its own reader. */
const file = join(
  import.meta.dirname,
  '../../../../shared/standards/epcis-2.0/ratified-2.0.0/epcis-json-schema.json',
);
const present = existsSync(file);
if (!present) console.log('skipped: the ratified schema is not beside this checkout');

interface Vector {
  readonly title: string;
  readonly event: JsonValue;
  readonly expected: { readonly ok: boolean };
}
const folder = join(import.meta.dirname, '../../../test/vectors/epcis');
const vectors: readonly Vector[] = JSON.parse(readFileSync(join(folder, 'events.json'), 'utf8'));

/** All that we refuse although the schema takes it. */
const stricter: readonly (readonly [title: RegExp, why: string])[] = [
  [/^offset \+14:01/, 'XSD dateTimeStamp, the type of the standard, ends at fourteen hours'],
  [/^year 0|^instant before year 1/, 'there is no year 0, and no database holds one'],
  [/^event id that is too long/, 'our limit of 2,048 characters'],
  [/^negative quantity/, 'a quantity is zero or more'],
  [/^business step as web URI/, 'JSON takes the words of the standard bare'],
  [
    /^aggregation (ADD|DELETE) without parent/,
    'the standard wants the parent, the schema forgets it',
  ],
];
/** What we take although the schema refuses it. */
const milder: readonly (readonly [title: RegExp, why: string])[] = [
  [/^empty transformationID is read as none/, 'real GDST chains fall apart without'],
];
/** The same for mutated events, by what our first problem says. */
const stricterAt: readonly RegExp[] = [
  /\/parentID ADD and DELETE/,
  /\/persistentDisposition/,
  /INVALID_VALUE/,
  /dispositions?(\/\d+)? JSON takes the words/i,
];

const strange: readonly JsonValue[] = [
  null,
  true,
  -1,
  1.5,
  '',
  'x',
  'urn:',
  'urn:a',
  'a:',
  'a b:c',
  'http://a',
  'http://a:80/b?c#d',
  'ex:é',
  'ex:%zz',
  'ex:%41',
  'ex:[',
  'ex:a#b#c',
  '//a/b',
  'shipping',
  'recalled',
  'ADD',
  'DELETE',
  'location',
  'po',
  '2026-03-02T08:00:00Z',
  '2026-02-30T08:00:00Z',
  '+03:00',
  '+14:00',
  '-00:00',
  'KGM',
  'kg',
  'f0',
  [],
  {},
  ['urn:a'],
  ['urn:a', 'urn:a'],
  [1],
  [{}],
  { id: 'urn:a' },
  [{ epcClass: 'urn:a' }],
  [{ type: 'po', bizTransaction: 'urn:a' }],
  { set: ['recalled'] },
  [{ type: 'location', source: 'urn:a' }],
  'ObjectEvent',
  'AggregationEvent',
  'gs1:Angle',
  'TransformationEvent',
  'https://gs1.org/voc/Mass',
  'urn:epcglobal:cbv:x',
];
const names = [
  'foo',
  'ex:a',
  '@type',
  'ilmd',
  'epcList',
  'quantityList',
  'parentID',
  'childEPCs',
  'action',
  'childQuantityList',
  'transformationID',
  'inputEPCList',
  'outputQuantityList',
  'isA',
  'set',
  'bizTransactionList',
  'sourceList',
  'destinationList',
  'sensorElementList',
  'recordTime',
  'persistentDisposition',
  'certificationInfo',
  'errorDeclaration',
  'comment',
  'a b',
  'reason',
];

type Place = readonly (string | number)[];
const placesOf = (value: JsonValue, place: Place = []): readonly Place[] =>
  typeof value !== 'object' || value === null
    ? [place]
    : [place, ...Object.keys(value).flatMap((k) => placesOf(Object(value)[k], [...place, k]))];

interface Edit {
  readonly pick: number;
  readonly kind: 'delete' | 'set' | 'add';
  readonly name: string;
  readonly value: JsonValue;
}

const edited = (seed: JsonValue, edit: Edit): JsonValue => {
  const event = structuredClone(seed);
  const places = placesOf(event).filter((place) => place.length > 0 && place[0] !== '@context');
  const place = places[edit.pick % places.length] ?? [];
  let parent = Object(event);
  for (const name of place.slice(0, -1)) parent = Object(parent[name]);
  const last = String(place.at(-1));
  if (edit.kind === 'set') parent[last] = edit.value;
  else if (edit.kind === 'add' && !Array.isArray(parent)) parent[edit.name] = edit.value;
  else if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else Reflect.deleteProperty(parent, last);
  return event;
};

(present ? describe : describe.skip)('the ratified JSON schema', () => {
  const ajv = new Ajv({ strict: false });
  formats.default(ajv);
  const schema = present ? readFileSync(file, 'utf8').replace(/^\uFEFF/, '') : '{}';
  const validate = ajv.compile(JSON.parse(schema));

  it('says the same of all our examples, but where we are stricter for a reason', () => {
    for (const { title, event, expected } of vectors) {
      const strict = stricter.some(([name]) => name.test(title));
      const mild = milder.some(([name]) => name.test(title));
      expect([title, validate(event)]).toEqual([title, (expected.ok || strict) && !mild]);
      if (strict) expect(expected.ok).toBe(false);
    }
    for (const [name] of [...stricter, ...milder])
      expect(vectors.some(({ title }) => name.test(title))).toBe(true);
  });

  it('says the same of mutated events, but where we are stricter', () => {
    const seeds = vectors
      .filter(({ title, expected }) => expected.ok && !milder.some(([name]) => name.test(title)))
      .map(({ event }) => event);
    const edit = fc.record({
      pick: fc.nat(),
      kind: fc.constantFrom('delete', 'set', 'add'),
      name: fc.constantFrom(...names),
      value: fc.constantFrom(...strange),
    });
    let worlds = 0;
    let both = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...seeds),
        fc.array(edit, { minLength: 1, maxLength: 2 }),
        (seed, edits) => {
          const event = edits.reduce(edited, seed);
          const sound = validate(event);
          const ours = parseEvent(event, null, '');
          worlds += 1;
          if (!sound && !ours.ok) both += 1;
          if (sound === ours.ok) return;
          const [first] = ours.ok ? [] : ours.problems;
          const words = `${first?.at} ${first?.message} ${first?.code}`;
          expect([words, sound, stricterAt.some((pattern) => pattern.test(words))]).toEqual([
            words,
            true,
            true,
          ]);
        },
      ),
      { numRuns: 3000 },
    );
    console.log(`worlds ${worlds}, non-trivial ${both}`);
  });
});
