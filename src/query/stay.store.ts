import { bigintArray } from '../log/binary-array.ts';
import type { Transaction } from '../platform/transaction.ts';
import { believed, instantOf } from '../projections/believed.ts';

/** A stay: something lay in a container, or was the item itself, during [since, until) of event time; null: without end. */
export interface Stay {
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
  readonly ending: string | null;
}

/** In what some things ever lay, or what they were fixed to, as known at a position. */
const readLoads = (
  tx: Transaction,
  children: readonly number[],
  known: number,
): Promise<readonly LoadRow[]> =>
  tx.query<LoadRow>(
    `select load.* from unnest($1::bigint[]) as asked(child) cross join lateral (
       select c.child, c.parent, c.kind = 1 as packed, ${instantOf('c.from_time')} as since, ${instantOf('c.until_time')} as until,
         c.until_position as ending
       from projection.contain c
       where c.child = asked.child and ${believed('c', '$2')}
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

/** What is asked of stays. */
export interface StayQuestion {
  readonly known: number;
  /** What the items themselves are fixed to counts too (domain rule 15): it carries them, not what lies in them. */
  readonly fixed: boolean;
}

/** Somebody took an item out of a container, or out of what it lay in. */
export interface Ending {
  /** Log position. */
  readonly position: number;
  /** Event time, UTC with microseconds. */
  readonly instant: string;
}

/** The event that ended a load while a stay lasted; none: it holds, or ended at another time. */
const endingOf = ({ since, until }: Stay, load: LoadRow): readonly Ending[] => {
  if (load.until === null || load.ending === null) return [];
  const within = (since === null || since <= load.until) && (until === null || load.until < until);
  return within ? [{ position: Number(load.ending), instant: load.until }] : [];
};

/** Where some items stayed, and what ended it. */
export interface Stays {
  readonly stays: readonly Stay[];
  readonly endings: readonly Ending[];
}

/**
 * Some items, and every container while one of them lay in it, however deep (domain rules 11, 12). Each stay once, so a container in
 * itself ends.
 */
export const readStays = async (
  tx: Transaction,
  items: readonly number[],
  { known, fixed }: StayQuestion,
): Promise<Stays> => {
  const endings: Ending[] = [];
  const own = [...new Set(items)].map((item): Stay => ({ item, since: null, until: null }));
  const stays = new Map(own.map((stay) => [nameOf(stay), stay]));
  let opened: readonly Stay[] = own;
  for (let level = 0; opened.length > 0; level += 1) {
    const inside = new Map<number, Stay[]>();
    for (const stay of opened) inside.set(stay.item, [...(inside.get(stay.item) ?? []), stay]);
    const loads = await readLoads(tx, [...inside.keys()], known);
    const found = loads
      .filter(({ packed }) => packed || (fixed && level === 0))
      .flatMap((load) => {
        const within = inside.get(Number(load.child)) ?? [];
        endings.push(...within.flatMap((stay) => endingOf(stay, load)));
        return within.map((stay) => ({ load, next: outwards(stay, load) }));
      });
    const fresh = new Map<string, Stay>();
    for (const { load, next } of found) {
      if (next === null || stays.has(nameOf(next))) continue;
      stays.set(nameOf(next), next);
      if (load.packed) fresh.set(nameOf(next), next);
    }
    opened = [...fresh.values()];
  }
  return { stays: [...stays.values()], endings };
};
