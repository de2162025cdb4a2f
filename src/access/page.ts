/** Which part of a list is asked. */
export interface PageRequest {
  /** Entries at most, 1 to `pageMax`; the door checks what came from outside. */
  readonly first: number;
  /** Cursor of the entry before; null for the beginning. */
  readonly after: string | null;
}

/** More at once costs every reader (api.md, section 5). */
export const pageMax = 200;

/** An entry and the cursor to go on behind it. */
export interface Edge<Node> {
  readonly node: Node;
  readonly cursor: string;
}

/** Part of a list. */
export interface Page<Node> {
  readonly edges: readonly Edge<Node>[];
  readonly hasNextPage: boolean;
}

/** Nothing to see. */
export const emptyPage: Page<never> = { edges: [], hasNextPage: false };

/** Rows asked from the database for a page: one more tells whether more follow. */
export const rowsFor = ({ first }: PageRequest): number => {
  if (!Number.isInteger(first) || first < 1 || first > pageMax) {
    throw new RangeError(`first is ${first}: the door must check it`);
  }
  return first + 1;
};

/** A page from `rowsFor` rows. */
export const pageOf = <Node>(
  rows: readonly Node[],
  { first }: PageRequest,
  cursorOf: (node: Node) => string,
): Page<Node> => ({
  edges: rows.slice(0, first).map((node) => ({ node, cursor: cursorOf(node) })),
  hasNextPage: rows.length > first,
});

/** The order key of a directory. */
export interface NameAndId {
  readonly name: string;
  readonly id: number;
}

/** Which part of a directory is read. */
export interface DirectoryPart {
  /** As of this day. */
  readonly day: string;
  /** The entry before; null for the beginning. */
  readonly start: NameAndId | null;
  readonly rows: number;
}
