import type { ResolvedAmount, ResolvedStep } from '../core/epcis/resolved-step.ts';
import type { Problem } from '../core/result.ts';
import { add, compare } from '../core/units/decimal.ts';
import { convert, symbolOf } from '../core/units/rec20.ts';

/** What does not grow when parts are made, by the unit that it is summed in: weight, volume, area, length. Pieces do: a log becomes planks. */
const kept = ['KGM', 'LTR', 'MTK', 'MTR'] as const;

/** Sum in a unit; null when a quantity is missing or of another dimension. */
function sumOf(amounts: readonly ResolvedAmount[], unit: string): string | null {
  let sum = '0';
  for (const { quantity, unit: given } of amounts) {
    const converted = quantity === null || given === null ? null : convert(quantity, given, unit);
    if (converted === null) return null;
    sum = add(sum, converted);
  }
  return sum;
}

/** More out than in: possible (water, packing), but worth a look. Said only when every quantity is of the same dimension. */
export function balanceWarnings({ step }: ResolvedStep): readonly Problem[] {
  if (step.verb !== 'MAKE' || step.process !== null) return [];
  for (const unit of kept) {
    const [into, out] = [sumOf(step.inputs, unit), sumOf(step.outputs, unit)];
    if (into === null || out === null) continue;
    return compare(out, into) <= 0 ? [] : [exceeds(into, out, symbolOf(unit))];
  }
  return [];
}

const exceeds = (into: string, out: string, symbol: string): Problem => ({
  code: 'OUTPUT_EXCEEDS_INPUT',
  message: `${out} ${symbol} came out of ${into} ${symbol}. It is recorded; if a quantity is wrong, correct it.`,
  at: '/step/make/outputs',
});
