import type { LogRecord } from '../core/epcis/event.ts';
import { describeKey, itemKinds, type ItemKind } from '../core/gs1/key.ts';
import { bigintArray, intArray, textArray } from '../log/binary-array.ts';
import type { Transaction } from '../platform/transaction.ts';

/** An item as the read model keeps it. */
export interface ItemRow {
  readonly id: number;
  /** Canonical key. */
  readonly key: string;
  /** As first recorded. */
  readonly uri: string;
  readonly kind: ItemKind;
  readonly gtin: string | null;
  readonly lot: string | null;
  readonly serial: string | null;
  /** Position of the first event that names it; null: only registered. */
  readonly firstPosition: number | null;
}

/** An item to be there, by its key. */
export interface NamedItem {
  readonly key: string;
  readonly uri: string;
  readonly classLevel: boolean;
  /** Of the event that names it. */
  readonly position: number;
}

/** The items that events name, as they name them. */
export const namedItems = (records: readonly LogRecord[]): readonly NamedItem[] =>
  records.flatMap(({ position, event }) =>
    event.items.map(({ key, id, classLevel }) => ({ key, uri: id, classLevel, position })),
  );

interface StoredItem {
  readonly id: string;
  readonly key: string;
  readonly uri: string;
  readonly kind: number;
  readonly gtin: string | null;
  readonly lot: string | null;
  readonly serial: string | null;
  readonly first_position: string | null;
}

const columns = 'id, key, uri, kind, gtin, lot, serial, first_position';

const itemOf = (row: StoredItem): ItemRow => ({
  id: Number(row.id),
  key: row.key,
  uri: row.uri,
  kind: itemKinds[row.kind] ?? 'OTHER',
  gtin: row.gtin,
  lot: row.lot,
  serial: row.serial,
  firstPosition: row.first_position === null ? null : Number(row.first_position),
});

/** Items by canonical key; what is not there is left out. */
export const readItemsByKeys = async (
  tx: Transaction,
  keys: readonly string[],
): Promise<readonly ItemRow[]> => {
  if (keys.length === 0) return [];
  const rows = await tx.query<StoredItem>(
    `select ${columns} from projection.item where key = any($1::text[])`,
    [textArray(keys)],
  );
  return rows.map(itemOf);
};

/** Items by internal id; what is not there is left out. */
export const readItems = async (
  tx: Transaction,
  ids: readonly number[],
): Promise<readonly ItemRow[]> => {
  if (ids.length === 0) return [];
  const rows = await tx.query<StoredItem>(
    `select ${columns} from projection.item where id = any($1::bigint[])`,
    [bigintArray(ids)],
  );
  return rows.map(itemOf);
};

interface IdRow {
  readonly id: string;
  readonly key: string;
}

const readIds = async (
  tx: Transaction,
  ids: Map<string, number>,
  keys: readonly string[],
): Promise<void> => {
  const rows = await tx.query<IdRow>('select id, key from projection.item_ids($1::text[])', [
    textArray(keys),
  ]);
  for (const { key, id } of rows) ids.set(key, Number(id));
};

const insertMissing = async (
  tx: Transaction,
  { ids, added }: Resolved,
  missing: readonly NamedItem[],
): Promise<void> => {
  const described = missing.map((item) => describeKey(item.key, item.classLevel));
  const rows = await tx.query<IdRow>(
    `insert into projection.item (key, uri, kind, gtin, lot, serial, first_position)
     select unnest($1::text[]), unnest($2::text[]), unnest($3::int[]), unnest($4::text[]), unnest($5::text[]), unnest($6::text[]),
       unnest($7::bigint[])
     on conflict (key) do nothing
     returning id, key`,
    [
      textArray(missing.map(({ key }) => key)),
      textArray(missing.map(({ uri }) => uri)),
      intArray(described.map(({ kind }) => itemKinds.indexOf(kind))),
      textArray(described.map(({ gtin }) => gtin)),
      textArray(described.map(({ lot }) => lot)),
      textArray(described.map(({ serial }) => serial)),
      bigintArray(missing.map(({ position }) => position)),
    ],
  );
  const positions = new Map(missing.map(({ key, position }) => [key, position]));
  for (const { key, id } of rows) {
    ids.set(key, Number(id));
    added.set(Number(id), positions.get(key) ?? -1);
  }
};

/** What a transaction knows of items. */
interface Resolved {
  /** By key. */
  readonly ids: Map<string, number>;
  /** Those that it has added, and the position of the event that named them first. */
  readonly added: Map<number, number>;
}

/**
 * Ids that a transaction has looked up already: every read model of a batch wants the same. They hold for the whole transaction, since
 * nothing of it that is kept is undone in part (a rehearsal is undone whole).
 */
const resolved = new WeakMap<Transaction, Resolved>();

const resolvedIn = (tx: Transaction): Resolved => {
  const known = resolved.get(tx) ?? { ids: new Map(), added: new Map() };
  resolved.set(tx, known);
  return known;
};

/** The internal ids of items by key; those that are new are added. Of one key named twice the first naming counts. */
export const ensureItems = async (
  tx: Transaction,
  items: readonly NamedItem[],
): Promise<ReadonlyMap<string, number>> => {
  const known = resolvedIn(tx);
  const { ids } = known;
  const named = new Map<string, NamedItem>();
  for (const item of items) {
    if (!ids.has(item.key) && !named.has(item.key)) named.set(item.key, item);
  }
  if (named.size === 0) return ids;
  await readIds(tx, ids, [...named.keys()]);
  const missing = [...named.values()].filter(({ key }) => !ids.has(key));
  if (missing.length === 0) return ids;
  await insertMissing(tx, known, missing);
  const raced = missing.map(({ key }) => key).filter((key) => !ids.has(key));
  if (raced.length > 0) await readIds(tx, ids, raced);
  return ids;
};

/** Items that this transaction has added for events from a position on: no event before it names them. */
export const addedItems = (tx: Transaction, first: number): ReadonlySet<number> =>
  new Set([...resolvedIn(tx).added].flatMap(([id, position]) => (position >= first ? [id] : [])));
