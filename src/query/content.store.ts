import { bigintArray } from '../log/binary-array.ts';
import type { Transaction } from '../platform/transaction.ts';
import type { ContentView } from './content.ts';

/** At what event time, and as known at which log position. */
export interface ContentMoment {
  readonly at: string;
  readonly known: number;
}

interface LoadRow {
  readonly child: string;
  readonly parent: string;
  readonly quantity: string | null;
  readonly unit: string | null;
  readonly since: string;
  readonly until: string | null;
  readonly loading: string;
  readonly unloading: string | null;
}

const utc = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** What lies in some containers directly: packed, not fixed to them (domain rule 15). Row by row, whatever the size of the table. */
const LOADS = `
  select load.* from unnest($1::bigint[]) as asked(parent) cross join lateral (
    select c.child, c.parent, trim_scale(c.quantity)::text as quantity, c.unit, ${utc('c.from_time')} as since,
      ${utc('c.until_time')} as until,
      c.from_position as loading, c.until_position as unloading
    from projection.contain c
    where c.parent = asked.parent and c.kind = 1
      and c.from_time <= $2::timestamptz and (c.until_time is null or c.until_time > $2::timestamptz)
      and c.known_from <= $3 and (c.known_until is null or c.known_until > $3)
    offset 0
  ) load`;

/** Loads by the container that they lie in directly. */
const readLoads = async (
  tx: Transaction,
  parents: readonly number[],
  { at, known }: ContentMoment,
): Promise<ReadonlyMap<number, readonly LoadRow[]>> => {
  const rows = await tx.query<LoadRow>(LOADS, [bigintArray(parents), at, known]);
  const byParent = new Map<number, LoadRow[]>();
  for (const row of rows) {
    const list = byParent.get(Number(row.parent));
    if (list === undefined) byParent.set(Number(row.parent), [row]);
    else list.push(row);
  }
  return byParent;
};

/** A container to look into, with those that it lies in: a container in itself is a mistake that must end. */
interface Opened {
  readonly container: number;
  readonly outer: readonly number[];
}

const viewOf = (row: LoadRow, level: number): ContentView => ({
  item: Number(row.child),
  quantity: row.quantity === null ? null : { value: row.quantity, unit: row.unit },
  inside: Number(row.parent),
  level,
  since: row.since,
  until: row.until,
  loading: Number(row.loading),
  unloading: row.unloading === null ? null : Number(row.unloading),
});

/** What lay in a container at a time, through all levels; as `contentsAt` of core/lineage/containment.ts, in no order. */
export const readContents = async (
  tx: Transaction,
  container: number,
  moment: ContentMoment,
): Promise<readonly ContentView[]> => {
  const contents: ContentView[] = [];
  let opened: readonly Opened[] = [{ container, outer: [] }];
  for (let level = 1; opened.length > 0; level += 1) {
    const parents = [...new Set(opened.map((one) => one.container))];
    const loads = await readLoads(tx, parents, moment);
    const found = opened.flatMap((one) =>
      (loads.get(one.container) ?? []).map((row) => ({ row, one })),
    );
    for (const { row } of found) contents.push(viewOf(row, level));
    opened = found.flatMap(({ row, one }) => {
      const outer = [...one.outer, one.container];
      const inner = Number(row.child);
      return outer.includes(inner) ? [] : [{ container: inner, outer }];
    });
  }
  return contents;
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
