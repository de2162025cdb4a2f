import type { MessageKey } from '../messages/words.ts';
import { spokenAnswer, spokenName } from './names.ts';

const say = (key: MessageKey): string => `<${key}>`;

describe('the name of an item as the reader says it', () => {
  it.each([
    ['Logistic unit 095210050000000013', '095210050000000013', 'LOGISTIC_UNIT', 'SSCC'],
    ['Pallet PAL7', 'PAL7', 'RETURNABLE_ASSET', 'GRAI'],
    ['Asset 0952100500X', '0952100500X', 'INDIVIDUAL_ASSET', 'GIAI'],
    ['Lot KM-1', 'KM-1', 'LOT', 'GTIN_LOT'],
    ['Piece S 1', 'S 1', 'SERIAL', 'GTIN_SERIAL'],
    ['Product 09521005000013', '09521005000013', 'CLASS', 'GTIN'],
    ['Item 4711', '4711', 'OTHER', 'OWN'],
  ] as const)('has a message for the word of %s', (name, value, kind, scheme) => {
    const identifiers = [
      { scheme, value: 'other' },
      { scheme: 'LOCAL', value },
    ] as const;
    expect(spokenName(say, name, identifiers)).toBe(`<part.kind.${kind}> ${value}`);
  });

  it('keeps what somebody called it', () => {
    const identifiers = [{ scheme: 'GTIN_LOT', value: 'KM-1' }] as const;
    for (const name of ['Green coffee KM-1', 'Lot of coffee KM-1', 'Lots KM-1', 'Lot', ''])
      expect(spokenName(say, name, identifiers)).toBe(name);
  });

  it('keeps what a product is called, be it the word of another kind', () => {
    const identifiers = [{ scheme: 'GTIN_LOT', value: 'KM-1' }] as const;
    for (const name of ['Pallet KM-1', 'Item KM-1', 'Piece KM-1', 'Asset KM-1'])
      expect(spokenName(say, name, identifiers)).toBe(name);
  });

  it('is told wherever the item stands in an answer', () => {
    const item = { __typename: 'Container', name: 'Pallet PAL7', identifiers: [{ value: 'PAL7' }] };
    const spoken = { ...item, name: '<part.kind.RETURNABLE_ASSET> PAL7' };
    const hit = { __typename: 'Part', item: 'Lot A', identifiers: [{ value: 'A' }] };
    const site = { __typename: 'Site', name: 'Lot A', identifiers: [{ value: 'A' }] };
    const answer = { asked: item, nodes: [{ item, share: 1, more: null }, hit, site], none: null };
    expect(spokenAnswer(say, answer)).toEqual({
      asked: spoken,
      nodes: [{ item: spoken, share: 1, more: null }, { ...hit, item: '<part.kind.LOT> A' }, site],
      none: null,
    });
  });
});
