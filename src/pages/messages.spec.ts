import { parse, type Token } from '@messageformat/parser';
import { readFileSync } from 'node:fs';
import { problemCodes } from '../core/result.ts';
import { pseudo } from '../../web/messages/pseudo.ts';
import { type Catalogue, wordsOf } from '../../web/messages/words.ts';
import { packageFile } from '../platform/package-root.ts';
import { compileMessages } from './catalogues.ts';

type Messages = Readonly<Record<string, string>>;
const read = (language: string): Messages =>
  JSON.parse(readFileSync(packageFile('web', 'messages', `${language}.json`), 'utf8')) as Messages;
const english = read('en');

/** Each place of a message with its kind. */
const places = (tokens: readonly Token[]): readonly string[] =>
  tokens.flatMap((token) => {
    if (token.type === 'content' || token.type === 'octothorpe') return [];
    if (!('cases' in token)) return [`${token.arg} ${token.type}`];
    return [`${token.arg} ${token.type}`, ...token.cases.flatMap((one) => places(one.tokens))];
  });
const placesOf = (message: string): readonly string[] =>
  [...new Set(places(parse(message)))].toSorted();

/** Plural forms that each plural of a message gives. */
const forms = (tokens: readonly Token[]): readonly (readonly string[])[] =>
  tokens.flatMap((token) => {
    if (!('cases' in token)) return [];
    const inner = token.cases.flatMap((one) => forms(one.tokens));
    return token.type === 'plural'
      ? [token.cases.map(({ key }) => key).filter((key) => !key.startsWith('=')), ...inner]
      : inner;
  });

describe('messages', () => {
  it.each(['fr', 'ar'])('of %s are those of English, with the same places', (language) => {
    const messages = read(language);
    expect(Object.keys(messages)).toEqual(Object.keys(english));
    for (const [key, message] of Object.entries(messages)) {
      expect([key, placesOf(message)]).toEqual([key, placesOf(english[key] ?? '')]);
    }
  });

  it.each(['en', 'fr', 'ar'])('of %s have every plural form of the language', (language) => {
    const wanted = new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted();
    for (const [key, message] of Object.entries(read(language))) {
      for (const given of forms(parse(message))) {
        expect([key, given.toSorted()]).toEqual([key, wanted]);
      }
    }
  });

  it('know every code that the service refuses or warns with', () => {
    for (const code of problemCodes) expect(english).toHaveProperty([`problem.${code}`]);
  });

  it('become a made-up language that keeps places and plurals', () => {
    expect(pseudo('Hello {name}')).toBe('[Ħéłłó {name}~~~]');
    for (const message of Object.values(english)) {
      expect(placesOf(pseudo(message))).toEqual(placesOf(message));
      expect(() => compileMessages('en', { pseudo: pseudo(message) })).not.toThrow();
    }
  });

  it('tell an unknown code by the sentence of the server', () => {
    const words = wordsOf('en', { 'problem.ON_HOLD': () => 'Held.' } as unknown as Catalogue);
    expect(words.problem('ON_HOLD', 'It is on hold.')).toBe('Held.');
    expect(words.problem('NEW_CODE', 'A new thing.')).toBe('A new thing.');
    expect(words.list(['a', 'b', 'c'])).toBe('a, b, and c');
  });
});
