import type { EpcisEvent } from '../core/epcis/event.ts';
import { expandName, masterDataNamespace, readPrefixes } from '../core/epcis/namespace.ts';
import type { ItemBirth } from '../query/item.ts';
import { plainJson } from './plain-json.ts';
import { quantityOf } from './quantity.ts';

/** The fields of a birth that need nothing but its event. */
export function birthFields(birth: ItemBirth, event: EpcisEvent) {
  return {
    position: birth.position,
    siteKey: birth.place,
    day: birth.day,
    quantity: quantityOf(birth.quantity, birth.unit),
    bestBefore: masterDay(event, 'bestBeforeDate'),
    harvestedOn: masterDay(event, 'harvestEndDate'),
    ilmd: event.ilmd === null ? null : plainJson(event.ilmd),
  };
}

/** A day in the birth data, whatever its prefix (CBV 2.0 master data attributes). */
function masterDay({ body, ilmd }: EpcisEvent, name: string): string | null {
  if (ilmd === null) return null;
  const prefixes = readPrefixes(body['@context'] ?? null);
  const field = Object.keys(ilmd).find(
    (key) => expandName(key, prefixes).replace('#', '') === masterDataNamespace + name,
  );
  const value = field === undefined ? null : ilmd[field];
  return typeof value === 'string' ? (/^\d{4}-\d\d-\d\d/.exec(value)?.[0] ?? null) : null;
}
