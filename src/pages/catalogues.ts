import messageFormat from '@messageformat/core';
import { readFileSync } from 'node:fs';
import { pseudo } from '../../web/messages/pseudo.ts';
import {
  type Catalogue,
  isLanguage,
  type Language,
  type Words,
  wordsOf,
} from '../../web/messages/words.ts';
import { packageFile } from '../platform/package-root.ts';

// Its types tell of a module for bundlers; Node imports the class itself.
const MessageFormat = messageFormat as unknown as typeof messageFormat.default;

/** Compiles messages of a language (ICU MessageFormat). */
export const compileMessages = (
  language: string,
  messages: Readonly<Record<string, string>>,
): Catalogue => {
  const format = new MessageFormat(language);
  const compiled = Object.entries(messages).map(([key, message]) => [key, format.compile(message)]);
  return Object.fromEntries(compiled) as unknown as Catalogue;
};

const known = new Map<Language, Words>();

/** The words of a language on the server; its messages are read and compiled at the first page that wants them. */
export const serverWords = (language: Language): Words => {
  const found = known.get(language);
  if (found !== undefined) return found;
  const [source, written] =
    language === 'en-XA' ? (['en', pseudo] as const) : ([language, String] as const);
  const text = readFileSync(packageFile('web', 'messages', `${source}.json`), 'utf8');
  const messages = Object.entries(JSON.parse(text) as Readonly<Record<string, string>>).map(
    ([key, message]) => [key, written(message)] as const,
  );
  const words = wordsOf(language, compileMessages(source, Object.fromEntries(messages)));
  known.set(language, words);
  return words;
};

/** The best language for a request: `?lang=`, else the cookie, else what the browser prefers, else English. */
export const chooseLanguage = (
  asked: string | undefined,
  kept: string | undefined,
  accepted: string | undefined,
): Language => {
  const named = [asked, kept].find((code) => code !== undefined && isLanguage(code));
  if (named !== undefined && isLanguage(named)) return named;
  return preferred(accepted ?? '').find(isLanguage) ?? 'en';
};

/** Primary language tags of an `Accept-Language` header (RFC 9110, section 12.5.4), the best first. */
const preferred = (header: string): readonly string[] =>
  header
    .split(',')
    .map((part) => {
      const [tag = '', quality = 'q=1'] = part.trim().split(/\s*;\s*/);
      return { tag: tag.split('-', 1)[0]?.toLowerCase() ?? '', weight: Number(quality.slice(2)) };
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
    .map(({ tag }) => tag);
