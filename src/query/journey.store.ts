import { bigintArray, textArray } from '../log/binary-array.ts';
import type { Transaction } from '../platform/transaction.ts';

/** A stay: something lay in a container, or was the item itself, during [since, until) of event time; null: without end. */
interface Stay {
  readonly item: number;
  readonly since: string | null;
  readonly until: string | null;
}

interface LoadRow {
  readonly child: string;
  readonly parent: string;
  readonly packed: boolean;
  readonly since: string;
  readonly until: string | null;
}

const utc = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** In what some things ever lay, or what they were fixed to, as known at a position. */
const readLoads = (
  tx: Transaction,
  children: readonly number[],
  known: number,
): Promise<readonly LoadRow[]> =>
  tx.query<LoadRow>(
    `select load.* from unnest($1::bigint[]) as asked(child) cross join lateral (
       select c.child, c.parent, c.kind = 1 as packed, ${utc('c.from_time')} as since, ${utc('c.until_time')} as until
       from projection.contain c
       where c.child = asked.child and c.known_from <= $2 and (c.known_until is null or c.known_until > $2)
       offset 0
     ) load`,
    [bigintArray(children), known],
  );

const later = (a: string | null, b: string): string => (a === null || a < b ? b : a);

const earlier = (a: string | null, b: string | null): string | null => {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
};

/** The stay in the next container outwards; null: at no time within this one. */
const outwards = ({ since, until }: Stay, load: LoadRow): Stay | null => {
  const stay = {
    item: Number(load.parent),
    since: later(since, load.since),
    until: earlier(until, load.until),
  };
  return stay.until === null || stay.since < stay.until ? stay : null;
};

const nameOf = ({ item, since, until }: Stay): string => `${item} ${since} ${until}`;

/**
 * The item, and every container while it lay in it, however deep, or was fixed to it (domain rules 11, 12, 15). Each stay once, so a container
 * in itself ends.
 */
const readStays = async (
  tx: Transaction,
  item: number,
  known: number,
): Promise<readonly Stay[]> => {
  const own: Stay = { item, since: null, until: null };
  const stays = new Map<string, Stay>([[nameOf(own), own]]);
  let opened: readonly Stay[] = [own];
  for (let level = 0; opened.length > 0; level += 1) {
    const inside = [...new Set(opened.map((stay) => stay.item))];
    const loads = await readLoads(tx, inside, known);
    // What a container is fixed to carries the container, not what lies in it.
    const carrying = loads.filter(({ packed }) => packed || level === 0);
    const found = opened.flatMap((stay) =>
      carrying
        .filter(({ child }) => Number(child) === stay.item)
        .flatMap((load) => {
          const next = outwards(stay, load);
          return next === null || stays.has(nameOf(next)) ? [] : [{ next, load }];
        }),
    );
    for (const { next } of found) stays.set(nameOf(next), next);
    opened = found.filter(({ load }) => load.packed).map(({ next }) => next);
  }
  return [...stays.values()];
};

/**
 * Log positions of the life of an item as known at a position: its own events and, while it was inside one, those of its containers; as
 * `journeyOf` of core/lineage/state.ts. Superseded events are in it too: whether they are shown is asked for by standing.
 */
export const readJourney = async (
  tx: Transaction,
  item: number,
  known: number,
): Promise<readonly number[]> => {
  const stays = await readStays(tx, item, known);
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
  return rows.map(({ position }) => Number(position));
};
