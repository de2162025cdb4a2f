import type { ItemReference } from '../capture/step.ts';

/** What is recalled, as forms and partners name it: exactly one. */
export interface RecallInput {
  readonly item?: ItemReference | null;
  /** Product id or GTIN: every lot and piece of it. */
  readonly product?: string | null;
  readonly site?: SiteWindowInput | null;
}

/** A place in a time, half-open: `from` <= t < `until`. */
export interface SiteWindowInput {
  /** Site id, GLN or Digital Link. */
  readonly site: string;
  /** RFC 3339 with offset. */
  readonly from: string;
  readonly until: string;
}

/** What is recalled, resolved. */
export type RecallSubject =
  /** Internal id of a lot, a piece or a container. */
  | { readonly kind: 'ITEM'; readonly item: number }
  /** Canonical key of a product. */
  | { readonly kind: 'PRODUCT'; readonly product: string }
  /** Canonical key of a place; `from` and `until` as told. */
  | {
      readonly kind: 'SITE';
      readonly site: string;
      readonly from: string;
      readonly until: string;
    };
