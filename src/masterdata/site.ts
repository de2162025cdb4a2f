import type { DirectoryFilter } from '../access/organisation.ts';
import type { RegistrationGuards } from '../access/registration.ts';
import type { SiteGeometry } from '../core/geography/geo-json.ts';

/** How a place is named. Numbers find, they never merge (domain rule 44). */
export interface SiteNumber {
  /** GLN: 13 digits. OWN: given by this deployment to a place without GLN. */
  readonly scheme: 'GLN' | 'OWN';
  readonly value: string;
  /** Canonical key, as events name the place: `https://id.gs1.org/414/…`. */
  readonly key: string;
}

/** What is said of a place. */
export interface SiteFacts {
  readonly name: string;
  /** Organisation that runs it, internal id; null when not known. */
  readonly operator: number | null;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** ISO 3166-2: `KE-30`. */
  readonly subdivision: string | null;
  /** WGS 84 degrees; both or none. */
  readonly latitude: number | null;
  readonly longitude: number | null;
  /** Point or outline of the plots. */
  readonly geometry: SiteGeometry | null;
  /** Site it is part of, internal id. */
  readonly within: number | null;
}

/** A place as of a day, as described by `owner`. */
export interface SiteView extends SiteFacts {
  readonly id: number;
  readonly owner: number;
  readonly version: number;
  /** Day from which this version holds, `2026-03-01`. */
  readonly validFrom: string;
  /** When this version was recorded, UTC with milliseconds. */
  readonly recordedAt: string;
  readonly numbers: readonly SiteNumber[];
}

/** A site to add or change. On a change, what is left out stays and null clears. */
export interface RegisterSite extends RegistrationGuards {
  /** Internal id; left out: new. */
  readonly id?: number | null;
  readonly name: string;
  /** 13 digits; a further one stands beside the first, and null does not clear one (INVALID_VALUE at /gln). */
  readonly gln?: string | null;
  /** True: another GLN than the one it has is refused, for forms that show one (INVALID_VALUE at /gln). */
  readonly oneGln?: boolean;
  /** Internal id; left out of a new one: the viewer's organisation. */
  readonly operator?: number | null;
  readonly country: string;
  readonly subdivision?: string | null;
  readonly latitude?: number | null;
  readonly longitude?: number | null;
  /** GeoJSON (RFC 7946). */
  readonly geometry?: unknown;
  /** Internal id of an own site. */
  readonly within?: number | null;
}

/** Conditions of the directory of sites; all hold together. */
export interface SiteFilter extends DirectoryFilter {
  /** Organisation that runs it, internal id. */
  readonly operator?: number | null;
}
