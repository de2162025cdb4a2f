/** A number whose record is to be shown beside something that somebody recorded. */
export interface Asked {
  /** Canonical key of a place or product. */
  readonly key: string;
  /** Organisation that recorded what names it, internal id; its description is taken when there is none with more right. */
  readonly recorder: number | null;
}
