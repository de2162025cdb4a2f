import { bigintArray, intArray, textArray } from '../log/binary-array.ts';
import type { Transaction } from '../platform/transaction.ts';

/** A step whose twins are looked for. */
export interface TwinSought {
  /** eventID; the step itself is no twin. */
  readonly eventKey: string;
  /** Index in `stepKinds`. */
  readonly step: number;
  /** Event time, UTC. */
  readonly instant: string;
  /** Canonical key of an item that it names and that was there before; null: there is none. */
  readonly item: string | null;
  /** Canonical key of its place, looked at where there is no such item. */
  readonly location: string | null;
  /** Only records before this log position; null: all. */
  readonly before: number | null;
}

/** Records looked at for one step: an item that is recorded a thousand times an hour has twins all day. */
const NEAR_MAX = 200;

const sql = `
  select asked.ordinal, e.position
  from unnest($2::text[], $3::int[], $4::text[], $5::text[], $6::text[], $7::bigint[])
    with ordinality as asked(key, step, instant, item, location, before, ordinal)
  cross join lateral (
    (select l.position from projection.item i join projection.event_item l on l.item = i.id
      where i.key = asked.item and l.position < asked.before
      order by l.position desc limit ${NEAR_MAX})
    union
    (select u.position from projection.item i join projection.uncounted u on u.item = i.id
      where i.key = asked.item and u.position < asked.before
      order by u.position desc limit ${NEAR_MAX})
    union
    (select p.position from log.entry p
      where asked.item is null and p.biz_location = asked.location and p.position < asked.before
        and p.event_time between asked.instant::timestamptz - $8::interval and asked.instant::timestamptz + $8::interval
      order by p.event_time desc limit ${NEAR_MAX})
  ) near
  join log.entry e on e.position = near.position
  where e.owner = $1 and e.step = asked.step and e.event_key <> asked.key and e.declaration_time is null
    and e.event_time between asked.instant::timestamptz - $8::interval and asked.instant::timestamptz + $8::interval
  order by asked.ordinal, e.position`;

/** Log positions of an owner's records of the same kind of step around the same time, for each step in the order given. */
export const readNearSteps = async (
  tx: Transaction,
  owner: number,
  sought: readonly TwinSought[],
  minutes: number,
): Promise<readonly (readonly number[])[]> => {
  const rows = await tx.query<{ ordinal: string; position: string }>(sql, [
    owner,
    textArray(sought.map(({ eventKey }) => eventKey)),
    intArray(sought.map(({ step }) => step)),
    textArray(sought.map(({ instant }) => instant)),
    textArray(sought.map(({ item }) => item)),
    textArray(sought.map(({ location }) => location)),
    bigintArray(sought.map(({ before }) => before ?? Number.MAX_SAFE_INTEGER)),
    `${minutes} minutes`,
  ]);
  return sought.map((_, index) =>
    rows
      .filter(({ ordinal }) => Number(ordinal) === index + 1)
      .map(({ position }) => Number(position)),
  );
};
