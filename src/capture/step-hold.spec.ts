import { stepOf } from '../core/epcis/step.ts';
import { type HoldFacts, holdEvent } from './step-hold.ts';

const lot = {
  uri: 'https://id.gs1.org/01/09521005000013/10/KM-0312',
  classLevel: true,
  lot: 'KM-0312',
};
const pallet = { uri: 'https://id.gs1.org/00/195210050000000010', classLevel: false, lot: null };

const facts: HoldFacts = {
  kind: 'HOLD',
  id: 'urn:uuid:00000000-0000-7000-8000-000000000001',
  time: '2026-05-01T12:00:00.000Z',
  site: 'https://id.gs1.org/414/9521005000020',
  party: 'https://id.gs1.org/417/9521005000006',
  items: [lot, pallet, lot],
  reason: 'Wet',
};

const written = (kind: HoldFacts['kind']) => {
  const event = holdEvent({ ...facts, kind });
  if (!event.ok) throw new Error(JSON.stringify(event.problems));
  return event.value;
};

describe('a hold', () => {
  it('names each item once, whole, at the place and in the time of the service', () => {
    const { body, time, readPoint, bizLocation, items } = written('HOLD');
    expect(items.map(({ id, quantity }) => [id, quantity])).toEqual([
      [pallet.uri, null],
      [lot.uri, null],
    ]);
    expect(body['quantityList']).toEqual([{ epcClass: lot.uri }]);
    expect([readPoint, bizLocation]).toEqual([facts.site, facts.site]);
    expect([time.text, time.offset]).toEqual([facts.time, '+00:00']);
    expect(body['tl:reason']).toBe('Wet');
  });

  it.each([
    ['HOLD', 'HOLD', 'holding', { set: ['unavailable'], unset: [] }],
    ['RECALL', 'HOLD', 'holding', { set: ['unavailable', 'recalled'], unset: [] }],
    ['RELEASE', 'RELEASE', null, { set: ['available'], unset: ['unavailable', 'recalled'] }],
  ] as const)('%s reads back as %s', (kind, step, bizStep, dispositions) => {
    const event = written(kind);
    expect([event.type, event.action]).toEqual(['ObjectEvent', 'OBSERVE']);
    expect(event.bizStep).toBe(bizStep);
    expect(event.persistentDisposition).toEqual(dispositions);
    expect(stepOf(event)).toBe(step);
  });

  it('has no place where none is known', () => {
    const event = holdEvent({ ...facts, site: null });
    expect(event.ok && [event.value.readPoint, event.value.bizLocation]).toEqual([null, null]);
  });
});
