import type { RegistrationGuards } from './registration.ts';

/** How a party is named: (organisation, scheme, value). Numbers find, they never merge (domain rule 44). */
export interface PartyNumber {
  /** PGLN: 13 digits. OWN: given by this deployment to who has no GS1 number. */
  readonly scheme: 'PGLN' | 'OWN';
  readonly value: string;
  /** Canonical key, as events name the party: `https://id.gs1.org/417/…`. */
  readonly key: string;
}

/** Persons working there. */
export const headcountBands = ['1-4', '5-9', '10-19', '20-49', '50-99', '100-249', '250+'] as const;
export type HeadcountBand = (typeof headcountBands)[number];

/** Owned or led by women (ISO/IWA 34). */
export const womenShares = ['OWNED', 'LED', 'NONE', 'UNKNOWN'] as const;
export type WomenShare = (typeof womenShares)[number];

/** What an organisation says of itself, or somebody says of it. */
export interface OrganisationFacts {
  readonly name: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly headcountBand: HeadcountBand | null;
  readonly women: WomenShare | null;
  /** Members of a cooperative. */
  readonly members: number | null;
  readonly womenMembers: number | null;
}

/** An organisation as of a day. */
export interface OrganisationView extends OrganisationFacts {
  readonly id: number;
  /** Who described it; null when it has an account and speaks for itself. */
  readonly recordedBy: number | null;
  /** True when it records events itself. */
  readonly recordsHere: boolean;
  readonly version: number;
  /** Day from which this version holds, `2026-03-01`. */
  readonly validFrom: string;
  /** When this version was recorded, UTC with milliseconds. */
  readonly recordedAt: string;
  readonly numbers: readonly PartyNumber[];
}

/** An organisation to add or change. On a change, what is left out stays and null clears. */
export interface RegisterOrganisation extends RegistrationGuards {
  /** Internal id; left out: new. */
  readonly id?: number | null;
  readonly name: string;
  readonly country: string;
  /** Party GLN, 13 digits; a further one stands beside the first, and null does not clear one (INVALID_VALUE at /gln). */
  readonly gln?: string | null;
  /** True: another GLN than the one it has is refused, for forms that show one (INVALID_VALUE at /gln). */
  readonly oneGln?: boolean;
  readonly headcountBand?: string | null;
  readonly women?: string | null;
  readonly members?: number | null;
  readonly womenMembers?: number | null;
}

/** An account to open. */
export interface NewAccount extends RegisterOrganisation {
  readonly id?: null;
  /** GS1 company prefix, 4 to 12 digits, that whoever opens the account has seen the licence of. */
  readonly companyPrefix?: string | null;
}

/** Conditions of a directory; all hold together. */
export interface DirectoryFilter {
  /** Part of a name or a number, in any case. */
  readonly text?: string | null;
  /** ISO 3166-1; any of these. */
  readonly countries?: readonly string[] | null;
}
