import { describe, expect, it } from '@jest/globals';
import { bareWord, vocabularies, wordUri } from './vocabulary.ts';

describe('the words of CBV 2.0', () => {
  it('are as many as the standard has', () => {
    const sizes = Object.entries(vocabularies).map(([name, { words }]) => [name, words.size]);
    expect(Object.fromEntries(sizes)).toEqual({
      bizStep: 41,
      disposition: 33,
      bizTransactionType: 13,
      sourceDestinationType: 3,
      errorReason: 2,
      component: 14,
      measurementType: 72,
      sensorAlert: 2,
    });
  });

  it('have one web URI for the bare word and the URN, and one bare word for both', () => {
    for (const list of Object.values(vocabularies)) {
      for (const word of list.words) {
        expect(wordUri(list, word)).toBe(list.uri + word);
        expect(bareWord(list, list.uri + word)).toBe(word);
        if (list.urn === '') continue;
        expect(wordUri(list, list.urn + word)).toBe(list.uri + word);
        expect(bareWord(list, list.urn + word)).toBe(word);
      }
    }
  });

  it('leave what is not theirs alone', () => {
    const { bizStep } = vocabularies;
    expect(wordUri(bizStep, 'https://example.org/roasting')).toBe('https://example.org/roasting');
    expect(bareWord(bizStep, 'urn:epcglobal:cbv:bizstep:roasting')).toBe(
      'urn:epcglobal:cbv:bizstep:roasting',
    );
  });
});
