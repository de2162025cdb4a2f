import { bigintArray } from '../log/binary-array.ts';
import type { Transaction } from '../platform/transaction.ts';
import { believed } from './believed.ts';

/** The event in which an item began. */
export interface BirthRow {
  readonly item: number;
  readonly position: number;
  /** Organisation whose event it is. */
  readonly owner: number;
  /** Day in the event's own offset. */
  readonly day: string;
  /** Exact decimal; null: not recorded. */
  readonly quantity: string | null;
  readonly unit: string | null;
  /** Canonical key of the read point, else of the business location. */
  readonly place: string | null;
}

/** Where items began, and which of them have a birth that was declared wrong. */
export interface Births {
  readonly births: ReadonlyMap<number, BirthRow>;
  readonly corrected: ReadonlySet<number>;
}

interface Row {
  readonly item: string;
  readonly position: string;
  readonly owner: string;
  readonly day: string;
  readonly quantity: string | null;
  readonly unit: string | null;
  readonly place: string | null;
  readonly believed: boolean;
}

/**
 * Births as in `core/lineage/births.ts`: transformations and ADD with commissioning or creating_class_instance, then other ADDs, then,
 * for a lot, the birth of its pieces; within each by event time and the documented order, never by arrival. 'offset 0' keeps every join
 * a look-up by index for each row: the planner would read the whole log for a thousand items.
 */
const BIRTHS = `
  with candidate as (
    select line.*
    from unnest($1::bigint[]) as asked(item)
    cross join lateral (
      select l.item, l.position, l.quantity, l.unit, l.known_until, l.role, l.line
      from projection.event_item l
      where l.item = asked.item and l.role in (0, 2)
        and l.known_from <= $2 and ($3::timestamptz is null or l.event_time <= $3::timestamptz)
      union all
      -- What never counted may have been declared wrong.
      select u.item, u.position, u.quantity, u.unit, 0::bigint, u.role, u.line
      from projection.uncounted u
      where u.item = asked.item and u.role in (0, 2)
        and u.known_from <= $2 and ($3::timestamptz is null or u.event_time <= $3::timestamptz)
      offset 0
    ) line
    union all
    select asked.item, membership.position, null, null, membership.known_until, null, 0
    from unnest($1::bigint[]) as asked(item)
    cross join lateral (
      select i.xform from projection.xform_item i where i.item = asked.item and i.role = 1 offset 0
    ) used
    cross join lateral (
      select x.position, x.known_until from projection.xform x
      where x.id = used.xform and x.kind = 2
        and x.known_from <= $2 and ($3::timestamptz is null or x.event_time <= $3::timestamptz)
      offset 0
    ) membership
  ), ranked as (
    select c.*, (c.known_until is null or c.known_until > $2) as believed, e.*,
      case
        when c.role is null then 2
        when c.role = 2 or e.biz_step in ('commissioning', 'creating_class_instance') then 0
        else 1
      end as rank
    from candidate c cross join lateral (
      select e.owner, e.event_time, e.event_offset, e.type, e.action, e.event_hash, e.event_key, e.biz_step,
        coalesce(e.read_point, e.biz_location) as place
      from log.entry e where e.position = c.position offset 0
    ) e
    where (c.role is distinct from 0 or (e.type = 0 and e.action = 0)) and (
      c.known_until is null or c.known_until > $2 or exists (
        select from log.entry d
        where d.event_key = e.event_key and d.owner = e.owner and d.declaration_time is not null and d.known_from <= $2
      ))
  )
  select distinct on (item, believed) item, position, owner, believed, trim_scale(quantity)::text as quantity, unit, place,
    to_char((event_time at time zone 'UTC') + event_offset::interval, 'YYYY-MM-DD') as day
  from ranked
  order by item, believed, rank, event_time, (type <> 4), type, coalesce(action, -1), event_hash, event_key, owner, line`;

/** The births of items as known at a position; events later than `at` are left out. */
export const readBirths = async (
  tx: Transaction,
  items: readonly number[],
  moment: { readonly known: number; readonly at: string | null },
): Promise<Births> => {
  if (items.length === 0) return { births: new Map(), corrected: new Set() };
  const rows = await tx.query<Row>(BIRTHS, [bigintArray(items), moment.known, moment.at]);
  return {
    births: new Map(
      rows
        .filter(({ believed }) => believed)
        .map((row) => [
          Number(row.item),
          {
            item: Number(row.item),
            position: Number(row.position),
            owner: Number(row.owner),
            day: row.day,
            quantity: row.quantity,
            unit: row.unit,
            place: row.place,
          },
        ]),
    ),
    corrected: new Set(rows.filter(({ believed }) => !believed).map(({ item }) => Number(item))),
  };
};

/**
 * Who was the first to record something of items, by event time and the documented order, as known at a position: whom to ask about
 * an item without a birth.
 */
export const readFirstTellers = async (
  tx: Transaction,
  items: readonly number[],
  moment: { readonly known: number; readonly at: string | null },
): Promise<ReadonlyMap<number, number>> => {
  if (items.length === 0) return new Map();
  const rows = await tx.query<{ item: string; owner: string }>(
    `with told as (
       select asked.item, line.*
       from unnest($1::bigint[]) as asked(item)
       cross join lateral (
         select l.position, l.event_time, min(l.event_time) over () as first
         from projection.event_item l
         where l.item = asked.item and ${believed('l', '$2')}
           and ($3::timestamptz is null or l.event_time <= $3::timestamptz)
         offset 0
       ) line
     )
     select distinct on (told.item) told.item, e.owner
     from told cross join lateral (
       select e.owner, e.type, e.action, e.event_hash, e.event_key from log.entry e where e.position = told.position offset 0
     ) e
     where told.event_time = told.first
     order by told.item, (e.type <> 4), e.type, coalesce(e.action, -1), e.event_hash, e.event_key, e.owner`,
    [bigintArray(items), moment.known, moment.at],
  );
  return new Map(rows.map(({ item, owner }) => [Number(item), Number(owner)]));
};
