import { parse, type Token } from '@messageformat/parser';

const plain = 'abcdeghiklmnoprstuwyzABCDEGHIKLMNOPRSTUWYZ';
const marked = 'áƀçðéğħíķłɱñóþřšŧúŵýžÁƁÇÐÉĞĦÍĶŁṀÑÓÞŘŠŦÚŴÝŽ';
const accents: ReadonlyMap<string, string> = new Map(
  Array.from(plain, (letter, index) => [letter, marked.charAt(index)]),
);

/** Of every text, 40 % more is added: other languages are longer than English. */
const LONGER = 0.4;

const accented = (text: string): string =>
  Array.from(text, (letter) => accents.get(letter) ?? letter).join('');

const quoted = (text: string): string => text.replaceAll("'", "''").replace(/[{}#]+/g, "'$&'");

const written = (tokens: readonly Token[]): string =>
  tokens
    .map((token) => {
      if (token.type === 'content') return quoted(accented(token.value));
      if (token.type === 'octothorpe') return '#';
      if (token.type === 'argument') return `{${token.arg}}`;
      if (token.type === 'function') return token.ctx.text;
      const cases = token.cases.map((one) => `${one.key}{${written(one.tokens)}}`).join(' ');
      return `{${token.arg}, ${token.type}, ${cases}}`;
    })
    .join('');

/** An English message as a made-up language would have it: accents, brackets, longer; its places and plurals stay. */
export const pseudo = (message: string): string => {
  const letters = message.replace(/\{[^{}]*\}/g, '').length;
  return `[${written(parse(message))}${'~'.repeat(Math.ceil(letters * LONGER))}]`;
};
