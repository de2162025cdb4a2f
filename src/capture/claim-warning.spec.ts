import { eventOfSketch } from '../../test/support/entries.ts';
import { lot, sscc } from '../../test/support/events.ts';
import { claimWarning } from './claim-warning.ts';

const event = eventOfSketch({
  id: 'urn:test:one',
  more: {
    epcList: [sscc(1)],
    quantityList: ['L-1', 'L-2', 'L-3', 'L-1', 'L-5'].map((number) => ({ epcClass: lot(number) })),
  },
});

describe('the warning about claims', () => {
  it('is none when everything counts', () => {
    expect(claimWarning(event, [], '/events/3')).toEqual([]);
  });

  it('points to the item when it is one, however often it is named', () => {
    const message =
      '"L-1" is kept as a claim and not counted: you neither issued it nor had it by then. Have the one who gave it to you record the shipment to you, or name you.';
    const one = { code: 'CLAIM_ONLY', message };
    expect(claimWarning(event, [1], '')).toEqual([{ ...one, at: '/quantityList/0' }]);
    expect(claimWarning(event, [1, 4], '/events/3')).toEqual([
      { ...one, at: '/events/3/quantityList/0' },
    ]);
  });

  it('names three items and how many more, and points to the event', () => {
    const [two] = claimWarning(event, [2, 3], '/events/3');
    expect(two?.at).toBe('/events/3');
    expect(two?.message).toMatch(/^"L-2" and "L-3" are kept as claims and not counted: /);
    const [three] = claimWarning(event, [1, 2, 3, 4], '');
    expect(three?.message).toMatch(/^"L-1", "L-2" and "L-3" are kept/);
    const [all] = claimWarning(event, [0, 1, 2, 3, 4, 5], '');
    expect(all?.message).toMatch(/^"\d{18}", "L-1", "L-2" and 2 more are kept as claims/);
  });
});
