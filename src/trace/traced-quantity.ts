/** An exact decimal with its Rec 20 unit; a null unit is pieces. */
export interface TracedQuantity {
  readonly value: string;
  readonly unit: string | null;
}
