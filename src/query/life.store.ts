import { itemKinds } from '../core/gs1/key.ts';
import { groupedBy } from '../core/lineage/grouped-by.ts';
import { compareRecords } from '../core/lineage/order.ts';
import type { StateRecord } from '../core/lineage/state.ts';
import { bigintArray, textArray } from '../log/binary-array.ts';
import type { Transaction } from '../platform/transaction.ts';
import { believed } from '../projections/believed.ts';
import { recordColumns, recordOf, type RecordRow } from './record.store.ts';
import { readStaysOfEach, type Stay, type Stays } from './stay.store.ts';

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
 * What is believed of the lives of some items up to an instant, by item: their own events and, while they were inside, those of their
 * containers; in the documented order. As `journeyOf` of core/lineage/state.ts.
 */
export const readLives = async (
  tx: Transaction,
  items: readonly number[],
  question: LifeQuestion,
): Promise<ReadonlyMap<number, readonly LifeRecord[]>> => {
  const { known, instant } = question;
  const lives = await readStaysOfEach(tx, items, known);
  const stays = [...lives.values()].flatMap((life) => life.stays);
  const named = await readPositions(tx, stays, question);
  const positionsOf = ({ stays: own, endings }: Stays): ReadonlySet<number> => {
    const ended = endings.filter((one) => one.instant <= instant);
    const within = own.flatMap((stay) => named.get(nameOf(stay)) ?? []);
    return new Set([...within, ...ended.map(({ position }) => position)]);
  };
  const told = [...lives].map(([item, life]) => [item, positionsOf(life)] as const);
  const records = await readLifeRecords(tx, [...new Set(told.flatMap(([, own]) => [...own]))]);
  return new Map(
    told.map(([item, own]) => {
      const life = [...own].flatMap((position) => records.get(position) ?? []);
      return [item, life.toSorted(compareRecords)];
    }),
  );
};

const nameOf = ({ item, since, until }: Stay): string => `${item} ${since} ${until}`;

/** Log positions of what names those that stayed while they did, by stay: many lie in one container. */
const readPositions = async (
  tx: Transaction,
  stays: readonly Stay[],
  { known, instant }: LifeQuestion,
): Promise<ReadonlyMap<string, readonly number[]>> => {
  const asked = [...new Map(stays.map((stay) => [nameOf(stay), stay])).values()];
  const rows = await tx.query<{ nth: number; position: string }>(
    `select stay.nth::int as nth, line.position
     from unnest($1::bigint[], $2::text[], $3::text[]) with ordinality as stay(item, since, until, nth) cross join lateral (
       select l.position from projection.event_item l
       where l.item = stay.item and ${believed('l', '$4')}
         and l.event_time <= $5::timestamptz
         and (stay.since is null or l.event_time >= stay.since::timestamptz)
         and (stay.until is null or l.event_time < stay.until::timestamptz)
       offset 0
     ) line`,
    [
      bigintArray(asked.map((stay) => stay.item)),
      textArray(asked.map(({ since }) => since)),
      textArray(asked.map(({ until }) => until)),
      known,
      instant,
    ],
  );
  const byNth = groupedBy(rows, ({ nth }) => nth);
  return new Map(
    asked.map((stay, i) => [
      nameOf(stay),
      (byNth.get(i + 1) ?? []).map(({ position }) => Number(position)),
    ]),
  );
};

/** Events of lives by log position. */
const readLifeRecords = async (
  tx: Transaction,
  positions: readonly number[],
): Promise<ReadonlyMap<number, LifeRecord>> => {
  if (positions.length === 0) return new Map();
  const rows = await tx.query<Row>(
    `select e.*, u.words as unset
     from unnest($1::bigint[]) as asked(position) cross join lateral (
       select ${recordColumns}, e.disposition, e.persistent_set as set
       from log.entry e where e.position = asked.position offset 0
     ) e left join lateral (
       select u.words from projection.persistent_unset u where u.position = asked.position offset 0
     ) u on true`,
    [bigintArray(positions)],
  );
  return new Map(rows.map((row) => [Number(row.position), lifeRecordOf(row)]));
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
