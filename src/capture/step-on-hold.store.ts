import { bigintArray, intArray, textArray } from '../log/binary-array.ts';
import type { Transaction } from '../platform/transaction.ts';
import { believed } from '../projections/believed.ts';

/** An item that a step uses, ships or sells, and when. */
export interface HoldSought {
  /** Canonical key. */
  readonly key: string;
  /** Event time of the step, UTC. */
  readonly instant: string;
}

/** A record that sets or lifts something for an item, or for what lies in it. */
export interface Persisting {
  /** Index of what was asked about. */
  readonly asked: number;
  /** Internal id of the item, or of what lies in it. */
  readonly item: number;
  /** Log position. */
  readonly position: number;
}

/** Persistent dispositions that forbid use (`onHold` of core/lineage/state.ts). */
const STOPS = `array['unavailable', 'recalled']`;

/**
 * What is asked about, and what lies in it at its time; then each of these with every container while it lay in it, as `journeyOf` of
 * core/lineage/state.ts. Few events stop anything, so these are found first and the life of an item is only looked through for them: it
 * may be as long as the log.
 */
const stays = `
  with recursive asked as (
    select given.ordinal, i.id as item, given.instant::timestamptz as instant
    from unnest($1::text[], $2::text[]) with ordinality as given(key, instant, ordinal)
    join projection.item i on i.key = given.key
  ), named as (
    select ordinal, item, instant from asked
    union
    select named.ordinal, load.child, named.instant from named cross join lateral (
      select c.child from projection.contain c
      where c.parent = named.item and c.kind = 1 and c.from_time <= named.instant
        and (c.until_time is null or c.until_time > named.instant) and ${believed('c', '$3')}
      offset 0
    ) load
  ), stay as (
    select ordinal, item as of, item, '-infinity'::timestamptz as since, 'infinity'::timestamptz as until, instant, true as own,
      true as carried
    from named
    union
    select stay.ordinal, stay.of, load.parent, greatest(stay.since, load.from_time), least(stay.until, load.until_time), stay.instant,
      false, load.kind = 1
    from stay cross join lateral (
      select c.parent, c.kind, c.from_time, coalesce(c.until_time, 'infinity') as until_time from projection.contain c
      where c.child = stay.item and (c.kind = 1 or stay.own) and c.from_time <= stay.instant and ${believed('c', '$3')}
      offset 0
    ) load
    where stay.carried and greatest(stay.since, load.from_time) < least(stay.until, load.until_time)
  )`;

const lines = `
  stay cross join lateral (
    select l.position from projection.event_item l
    where l.item = stay.item and l.event_time <= stay.instant and l.event_time >= stay.since
      and l.event_time < stay.until and ${believed('l', '$3')}
    union all
    -- What takes it out concerns it too, also when it only empties the container.
    select c.until_position from projection.contain c
    where c.child = stay.item and (c.kind = 1 or stay.own) and c.until_time <= stay.instant and c.until_time >= stay.since
      and c.until_time < stay.until and ${believed('c', '$3')}
    offset 0
  ) line`;

const SETTING = `${stays}, stopping as materialized (
    select position from log.entry where persistent_set && ${STOPS}
  )
  select distinct stay.ordinal, stay.of as item, line.position from ${lines}
  where line.position in (select position from stopping)`;

const LIFTING = `${stays}, lifting as materialized (
    select position from projection.persistent_unset where words && ${STOPS}
  ), held as materialized (
    select * from unnest($4::int[], $5::bigint[]) as h(ordinal, item)
  )
  select distinct stay.ordinal, stay.of as item, line.position from ${lines}
  where line.position in (select position from lifting)
    and (stay.ordinal, stay.of) in (select ordinal, item from held)`;

interface Row {
  readonly ordinal: string;
  readonly item: string;
  readonly position: string;
}

const persistingOf = ({ ordinal, item, position }: Row): Persisting => ({
  asked: Number(ordinal) - 1,
  item: Number(item),
  position: Number(position),
});

/**
 * The records that put each item, or what lies in it at that time, on hold or under recall before, and those that lifted any of that; as
 * known at a log position, in no order. Nothing for what was never held.
 */
export const readPersisting = async (
  tx: Transaction,
  sought: readonly HoldSought[],
  known: number,
): Promise<readonly Persisting[]> => {
  const asked = [
    textArray(sought.map(({ key }) => key)),
    textArray(sought.map(({ instant }) => instant)),
    known,
  ];
  const setting = await tx.query<Row>(SETTING, asked);
  if (setting.length === 0) return [];
  const lifting = await tx.query<Row>(LIFTING, [
    ...asked,
    intArray(setting.map(({ ordinal }) => Number(ordinal))),
    bigintArray(setting.map(({ item }) => Number(item))),
  ]);
  return [...setting, ...lifting].map(persistingOf);
};
