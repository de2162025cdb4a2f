import { symbolOf } from '../core/units/rec20.ts';
import { Quantity } from './values.types.ts';
import { make } from './make.ts';

/** For people: `800 kg`, `12 pieces`. */
export function quantityText(value: string, unit: string | null): string {
  if (unit === null) return value === '1' ? '1 piece' : `${value} pieces`;
  return `${value} ${symbolOf(unit)}`;
}

/** A quantity. */
export const someOf = (value: string, unit: string | null): Quantity =>
  make(Quantity, { value, unit, text: quantityText(value, unit) });

/** A quantity as recorded; null when none was. */
export const quantityOf = (value: string | null, unit: string | null): Quantity | null =>
  value === null ? null : someOf(value, unit);
