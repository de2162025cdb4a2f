import { kindWords } from '../core/gs1/kind-words.ts';
import type { ItemRow } from '../projections/item.store.ts';

/** What stands last in an id: the serial of a pallet, the digits of a logistic unit. */
const lastPart = (key: string): string => {
  const last = /[^/:#]+$/.exec(key)?.[0] ?? key;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
};

/** What an item is told from others of its kind by. */
export const itemNumber = ({ key, lot, serial }: Pick<ItemRow, 'key' | 'lot' | 'serial'>): string =>
  serial ?? lot ?? lastPart(key);

/** Name for people in the default language: product and number (`Green coffee KM-0312`), never a bare code. */
export const itemName = (
  item: Pick<ItemRow, 'key' | 'kind' | 'lot' | 'serial'>,
  product: string | null,
): string => {
  const number = itemNumber(item);
  if (product === null) return `${kindWords[item.kind]} ${number}`;
  return item.kind === 'CLASS' ? product : `${product} ${number}`;
};
