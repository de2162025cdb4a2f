/**
 * Small facts from master data, as known at the position asked about; null is not known (domain
 * rules 18, 19, 40).
 */
export interface CustodyFacts {
  /** Canonical key of the party that an organisation is. */
  readonly partyOf: (organisation: number) => string | null;
  /** Canonical key of the party that runs a site, by the site's canonical key. */
  readonly operatorOf: (site: string) => string | null;
  /** ISO 3166-1 alpha-2 code of a site, by its canonical key. */
  readonly countryOf: (site: string) => string | null;
  /** Canonical key of the party that issued an item's number, by the item's canonical key. */
  readonly issuerOf: (item: string) => string | null;
}

/** Nothing is known. */
export const noFacts: CustodyFacts = {
  partyOf: () => null,
  operatorOf: () => null,
  countryOf: () => null,
  issuerOf: () => null,
};
