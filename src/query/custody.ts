import type { Dossier, HopOfItem } from '../core/lineage/books.ts';
import type { CustodyFacts } from '../core/lineage/facts.ts';
import type { Hop } from '../core/lineage/hops.ts';
import type { ItemRow } from '../projections/item.store.ts';
import type { PartyName } from './hop.ts';

/** What master data says for custody: parties by a name of their own, `#12` for the organisation with that id, else the key as told. */
export type KnownFacts = Pick<CustodyFacts, 'partyOf' | 'operatorOf' | 'countryOf'> & {
  /** The party that a canonical key means. */
  readonly partyNamed: (key: string) => string;
};

/** A party's name in a derived fact, as answers have it. */
export const partyNameOf = (party: string | null): PartyName => {
  if (party === null) return { organisation: null, key: null };
  return party.startsWith('#')
    ? { organisation: Number(party.slice(1)), key: null }
    : { organisation: null, key: party };
};

/** The party that an organisation is. */
export const partyOfOrganisation = (id: number): string => `#${id}`;

/** Some hops, with everything that their lines name. */
export interface Hops {
  /** In the documented order. */
  readonly hops: readonly Hop[];
  /** By canonical key. */
  readonly items: ReadonlyMap<string, ItemRow>;
  readonly facts: KnownFacts;
}

/** What the custody of one item is derived from, at an instant. */
export interface ItemDossier {
  readonly item: ItemRow;
  /** What names the item, and what it lay in; the sides of all items that were asked for together. */
  readonly dossier: Dossier;
  readonly hops: readonly HopOfItem[];
}

/** What the custody of some items is derived from. */
export interface Dossiers {
  /** By internal id. */
  readonly byItem: ReadonlyMap<number, ItemDossier>;
  /** By canonical key: everything that holdings and hops name. */
  readonly items: ReadonlyMap<string, ItemRow>;
  readonly facts: KnownFacts;
}
