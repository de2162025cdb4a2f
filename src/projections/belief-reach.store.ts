import { bigintArray, instantArray } from '../log/binary-array.ts';
import type { Transaction } from '../platform/transaction.ts';
import type { Carrier } from './belief.store.ts';

const given = (carriers: readonly Carrier[]): readonly unknown[] => [
  bigintArray(carriers.map(({ item }) => item)),
  instantArray(carriers.map(({ instant }) => instant)),
];

const ASKED = 'unnest($1::bigint[], $2::timestamptz[]) as asked(item, since)';

/** SQL: loads of `contain` that are known now and last until a time or longer: what is taken out at the instant of a hand-over may be part of it. */
const goesOn = (since: string): string =>
  `c.known_until is null and (c.until_time is null or c.until_time >= ${since})`;

/**
 * Of some things those that were handed over with a container, or are to be, at or after a time: when they turn out to have left it by then,
 * whoever was named there may have no say. `carries`: it is the container itself that the time is about.
 */
export const readHandedAfter = async (
  tx: Transaction,
  things: readonly Carrier[],
  carries: boolean,
): Promise<readonly number[]> => {
  if (things.length === 0) return [];
  const rows = await tx.query<{ item: string }>(
    `with recursive up as (
       select asked.item as of, start.item, start.since from ${ASKED} cross join lateral (
         ${
           carries
             ? 'select asked.item, asked.since'
             : `select c.parent as item, greatest(asked.since, c.from_time) as since from projection.contain c
                where c.child = asked.item and ${goesOn('asked.since')}`
         }
         offset 0
       ) start
       union
       select up.of, load.item, load.since from up cross join lateral (
         select c.parent as item, greatest(up.since, c.from_time) as since from projection.contain c
         where c.child = up.item and ${goesOn('up.since')}
         offset 0
       ) load
     )
     select distinct up.of as item from up cross join lateral (
       select from projection.event_item l join log.entry e on e.position = l.position
       where l.item = up.item and l.known_until is null and l.event_time >= up.since
         and (cardinality(e.sources) > 0 or cardinality(e.destinations) > 0)
       limit 1
     ) named`,
    given(things),
  );
  return rows.map(({ item }) => Number(item));
};

/** What lay in some containers at or after a time, however deep, of which something is only claimed. */
export const readClaimedWithin = async (
  tx: Transaction,
  containers: readonly Carrier[],
): Promise<readonly number[]> => {
  if (containers.length === 0) return [];
  const rows = await tx.query<{ item: string }>(
    `with recursive down as (
       select asked.item, asked.since from ${ASKED}
       union
       select load.item, load.since from down cross join lateral (
         select c.child as item, greatest(down.since, c.from_time) as since from projection.contain c
         where c.parent = down.item and ${goesOn('down.since')}
         offset 0
       ) load
     )
     select distinct item from down
     where exists (select from projection.uncounted u where u.item = down.item and u.known_until is null)`,
    given(containers),
  );
  return rows.map(({ item }) => Number(item));
};
