import { describe, expect, test } from '@jest/globals';
import { event, harvest, log, lot, make } from '../../../test/support/events.ts';
import type { Told } from '../../../test/support/events.ts';
import { wholeDossier } from './books.ts';
import { type CustodyFacts, noFacts } from './facts.ts';
import { dossierAt } from './holdings.ts';
import { dossierWithout, leftWith } from './left.ts';

const A = lot('A');
const party = (owner: number): string => `https://parties.example/${owner}`;
const facts: CustodyFacts = { ...noFacts, partyOf: party };
const day = (number: number): string => `2026-03-0${number}T08:00:00Z`;
const end = '2026-03-09T08:00:00.000000Z';
const place = 'https://id.gs1.org/414/9521001000017';

interface Said {
  readonly quantity?: string | null;
  readonly from?: number;
  readonly to?: number;
}

const object = (owner: number, step: string, on: number, said: Said = {}): Told => ({
  owner,
  key: `${step} ${owner} ${on}`,
  event: event({
    type: 'ObjectEvent',
    action: 'OBSERVE',
    step,
    time: day(on),
    items: { ITEM: [{ key: A, quantity: said.quantity ?? null }] },
    from: said.from === undefined ? null : party(said.from),
    to: said.to === undefined ? null : party(said.to),
    place,
  }),
});
const made = (quantity: string | null): Told => {
  const told = harvest(1, 'made', day(1), { key: A, quantity });
  return { ...told, event: { ...told.event, bizLocation: place } };
};
const used = (owner: number, on: number, quantity: string | null, unit = 'KGM'): Told =>
  make(owner, `use ${owner} ${on}`, day(on), { from: [{ key: A, quantity, unit }] });
const shipped = object(1, 'shipping', 3, { quantity: '60', from: 1, to: 2 });
const received = object(2, 'receiving', 4, { quantity: '50', from: 1, to: 2 });

const left = (told: readonly Told[], owner = 1, instant = end, without: readonly number[] = []) => {
  const dossier = dossierWithout(wholeDossier(log(told), facts), new Set(without));
  const amount = leftWith(A, dossierAt(dossier, instant), { party: party(owner), facts });
  return amount === null ? null : `${amount.value} ${amount.unit ?? 'pieces'}`;
};

describe('what is left with a party', () => {
  test('rules 16, 35: is what it made, received and counted without what it used and handed on', () => {
    expect(left([made('100')])).toBe('100 KGM');
    expect(left([made('100'), used(1, 2, '30'), used(1, 3, '0.02', 'TNE')])).toBe('50 KGM');
    expect(left([made('100'), shipped])).toBe('40 KGM');
    expect(left([made('100'), shipped], 2)).toBeNull();
    expect(left([made('100'), shipped, received])).toBe('40 KGM');
    expect(left([made('100'), shipped, received], 2)).toBe('50 KGM');
    expect(left([made('100'), shipped, received, used(2, 5, '20')], 2)).toBe('30 KGM');
    expect(left([made('100'), used(1, 2, '130')])).toBe('0 KGM');
    expect(left([made('100'), object(1, 'cycle_counting', 2, { quantity: '97' })])).toBe('97 KGM');
    expect(left([object(1, 'cycle_counting', 2, { quantity: '97' })])).toBe('97 KGM');
    const gone = [object(1, 'retail_selling', 2, { quantity: '7' })];
    expect(left([made('100'), ...gone])).toBe('93 KGM');
  });

  test('rule 23: is not known where nothing tells how much there was, or an amount is missing', () => {
    expect(left([])).toBeNull();
    expect(left([used(1, 2, '30')])).toBeNull();
    expect(left([made('100')], 2)).toBeNull();
    expect(left([made(null)])).toBeNull();
    expect(left([made('100'), used(1, 2, null)])).toBeNull();
    expect(left([made('100'), used(1, 2, '3', 'LTR')])).toBeNull();
  });

  test('is what was left at the instant, all that happened then included', () => {
    const told = [made('100'), used(1, 2, '30'), shipped];
    const at = (on: number): string => `2026-03-0${on}T08:00:00.000000Z`;
    expect(left(told, 1, '2026-02-28T08:00:00.000000Z')).toBeNull();
    expect([1, 2, 3].map((on) => left(told, 1, at(on)))).toEqual(['100 KGM', '70 KGM', '10 KGM']);
  });

  test('may leave out records as if they had not been made', () => {
    const told = [made('100'), used(1, 2, '30'), shipped, received];
    expect(left(told, 1, end, [1])).toBe('40 KGM');
    expect(left(told, 1, '2026-03-03T12:00:00.000000Z', [2])).toBe('70 KGM');
    expect(left(told, 1, end, [0])).toBeNull();
  });
});
