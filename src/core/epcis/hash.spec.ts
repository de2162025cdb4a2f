import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { JsonNumber, type JsonValue } from '../json/value.ts';
import { compareCodePoints, eventHash, preHash } from './hash.ts';
import { parseEvent } from './parse.ts';

const context = [
  'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
  { example: 'https://ns.example.com/epcis/' },
];
const base = {
  '@context': context,
  type: 'ObjectEvent',
  eventTime: '2026-03-02T08:00:00.000+03:00',
  eventTimeZoneOffset: '+03:00',
  action: 'OBSERVE',
  epcList: [
    'https://id.gs1.org/01/09521001000017/21/S1',
    'https://id.gs1.org/01/09521001000017/21/S2',
  ],
  bizStep: 'shipping',
  readPoint: { id: 'https://id.gs1.org/414/9521001000017' },
};
const read = (fields: object) => {
  const event = parseEvent({ ...base, ...fields }, null, '');
  if (!event.ok) throw new Error(JSON.stringify(event.problems));
  return event.value;
};
const hash = (fields: object): string => eventHash(read(fields));
const string = (fields: object): string => preHash(read(fields));

describe('the string that is hashed', () => {
  it('has its fields in order, without separators', () => {
    expect(string({})).toBe(
      'eventType=ObjectEvent' +
        'eventTime=2026-03-02T05:00:00.000Z' +
        'eventTimeZoneOffset=+03:00' +
        'epcListepc=https://id.gs1.org/01/09521001000017/21/S1' +
        'epc=https://id.gs1.org/01/09521001000017/21/S2' +
        'action=OBSERVE' +
        'bizStep=https://ref.gs1.org/cbv/BizStep-shipping' +
        'readPointid=https://id.gs1.org/414/9521001000017',
    );
  });

  it('differs by order of the lists at its end', () => {
    const event = read({
      sensorElementList: [{ sensorReport: [{ type: 'Mass', value: 1.5, uom: 'KGM' }] }],
      bizTransactionList: [{ type: 'po', bizTransaction: 'urn:example:po' }],
      sourceList: [{ type: 'location', source: 'urn:example:a' }],
      destinationList: [{ type: 'location', destination: 'urn:example:b' }],
    });
    const marks = ['sensorElementList', 'bizTransactionList', 'sourceList', 'destinationList'];
    const order = (text: string) => marks.toSorted((a, b) => text.indexOf(a) - text.indexOf(b));
    expect(order(preHash(event))).toEqual([
      'sensorElementList',
      'bizTransactionList',
      'destinationList',
      'sourceList',
    ]);
    expect(order(preHash(event, 'readme'))).toEqual([
      'bizTransactionList',
      'sourceList',
      'destinationList',
      'sensorElementList',
    ]);
  });

  it('names extensions by namespace, sorts them, and keeps text that looks like a number', () => {
    expect(
      string({ 'example:b': '007', 'example:a': { 'example:y': [2, '1.50'], 'example:x': true } }),
    ).toMatch(
      /\{https:\/\/ns\.example\.com\/epcis\/\}a\{[^}]+\}x=true\{[^}]+\}y=1\.50\{[^}]+\}y=2\{[^}]+\}b=007$/,
    );
  });

  it('leaves named extensions out', () => {
    const event = read({ 'example:b': '1' });
    expect(preHash(event, 'vectors', new Set(['https://ns.example.com/epcis/b']))).toBe(string({}));
  });
});

describe('eventHash', () => {
  it('is blind to what says when it was told, and to spelling', () => {
    const same = [
      { recordTime: '2026-03-05T00:00:00Z' },
      { eventID: 'urn:uuid:019a0000-0000-7000-8000-000000000001' },
      { errorDeclaration: { declarationTime: '2026-03-05T00:00:00Z', reason: 'incorrect_data' } },
      { epcList: base.epcList.toReversed() },
      { epcList: ['urn:epc:id:sgtin:9521001.000001.S2', 'urn:epc:id:sgtin:9521001.000001.S1'] },
      { eventTime: '2026-03-02T05:00:00Z' },
      { eventTime: '2026-03-02T05:00:00.0004999Z' },
      { 'rdfs:comment': 'a remark' },
      { quantityList: [] },
      { '@context': [...context, { tl: 'https://ns.example/throughline/' }] },
      { readPoint: { id: 'https://dl.example.org/414/9521001000017?linkType=all' } },
    ];
    for (const fields of same) expect([fields, hash(fields)]).toEqual([fields, hash({})]);
  });

  it('sees everything else', () => {
    const other = [
      { eventTime: '2026-03-02T05:00:00.0005Z' },
      { eventTimeZoneOffset: '+02:00' },
      { epcList: base.epcList.slice(1) },
      { bizStep: 'receiving' },
      { disposition: 'in_transit' },
      { readPoint: { ...base.readPoint, 'example:door': '3' } },
      { 'example:a': '' },
      { certificationInfo: 'https://example.org/c/1' },
    ];
    const hashes = new Set([hash({}), ...other.map(hash)]);
    expect(hashes.size).toBe(other.length + 1);
  });

  it('is the same for one number however it is written, and for one field under any prefix', () => {
    const lot = 'https://id.gs1.org/01/09521001000017/10/A-0302';
    const amount = (quantity: JsonValue) =>
      hash({ quantityList: [{ epcClass: lot, quantity, uom: 'KGM' }] });
    expect(amount(new JsonNumber('400.00'))).toBe(amount(400));
    const renamed = { '@context': [context[0], { e: 'https://ns.example.com/epcis/' }] };
    expect(hash({ ...renamed, 'e:a': { 'e:b': 1 } })).toBe(
      hash({ 'example:a': { 'example:b': 1 } }),
    );
    expect(hash({ 'https://ns.example.com/epcis/a': 1 })).toBe(hash({ 'example:a': 1 }));
  });

  it('does not depend on the order of keys and list entries', () => {
    let worlds = 0;
    const names = fc.uniqueArray(fc.stringMatching(/^example:[a-z]{1,3}$/), { maxLength: 6 });
    const value = fc.oneof(fc.string({ maxLength: 5 }), fc.integer(), fc.boolean());
    fc.assert(
      fc.property(names, fc.array(value, { minLength: 6, maxLength: 6 }), (keys, values) => {
        const entries = keys.map((name, index) => [name, values.slice(index)]);
        const turned = keys.map((name, index) => [name, values.slice(index).toReversed()]);
        worlds += keys.length > 1 ? 1 : 0;
        expect(hash(Object.fromEntries(turned.toReversed()))).toBe(
          hash(Object.fromEntries(entries)),
        );
      }),
    );
    console.log(`worlds 100, non-trivial ${worlds}`);
  });
});

describe('compareCodePoints', () => {
  it('orders as the code points do, beyond the basic plane too', () => {
    const text = fc.array(
      fc.constantFrom('a', '\u00e9', '\ue000', '\uffff', '\u{1f600}', '\u{10ffff}'),
    );
    const codePoints = (list: readonly string[]) =>
      list.map((one) => (one.codePointAt(0) ?? 0).toString(16).padStart(6, '0')).join('');
    let worlds = 0;
    fc.assert(
      fc.property(text, text, (left, right) => {
        const [a, b] = [left.join(''), right.join('')];
        const [x, y] = [codePoints(left), codePoints(right)];
        worlds += a > b === x > y ? 0 : 1;
        expect(Math.sign(compareCodePoints(a, b))).toBe(x === y ? 0 : x < y ? -1 : 1);
      }),
    );
    console.log(`worlds 100, non-trivial ${worlds}`);
  });
});
