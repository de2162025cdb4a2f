import { unitOf, convert } from '../units/rec20.ts';
import type { Amount } from './amount.ts';

/** Decimals that are kept of shares and amounts; answers show four of them. */
const PLACES = 40;

/**
 * The whole of something. Shares are whole numbers of it: exact to 40 decimals, and ten times faster
 * than decimals of as many digits, which matters to a graph of 50,000 nodes.
 */
export const WHOLE = 10n ** BigInt(PLACES);

/** An exact decimal in parts of `WHOLE`; what is smaller is nothing. */
const scaled = (decimal: string): bigint => {
  const [integer = '0', fraction = ''] = decimal.split('.');
  return BigInt(integer + fraction.slice(0, PLACES).padEnd(PLACES, '0'));
};

/** Amounts in a unit, in parts of `WHOLE`; null for what is unknown, negative or of another dimension. */
export const inUnitOf = (amount: Amount | null, unit: string | null): bigint | null => {
  const value = amount === null ? null : convert(amount.value, amount.unit, unit);
  const exact = value === null ? null : scaled(value);
  return exact === null || exact < 0n ? null : exact;
};

/** An amount in kilograms; null when it is not recorded as a mass. */
const massOf = (amount: Amount | null): bigint | null =>
  unitOf(amount?.unit ?? null)?.dimension === 'MASS' ? inUnitOf(amount, 'KGM') : null;

/** One input of a mix: an amount, and the product of which it is so much. */
export interface Weighable {
  readonly amount: Amount | null;
  readonly product: string | null;
}

/** Shares of inputs in their mix, or the places of those without which they cannot be told. */
export type Weighing =
  { readonly shares: readonly bigint[] } | { readonly missing: readonly number[] };

const places = (lines: readonly unknown[]): readonly number[] => lines.map((_, place) => place);

/** Parts that add up to the whole exactly; null when all amounts are zero. */
const sharesOf = (amounts: readonly bigint[]): readonly bigint[] | null => {
  const total = amounts.reduce((sum, amount) => sum + amount, 0n);
  if (total === 0n) return null;
  const shares = amounts.map((amount) => (WHOLE * amount) / total);
  const lost = shares.reduce((rest, share) => rest - share, WHOLE);
  const largest = amounts.indexOf(amounts.reduce((most, one) => (one > most ? one : most)));
  return shares.map((share, place) => (place === largest ? share + lost : share));
};

const allOf = (amounts: readonly (bigint | null)[]): readonly bigint[] | null => {
  const known = amounts.filter((amount) => amount !== null);
  return known.length === amounts.length ? known : null;
};

/**
 * Shares of inputs by mass; of one product by any one dimension; of a single input without weighing
 * (see `mixtureOf`).
 */
export const weigh = (lines: readonly Weighable[]): Weighing => {
  const [first] = lines;
  if (first === undefined || lines.length === 1) return { shares: lines.map(() => WHOLE) };
  const masses = lines.map(({ amount }) => massOf(amount));
  const alike = lines.every(({ product }) => product !== null && product === first.product);
  const unit = first.amount?.unit ?? null;
  const amounts =
    allOf(masses) ?? (alike ? allOf(lines.map(({ amount }) => inUnitOf(amount, unit))) : null);
  const shares = amounts && sharesOf(amounts);
  if (shares !== null) return { shares };
  const untold = places(lines).filter((place) => lines[place]?.amount === null);
  const massless = places(lines).filter((place) => masses[place] === null);
  const missing = alike && untold.length > 0 ? untold : massless;
  return { missing: missing.length === 0 ? places(lines) : missing };
};

/** What is left of an amount after some was taken; more than there is leaves nothing. Null: unknown. */
export const leftAfter = (left: bigint | null, taken: bigint | null): bigint | null => {
  if (left === null || taken === null) return null;
  return left > taken ? left - taken : 0n;
};

/** Two amounts of one item put together: the shares of both; null when one is unknown or both are nothing. */
export const mixTwo = (
  left: bigint | null,
  added: bigint | null,
): readonly [bigint, bigint] | null => {
  if (left === 0n) return [0n, WHOLE];
  if (left === null || added === null) return null;
  const before = (WHOLE * left) / (left + added);
  return [before, WHOLE - before];
};

/** The rules shares stand on: a parameter, so that a spec can plant a mistake in one and see it caught. */
export interface MixRules {
  readonly weigh: typeof weigh;
  readonly leftAfter: typeof leftAfter;
  readonly mixTwo: typeof mixTwo;
}

/** The rules as they are. */
export const defaultMixRules: MixRules = { weigh, leftAfter, mixTwo };
