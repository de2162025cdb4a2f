import { itemKinds } from '../core/gs1/key.ts';
import type { StateRecord } from '../core/lineage/state.ts';
import { bigintArray, textArray } from '../log/binary-array.ts';
import type { Transaction } from '../platform/transaction.ts';
import { believed } from '../projections/believed.ts';
import { recordColumns, recordOf, type RecordRow } from './record.store.ts';
import { readStays } from './stay.store.ts';

/** An event of a life, as far as state is read from it. */
export type LifeRecord = StateRecord & { readonly position: number };

/** What is asked of a life. */
export interface LifeQuestion {
  readonly known: number;
  /** Event time, UTC with microseconds: what happened later is left out. */
  readonly instant: string;
}

interface Row extends RecordRow {
  readonly disposition: string | null;
  readonly set: readonly string[] | null;
  readonly unset: readonly string[] | null;
}

const lifeRecordOf = (row: Row): LifeRecord => {
  const { event, ...record } = recordOf(row);
  const persistentDisposition = { set: row.set ?? [], unset: row.unset ?? [] };
  return { ...record, event: { ...event, disposition: row.disposition, persistentDisposition } };
};

/**
 * What is believed of the life of an item up to an instant: its own events and, while it was inside, those of its containers; in no
 * order. As `journeyOf` of core/lineage/state.ts.
 */
export const readLife = async (
  tx: Transaction,
  item: number,
  { known, instant }: LifeQuestion,
): Promise<readonly LifeRecord[]> => {
  const { stays, endings } = await readStays(tx, [item], { known, fixed: true });
  const rows = await tx.query<Row>(
    `with line as materialized (
       select distinct line.position
       from unnest($1::bigint[], $2::text[], $3::text[]) as stay(item, since, until) cross join lateral (
         select l.position from projection.event_item l
         where l.item = stay.item and ${believed('l', '$4')}
           and l.event_time <= $5::timestamptz
           and (stay.since is null or l.event_time >= stay.since::timestamptz)
           and (stay.until is null or l.event_time < stay.until::timestamptz)
         offset 0
       ) line
       union select ended.position from unnest($6::bigint[]) as ended(position)
     )
     select e.*, u.words as unset
     from line cross join lateral (
       select ${recordColumns}, e.disposition, e.persistent_set as set
       from log.entry e where e.position = line.position offset 0
     ) e left join lateral (
       select u.words from projection.persistent_unset u where u.position = line.position offset 0
     ) u on true`,
    [
      bigintArray(stays.map((stay) => stay.item)),
      textArray(stays.map(({ since }) => since)),
      textArray(stays.map(({ until }) => until)),
      known,
      instant,
      bigintArray(endings.filter((one) => one.instant <= instant).map(({ position }) => position)),
    ],
  );
  return rows.map(lifeRecordOf);
};

/**
 * Those of some items that go by their own lives, as `holdingsAt` of core/lineage/holdings.ts says: what something was packed into by
 * an instant, whatever kind of number it has, and pieces of a product that were fixed to something by then.
 */
export const readFollowed = async (
  tx: Transaction,
  items: readonly number[],
  { known, instant }: LifeQuestion,
): Promise<readonly number[]> => {
  const rows = await tx.query<{ item: string }>(
    `select asked.item from unnest($1::bigint[]) as asked(item)
     where exists (
       select from projection.contain c
       where c.parent = asked.item and c.kind = 1 and c.from_time <= $3::timestamptz
         and ${believed('c', '$2')}
     ) or exists (
       select from projection.contain c
       where c.child = asked.item and c.kind <> 1 and c.from_time <= $3::timestamptz
         and ${believed('c', '$2')}
         and exists (select from projection.item i where i.id = c.child and i.kind = $4 and i.gtin is not null)
     )`,
    [bigintArray(items), known, instant, itemKinds.indexOf('SERIAL')],
  );
  return rows.map(({ item }) => Number(item));
};
