import { bigintArray, textArray } from '../log/binary-array.ts';
import type { Transaction } from '../platform/transaction.ts';
import type { ItemNumber } from './item.ts';
import { believed, instantOf } from '../projections/believed.ts';
import { indexedNumber } from '../projections/indexed-number.ts';

/** Where a page of items starts: behind this one. */
export interface ItemStart {
  /** Event time of the last use; null where items are listed by themselves. */
  readonly time: string | null;
  readonly item: number;
}

/** What was known: a prefix of the log, and what was said beside it by then. */
export interface Known {
  /** Log position. */
  readonly upto: number;
  /** Instant, ISO 8601: a number may be given long after the last record. */
  readonly at: string;
}

/** SQL: a further number that was known then; a null position is now. Numbers are never taken back, and their index holds these only. */
const numberKnown = (upto: string, at: string): string => `known_until is null
  and (${upto}::bigint is null or (known_from <= ${upto}::bigint and recorded_at <= ${at}::timestamptz))`;

/** An item of a page with its order key. */
export interface ItemKeyRow {
  readonly item: number;
  readonly time: string | null;
}

interface KeyRow {
  readonly item: string;
  readonly time: string | null;
}

const keyOf = ({ item, time }: KeyRow): ItemKeyRow => ({ item: Number(item), time });

/** Items, the newest first; only those that some event names. */
export const readItemPage = async (
  tx: Transaction,
  gtins: readonly string[] | null,
  page: { readonly start: ItemStart | null; readonly rows: number; readonly upto: number },
): Promise<readonly ItemKeyRow[]> => {
  const rows = await tx.query<KeyRow>(
    `select id as item, null as time from projection.item
     where first_position <= $1 and ($2::text[] is null or gtin = any($2::text[])) and ($3::bigint is null or id < $3)
     order by id desc limit $4`,
    [page.upto, gtins === null ? null : textArray(gtins), page.start?.item ?? null, page.rows],
  );
  return rows.map(keyOf);
};

/** Items made directly from one, by the time of making, the newest first. */
export const readUsedIn = async (
  tx: Transaction,
  item: number,
  page: { readonly start: ItemStart | null; readonly rows: number; readonly upto: number },
): Promise<readonly ItemKeyRow[]> => {
  const rows = await tx.query<KeyRow>(
    `with used as (
       select x.owner, x.process, x.id, x.outputs, x.event_time from projection.xform_item i join projection.xform x on x.id = i.xform
       where i.item = $1 and i.role = 1 and x.kind = 1 and ${believed('x', '$2')}
     ), makers as (
       select id, outputs, event_time from used
       union select m.id, m.outputs, m.event_time from used join projection.xform m on m.owner = used.owner and m.process = used.process
       where used.process is not null and ${believed('m', '$2')}
     ), made as (
       select output as item, max(event_time) as time from makers cross join unnest(outputs) as output group by output
     )
     select item, ${instantOf('time')} as time from made
     where $3::timestamptz is null or (time, item) < ($3::timestamptz, $4::bigint)
     order by made.time desc, item desc limit $5`,
    [item, page.upto, page.start?.time ?? null, page.start?.item ?? null, page.rows],
  );
  return rows.map(keyOf);
};

/** Lots that pieces were born into (`ilmd.lotNumber`), by piece. */
export const readLotsOf = async (
  tx: Transaction,
  pieces: readonly number[],
  upto: number,
): Promise<ReadonlyMap<number, number>> => {
  const rows = await tx.query<{ piece: string; lot: string }>(
    `select distinct on (o.item) o.item as piece, x.inputs[1] as lot
     from projection.xform_item o join projection.xform x on x.id = o.xform
     where o.item = any($1::bigint[]) and o.role = 2 and x.kind = 2 and x.known_from <= $2
       and (x.known_until is null or x.known_until > $2)
     order by o.item, x.event_time, x.id`,
    [bigintArray(pieces), upto],
  );
  return new Map(rows.map(({ piece, lot }) => [Number(piece), Number(lot)]));
};

/** Further numbers, by item; as known then, null: now. */
export const readNumbers = async (
  tx: Transaction,
  items: readonly number[],
  known: Known | null,
): Promise<ReadonlyMap<number, readonly ItemNumber[]>> => {
  const rows = await tx.query<{
    item: string;
    organisation: string;
    scheme: string;
    value: string;
  }>(
    `select item, organisation, scheme, value from projection.item_alias
     where item = any($1::bigint[]) and ${numberKnown('$2', '$3')} order by id`,
    [bigintArray(items), known?.upto ?? null, known?.at ?? null],
  );
  const numbers = new Map<number, ItemNumber[]>();
  for (const { item, organisation, scheme, value } of rows) {
    const list = numbers.get(Number(item)) ?? [];
    list.push({ scheme, value, organisation: Number(organisation) });
    numbers.set(Number(item), list);
  }
  return numbers;
};

/** Adds a further number; false when the organisation has given it to the item before. */
export const insertNumber = async (
  tx: Transaction,
  number: ItemNumber & { readonly item: number; readonly at: Date; readonly knownFrom: number },
): Promise<boolean> => {
  const rows = await tx.query<{ id: string }>(
    `insert into projection.item_alias (item, organisation, scheme, value, recorded_at, known_from)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (organisation, scheme, value, item) where known_until is null do nothing returning id`,
    [number.item, number.organisation, number.scheme, number.value, number.at, number.knownFrom],
  );
  return rows.length > 0;
};

/** Log positions of the events that name any of some items, believed or not: corrections and claims are asked for by standing. */
export const readPositionsOf = async (
  tx: Transaction,
  items: readonly number[],
): Promise<readonly number[]> => {
  const rows = await tx.query<{ position: string }>(
    `select position from projection.event_item where item = any($1::bigint[])
     union select position from projection.uncounted where item = any($1::bigint[]) order by position`,
    [bigintArray(items)],
  );
  return rows.map(({ position }) => Number(position));
};

/** Log positions of the events that go with any of some documents, by number or URI: what is kept of both is found by the number. */
export const readPositionsOfDocuments = async (
  tx: Transaction,
  documents: readonly string[],
): Promise<readonly number[]> => {
  const rows = await tx.query<{ position: string }>(
    `select distinct position from projection.event_document
     where number = any($2::text[]) and (number = any($1::text[]) or uri = any($1::text[])) order by position`,
    [textArray(documents), textArray([...documents, ...documents.map(indexedNumber)])],
  );
  return rows.map(({ position }) => Number(position));
};

const NAMED = `
  with shown as (
    select coalesce($4::bigint, log.visible_prefix(next - 1)) as upto from log.head
  ), own as (
    select id, 0 as rank from projection.item where key = any($1::text[])
    union all select id, 1 from projection.item where lot = $2
    union all select id, 1 from projection.item where serial = $2
    union all select item, 2 from projection.item_alias where (value = $2 or value = any($1::text[])) and ${numberKnown('$4', '$5')}
  ), found as (
    select id, rank from own
    union all
    select l.item, 3
    from projection.event_document d join projection.event_item l on l.position = d.position
      and l.known_from <= (select upto from shown) and (l.known_until is null or l.known_until > (select upto from shown))
    where d.number = $2 and d.position <= (select upto from shown) and not exists (select from own)
  )
  select id from found join projection.item i using (id)
  where i.first_position is null or i.first_position <= (select upto from shown)
  group by id order by min(rank), id desc limit $3`;

/** A text that names items. */
export interface Named {
  readonly text: string;
  /** Canonical keys that it may stand for. */
  readonly keys: readonly string[];
  readonly known: Known | null;
}

/**
 * Items that a text names: by key, lot, serial or further number; where it is none of these, by an order or delivery note that goes with
 * them (domain rule 3). Exact matches, the newest first; as known then, null: now.
 */
export const readItemsNamed = async (
  tx: Transaction,
  { text, keys, known }: Named,
  limit: number,
): Promise<readonly number[]> => {
  // Postgres has no text with NUL, so nothing is called that.
  if (text.includes('\0')) return [];
  const rows = await tx.query<{ id: string }>(NAMED, [
    textArray(keys),
    text,
    limit,
    known?.upto ?? null,
    known?.at ?? null,
  ]);
  return rows.map(({ id }) => Number(id));
};
