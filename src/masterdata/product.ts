import type { DirectoryFilter } from '../access/organisation.ts';
import type { RegistrationGuards } from '../access/registration.ts';

/** How a product is named. */
export interface ProductNumber {
  /** GTIN: 14 digits. OWN: given by this deployment to a product without GTIN. */
  readonly scheme: 'GTIN' | 'OWN';
  readonly value: string;
  /** Canonical key: `https://id.gs1.org/01/…`. */
  readonly key: string;
}

/** What is said of a product. */
export interface ProductFacts {
  readonly name: string;
  /** UN/ECE Recommendation 20 code of its usual unit; null: pieces. */
  readonly unit: string | null;
  /** Harmonised System, 6 digits. */
  readonly hsCode: string | null;
}

/** A product as of a day, as described by `owner`: a product is (organisation, GTIN) (domain rule 44). */
export interface ProductView extends ProductFacts {
  readonly id: number;
  readonly owner: number;
  readonly version: number;
  /** Day from which this version holds, `2026-03-01`. */
  readonly validFrom: string;
  /** When this version was recorded, UTC with milliseconds. */
  readonly recordedAt: string;
  /** 14 digits; null for a product without a GS1 key. */
  readonly gtin: string | null;
  /** The GTIN first; a product that got its GTIN later keeps its own number too. */
  readonly numbers: readonly ProductNumber[];
}

/** Conditions of the directory of products; all hold together. */
export interface ProductFilter extends DirectoryFilter {
  /** Organisation that describes it, internal id. */
  readonly owner?: number | null;
}

/** A product to add or change. On a change, what is left out stays and null clears. */
export interface RegisterProduct extends RegistrationGuards {
  /** Internal id; left out: new. */
  readonly id?: number | null;
  readonly name: string;
  /** 8, 12, 13 or 14 digits; once given it stays, and null does not clear it (INVALID_VALUE at /gtin). */
  readonly gtin?: string | null;
  readonly unit?: string | null;
  readonly hsCode?: string | null;
}
