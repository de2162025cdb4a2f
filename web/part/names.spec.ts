import type { MessageKey } from '../messages/words.ts';
import { spokenAnswer, spokenName } from './names.ts';

const say = (key: MessageKey): string => `<${key}>`;

describe('the name of an item as the reader says it', () => {
  it.each([
    ['Logistic unit 095210050000000013', '095210050000000013', 'LOGISTIC_UNIT'],
    ['Pallet PAL7', 'PAL7', 'RETURNABLE_ASSET'],
    ['Asset 0952100500X', '0952100500X', 'INDIVIDUAL_ASSET'],
    ['Lot KM-1', 'KM-1', 'LOT'],
    ['Piece S 1', 'S 1', 'SERIAL'],
    ['Product 09521005000013', '09521005000013', 'CLASS'],
    ['Item 4711', '4711', 'OTHER'],
  ] as const)('has a message for the word of %s', (name, value, kind) => {
    const identifiers = [{ value: 'other' }, { value }];
    expect(spokenName(say, name, { isDescribed: false, identifiers })).toBe(
      `<part.kind.${kind}> ${value}`,
    );
    // A product may be called by that very word.
    expect(spokenName(say, name, { isDescribed: true, identifiers })).toBe(name);
  });

  it('keeps what begins with no word of a kind and a number of its own', () => {
    const identifiers = [{ value: 'KM-1' }];
    for (const name of [
      'Green coffee KM-1',
      'Lot of coffee KM-1',
      'Lots KM-1',
      'Lot KM-2',
      'Lot',
      '',
    ])
      expect(spokenName(say, name, { isDescribed: false, identifiers })).toBe(name);
  });

  it('is told wherever the item stands in an answer', () => {
    const nobody = { isDescribed: false };
    const item = {
      __typename: 'Container',
      name: 'Pallet PAL7',
      ...nobody,
      identifiers: [{ value: 'PAL7' }],
    };
    const spoken = { ...item, name: '<part.kind.RETURNABLE_ASSET> PAL7' };
    const hit = { __typename: 'Part', item: 'Lot A', ...nobody, identifiers: [{ value: 'A' }] };
    const site = { __typename: 'Site', name: 'Lot A', ...nobody, identifiers: [{ value: 'A' }] };
    const answer = { asked: item, nodes: [{ item, share: 1, more: null }, hit, site], none: null };
    expect(spokenAnswer(say, answer)).toEqual({
      asked: spoken,
      nodes: [{ item: spoken, share: 1, more: null }, { ...hit, item: '<part.kind.LOT> A' }, site],
      none: null,
    });
  });
});
