import type { Language } from '../../web/messages/words.ts';

/** Where Arabic-Indic digits and those of Persian and Urdu begin: keyboards of phones write them. */
const digitBlocks = [0x0660, 0x06f0];

/** The same text with digits of other scripts as those that numbers are kept in. */
export const plainDigits = (text: string): string =>
  text.replaceAll(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    const block = digitBlocks.find((start) => code >= start && code < start + 10) ?? code;
    return String(code - block);
  });

/** Signs that part thousands, and the sign before decimals, as people of a language write them. */
const signs: Readonly<Record<Language, { readonly group: string; readonly decimal: string }>> = {
  en: { group: ',', decimal: '.' },
  'en-XA': { group: ',', decimal: '.' },
  fr: { group: ' ', decimal: ',' },
  ar: { group: ',٬', decimal: '.٫' },
};

/**
 * A number as people type it, as an exact decimal: `2,100` in English and `2 100,5` in French, in whatever digits. What does not follow the
 * language is given back as it is, to be refused where it is read: `2,10` in English may be 2.1 or 210.
 */
export const typedNumber = (typed: string, language: Language): string => {
  const { group, decimal } = signs[language];
  const text = plainDigits(typed.trim()).replaceAll(/[\u00a0\u202f ]/g, ' ');
  const parted = new RegExp(`^([1-9]\\d{0,2}(?:[ ${group}]\\d{3})+|\\d+)(?:[${decimal}.](\\d+))?$`);
  const [, whole, rest] = parted.exec(text) ?? [];
  if (whole === undefined) return typed.trim();
  const digits = whole.replaceAll(/\D/g, '');
  return rest === undefined ? digits : `${digits}.${rest}`;
};
