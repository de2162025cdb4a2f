import type { ItemRow } from '../projections/item.store.ts';

/** What an item is called when nobody described its product. */
const kindWords: Readonly<Record<ItemRow['kind'], string>> = {
  SERIAL: 'Piece',
  LOT: 'Lot',
  CLASS: 'Product',
  LOGISTIC_UNIT: 'Logistic unit',
  RETURNABLE_ASSET: 'Pallet',
  INDIVIDUAL_ASSET: 'Asset',
  OTHER: 'Item',
};

/** What stands last in an id: the serial of a pallet, the digits of a logistic unit. */
const lastPart = (key: string): string => {
  const last = /[^/:#]+$/.exec(key)?.[0] ?? key;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
};

/** Name for people in the default language: product and number (`Green coffee KM-0312`), never a bare code. */
export const itemName = (
  item: Pick<ItemRow, 'key' | 'kind' | 'lot' | 'serial'>,
  product: string | null,
): string => {
  const number = item.serial ?? item.lot ?? lastPart(item.key);
  if (product === null) return `${kindWords[item.kind]} ${number}`;
  return item.kind === 'CLASS' ? product : `${product} ${number}`;
};
