import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import fc from 'fast-check';
import { JsonNumber, type JsonObject, type JsonValue } from '../json/value.ts';
import { stringifyJson } from '../json/parse.ts';
import { parseEvent } from './parse.ts';
import type { ResolvedAmount, ResolvedStep, ResolvedVerb } from './resolved-step.ts';
import { stepOf } from './step.ts';
import { stepToEpcis } from './step-to-epcis.ts';

const schemaFile = join(
  import.meta.dirname,
  '../../../../shared/standards/epcis-2.0/ratified-2.0.0/epcis-json-schema.json',
);

const ratified = (): ((event: unknown) => unknown) => {
  if (!existsSync(schemaFile)) {
    console.log('skipped: the ratified schema is not beside this checkout');
    return () => null;
  }
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats.default(ajv);
  const validate = ajv.compile(JSON.parse(readFileSync(schemaFile, 'utf8').replace(/^\uFEFF/, '')));
  return (event) => (validate(event) ? null : validate.errors);
};

const day = fc.constantFrom('2026-03-01', '2027-12-31');
const text = fc.string({ maxLength: 20 });
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.option(value, { nil: null });
const lot: fc.Arbitrary<ResolvedAmount> = fc.record({
  id: fc.constantFrom(
    'https://id.gs1.org/01/09521001000017/10/A-0302',
    'https://id.gs1.org/01/09521002000016/10/B-0302',
  ),
  classLevel: fc.constant(true),
  lot: maybe(fc.constantFrom('A-0302', 'B-0302')),
  quantity: maybe(fc.constantFrom('0', '400', '290.5', '12345678901234567.25')),
  unit: maybe(fc.constantFrom('KGM', 'LTR', 'C62')),
  price: maybe(
    fc.record({
      amount: fc.constantFrom('88000', '0.5'),
      currency: fc.constantFrom('ETB', 'EUR'),
      basis: maybe(fc.constant('EXW')),
    }),
  ),
});
const one = (id: string, number: string | null): ResolvedAmount => ({
  id,
  classLevel: false,
  lot: number,
  quantity: null,
  unit: null,
  price: null,
});
const piece = fc.constantFrom(
  one('https://id.gs1.org/01/09521001000017/21/S1', 'A-0302'),
  one('https://id.gs1.org/01/09521001000017/21/S2', 'A-0302'),
  one('urn:uuid:019a0000-0000-7000-8000-0000000000b1', null),
);
const container = fc.constantFrom(
  one('https://id.gs1.org/00/095210050000000020', null),
  one('https://id.gs1.org/8003/09521005000099PAL7', null),
);
const some = fc.array(fc.oneof(lot, piece, container), { minLength: 1, maxLength: 4 });
const party = fc.constantFrom('https://id.gs1.org/417/9521005000006', 'urn:example:party:1');
const site = fc.constantFrom('https://id.gs1.org/414/9521005000013', 'urn:example:site:1');
const verb = <V extends ResolvedVerb['verb']>(name: V) => fc.constant(name);
const pallet = fc.constant('https://id.gs1.org/00/095210050000000013');

const verbs: readonly fc.Arbitrary<ResolvedVerb>[] = [
  fc.record({ verb: verb('HARVEST'), outputs: some, harvestedOn: maybe(day) }),
  fc.record({
    verb: verb('COMMISSION'),
    outputs: some,
    madeOn: maybe(day),
    bestBefore: maybe(day),
  }),
  fc.record({
    verb: verb('MAKE'),
    inputs: some,
    outputs: some,
    bestBefore: maybe(day),
    processStep: maybe(text),
    process: maybe(fc.constant('urn:uuid:019a0000-0000-7000-8000-0000000000aa')),
  }),
  fc.record({ verb: verb('PACK'), container: pallet, items: some }),
  fc.record({
    verb: verb('UNPACK'),
    container: pallet,
    items: fc.oneof(some, fc.constant([])),
    holdsContainers: fc.boolean(),
  }),
  fc.record({
    verb: verb('SHIP'),
    items: some,
    ownership: fc.boolean(),
    to: party,
    toSite: maybe(site),
    due: maybe(day),
    via: fc.constantFrom([], ['DJJIB', 'DEHAM']),
  }),
  fc.record({
    verb: verb('RECEIVE'),
    items: some,
    ownership: fc.boolean(),
    from: maybe(party),
    fromSite: maybe(site),
    complete: fc.boolean(),
    condition: maybe(text),
  }),
  fc.record({ verb: verb('INSPECT'), items: some, passed: fc.boolean(), result: maybe(text) }),
  fc.record({ verb: verb('SELL'), items: some }),
  fc.record({ verb: verb('DESTROY'), items: some, reason: text }),
  fc.record({ verb: verb('COUNT'), items: some, all: fc.boolean() }),
  fc.record({ verb: verb('HOLD'), items: some, reason: text, recall: fc.boolean() }),
  fc.record({ verb: verb('RELEASE'), items: some, reason: text }),
];

const stepWith = (step: fc.Arbitrary<ResolvedVerb>): fc.Arbitrary<ResolvedStep> =>
  fc.record({
    id: fc.constant('urn:uuid:019a0000-0000-7000-8000-000000000001'),
    time: fc.constantFrom('2026-03-02T08:00:00.000+03:00', '2026-03-01T23:30:00Z'),
    site: maybe(site),
    party,
    step,
    documents: fc.constantFrom(
      [],
      [{ type: 'po', id: 'urn:epcglobal:cbv:bt:9521001000017:PO-771' }],
    ),
    evidence: fc.constantFrom(
      [],
      [{ kind: 'PHOTO', title: 'Bags', sha256: 'a'.repeat(64), mediaType: 'image/jpeg' }],
    ),
    note: maybe(text),
  });

/** JSON as others read it: numbers beyond a double lose what they cannot hold. */
const plain = (event: JsonObject): unknown => JSON.parse(stringifyJson(event));

describe('stepToEpcis', () => {
  it('says every verb so that stepOf and the ratified schema agree', () => {
    const errors = ratified();
    let worlds = 0;
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(stepWith(fc.oneof(...verbs)), (step) => {
        const event = stepToEpcis(step);
        const read = parseEvent(event, null, '');
        expect(read).toMatchObject({ ok: true });
        if (!read.ok) return;
        worlds += 1;
        seen.set(step.step.verb, (seen.get(step.step.verb) ?? 0) + 1);
        expect(stepOf(read.value)).toBe(step.step.verb);
        expect(read.value.eventId).toBe(step.id);
        expect(read.value.readPoint).toBe(step.site);
        expect(errors(plain(event))).toBeNull();
      }),
      { numRuns: 500 },
    );
    console.log(`worlds ${worlds}, non-trivial ${worlds}: ${seen.size} verbs`);
    expect(seen.size).toBe(verbs.length);
  });

  const common: Omit<ResolvedStep, 'step'> = {
    id: 'urn:uuid:019a0000-0000-7000-8000-000000000001',
    time: '2026-03-02T08:00:00.000+03:00',
    site: 'https://id.gs1.org/414/9521001000017',
    party: 'https://id.gs1.org/417/9521001000000',
    documents: [],
    evidence: [],
    note: null,
  };
  const amount = (id: string, quantity: string, number: string): ResolvedAmount => ({
    id: `https://id.gs1.org/01/${id}`,
    classLevel: true,
    lot: number,
    quantity,
    unit: 'KGM',
    price: null,
  });
  const made = (step: ResolvedVerb): JsonValue => stepToEpcis({ ...common, step });

  it('writes a harvest as the table says', () => {
    const outputs = [amount('09521001000017/10/A-0302', '400', 'A-0302')];
    expect(made({ verb: 'HARVEST', outputs, harvestedOn: null })).toEqual({
      '@context': [
        'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
        { tl: 'https://ns.example/throughline/', cbvmda: 'urn:epcglobal:cbv:mda:' },
      ],
      eventID: common.id,
      eventTime: common.time,
      eventTimeZoneOffset: '+03:00',
      readPoint: { id: common.site },
      bizLocation: { id: common.site },
      type: 'ObjectEvent',
      action: 'ADD',
      bizStep: 'commissioning',
      disposition: 'active',
      quantityList: [
        { epcClass: 'https://id.gs1.org/01/09521001000017/10/A-0302', quantity: 400, uom: 'KGM' },
      ],
      ilmd: { 'cbvmda:lotNumber': 'A-0302', 'cbvmda:harvestEndDate': '2026-03-02' },
    });
  });

  it('names both ends of a shipping, and where the goods will be in neither location', () => {
    const items = [amount('09521001000017/10/A-0302', '400', 'A-0302')];
    const to = 'https://id.gs1.org/417/9521005000006';
    const step: ResolvedVerb = {
      verb: 'SHIP',
      items,
      ownership: true,
      to,
      toSite: 'https://id.gs1.org/414/9521005000013',
      due: '2026-03-05',
      via: ['DJJIB'],
    };
    expect(made(step)).toMatchObject({
      bizStep: 'shipping',
      disposition: 'in_transit',
      sourceList: [
        { type: 'possessing_party', source: common.party },
        { type: 'owning_party', source: common.party },
        { type: 'location', source: common.site },
      ],
      destinationList: [
        { type: 'possessing_party', destination: to },
        { type: 'owning_party', destination: to },
        { type: 'location', destination: step.toSite },
      ],
      'tl:due': '2026-03-05',
      'tl:via': ['DJJIB'],
    });
    expect(made(step)).not.toHaveProperty('bizLocation');
  });

  it('packs containers by loading, and empties them by unloading', () => {
    const inner = one('https://id.gs1.org/8003/09521005000099PAL7', null);
    const outer = 'https://id.gs1.org/00/095210050000000013';
    expect(made({ verb: 'PACK', container: outer, items: [inner] })).toMatchObject({
      action: 'ADD',
      bizStep: 'loading',
      parentID: outer,
      childEPCs: [inner.id],
    });
    const all = { verb: 'UNPACK', container: outer, items: [] } as const;
    expect(made({ ...all, holdsContainers: true })).toMatchObject({ bizStep: 'unloading' });
    expect(made({ ...all, holdsContainers: false })).toMatchObject({ bizStep: 'unpacking' });
    expect(made({ ...all, holdsContainers: false })).not.toHaveProperty('childEPCs');
  });

  it('keeps a lot number only when it is of all pieces, and a number that no double holds', () => {
    const inputs = [amount('09521001000017/10/A-0302', '12345678901234567.25', 'A-0302')];
    const pieces = [one('urn:example:1', 'P-1'), one('urn:example:2', 'P-1')];
    const make = {
      verb: 'MAKE',
      inputs,
      bestBefore: null,
      processStep: null,
      process: null,
    } as const;
    expect(made({ ...make, outputs: pieces })).toMatchObject({
      bizStep: 'commissioning',
      ilmd: { 'cbvmda:lotNumber': 'P-1' },
      inputQuantityList: [{ quantity: new JsonNumber('12345678901234567.25') }],
    });
    const mixed = [...pieces, one('urn:example:3', 'P-2')];
    expect(made({ ...make, outputs: mixed })).not.toHaveProperty('ilmd');
  });
});
