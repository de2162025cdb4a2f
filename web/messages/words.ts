/**
 * How a screen gets its words (docs/decisions/0011-screens.md): a key in each of en.json, fr.json and ar.json, then `say('noun.key')`. A
 * key that English lacks is a type error; one that another language lacks fails src/pages/messages.spec.ts.
 */

/** Languages that a person may choose, and the made-up one that shows what was not translated. */
export const languages = ['en', 'fr', 'ar', 'en-XA'] as const;
export type Language = (typeof languages)[number];

/** Each language by its own name; the made-up one is for tests only. */
export const languageNames: Readonly<Partial<Record<Language, string>>> = {
  en: 'English',
  fr: 'Français',
  ar: 'العربية',
};

/** Key of a message. */
export type MessageKey = keyof typeof import('./en.json');
/** What stands in a message's places, by name. */
export type Values = Readonly<Record<string, string | number>>;
/** Messages of one language, compiled. */
export type Catalogue = Readonly<Record<MessageKey, (values: Values) => string>>;

/** How one language says things. */
export interface Words {
  readonly language: Language;
  readonly direction: 'ltr' | 'rtl';
  readonly say: (key: MessageKey, values?: Values) => string;
  /** What went wrong, by its stable code; the server's own sentence for a code that has no words yet. */
  readonly problem: (code: string, sentence: string) => string;
  readonly number: (value: number, options?: Intl.NumberFormatOptions) => string;
  /** A day as people say it, of the reader's clock unless a zone is given. */
  readonly date: (value: Date, options?: Intl.DateTimeFormatOptions) => string;
  /** `Kenya`, by its ISO 3166-1 code; the code itself where it has no name. */
  readonly country: (code: string) => string;
  /** `a, b and c`. */
  readonly list: (values: readonly string[]) => string;
}

/** Between names that stand one after the other. */
export const commaOf = (language: string): string => (language === 'ar' ? '، ' : ', ');

/** True for the code of a language there are messages in. */
export const isLanguage = (code: string): code is Language =>
  (languages as readonly string[]).includes(code);

/** Languages in which the values of a message are marked: so they keep their own direction, and in the made-up one are told apart. */
const marked: readonly Language[] = ['ar', 'en-XA'];

/** A value within a text that can have no elements: in its own direction (UAX 9, FSI and PDI). */
export const apart = (value: string): string => `\u2068${value}\u2069`;

/** Names within a sentence that is read from right to left, each in its own direction. */
const isolated = (values: Values): Values =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' ? apart(value) : value,
    ]),
  );

/** The words of a language over its compiled messages. */
export const wordsOf = (language: Language, catalogue: Catalogue): Words => ({
  language,
  direction: language === 'ar' ? 'rtl' : 'ltr',
  say: (key, values = {}) => catalogue[key](marked.includes(language) ? isolated(values) : values),
  problem: (code, sentence) => {
    const key = `problem.${code}`;
    return Object.hasOwn(catalogue, key) ? catalogue[key as MessageKey]({}) : sentence;
  },
  number: (value, options) => new Intl.NumberFormat(language, options).format(value),
  date: (value, options = { dateStyle: 'medium' }) =>
    new Intl.DateTimeFormat(language, options).format(value),
  country: (code) => new Intl.DisplayNames(language, { type: 'region' }).of(code) ?? code,
  list: (values) => new Intl.ListFormat(language).format(values),
});
