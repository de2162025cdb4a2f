import Big from 'big.js';
import type { ItemLine } from '../epcis/event.ts';
import { convert } from '../units/rec20.ts';

/** So much of something, exactly (domain rule 16). */
export interface Amount {
  /** Decimal without exponent. */
  readonly value: string;
  /** UN/ECE Rec 20 code; null: pieces. */
  readonly unit: string | null;
}

/**
 * How much a line says; a single piece or container is one; null for a lot without a quantity:
 * unknown, not zero (domain rule 16).
 */
export const amountOf = (
  line: Pick<ItemLine, 'classLevel' | 'quantity' | 'unit'>,
): Amount | null => {
  if (line.quantity !== null) return { value: line.quantity, unit: line.unit };
  return line.classLevel ? null : { value: '1', unit: null };
};

const valueIn = (amount: Amount, unit: string | null): string | null => {
  if (amount.unit === unit) return amount.value;
  if (amount.unit === null || unit === null) return null;
  return convert(amount.value, amount.unit, unit);
};

const text = (value: Big): string => value.toFixed();

/**
 * a + b in the unit of a; null when one is unknown or the units are of different dimensions
 * (domain rule 16).
 */
export const plus = (a: Amount | null, b: Amount | null): Amount | null => {
  const other = a === null || b === null ? null : valueIn(b, a.unit);
  return a === null || other === null
    ? null
    : { value: text(new Big(a.value).plus(other)), unit: a.unit };
};

/**
 * a - b in the unit of a; null as for `plus`. May fall below zero: over-consumption is reported,
 * not refused (domain rule 16).
 */
export const minus = (a: Amount | null, b: Amount | null): Amount | null => {
  const other = a === null || b === null ? null : valueIn(b, a.unit);
  return a === null || other === null
    ? null
    : { value: text(new Big(a.value).minus(other)), unit: a.unit };
};

/**
 * Below zero, zero or above zero as a is less than, equal to or more than b; null when they cannot
 * be compared.
 */
export const compareAmounts = (a: Amount | null, b: Amount | null): number | null => {
  const difference = minus(a, b);
  return difference === null ? null : new Big(difference.value).cmp(0);
};

/** The smaller of two amounts, in the unit of the first; null when they cannot be compared. */
export const lessOf = (a: Amount, b: Amount): Amount | null => {
  const order = compareAmounts(a, b);
  if (order === null) return null;
  return order <= 0 ? a : { value: valueIn(b, a.unit) ?? b.value, unit: a.unit };
};

/** True for nothing at all. */
export const isZero = (amount: Amount): boolean => new Big(amount.value).eq(0);

/**
 * The sum, in the unit of the first; null when one of them is unknown or of another dimension. `0`
 * pieces for an empty list.
 */
export const sum = (amounts: readonly (Amount | null)[]): Amount | null => {
  const [head, ...rest] = amounts;
  if (head === undefined) return { value: '0', unit: null };
  return rest.reduce<Amount | null>((total, one) => plus(total, one), head);
};

/** The same amount in another unit of its dimension; null when unknown or of another dimension. */
export const inUnit = (amount: Amount | null, unit: string | null): Amount | null =>
  plus({ value: '0', unit }, amount);
