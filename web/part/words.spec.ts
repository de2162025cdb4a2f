import { describe, expect, it } from '@jest/globals';
import { commaOf, type MessageKey } from '../messages/words.ts';
import type { DisagreementRow } from './picture.ts';
import { amountText, saidBy, timeText, type Words } from './words.ts';

const wordsIn = (locale: string): Words => ({
  locale,
  say: (name: MessageKey) => name,
  problem: (_code, sentence) => sentence,
});

describe('amountText', () => {
  const coffee = { value: '160', unit: 'KGM' };

  it('writes the unit after the number', () => {
    expect(amountText(wordsIn('en'), coffee)).toBe('160\u00a0kg');
  });

  it('keeps a Latin unit after its number within a line from right to left', () => {
    expect(amountText(wordsIn('ar'), coffee)).toBe('\u2066160\u00a0kg\u2069');
  });

  it('leaves what is counted to the words of the language', () => {
    expect(amountText(wordsIn('ar'), { value: '2', unit: null })).toBe('part.pieces');
  });
});

describe('saidBy', () => {
  const words = wordsIn('fr');
  const line = { shipped: { value: '1200.5', unit: 'KGM' }, received: { value: '2', unit: null } };
  const said = (of: DisagreementRow) => saidBy(of, words);

  it('writes amounts and times as the language does', () => {
    expect(said({ kind: 'QUANTITY', item: 'A', line })).toEqual({
      sender: '1\u202f200,5\u00a0kg',
      receiver: 'part.pieces',
    });
    const [sender, receiver] = ['2026-03-20T12:00:00+01:00', '2026-03-20T10:00:00Z'];
    expect(said({ kind: 'TIME', item: null, sender, receiver })).toEqual({
      sender: timeText('fr', sender),
      receiver: timeText('fr', receiver),
    });
    expect(timeText('fr', sender)).toContain('20 mars 2026');
  });

  it('says that a side said nothing, apart from an amount that is not recorded', () => {
    const none = { shipped: null, received: null };
    expect(said({ kind: 'ITEM_MISSING', item: 'A', line: none })).toEqual({
      sender: 'part.notRecorded',
      receiver: 'part.nothingSaid',
    });
    expect(said({ kind: 'ITEM_UNEXPECTED', item: 'A', line })).toEqual({
      sender: 'part.nothingSaid',
      receiver: 'part.pieces',
    });
    expect(said({ kind: 'DOCUMENT', item: null, sender: 'PO 1', receiver: null })).toEqual({
      sender: 'PO 1',
      receiver: 'part.nothingSaid',
    });
  });

  it('says nothing of a line that is not told', () => {
    expect(said({ kind: 'QUANTITY', item: 'A', line: null })).toBeNull();
  });
});

describe('commaOf', () => {
  it('is the comma of the script', () => {
    expect(['en', 'fr', 'ar'].map(commaOf)).toEqual([', ', ', ', '، ']);
  });
});
