import { JsonNumber } from './value.ts';

/** Most significant digits of a number, and the largest power of ten: beyond them nothing measured is meant. */
export const digitsMax = 100;
export const exponentMax = 400;

/** Longest spelling of a number; zeros that say nothing are not worth reading for ever. */
const lengthMax = 1_000;
/** So many digits are always kept by a double (IEEE 754 binary64 holds 15 decimal digits). */
const exactDigits = 15;
/** And within this range, well inside that of normal doubles. */
const [SMALL, LARGE] = [1e-290, 1e290];
/** A double is never written with more digits. */
const shortestDigits = 17;

const ZERO = 0x30;

interface Decimal {
  /** Without leading or trailing zeros; '' is zero. */
  readonly digits: string;
  readonly exponent: number;
  readonly negative: boolean;
}

const nothing: Decimal = { digits: '', exponent: 0, negative: false };

const withoutZeros = (digits: string): { readonly start: number; readonly end: number } => {
  let start = 0;
  let end = digits.length;
  while (start < end && digits.charCodeAt(start) === ZERO) start++;
  while (end > start && digits.charCodeAt(end - 1) === ZERO) end--;
  return { start, end };
};

/** Value of a JSON number as significant digits times a power of ten: equal values have equal forms. */
const decimalOf = (raw: string): Decimal => {
  const negative = raw.startsWith('-');
  const [mantissa = '', power = '0'] = raw.slice(negative ? 1 : 0).split(/[eE]/, 2);
  const [whole = '', fraction = ''] = mantissa.split('.', 2);
  const all = whole + fraction;
  const { start, end } = withoutZeros(all);
  if (start === end) return nothing;
  const exponent = Number(power) - fraction.length + (all.length - end);
  return { digits: all.slice(start, end), exponent, negative };
};

/** True when two spellings of JSON numbers have one decimal value: `1.0` and `1`, `-0` and `0`. */
export const sameDecimal = (left: string, right: string): boolean => {
  if (left === right) return true;
  const [a, b] = [decimalOf(left), decimalOf(right)];
  return a.digits === b.digits && a.exponent === b.exponent && a.negative === b.negative;
};

/**
 * A plain number where a double gives back the same decimal value when it is written, else the number as it was written; null past
 * 100 digits or 10^400. Minus zero is zero.
 */
export const numberOf = (raw: string): number | JsonNumber | null => {
  if (raw.length > lengthMax) return null;
  const value = Number(raw);
  const size = value < 0 ? -value : value;
  if (raw.length <= exactDigits && size > SMALL && size < LARGE) return value;
  if (String(value) === raw) return value;
  const { digits, exponent } = decimalOf(raw);
  if (digits === '') return 0;
  if (digits.length > digitsMax || Math.abs(exponent) > exponentMax) return null;
  if (digits.length > shortestDigits || !Number.isFinite(value)) return new JsonNumber(raw);
  return sameDecimal(String(value), raw) ? value : new JsonNumber(raw);
};
