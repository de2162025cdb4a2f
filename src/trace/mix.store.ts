import { eventTypes } from '../core/epcis/event.ts';
import { bigintArray } from '../log/binary-array.ts';
import type { Transaction } from '../platform/transaction.ts';
import { believed, instantOf } from '../projections/believed.ts';

/** Uses of items that do not lead to the asked one, read at most: more are not averaged over. */
const TAKES_MAX = 200_000;

/** INPUT and OUTPUT (core/epcis/event.ts, itemRoles). */
const roles = ['ITEM', 'INPUT', 'OUTPUT'] as const;

/** Code of `projection.contain.kind`. */
const PACKED = 1;
const TRANSFORMATION = eventTypes.indexOf('TransformationEvent');

/** What one line of an event says of an item. */
export interface MixLineRow {
  readonly position: number;
  readonly item: number;
  readonly role: (typeof roles)[number];
  /** Exact decimal; null: not recorded, or a single thing. */
  readonly quantity: string | null;
  readonly unit: string | null;
}

/** The same, with when it was and whose event it is. */
export interface DatedLineRow extends Omit<MixLineRow, 'role'> {
  /** UTC with microseconds. */
  readonly instant: string;
  readonly owner: number;
}

/** What counts: a prefix of the log, and events not later than an instant. */
export interface MixMoment {
  readonly known: number;
  readonly at: string | null;
}

interface Row {
  readonly position: string;
  readonly item: string;
  readonly role: number;
  readonly quantity: string | null;
  readonly unit: string | null;
  readonly instant: string;
  readonly owner: string;
}

/** Inputs and outputs of events, each line by itself, in recorded order. */
export const readMixLines = async (
  tx: Transaction,
  positions: readonly number[],
  known: number,
): Promise<readonly MixLineRow[]> => {
  if (positions.length === 0) return [];
  const rows = await tx.query<Row>(
    `select line.position, line.item, line.role, trim_scale(line.quantity)::text as quantity, line.unit
     from unnest($1::bigint[]) as told(event) cross join lateral (
       select * from projection.event_item l where l.position = told.event and l.role in (1, 2) and ${believed('l', '$2')} offset 0
     ) line
     order by line.position, line.line`,
    [bigintArray(positions), known],
  );
  return rows.map((row) => ({
    position: Number(row.position),
    item: Number(row.item),
    role: roles[row.role] ?? 'ITEM',
    quantity: row.quantity,
    unit: row.unit,
  }));
};

/** Something that an event may have used without naming it. */
export interface UseAsked {
  /** Log position. */
  readonly position: number;
  readonly item: number;
}

/** What was used with the containers that it was packed in, each load by itself. */
export const readLoadsUsed = async (
  tx: Transaction,
  asked: readonly UseAsked[],
  known: number,
): Promise<readonly MixLineRow[]> => {
  if (asked.length === 0) return [];
  const rows = await tx.query<Row>(
    `select asked.position, asked.item, trim_scale(load.quantity)::text as quantity, load.unit
     from unnest($1::bigint[], $2::bigint[]) as asked(position, item) cross join lateral (
       select c.quantity, c.unit from projection.contain c
       where c.child = asked.item and c.kind = ${PACKED} and c.until_position = asked.position and ${believed('c', '$3')} offset 0
     ) load`,
    [
      bigintArray(asked.map(({ position }) => position)),
      bigintArray(asked.map(({ item }) => item)),
      known,
    ],
  );
  return rows.map(({ position, item, quantity, unit }) => ({
    position: Number(position),
    item: Number(item),
    role: 'INPUT',
    quantity,
    unit,
  }));
};

const datedLines = (role: number, told: string): string => `
  select line.position, line.item, trim_scale(line.quantity)::text as quantity, line.unit, told.owner,
    ${instantOf('line.event_time')} as instant
  from unnest($1::bigint[]) as asked(item)
  cross join lateral (
    select * from projection.event_item l
    where l.item = asked.item and l.role = ${role}
      and ${believed('l', '$2')}
      and ($3::timestamptz is null or l.event_time <= $3::timestamptz)
    offset 0
  ) line
  cross join lateral (select e.owner from log.entry e where e.position = line.position ${told} offset 0) told
  limit ${TAKES_MAX + 1}`;

const readDated = async (
  tx: Transaction,
  sql: string,
  { items, known, at }: MixMoment & { readonly items: readonly number[] },
): Promise<readonly DatedLineRow[] | null> => {
  if (items.length === 0) return [];
  const rows = await tx.query<Row>(sql, [bigintArray(items), known, at]);
  if (rows.length > TAKES_MAX) return null;
  return rows.map((row) => ({
    position: Number(row.position),
    item: Number(row.item),
    quantity: row.quantity,
    unit: row.unit,
    instant: row.instant,
    owner: Number(row.owner),
  }));
};

/** Lines of ObjectEvents ADD that brought more of items into the world; null: too many. */
export const readBornLines = (
  tx: Transaction,
  items: readonly number[],
  moment: MixMoment,
): Promise<readonly DatedLineRow[] | null> =>
  readDated(tx, datedLines(0, 'and e.type = 0 and e.action = 0'), { ...moment, items });

/**
 * SQL: what of some items was used with the containers that it was packed in, dated as the lines of events are; not where the event
 * names the item besides: then that is how much it used.
 */
const TAKEN_ALONG = `
  select load.until_position as position, load.child as item, trim_scale(load.quantity)::text as quantity, load.unit, told.owner,
    ${instantOf('load.until_time')} as instant
  from unnest($1::bigint[]) as asked(item)
  cross join lateral (
    select * from projection.contain c
    where c.child = asked.item and c.kind = ${PACKED} and ${believed('c', '$2')}
      and ($3::timestamptz is null or c.until_time <= $3::timestamptz)
    offset 0
  ) load
  cross join lateral (
    select e.owner from log.entry e where e.position = load.until_position and e.type = ${TRANSFORMATION} offset 0
  ) told
  where not exists (
    select from projection.event_item l
    where l.item = load.child and l.position = load.until_position and l.role = 1 and ${believed('l', '$2')}
  )
  limit ${TAKES_MAX + 1}`;

/** All uses of items as inputs, or with what they lay in; null: too many. */
export const readTakenLines = async (
  tx: Transaction,
  items: readonly number[],
  moment: MixMoment,
): Promise<readonly DatedLineRow[] | null> => {
  const named = await readDated(tx, datedLines(1, ''), { ...moment, items });
  const along = await readDated(tx, TAKEN_ALONG, { ...moment, items });
  return named && along && [...named, ...along];
};
