import type { Names } from './answer.ts';
import type { TracedGraph } from './graph.store.ts';
import type { Viewer } from '../access/viewer.ts';
import type { OrganisationService } from '../access/organisation.service.ts';
import type { ProductService } from '../masterdata/product.service.ts';
import type { SiteService } from '../masterdata/site.service.ts';
import type { BirthRow } from '../projections/birth.store.ts';
import type { ItemRow } from '../projections/item.store.ts';
import { itemName } from '../query/item-name.ts';

/** Who knows what things are called. */
export interface Directories {
  readonly products: ProductService;
  readonly organisations: OrganisationService;
  readonly sites: SiteService;
}

/** What the things of one block are called; where nobody said so, empty or null. */
export interface BlockNames {
  readonly item: (item: ItemRow) => string;
  readonly country: (place: string | null) => string | null;
  readonly organisation: (id: number | null) => string | null;
}

/** Whatever has a name in one block. */
export interface Named {
  readonly items: readonly ItemRow[];
  readonly births: Iterable<BirthRow>;
  readonly tellers: Iterable<number>;
}

/** Reads the names of one block, as recorded up to an instant. */
export const namesOfBlock = async (
  { products, organisations, sites }: Directories,
  viewer: Viewer,
  { items, births, tellers }: Named,
  knownAt: string,
): Promise<BlockNames> => {
  const made = [...births];
  const parties = [...new Set([...made.map(({ owner }) => owner), ...tellers])];
  const places = [...new Set(made.flatMap(({ place }) => place ?? []))];
  const keys = items.map(({ key }) => key);
  const [productOf, partyOf, siteOf] = await Promise.all([
    products.byKeys(viewer, keys, { knownAt }),
    organisations.byIds(viewer, parties, { knownAt }),
    sites.byKeys(viewer, places, { knownAt }),
  ]);
  return {
    item: (item) => itemName(item, productOf.get(item.key)?.name ?? null),
    country: (place) => (place === null ? null : (siteOf.get(place)?.country ?? null)),
    organisation: (id) => (id === null ? null : (partyOf.get(id)?.name ?? null)),
  };
};

/** Where only what is counted matters. */
export const noNames: BlockNames = {
  item: () => '',
  country: () => null,
  organisation: () => null,
};

/** Names as the parts of an answer want them. */
export const gapNames = (traced: TracedGraph, names: BlockNames): Names => ({
  item: (id) => {
    const item = traced.items.get(id) ?? traced.claimedItems.get(id);
    return item === undefined ? '' : names.item(item);
  },
  country: names.country,
  site: () => null,
  organisation: (id) => names.organisation(id) ?? '',
});
