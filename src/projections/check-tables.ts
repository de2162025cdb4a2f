/** Whether a table of the schema `projection` follows from the log alone, and why. */
export interface TableOrigin {
  /** False: it holds what the log does not tell, so it stays as it is when read models are derived anew. */
  readonly derived: boolean;
  readonly reason: string;
  /** The column whose rows of one value are mended together; it leads an index. Null: the table is kept. */
  readonly group: 'position' | 'child' | 'item' | 'src' | null;
}

const derived = (reason: string, group: TableOrigin['group'] = 'position'): TableOrigin => ({
  derived: true,
  reason,
  group,
});
const kept = (reason: string): TableOrigin => ({ derived: false, reason, group: null });

/**
 * Every table of the schema `projection`; a spec holds this list against the catalogue, so that a new table cannot be forgotten.
 * Transformations stand before what names them: rows are mended in this order.
 */
export const tableOrigins: Readonly<Record<string, TableOrigin>> = {
  item: kept('its ids leave the house in node ids, and items are registered before any event'),
  item_alias: kept('numbers are registered, not captured'),
  progress: kept('says how far read models have come; it is no read model'),
  event_item: derived('the item lines of events that count'),
  uncounted: derived('the item lines of events that do not count'),
  shared_item: derived('the items that several organisations tell of', 'item'),
  event_document: derived('the business transactions of events'),
  xform: derived('what events say was made of what'),
  xform_item: derived('the items of transformations', 'item'),
  xedge: derived('which transformation feeds which', 'src'),
  contain: derived('packing, replayed', 'child'),
  hand_over: derived('the words of both sides about hand-overs'),
  persistent_unset: derived('the persistent dispositions that events lift'),
  event_visibility: derived('nothing fills it yet'),
};

/** Names of the derived tables, in the order of the list. */
export const derivedTables: readonly string[] = Object.entries(tableOrigins).flatMap(
  ([name, origin]) => (origin.derived ? [name] : []),
);

/** Columns that hold the surrogate id of a transformation: it differs from one derivation to the next, its content does not. */
export const xformColumns: ReadonlySet<string> = new Set([
  'xform_item.xform',
  'xedge.src',
  'xedge.dst',
]);
