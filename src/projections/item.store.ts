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
  readonly position: number | null;
}

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

const insertMissing = async (
  tx: Transaction,
  missing: readonly NamedItem[],
): Promise<readonly ItemRow[]> => {
  const described = missing.map((item) => describeKey(item.key, item.classLevel));
  const rows = await tx.query<StoredItem>(
    `insert into projection.item (key, uri, kind, gtin, lot, serial, first_position)
     select * from unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::text[], $6::text[], $7::bigint[])
     on conflict (key) do nothing
     returning ${columns}`,
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
  return rows.map(itemOf);
};

/** An item that was only registered is met in an event for the first time. */
const noteFirstPositions = async (
  tx: Transaction,
  known: readonly ItemRow[],
  named: ReadonlyMap<string, NamedItem>,
): Promise<void> => {
  const met = known.filter(
    (item) => item.firstPosition === null && (named.get(item.key)?.position ?? null) !== null,
  );
  if (met.length === 0) return;
  await tx.query(
    `update projection.item set first_position = given.position
     from unnest($1::bigint[], $2::bigint[]) as given(id, position) where item.id = given.id`,
    [
      bigintArray(met.map(({ id }) => id)),
      bigintArray(met.map(({ key }) => named.get(key)?.position ?? null)),
    ],
  );
};

/** The internal ids of items by key; those that are new are added. Of one key named twice the first naming counts. */
export const ensureItems = async (
  tx: Transaction,
  items: readonly NamedItem[],
): Promise<ReadonlyMap<string, number>> => {
  const named = new Map<string, NamedItem>();
  for (const item of items) if (!named.has(item.key)) named.set(item.key, item);
  const known = await readItemsByKeys(tx, [...named.keys()]);
  await noteFirstPositions(tx, known, named);
  const ids = new Map(known.map(({ key, id }) => [key, id]));
  const missing = [...named.values()].filter(({ key }) => !ids.has(key));
  if (missing.length === 0) return ids;
  for (const { key, id } of await insertMissing(tx, missing)) ids.set(key, id);
  const raced = missing.map(({ key }) => key).filter((key) => !ids.has(key));
  for (const { key, id } of await readItemsByKeys(tx, raced)) ids.set(key, id);
  return ids;
};
