import { describe, expect, test } from '@jest/globals';
import { event, harvest, log, lot, sscc } from '../../../test/support/events.ts';
import type { Told } from '../../../test/support/events.ts';
import { noFacts } from './facts.ts';
import { holdingsAt } from './holdings.ts';

const A = lot('A');
const yard = 'https://id.gs1.org/414/9521001000017';
const store = 'https://id.gs1.org/414/9521001000024';
const instant = '2026-03-09T08:00:00.000000Z';

const packed = (box: number): Told => ({
  owner: 1,
  key: `packed ${box}`,
  event: event({
    type: 'AggregationEvent',
    action: 'ADD',
    time: '2026-03-02T08:00:00Z',
    items: { PARENT: [sscc(box)], CHILD: [{ key: A, quantity: '1' }] },
    place: yard,
  }),
});

const moved = (box: number): Told => ({
  owner: 1,
  key: `moved ${box}`,
  event: event({
    type: 'ObjectEvent',
    action: 'OBSERVE',
    time: '2026-03-03T08:00:00Z',
    items: { ITEM: [sscc(box)] },
    readPoint: yard,
    place: store,
  }),
});

describe('goods in containers', () => {
  // Looking through all records for every load took ten seconds: longer than a test may.
  test('are where each of many containers was moved to', () => {
    const boxes = Array.from({ length: 600 }, (_, index) => index + 1);
    const records = log([
      harvest(1, 'made', '2026-03-01T08:00:00Z', { key: A, quantity: '600' }),
      ...boxes.flatMap((box) => [packed(box), moved(box)]),
    ]);
    const holdings = holdingsAt(A, { instant, records }, noFacts);
    expect(holdings.filter(({ site }) => site === store)).toHaveLength(boxes.length);
  });
});
