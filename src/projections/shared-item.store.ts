import { bigintArray, textArray } from '../log/binary-array.ts';
import type { Transaction } from '../platform/transaction.ts';

/** Who has told of an item before a batch. */
export interface Sharing {
  readonly item: number;
  /** Several organisations have. */
  readonly shared: boolean;
  /** The first who has; null: nobody. */
  readonly teller: number | null;
}

/** Who has told of some items before a position; what was declared wrong from the start says nothing. */
export const readSharing = async (
  tx: Transaction,
  items: readonly number[],
  first: number,
): Promise<readonly Sharing[]> => {
  if (items.length === 0) return [];
  const rows = await tx.query<{ item: string; shared: boolean; owner: string | null }>(
    `select asked.item, exists (select from projection.shared_item s where s.item = asked.item) as shared, told.owner
     from unnest($1::bigint[]) as asked(item) left join lateral (
       select e.owner from (
         select l.position from projection.event_item l
         where l.item = asked.item and l.position < $2 and l.known_until is distinct from l.known_from
         order by l.position limit 1
       ) l cross join lateral (select e.owner from log.entry e where e.position = l.position offset 0) e
     ) told on true`,
    [bigintArray(items), first],
  );
  return rows.map(({ item, shared, owner }) => ({
    item: Number(item),
    shared,
    teller: owner === null ? null : Number(owner),
  }));
};

/** From now on several organisations have told of these items. */
export const insertShared = async (
  tx: Transaction,
  items: readonly number[],
  knownFrom: number,
): Promise<void> => {
  if (items.length === 0) return;
  await tx.query(
    `insert into projection.shared_item (item, known_from) select unnest($1::bigint[]), $2 on conflict do nothing`,
    [bigintArray(items), knownFrom],
  );
};

/** Whether any item is told of by several organisations; otherwise nothing can be in doubt. */
export const anyShared = async (tx: Transaction): Promise<boolean> => {
  const [row] = await tx.query<{ any: boolean }>(
    'select exists (select from projection.shared_item) as any',
  );
  return row?.any ?? false;
};

/** An item by both its names. */
export interface ToldItem {
  /** Internal id. */
  readonly item: number;
  /** Canonical key. */
  readonly key: string;
}

/** Those of some items, by key, that somebody else than an organisation has told of. */
export const readToldByOthers = async (
  tx: Transaction,
  keys: readonly string[],
  owner: number,
): Promise<readonly ToldItem[]> => {
  if (keys.length === 0) return [];
  const rows = await tx.query<{ item: string; key: string }>(
    `select named.id as item, asked.key
     from unnest($1::text[]) as asked(key) cross join lateral (
       select i.id from projection.item i where i.key = asked.key offset 0
     ) named
     where exists (select from projection.shared_item s where s.item = named.id) or (
       select told.owner from (
         select l.position from projection.event_item l
         where l.item = named.id and l.known_until is distinct from l.known_from
         order by l.position limit 1
       ) l cross join lateral (select e.owner from log.entry e where e.position = l.position offset 0) told
     ) <> $2`,
    [textArray(keys), owner],
  );
  return rows.map(({ item, key }) => ({ item: Number(item), key }));
};
