import Big from 'big.js';
import { JsonNumber, type JsonValue } from '../json/value.ts';

/** Exact decimals only: a JavaScript number that was never text is refused by big.js. */
const Exact = Big();
Exact.strict = true;
Exact.DP = 40;
Exact.RM = Exact.roundHalfUp;
Exact.NE = -1_000;
Exact.PE = 1_000;

/** Most digits of a quantity (contract: scalar Decimal). */
const DIGITS_MAX = 30;

const DECIMAL = /^-?\d{1,400}(\.\d{1,400})?([eE][+-]?\d{1,3})?$/;

const digitsOf = (text: string): number => text.replace(/^-?0*\.?0*|[-.]/g, '').length;

/**
 * A JSON number, or decimal text, in canonical form: no exponent, no trailing zeros, `-0` is `0`.
 * Null when it is none, or has more than 30 digits.
 */
export const parseDecimal = (value: JsonValue | undefined): string | null => {
  if (typeof value === 'number') return ofNumber(value);
  return ofText(value instanceof JsonNumber ? value.raw : value);
};

/** The engine writes a number in canonical form unless it needs an exponent: at most 21 digits before the point, 17 in all. */
const ofNumber = (value: number): string | null => {
  const text = String(value);
  return Number.isFinite(value) && !text.includes('e') ? text : ofText(text);
};

const ofText = (text: JsonValue | undefined): string | null => {
  if (typeof text !== 'string' || !DECIMAL.test(text)) return null;
  const canonical = canonicalOf(new Exact(text));
  return digitsOf(canonical) > DIGITS_MAX || canonical.length > 2 * DIGITS_MAX ? null : canonical;
};

const canonicalOf = (value: Big): string => (value.eq('0') ? '0' : value.toFixed());

/** Sum of two canonical decimals. */
export const add = (left: string, right: string): string =>
  canonicalOf(new Exact(left).plus(new Exact(right)));

/** Difference of two canonical decimals. */
export const subtract = (left: string, right: string): string =>
  canonicalOf(new Exact(left).minus(new Exact(right)));

/** Product of two canonical decimals. */
export const multiply = (left: string, right: string): string =>
  canonicalOf(new Exact(left).times(new Exact(right)));

/** Quotient, rounded half up at `places` decimals; `right` must not be zero. */
export const divide = (left: string, right: string, places = 40): string =>
  canonicalOf(new Exact(left).div(new Exact(right)).round(places));

/** Below zero, zero or above zero, as `left` is less than, equal to or more than `right`. */
export const compare = (left: string, right: string): number =>
  new Exact(left).cmp(new Exact(right));
