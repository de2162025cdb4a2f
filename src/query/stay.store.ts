import { groupedBy } from '../core/lineage/grouped-by.ts';
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
       select c.child, c.parent, ${instantOf('c.from_time')} as since, ${instantOf('c.until_time')} as until,
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

/** A stay of one of the items asked about; null: of all of them alike. */
interface OwnStay extends Stay {
  readonly of: number | null;
}

/** The stay in the next container outwards; null: at no time within this one. */
const outwards = ({ of, since, until }: OwnStay, load: LoadRow): OwnStay | null => {
  const stay = {
    of,
    item: Number(load.parent),
    since: later(since, load.since),
    until: earlier(until, load.until),
  };
  return stay.until === null || stay.since < stay.until ? stay : null;
};

const nameOf = ({ of, item, since, until }: OwnStay): string => `${of} ${item} ${since} ${until}`;

/** Somebody took an item out of a container, or out of what it lay in. */
export interface Ending {
  /** Log position. */
  readonly position: number;
  /** Event time, UTC with microseconds. */
  readonly instant: string;
}

interface OwnEnding extends Ending {
  readonly of: number | null;
}

/** The event that ended a load while a stay lasted; none: it holds, or ended at another time. */
const endingOf = ({ of, since, until }: OwnStay, load: LoadRow): readonly OwnEnding[] => {
  if (load.until === null || load.ending === null) return [];
  const within = (since === null || since <= load.until) && (until === null || load.until < until);
  return within ? [{ of, position: Number(load.ending), instant: load.until }] : [];
};

/** Where some items stayed, and what ended it. */
export interface Stays {
  readonly stays: readonly Stay[];
  readonly endings: readonly Ending[];
}

/**
 * Some items, and everything that one of them lay in or was fixed to while it did, however deep, as known at a position (domain rules
 * 11, 12, 15). Each stay once, so a container in itself ends.
 */
export const readStays = (
  tx: Transaction,
  items: readonly number[],
  known: number,
): Promise<Stays> => {
  const own = [...new Set(items)].map((item) => ({ of: null, item, since: null, until: null }));
  return followed(tx, own, known);
};

/** As `readStays`, of each item on its own, by item. */
export const readStaysOfEach = async (
  tx: Transaction,
  items: readonly number[],
  known: number,
): Promise<ReadonlyMap<number, Stays>> => {
  const own = [...new Set(items)].map((item) => ({ of: item, item, since: null, until: null }));
  const { stays, endings } = await followed(tx, own, known);
  const staysOf = groupedBy(stays, ({ of }) => of);
  const endingsOf = groupedBy(endings, ({ of }) => of);
  return new Map(
    own.map(({ of }) => [of, { stays: staysOf.get(of) ?? [], endings: endingsOf.get(of) ?? [] }]),
  );
};

/** The stays that a load goes on from. */
const pairsOf = (
  load: LoadRow,
  inside: ReadonlyMap<number, readonly OwnStay[]>,
): readonly (readonly [OwnStay, LoadRow])[] =>
  (inside.get(Number(load.child)) ?? []).map((stay) => [stay, load]);

const followed = async (
  tx: Transaction,
  own: readonly OwnStay[],
  known: number,
): Promise<{ readonly stays: readonly OwnStay[]; readonly endings: readonly OwnEnding[] }> => {
  const endings: OwnEnding[] = [];
  const stays = new Map(own.map((stay) => [nameOf(stay), stay]));
  for (let fresh: readonly OwnStay[] = own; fresh.length > 0;) {
    const inside = groupedBy(fresh, ({ item }) => item);
    const loads = await readLoads(tx, [...inside.keys()], known);
    const further: OwnStay[] = [];
    for (const [stay, load] of loads.flatMap((one) => pairsOf(one, inside))) {
      endings.push(...endingOf(stay, load));
      const next = outwards(stay, load);
      if (next === null || stays.has(nameOf(next))) continue;
      stays.set(nameOf(next), next);
      further.push(next);
    }
    fresh = further;
  }
  return { stays: [...stays.values()], endings };
};
