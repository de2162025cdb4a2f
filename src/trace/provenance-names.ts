import type { Viewer } from '../access/viewer.ts';
import { sha256Hex } from '../core/sha256.ts';
import { EMPTY_LOG } from '../log/log-reader.service.ts';
import { productKeyIn } from '../masterdata/product-key.ts';
import { itemName } from '../query/item-name.ts';
import type { Names } from './answer.ts';
import type { TracedGraph } from './graph.store.ts';
import type { Directories } from './stream-names.ts';

/** Whatever has a name in a graph, each once: its lots and pieces are of few products. */
export interface NamedThings {
  /** Canonical keys. */
  readonly products: readonly string[];
  /** Internal ids. */
  readonly organisations: readonly number[];
  /** Canonical keys. */
  readonly places: readonly string[];
}

/** Names as one viewer may read them. */
export interface ReadNames extends Names {
  /** When the newest of them was said. */
  readonly newest: string;
  /** Names of the same digest are the same names. */
  readonly digest: string;
}

/** What has a name in a graph. */
export const namedIn = ({
  items,
  claimedItems,
  births,
  firstTellers,
  claims,
}: TracedGraph): NamedThings => {
  const [products, organisations, places] = [
    new Set<string>(),
    new Set(firstTellers.values()),
    new Set<string>(),
  ];
  for (const known of [items, claimedItems]) {
    for (const { key } of known.values()) {
      const product = productKeyIn(key);
      if (product !== null) products.add(product);
    }
  }
  for (const { owner, place } of births.births.values()) {
    organisations.add(owner);
    if (place !== null) places.add(place);
  }
  for (const some of claims.values()) for (const { owner } of some) organisations.add(owner);
  return { products: [...products], organisations: [...organisations], places: [...places] };
};

/** Reads the names of a graph, as recorded up to an instant; null: all. */
export const readNames = async (
  { products, organisations, sites }: Directories,
  viewer: Viewer,
  { traced, named }: { readonly traced: TracedGraph; readonly named: NamedThings },
  knownAt: string | null,
): Promise<ReadNames> => {
  const [productOf, partyOf, siteOf] = await Promise.all([
    products.byKeys(viewer, named.products, { knownAt }),
    organisations.byIds(viewer, named.organisations, { knownAt }),
    sites.byKeys(viewer, named.places, { knownAt }),
  ]);
  const said = [...productOf.values(), ...partyOf.values(), ...siteOf.values()];
  return {
    newest: said.reduce(
      (newest, { recordedAt }) => (newest > recordedAt ? newest : recordedAt),
      EMPTY_LOG,
    ),
    digest: sha256Hex(
      JSON.stringify([
        [...productOf].map(([key, { name }]) => [key, name]),
        named.organisations.map((id) => [id, partyOf.get(id)?.name ?? null]),
        [...siteOf].map(([key, { id, name, country }]) => [key, id, name, country]),
      ]),
    ),
    item: (id) => {
      const item = traced.items.get(id) ?? traced.claimedItems.get(id);
      if (item === undefined) return '';
      return itemName(item, productOf.get(productKeyIn(item.key) ?? '')?.name ?? null);
    },
    country: (place) => siteOf.get(place)?.country ?? null,
    site: (place) => {
      const site = siteOf.get(place);
      return site === undefined ? null : { id: site.id, key: place, name: site.name };
    },
    organisation: (id) => partyOf.get(id)?.name ?? '',
  };
};
