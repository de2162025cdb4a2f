import { itemKinds } from '../core/gs1/key.ts';
import { bigintArray } from '../log/binary-array.ts';
import type { Transaction } from '../platform/transaction.ts';
import type { ItemRow } from '../projections/item.store.ts';
import type { ContentView } from './content.ts';
import { believed, instantOf } from '../projections/believed.ts';

/** At what event time, and as known at which log position. */
export interface ContentMoment {
  readonly at: string;
  readonly known: number;
}

/** Where something lies: all that is needed to put thousands of them in order. */
export interface Placement {
  /** Internal id of the load. */
  readonly load: number;
  /** Internal ids of what lies, and of what it lies in directly. */
  readonly item: number;
  readonly inside: number;
  /** 1: directly in the container asked about. */
  readonly level: number;
  /** Event time of loading, in whole microseconds. */
  readonly since: string;
}

/** What an item is called by. */
export type ItemLabel = Pick<ItemRow, 'id' | 'key' | 'kind' | 'lot' | 'serial'>;

interface LoadRow {
  readonly id: string;
  readonly quantity: string | null;
  readonly unit: string | null;
  readonly since: string;
  readonly until: string | null;
  readonly loading: string;
  readonly unloading: string | null;
}

/**
 * What lies in some containers directly: packed, not fixed to them (domain rule 15). Row by row, whatever the size of the table; one text a
 * container (`load child microseconds`, in lines), which is a quarter of the work of thousands of rows.
 */
const LOADS = `
  select asked.parent, loads.list from unnest($1::bigint[]) as asked(parent) cross join lateral (
    select string_agg(load.id || ' ' || load.child || ' ' || load.since, E'\n') as list from (
      select c.id, c.child, (extract(epoch from c.from_time) * 1000000)::bigint as since
      from projection.contain c
      where c.parent = asked.parent and c.kind = 1
        and c.from_time <= $2::timestamptz and (c.until_time is null or c.until_time > $2::timestamptz)
        and ${believed('c', '$3')}
      offset 0
    ) load
    offset 0
  ) loads
  where loads.list is not null`;

type Load = Omit<Placement, 'inside' | 'level'>;

const loadOf = (line: string): Load => {
  const [load, item, since = ''] = line.split(' ');
  return { load: Number(load), item: Number(item), since };
};

/** Loads by the container that they lie in directly. */
const readLoads = async (
  tx: Transaction,
  parents: readonly number[],
  { at, known }: ContentMoment,
): Promise<ReadonlyMap<number, readonly Load[]>> => {
  const rows = await tx.query<{ parent: string; list: string }>(LOADS, [
    bigintArray(parents),
    at,
    known,
  ]);
  return new Map(rows.map(({ parent, list }) => [Number(parent), list.split('\n').map(loadOf)]));
};

/** A container to look into, with those that it lies in: a container in itself is a mistake that must end. */
interface Opened {
  readonly container: number;
  readonly outer: readonly number[];
}

/** Where things lay in a container at a time, through all levels; as `contentsAt` of core/lineage/containment.ts, in no order. */
export const readPlacements = async (
  tx: Transaction,
  container: number,
  moment: ContentMoment,
): Promise<readonly Placement[]> => {
  const placements: Placement[] = [];
  let opened: readonly Opened[] = [{ container, outer: [] }];
  for (let level = 1; opened.length > 0; level += 1) {
    const parents = [...new Set(opened.map((one) => one.container))];
    const loads = await readLoads(tx, parents, moment);
    const next: Opened[] = [];
    const unpack = (one: Opened): void => {
      const { container: inside } = one;
      const outer = [...one.outer, inside];
      for (const { load, item, since } of loads.get(inside) ?? []) {
        placements.push({ load, item, inside, level, since });
        if (!outer.includes(item)) next.push({ container: item, outer });
      }
    };
    for (const one of opened) unpack(one);
    opened = next;
  }
  return placements;
};

/** All that is told of some placements, in their order. */
export const readPlaced = async (
  tx: Transaction,
  placements: readonly Placement[],
): Promise<readonly ContentView[]> => {
  const rows = await tx.query<LoadRow>(
    `select c.id, trim_scale(c.quantity)::text as quantity, c.unit, ${instantOf('c.from_time')} as since, ${instantOf('c.until_time')} as until,
       c.from_position as loading, c.until_position as unloading
     from projection.contain c where c.id = any($1::bigint[])`,
    [bigintArray([...new Set(placements.map(({ load }) => load))])],
  );
  const byId = new Map(rows.map((row) => [Number(row.id), row]));
  return placements.flatMap(({ load, item, inside, level }) => {
    const row = byId.get(load);
    if (row === undefined) return [];
    const { quantity, unit, since, until, loading, unloading } = row;
    return [
      {
        item,
        quantity: quantity === null ? null : { value: quantity, unit },
        inside,
        level,
        since,
        until,
        loading: Number(loading),
        unloading: unloading === null ? null : Number(unloading),
      },
    ];
  });
};

/** What some items are called by; what is not there is left out. */
export const readLabels = async (
  tx: Transaction,
  ids: readonly number[],
): Promise<readonly ItemLabel[]> => {
  const rows = await tx.query<Omit<ItemLabel, 'id' | 'kind'> & { id: string; kind: number }>(
    'select id, key, kind, lot, serial from projection.item where id = any($1::bigint[])',
    [bigintArray(ids)],
  );
  return rows.map(({ id, key, kind, lot, serial }) => {
    return { id: Number(id), key, kind: itemKinds[kind] ?? 'OTHER', lot, serial };
  });
};

/** Event times as they were told, by log position. */
export const readTimesTold = async (
  tx: Transaction,
  positions: readonly number[],
): Promise<ReadonlyMap<number, string>> => {
  const rows = await tx.query<{ position: string; time: string }>(
    `select position, doc::json ->> 'eventTime' as time from log.body where position = any($1::bigint[])`,
    [bigintArray(positions)],
  );
  return new Map(rows.map(({ position, time }) => [Number(position), time]));
};
