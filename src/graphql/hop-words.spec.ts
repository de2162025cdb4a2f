import { describe, expect, it } from '@jest/globals';
import { type DisagreementWords, disagreementText, lineOf } from './hop-words.ts';

const words: DisagreementWords = {
  kind: 'QUANTITY',
  sender: 'Baraka Farm',
  receiver: 'Kilele Mill',
  item: 'Parchment coffee B-0302',
  several: false,
  senderSays: '300 kg',
  receiverSays: '290 kg',
};
const textOf = (more: Partial<DisagreementWords>): string =>
  disagreementText({ ...words, ...more });

describe('sentences on disagreements', () => {
  it('say how much each side means, and of what where there is a choice', () => {
    expect(textOf({})).toBe('Baraka Farm shipped 300 kg, Kilele Mill received 290 kg.');
    expect(textOf({ several: true })).toBe(
      'Of Parchment coffee B-0302 Baraka Farm shipped 300 kg, Kilele Mill received 290 kg.',
    );
  });

  it('say what only one side names', () => {
    const missing = { kind: 'ITEM_MISSING', receiverSays: null } as const;
    expect(textOf(missing)).toBe(
      'Baraka Farm shipped 300 kg of Parchment coffee B-0302, Kilele Mill did not receive it.',
    );
    expect(textOf({ ...missing, item: 'Piece 7', senderSays: '1 piece' })).toBe(
      'Baraka Farm shipped Piece 7, Kilele Mill did not receive it.',
    );
    expect(textOf({ kind: 'ITEM_UNEXPECTED', senderSays: null, receiverSays: null })).toBe(
      'Kilele Mill received Parchment coffee B-0302, Baraka Farm did not ship it.',
    );
  });

  it('say where, by which papers and when', () => {
    expect(textOf({ kind: 'SITE', senderSays: 'Thika', receiverSays: 'Nairobi' })).toBe(
      'Baraka Farm shipped to Thika; Kilele Mill received at Nairobi.',
    );
    expect(textOf({ kind: 'DOCUMENT', senderSays: 'DA-1', receiverSays: 'DA-2, DA-3' })).toBe(
      'Baraka Farm names DA-1, Kilele Mill names DA-2, DA-3.',
    );
    const [senderSays, receiverSays] = ['2026-03-04T08:00:00+03:00', '2026-03-04T07:00:00+03:00'];
    expect(textOf({ kind: 'TIME', senderSays, receiverSays })).toBe(
      `Baraka Farm shipped at ${senderSays}, Kilele Mill received before that, at ${receiverSays}.`,
    );
  });
});

describe('the line of a disagreement', () => {
  const line = (container: number, shipped: string, received: string) => ({
    item: 1,
    container,
    shipped: { value: shipped, unit: 'KGM' },
    received: { value: received, unit: 'KGM' },
    difference: null,
  });
  it('is the one with what both sides say', () => {
    const lines = [line(2, '5', '5'), line(3, '5', '4')];
    const said = { kind: 'QUANTITY', item: 1, senderSays: '5', receiverSays: '4' } as const;
    expect(lineOf(said, lines)?.container).toBe(3);
    expect(lineOf({ ...said, item: 9 }, lines)).toBeNull();
  });
});
