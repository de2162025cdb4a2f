import type { ItemKind } from './key.ts';

/** What an item is called before its number, in the default language, when nobody described its product. */
export const kindWords: Readonly<Record<ItemKind, string>> = {
  SERIAL: 'Piece',
  LOT: 'Lot',
  CLASS: 'Product',
  LOGISTIC_UNIT: 'Logistic unit',
  RETURNABLE_ASSET: 'Pallet',
  INDIVIDUAL_ASSET: 'Asset',
  OTHER: 'Item',
};
