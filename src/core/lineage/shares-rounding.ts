import { WHOLE } from './shares-weights.ts';

/** Shares are told in ten-thousandths (contract: scalar Decimal). */
const UNITS = 10_000n;

/** Parts of `WHOLE` that are taken for nothing when rounding: what divisions that do not end leave behind. */
const NOISE = WHOLE / 10n ** 30n;

const textOf = (units: bigint): string =>
  `${units / UNITS}.${String(units % UNITS).padStart(4, '0')}`;

/** A share with 4 decimals, rounded half up: `0.4040`. */
export const shareText = (share: bigint): string => {
  const exact = ((share + NOISE / 2n) / NOISE) * NOISE;
  return textOf((exact * UNITS + WHOLE / 2n) / WHOLE);
};

/**
 * Shares that are the whole together, each with 4 decimals, so that they still add up to exactly
 * 1.0000: each is rounded down, and the ten-thousandths left over go to those that lost most by it,
 * of equal ones to the earlier (largest remainder). Units: ten-thousandths; see `unitsText`.
 */
export const wholeInUnits = (shares: readonly bigint[]): readonly bigint[] => {
  const total = shares.reduce((sum, share) => sum + share, 0n);
  if (total === 0n) return shares.map(() => 0n);
  const floors = shares.map((share) => (share * UNITS) / total);
  const noise = total / 10n ** 30n || 1n;
  const left = floors.reduce((rest, units) => rest - units, UNITS);
  const byLoss = shares
    .map((share, place) => ({ place, loss: ((share * UNITS) % total) / noise }))
    .toSorted((a, b) => Number(b.loss > a.loss) - Number(b.loss < a.loss) || a.place - b.place);
  const raised = new Set(byLoss.slice(0, Number(left)).map(({ place }) => place));
  return floors.map((units, place) => (raised.has(place) ? units + 1n : units));
};

/** Ten-thousandths as a decimal with 4 decimals. */
export const unitsText = (units: bigint): string => textOf(units);
