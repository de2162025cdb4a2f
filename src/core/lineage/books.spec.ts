import { describe, expect, test } from '@jest/globals';
import { event, harvest, log, lot, make } from '../../../test/support/events.ts';
import type { Told } from '../../../test/support/events.ts';
import { booksOf } from './books.ts';
import { noFacts } from './facts.ts';
import type { CustodyFacts } from './facts.ts';
import { holdingsAt } from './holdings.ts';
import { stateAt } from './state.ts';

const A = lot('A');
const party = (owner: number): string => `https://parties.example/${owner}`;
const facts: CustodyFacts = { ...noFacts, partyOf: party };
const day = (number: number): string => `2026-03-0${number}T08:00:00Z`;
const instant = '2026-03-09T08:00:00.000000Z';
const place = 'https://id.gs1.org/414/9521001000017';

const object = (
  owner: number,
  key: string,
  on: number,
  input: {
    step: string;
    quantity?: string | null;
    action?: 'OBSERVE' | 'DELETE';
    to?: number;
    from?: number;
    set?: string[];
    unset?: string[];
  },
): Told => ({
  owner,
  key,
  event: event({
    type: 'ObjectEvent',
    action: input.action ?? 'OBSERVE',
    step: input.step,
    time: day(on),
    items: { ITEM: [{ key: A, quantity: input.quantity ?? null }] },
    from: input.from === undefined ? null : party(input.from),
    to: input.to === undefined ? null : party(input.to),
    place,
    set: input.set ?? [],
    unset: input.unset ?? [],
  }),
});
const made = (quantity: string | null, key = 'made'): Told => {
  const told = harvest(1, key, day(1), { key: A, quantity });
  return { ...told, event: { ...told.event, bizLocation: place } };
};
const books = (told: readonly Told[]) => booksOf(A, log(told), facts);

describe('books', () => {
  test('rule 16: over-consumption is reported, not refused', () => {
    const told = [made('100'), make(1, 'use', day(2), { from: [{ key: A, quantity: '130' }] })];
    expect(books(told)).toMatchObject({
      made: '100',
      used: '130',
      onHand: '0',
      unaccounted: '-30',
    });
  });

  test('rule 16: decimals, never floats, and another unit of mass', () => {
    const told = [
      made('0.3'),
      make(1, 'a', day(2), { from: [{ key: A, quantity: '0.1' }] }),
      make(1, 'b', day(2), { from: [{ key: A, quantity: '200', unit: 'GRM' }] }),
    ];
    expect(books(told)).toMatchObject({ unit: 'KGM', used: '0.3', onHand: '0', unaccounted: '0' });
  });

  test('rules 16, 23: an absent quantity is unknown, not zero', () => {
    const told = [made('100'), make(1, 'use', day(2), { from: [A] })];
    expect(books(told)).toMatchObject({ made: '100', used: null, onHand: null, unaccounted: null });
  });

  test('rule 46: a count sets the holding; the difference is an adjustment, no birth and no loss', () => {
    const told = [
      made('100'),
      object(1, 'count', 3, { step: 'cycle_counting', quantity: '97' }),
      object(1, 'sold', 4, { step: 'retail_selling', quantity: '7' }),
      object(1, 'burnt', 5, { step: 'destroying', quantity: '10', action: 'DELETE' }),
    ];
    for (const order of [told, told.toReversed()]) {
      expect(books(order)).toEqual({
        unit: 'KGM',
        made: '100',
        adjusted: '-3',
        used: '0',
        sold: '7',
        destroyed: '10',
        inTransit: '0',
        onHand: '80',
        unaccounted: '0',
      });
    }
  });

  test('rule 46: a lot number made again adds', () => {
    expect(books([made('100'), made('50', 'again')])).toMatchObject({ made: '150', onHand: '150' });
  });

  test('rules 35, 36: what is not received is on its way; what is short is unaccounted for', () => {
    const sent = object(1, 'sent', 2, { step: 'shipping', quantity: '60', from: 1, to: 2 });
    const got = object(2, 'got', 3, { step: 'receiving', quantity: '55', from: 1, to: 2 });
    expect(books([made('100'), sent])).toMatchObject({ inTransit: '60', onHand: '40' });
    expect(books([got, made('100'), sent])).toMatchObject({
      inTransit: '0',
      onHand: '95',
      unaccounted: '5',
    });
  });

  test('rule 35: one lot in several hands is a list', () => {
    const sent = object(1, 'sent', 2, { step: 'shipping', quantity: '60', from: 1, to: 2 });
    const got = object(2, 'got', 3, { step: 'receiving', quantity: '60', from: 1, to: 2 });
    const holdings = holdingsAt(A, { instant, records: log([got, sent, made('100')]) }, facts);
    expect(holdings.map((one) => [one.holder, one.amount?.value, one.status])).toEqual([
      [party(1), '40', 'ON_HAND'],
      [party(2), '60', 'ON_HAND'],
    ]);
  });

  test('rule 21: a hold is a persistent disposition and stays until it is lifted', () => {
    const hold = object(1, 'hold', 2, { step: 'holding', set: ['unavailable'] });
    const look = object(1, 'look', 3, { step: 'inspecting' });
    const release = object(1, 'release', 4, {
      step: 'other',
      set: ['available'],
      unset: ['unavailable'],
    });
    const held = (told: readonly Told[]): boolean => stateAt(A, instant, log(told)).onHold;
    expect(held([look, hold])).toBe(true);
    expect(held([release, look, hold])).toBe(false);
    expect(stateAt(A, instant, log([hold])).place).toBe(place);
  });
});
