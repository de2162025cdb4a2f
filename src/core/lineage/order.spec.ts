import { expect, test } from '@jest/globals';
import { event, harvest, log, lot, make, sscc } from '../../../test/support/events.ts';
import { countedOf } from './belief.ts';
import { inOrder } from './order.ts';

test('rule 9: equal times are ordered by type, action, hash and key, never by arrival', () => {
  const time = '2026-03-01T08:00:00Z';
  const aggregation = (key: string, action: 'ADD' | 'DELETE') => ({
    owner: 1,
    key,
    event: event({
      type: 'AggregationEvent',
      action,
      time,
      items: { PARENT: [sscc(1)], CHILD: [lot('A')] },
    }),
  });
  const told = [
    aggregation('e', 'DELETE'),
    aggregation('d', 'ADD'),
    harvest(1, 'c', time, lot('A')),
    harvest(1, 'b', time, lot('A')),
    make(1, 'z', time, { from: [lot('A')], into: [lot('B')] }),
    harvest(1, 'y', '2026-03-01T07:59:59Z', lot('A')),
  ];
  for (const order of [told, told.toReversed()]) {
    expect(inOrder(log(order)).map((record) => record.eventKey)).toEqual([
      'y',
      'z',
      'b',
      'c',
      'd',
      'e',
    ]);
  }
});

test('rules 9, 40: what is only claimed of a packing does not move it in the order', () => {
  const time = '2026-03-01T08:00:00Z';
  const packing = (key: string, action: 'ADD' | 'OBSERVE' | 'DELETE') => ({
    owner: 1,
    key,
    event: event({
      type: 'AggregationEvent',
      action,
      time,
      items: { PARENT: [sscc(1)], CHILD: [lot('A')] },
    }),
  });
  const told = [packing('out', 'DELETE'), packing('seen', 'OBSERVE'), packing('in', 'ADD')];
  const parents = log(told).flatMap((record) => countedOf(record, (line) => line === 0) ?? []);
  expect(parents.map(({ event: { action } }) => action)).toEqual(['OBSERVE', 'OBSERVE', 'OBSERVE']);
  expect(inOrder(parents).map((record) => record.eventKey)).toEqual(['in', 'seen', 'out']);
});
