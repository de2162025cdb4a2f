import { bigintArray, textArray } from '../log/binary-array.ts';
import type { Transaction } from '../platform/transaction.ts';
import { readStays } from './stay.store.ts';

/**
 * Log positions of the life of an item as known at a position: its own events and, while it was inside one, those of its containers; as
 * `journeyOf` of core/lineage/state.ts. Superseded events are in it too: whether they are shown is asked for by standing.
 */
export const readJourney = async (
  tx: Transaction,
  item: number,
  known: number,
): Promise<readonly number[]> => {
  const { stays, endings } = await readStays(tx, [item], known);
  const rows = await tx.query<{ position: string }>(
    `select distinct line.position
     from unnest($1::bigint[], $2::text[], $3::text[]) as stay(item, since, until) cross join lateral (
       select l.position from projection.event_item l
       where l.item = stay.item and l.known_from <= $4
         and (stay.since is null or l.event_time >= stay.since::timestamptz)
         and (stay.until is null or l.event_time < stay.until::timestamptz)
       offset 0
     ) line
     order by line.position`,
    [
      bigintArray(stays.map((stay) => stay.item)),
      textArray(stays.map(({ since }) => since)),
      textArray(stays.map(({ until }) => until)),
      known,
    ],
  );
  const positions = [...rows, ...endings].map(({ position }) => Number(position));
  return [...new Set(positions)].toSorted((a, b) => a - b);
};
