/** One value of a row; null: not recorded. */
export type Cell = string | number | boolean | null;

/** Rows of one kind: one word in a line, one table of its own in a workbook. */
export interface RowKind {
  /** `node` */
  readonly kind: string;
  /** Name of its table: `nodes`. */
  readonly table: string;
  /** Names of the values in their order; every row has them all. */
  readonly columns: readonly string[];
}

/** Rows of one kind that come together: the values of each in the order of its columns. */
export interface RowBlock {
  readonly kind: RowKind;
  readonly rows: readonly (readonly Cell[])[];
}

/** What holds for all of a large answer. */
export interface StreamHeader {
  /** How many rows there are, by table. */
  readonly counts: Readonly<Record<string, number>>;
  readonly [name: string]: unknown;
}

/**
 * A large answer on its way out, whatever it is the answer to: what holds for all of it, then its rows a block at a time, kind after
 * kind in the order of `kinds`, the main one first. Whoever writes it in some format says at its end how many rows there were.
 */
export interface RowStream {
  /** Of a file, without suffix. */
  readonly name: string;
  /** False: it was cut for its size, so its rows are not all that there is; the header and a gap say so too. */
  readonly whole: boolean;
  /** Question, moment, counts and completeness; known before the first row. */
  readonly header: StreamHeader;
  readonly kinds: readonly RowKind[];
  /** Nothing is read ahead of what is taken. Without `kinds` all of them. The same answer has the same rows in the same order. */
  readonly blocks: (kinds?: readonly RowKind[]) => AsyncIterable<RowBlock>;
}
