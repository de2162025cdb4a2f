import type { Result } from '../core/result.ts';
import type { ItemReference } from './step.ts';

/** An item as a step names it. */
export interface NamedItem {
  /** URI for the event: as first recorded when it is known, else canonical. */
  readonly uri: string;
  /** True for a lot or a product line. */
  readonly classLevel: boolean;
  readonly lot: string | null;
  /** False: nothing here names it yet. */
  readonly known: boolean;
  /** Usual unit of its product; null: pieces, or not known. */
  readonly unit: string | null;
}

/** A product for a new lot or piece. */
export interface NamedProduct {
  /** Canonical key of the product. */
  readonly key: string;
  /** Rec 20; null: pieces. */
  readonly unit: string | null;
}

/** What reading a step has to look up, for one viewer. Problems come with `at` ''; the reader says where. */
export interface StepLookup {
  item(reference: ItemReference): Promise<Result<NamedItem>>;
  product(text: string): Promise<Result<NamedProduct>>;
  /** URI of a site: by node id, GLN, Digital Link; null: the site of the key. */
  site(text: string | null): Promise<Result<string | null>>;
  /** URI of a party: by node id, GLN, Digital Link. */
  party(text: string): Promise<Result<string>>;
  /** What stands between `urn:epcglobal:cbv:bt:` and the number: the issuer's GLN; null: the viewer's own. */
  issuer(text: string | null): Promise<Result<string>>;
  /** A lot, piece or the whole of a product; `known` and `unit` are looked up. */
  named(product: string, lot: string | null, serial: string | null): Promise<NamedItem>;
}

/** Numbers for lots and containers that the input leaves out. */
export interface StepNumbers {
  /** A lot number for a product, the `index`th class-level output of the event. */
  lot(product: string, index: number): Promise<string>;
  /** URI of a new container. */
  container(): Promise<Result<string>>;
}
