import { describe, expect, it } from '@jest/globals';
import { commaOf, type MessageKey } from '../messages/words.ts';
import { amountText, type Words } from './words.ts';

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

describe('commaOf', () => {
  it('is the comma of the script', () => {
    expect(['en', 'fr', 'ar'].map(commaOf)).toEqual([', ', ', ', '، ']);
  });
});
