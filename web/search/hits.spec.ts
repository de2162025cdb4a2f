import { expect, test } from '@jest/globals';
import type { MessageKey } from '../messages/words.ts';
import { type HitAnswer, type HitRow, hitRow, onlyHref } from './hits.ts';

const say = (key: MessageKey): string => `<${key}>`;
const rowOf = (hit: HitAnswer): HitRow => hitRow({ say, locale: 'ar' }, hit);
const lot: HitAnswer = {
  matched: 'RR-0415',
  result: {
    __typename: 'Part',
    item: 'Roast, lot RR-0415',
    digitalLink: 'https://id.gs1.org/01/09521234000013/10/RR-0415',
    identifiers: [],
  },
};
const company: HitAnswer = {
  matched: 'Rhein',
  result: {
    __typename: 'Organisation',
    party: 'Rhein Roastery',
    country: 'DE',
    identifiers: [
      { scheme: 'PGLN', value: '9521007000004', uri: 'https://id.gs1.org/417/9521007000004' },
    ],
  },
};

test('a part leads to its page by its number', () => {
  const row = rowOf(lot);
  expect(row).toMatchObject({ kind: 'Part', name: 'Roast, lot RR-0415', matched: 'RR-0415' });
  expect(new URL(row.href ?? '', 'http://here').searchParams.get('number')).toBe(
    'https://id.gs1.org/01/09521234000013/10/RR-0415',
  );
});

test('a company, a place and a product lead to their pages by their numbers', () => {
  const { identifiers } = company.result as { identifiers: [] };
  const hits: readonly HitAnswer[] = [
    company,
    { matched: 'M', result: { __typename: 'Site', site: 'Mill', place: null, identifiers } },
    { matched: 'C', result: { __typename: 'Product', product: 'Coffee', identifiers } },
    { matched: 'D', result: { __typename: 'Product', product: 'Dust', identifiers: [] } },
  ];
  const number = encodeURIComponent('https://id.gs1.org/417/9521007000004');
  expect(hits.map((hit) => rowOf(hit).href)).toEqual([
    `/console/organisation?number=${number}`,
    `/console/site?number=${number}`,
    `/console/product?number=${number}`,
    null,
  ]);
});

test('a single part is opened at once, never one of several, nor another thing', () => {
  expect(onlyHref([rowOf(lot)])).toBe(rowOf(lot).href);
  expect(onlyHref([rowOf(lot), rowOf(company)])).toBeNull();
  expect(onlyHref([rowOf(company)])).toBeNull();
  expect(onlyHref([])).toBeNull();
});

test('a record is called by step and company in words, and leads to the first thing that it names', () => {
  const event = (name: string | null): HitAnswer => ({
    matched: 'DN-1',
    result: {
      __typename: 'Event',
      step: 'SHIP',
      day: '2026-03-02',
      by: { name },
      items: [{ item: { name: 'A', digitalLink: 'https://id.gs1.org/8003/1', identifiers: [] } }],
    },
  });
  expect(rowOf(event('Mill'))).toMatchObject({
    kind: 'Event',
    name: '<part.step.SHIP>، Mill',
    day: '2026-03-02',
    href: '/console/part?number=https%3A%2F%2Fid.gs1.org%2F8003%2F1',
  });
  expect(rowOf(event(null)).name).toBe('<part.step.SHIP>، <part.partyUnknown>');
});
