import type { ResolvedAmount, ResolvedStep } from '../core/epcis/resolved-step.ts';
import type { Problem } from '../core/result.ts';
import { add, compare } from '../core/units/decimal.ts';
import { convert } from '../core/units/rec20.ts';

/** Sum in kilograms; null when a quantity is missing or is no mass. */
function massOf(amounts: readonly ResolvedAmount[]): string | null {
  let sum = '0';
  for (const { quantity, unit } of amounts) {
    const mass = quantity === null || unit === null ? null : convert(quantity, unit, 'KGM');
    if (mass === null) return null;
    sum = add(sum, mass);
  }
  return sum;
}

/** More weight out than in: possible (water, packing), but worth a look. Said only when every quantity is a mass. */
export function balanceWarnings({ step }: ResolvedStep): readonly Problem[] {
  if (step.verb !== 'MAKE' || step.process !== null) return [];
  const [into, out] = [massOf(step.inputs), massOf(step.outputs)];
  if (into === null || out === null || compare(out, into) <= 0) return [];
  return [
    {
      code: 'OUTPUT_EXCEEDS_INPUT',
      message: `${out} kg came out of ${into} kg. It is recorded; if a quantity is wrong, correct it.`,
      at: '/step/make/outputs',
    },
  ];
}
