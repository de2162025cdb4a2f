import { chooseLanguage, serverWords } from './catalogues.ts';

describe('language of a page', () => {
  it('is the asked one, else the kept one, else what the browser prefers, else English', () => {
    expect(chooseLanguage('ar', 'fr', 'en')).toBe('ar');
    expect(chooseLanguage('xx', 'fr', 'en')).toBe('fr');
    expect(chooseLanguage(undefined, undefined, 'de, en;q=0.5, fr-CA;q=0.9')).toBe('fr');
    expect(chooseLanguage(undefined, undefined, 'fr;q=0, tlh')).toBe('en');
    expect(chooseLanguage(undefined, undefined, undefined)).toBe('en');
  });

  it('has all six plural forms of Arabic', () => {
    const said = [0, 1, 2, 3, 11, 100].map((count) =>
      serverWords('ar').say('start.nodes', { count }),
    );
    expect(new Set(said.map((text) => text.replace(/[\d\u0660-\u0669]+/g, '#'))).size).toBe(5);
    expect(said[2]).toBe('دفعتان على الطريق');
  });

  it('keeps a name in its own direction within a sentence from right to left', () => {
    const said = (language: 'ar' | 'fr') =>
      serverWords(language).say('search.title', { text: 'Rhein (1)' });
    expect(said('ar')).toContain('\u2068Rhein (1)\u2069');
    expect(said('fr')).not.toMatch(/[\u2066-\u2069]/);
  });
});
