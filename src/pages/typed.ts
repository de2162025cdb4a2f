import { plainDigits } from './typed-number.ts';

/** What a form holds, by the names of its fields; trimmed. */
export type FormValues = Readonly<Record<string, string>>;

/** What was typed; null for nothing. */
export const typedText = (values: FormValues, name: string): string | null => {
  const text = (values[name] ?? '').trim();
  return text === '' ? null : text;
};

/** A number of a thing, as people group its digits and in whatever digits they write; null for nothing. */
export const typedDigits = (values: FormValues, name: string): string | null => {
  const text = typedText(values, name);
  return text === null ? null : plainDigits(text).replace(/[\s-]/g, '');
};

/** A count, as people group its digits; null for nothing, NaN for what is none. */
export const typedCount = (values: FormValues, name: string): number | null => {
  const text = typedText(values, name);
  if (text === null) return null;
  const plain = plainDigits(text);
  const isOne = /^(\d+|[1-9]\d{0,2}([\s.,'\u066c]\d{3})+)$/.test(plain);
  return isOne ? Number(plain.replaceAll(/\D/g, '')) : Number.NaN;
};

/** An amount with the decimal mark of any language; null for nothing, NaN for what is none. */
export const typedAmount = (values: FormValues, name: string): number | null => {
  const text = typedText(values, name);
  if (text === null) return null;
  const plain = plainDigits(text)
    .replace(/[,\u066b]/, '.')
    .replace('\u2212', '-');
  return /^[+-]?\d+(\.\d+)?$/.test(plain) ? Number(plain) : Number.NaN;
};
