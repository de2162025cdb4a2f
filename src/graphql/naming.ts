import type { ProductView } from '../masterdata/product.ts';
import type { ItemView } from '../query/item.ts';
import type { Loaders } from './loaders.ts';

const partKinds: ReadonlySet<string> = new Set(['SERIAL', 'LOT', 'CLASS']);

/** What an item is called when nobody described its product. */
const kindWords: Readonly<Record<string, string>> = {
  SERIAL: 'Piece',
  LOT: 'Lot',
  CLASS: 'Product',
  LOGISTIC_UNIT: 'Logistic unit',
  RETURNABLE_ASSET: 'Pallet',
  INDIVIDUAL_ASSET: 'Asset',
};

/** The product of a part, as its name owner describes it; null for containers and what nobody described. */
export async function productOf(
  item: Pick<ItemView, 'key' | 'kind'>,
  loaders: Loaders,
): Promise<ProductView | null> {
  return partKinds.has(item.kind) ? loaders.productByKey.load(item.key) : null;
}

/** Name for people: product and number (`Green coffee KM-0312`), never a bare code. */
export function itemName(
  item: Pick<ItemView, 'key' | 'kind' | 'lot' | 'serial'>,
  product: ProductView | null,
): string {
  const own = item.lot ?? item.serial ?? lastPart(item.key);
  if (product === null) return `${kindWords[item.kind] ?? 'Item'} ${item.serial ?? own}`;
  if (item.kind === 'CLASS') return product.name;
  return `${product.name} ${item.serial ?? own}`;
}

/** What stands last in an id: the serial of a pallet, the digits of a logistic unit. */
function lastPart(key: string): string {
  const last = /[^/:#]+$/.exec(key)?.[0] ?? key;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
