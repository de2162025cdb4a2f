import type { ProductView } from '../masterdata/product.ts';
import { itemName as nameOf } from '../query/item-name.ts';
import type { ItemView } from '../query/item.ts';
import type { Loaders } from './loaders.ts';

const partKinds: ReadonlySet<string> = new Set(['SERIAL', 'LOT', 'CLASS']);

/** The product of a part, as its name owner describes it; null for containers and what nobody described. */
export async function productOf(
  item: Pick<ItemView, 'key' | 'kind'>,
  loaders: Loaders,
): Promise<ProductView | null> {
  return partKinds.has(item.kind) ? loaders.productByKey.load(item.key) : null;
}

/** Name for people: product and number (`Green coffee KM-0312`), never a bare code. */
export const itemName = (
  item: Pick<ItemView, 'key' | 'kind' | 'lot' | 'serial'>,
  product: ProductView | null,
): string => nameOf(item, product?.name ?? null);
