import { describe, expect, it } from '@jest/globals';
import { parseEvent } from './parse.ts';
import { stepKinds, stepOf } from './step.ts';

const event = (fields: object) => {
  const common = {
    '@context': 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
    eventTime: '2026-03-02T08:00:00Z',
    eventTimeZoneOffset: '+00:00',
  };
  const result = parseEvent({ ...common, ...fields }, null, '');
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
};
const object = { type: 'ObjectEvent', action: 'OBSERVE', epcList: ['urn:example:a'] };
const packed = {
  type: 'AggregationEvent',
  parentID: 'urn:example:p',
  childEPCs: ['urn:example:a'],
};
const made = {
  type: 'TransformationEvent',
  inputEPCList: ['urn:example:a'],
  outputEPCList: ['urn:example:b'],
};

describe('stepOf: the first that fits wins', () => {
  it.each([
    ['a packed pallet that is shipped', { ...packed, action: 'ADD', bizStep: 'shipping' }, 'SHIP'],
    [
      'an observed pallet received',
      { ...packed, action: 'OBSERVE', bizStep: 'receiving' },
      'RECEIVE',
    ],
    [
      'a held shipment',
      { ...object, bizStep: 'shipping', persistentDisposition: { set: ['recalled'] } },
      'SHIP',
    ],
    [
      'an inspection that holds',
      { ...object, bizStep: 'inspecting', persistentDisposition: { set: ['unavailable'] } },
      'INSPECT',
    ],
    [
      'a hold and a release at once',
      { ...object, persistentDisposition: { set: ['unavailable'], unset: ['recalled'] } },
      'HOLD',
    ],
    [
      'a release by unset',
      { ...object, persistentDisposition: { unset: ['recalled'] } },
      'RELEASE',
    ],
    ['a held making', { ...made, persistentDisposition: { set: ['recalled'] } }, 'HOLD'],
    ['any transformation', { ...made, bizStep: 'repairing' }, 'MAKE'],
    [
      'a harvest under another name',
      {
        ...object,
        action: 'ADD',
        bizStep: 'creating_class_instance',
        ilmd: { 'https://gs1.org/voc/harvestDateStart': '2026-03-01' },
      },
      'HARVEST',
    ],
    [
      "somebody's own harvest date",
      {
        ...object,
        action: 'ADD',
        bizStep: 'commissioning',
        ilmd: { 'https://example.org/harvestDate': '2026-03-01' },
      },
      'COMMISSION',
    ],
    ['commissioning that is only observed', { ...object, bizStep: 'commissioning' }, 'OTHER'],
    ['an addition without birth', { ...object, action: 'ADD', bizStep: 'encoding' }, 'OTHER'],
    ['destroying that is only observed', { ...object, bizStep: 'destroying' }, 'OTHER'],
    ['a disposition that holds nothing', { ...object, disposition: 'recalled' }, 'OTHER'],
    [
      'a transaction',
      {
        ...object,
        type: 'TransactionEvent',
        action: 'ADD',
        bizTransactionList: [{ bizTransaction: 'urn:example:t' }],
      },
      'OTHER',
    ],
  ])('%s', (_title, fields, step) => {
    expect(stepOf(event(fields))).toBe(step);
  });

  it('has one word more than the fifteen', () => {
    expect(stepKinds).toHaveLength(16);
  });
});
