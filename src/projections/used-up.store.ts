import { eventTypes, itemRoles } from '../core/epcis/event.ts';
import type { PackingLine } from '../core/lineage/containment.ts';
import { groupedBy } from '../core/lineage/grouped-by.ts';
import { bigintArray, instantArray } from '../log/binary-array.ts';
import type { Transaction } from '../platform/transaction.ts';
import { believed, instantOf } from './believed.ts';
import {
  EVENT_COLUMNS,
  type EventRow,
  recordOf,
  type StoredPacking,
} from './packing-record.store.ts';

const INPUT = itemRoles.indexOf('INPUT');
const TRANSFORMATION = eventTypes.indexOf('TransformationEvent');
/** Code of `projection.contain.kind`. */
const PACKED = 1;

/** A use that took something along with what it lay in. */
export interface TakingUse {
  readonly use: StoredPacking;
  /** False: it is not believed any more. */
  readonly counts: boolean;
}

/**
 * The uses that took some things along with what they lay in, by thing: they empty it too. As it is kept, so before a batch is projected
 * what was known before it; with what is known of them now.
 */
export const readTakenAlong = async (
  tx: Transaction,
  items: readonly number[],
  known: number,
): Promise<ReadonlyMap<number, readonly TakingUse[]>> => {
  if (items.length === 0) return new Map();
  const rows = await tx.query<EventRow & { readonly item: string; readonly counts: boolean }>(
    `select ${EVENT_COLUMNS}, asked.item, exists (
       select from projection.event_item l where l.position = e.position and l.role = ${INPUT} and ${believed('l', '$2')}
     ) as counts
     from unnest($1::bigint[]) as asked(item) cross join lateral (
       select distinct c.until_position as position from projection.contain c
       where c.child = asked.item and c.kind = ${PACKED} and c.known_until is null and c.until_position is not null offset 0
     ) ended cross join lateral (
       select e.* from log.entry e where e.position = ended.position and e.type = ${TRANSFORMATION} offset 0
     ) e
     order by e.position`,
    [bigintArray(items), known],
  );
  const byItem = groupedBy(rows, ({ item }) => Number(item));
  return new Map(
    items.map((item) => [
      item,
      (byItem.get(item) ?? []).map((row) => ({
        use: emptiedBy(recordOf(row, []), item),
        counts: row.counts,
      })),
    ]),
  );
};

/** A use of something around a thing, read as a use of the thing itself. */
export const emptiedBy = (use: StoredPacking, item: number): StoredPacking => {
  const line: PackingLine = {
    role: 'INPUT',
    key: String(item),
    classLevel: false,
    quantity: null,
    unit: null,
  };
  return { ...use, event: { ...use.event, items: [line] } };
};

/** What lies or ever lay in some containers, as it is kept. */
export const readPackedIn = async (
  tx: Transaction,
  containers: readonly number[],
): Promise<readonly number[]> => {
  if (containers.length === 0) return [];
  const rows = await tx.query<{ child: string }>(
    `select distinct load.child from unnest($1::bigint[]) as asked(item) cross join lateral (
       select c.child from projection.contain c
       where c.parent = asked.item and c.kind = ${PACKED} and c.known_until is null offset 0
     ) load`,
    [bigintArray(containers)],
  );
  return rows.map(({ child }) => Number(child));
};

/** Something that is used, and when. */
export interface Use {
  /** Internal id. */
  readonly item: number;
  /** UTC with microseconds. */
  readonly instant: string;
}

/**
 * What lay directly in some things when they were used, or was taken out by a use at that time; by what it lay in. What something lay in
 * before is there too, though empty.
 */
export const readLyingAt = async (
  tx: Transaction,
  uses: readonly Use[],
): Promise<ReadonlyMap<number, readonly number[]>> => {
  if (uses.length === 0) return new Map();
  const rows = await tx.query<{ item: string; child: string | null }>(
    `select distinct asked.item, load.child
     from unnest($1::bigint[], $2::timestamptz[]) as asked(item, instant) cross join lateral (
       select c.child from projection.contain c
       where c.parent = asked.item and c.known_until is null
         and c.from_time <= asked.instant and (c.until_time is null or c.until_time >= asked.instant)
       union all
       (select null from projection.contain c
        where c.parent = asked.item and c.known_until is null and c.from_time <= asked.instant limit 1)
       offset 0
     ) load`,
    [bigintArray(uses.map(({ item }) => item)), instantArray(uses.map(({ instant }) => instant))],
  );
  const byItem = groupedBy(rows, ({ item }) => Number(item));
  return new Map(
    [...byItem].map(([item, own]) => [
      item,
      own.flatMap(({ child }) => (child === null ? [] : Number(child))),
    ]),
  );
};

/** What some events use, as their item rows say, and when. */
export const readUses = async (
  tx: Transaction,
  positions: readonly number[],
): Promise<readonly Use[]> => {
  if (positions.length === 0) return [];
  const rows = await tx.query<{ item: string; instant: string }>(
    `select distinct line.item, ${instantOf('line.event_time')} as instant
     from unnest($1::bigint[]) as asked(position) cross join lateral (
       select l.item, l.event_time from projection.event_item l
       where l.position = asked.position and l.role = ${INPUT} offset 0
     ) line`,
    [bigintArray(positions)],
  );
  return rows.map(({ item, instant }) => ({ item: Number(item), instant }));
};
