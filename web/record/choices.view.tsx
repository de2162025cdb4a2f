import type { Choice } from '../form.view.tsx';

/** A shipment that is on its way to who records. */
export interface Arriving {
  /** Name of the sender; null: not known here. */
  readonly from: string | null;
  /** As told by the sender. */
  readonly shippedAt: string | null;
  readonly documents: readonly string[];
  /** Numbers with the names of their products. */
  readonly items: readonly Choice[];
  /** How many things more there are than are named. */
  readonly more: number;
  /** Query of the address of a form in which it is received. */
  readonly query: string;
}

/** What a form offers to choose: of each list the first two hundred by name; any other company or product is named by its number. */
export interface RecordChoices {
  readonly products: readonly Choice[];
  readonly parties: readonly Choice[];
  /** Own ones. */
  readonly sites: readonly Choice[];
  /** Of one's own newest records. */
  readonly items: readonly Choice[];
  /** Null: too much to be listed. */
  readonly arriving: readonly Arriving[] | null;
}
