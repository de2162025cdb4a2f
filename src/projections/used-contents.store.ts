import { bigintArray, instantArray } from '../log/binary-array.ts';
import type { Transaction } from '../platform/transaction.ts';
import { believed } from './believed.ts';

/** Codes of `projection.contain.kind`, `projection.xform.kind` and `projection.xform_item.role`. */
const PACKED = 1;
const MADE = 1;
const INPUT = 1;

/** Containers in which something lies otherwise since a batch, by transaction. */
const repacked = new WeakMap<Transaction, { knownFrom: number; containers: readonly number[] }>();

/** Says which containers hold something else since a batch, so that its other read models need not look. */
export const noteRepacked = (
  tx: Transaction,
  knownFrom: number,
  containers: readonly number[],
): void => {
  repacked.set(tx, { knownFrom, containers });
};

/** Containers that hold something else since a batch; looked up in all loads when nobody has noted them (a read model is filled alone). */
const readRepacked = async (tx: Transaction, knownFrom: number): Promise<readonly number[]> => {
  const noted = repacked.get(tx);
  if (noted?.knownFrom === knownFrom) return noted.containers;
  const rows = await tx.query<{ parent: string }>(
    'select distinct parent from projection.contain where known_from = $1 or known_until = $1',
    [knownFrom],
  );
  return rows.map(({ parent }) => Number(parent));
};

/**
 * Positions of earlier transformations that may take along other contents since a batch: they use a container in which something lies
 * otherwise, or one around it.
 */
export const readUsesOfRepacked = async (
  tx: Transaction,
  knownFrom: number,
  before: number,
): Promise<readonly number[]> => {
  const containers = await readRepacked(tx, knownFrom);
  if (containers.length === 0) return [];
  const rows = await tx.query<{ position: string }>(
    `with recursive container(item) as (
       select unnest($1::bigint[])
       union
       select around.parent from container cross join lateral (
         select c.parent from projection.contain c where c.child = container.item and c.kind = ${PACKED} offset 0
       ) around
     )
     select distinct made.position
     from container cross join lateral (
       select i.xform from projection.xform_item i
       where i.item = container.item and i.role = ${INPUT} and i.known_until is null offset 0
     ) used cross join lateral (
       select x.position from projection.xform x
       where x.id = used.xform and x.kind = ${MADE} and x.position < $2 and x.known_until is null offset 0
     ) made
     order by made.position`,
    [bigintArray(containers), before],
  );
  return rows.map(({ position }) => Number(position));
};

/** A container that is used, and when. */
export interface UsedContainer {
  /** Internal id. */
  readonly item: number;
  /** UTC with microseconds. */
  readonly instant: string;
}

/** What lay packed in each of some things, however deep, as known at a position; by index, canonical keys. */
export const readUsedContents = async (
  tx: Transaction,
  used: readonly UsedContainer[],
  known: number,
): Promise<ReadonlyMap<number, readonly string[]>> => {
  if (used.length === 0) return new Map();
  const rows = await tx.query<{ nth: number; keys: string[] }>(
    `with recursive inside(nth, item, instant) as (
       select asked.nth, load.child, asked.instant
       from unnest($1::bigint[], $2::timestamptz[]) with ordinality as asked(item, instant, nth) cross join lateral (
         select c.child from projection.contain c
         where c.parent = asked.item and c.kind = ${PACKED} and c.from_time <= asked.instant
           and (c.until_time is null or c.until_time > asked.instant) and ${believed('c', '$3')}
         offset 0
       ) load
       union
       select inside.nth, load.child, inside.instant
       from inside cross join lateral (
         select c.child from projection.contain c
         where c.parent = inside.item and c.kind = ${PACKED} and c.from_time <= inside.instant
           and (c.until_time is null or c.until_time > inside.instant) and ${believed('c', '$3')}
         offset 0
       ) load
     )
     select inside.nth::int as nth, array_agg(i.key) as keys
     from inside cross join lateral (select i.key from projection.item i where i.id = inside.item offset 0) i
     group by inside.nth`,
    [
      bigintArray(used.map(({ item }) => item)),
      instantArray(used.map(({ instant }) => instant)),
      known,
    ],
  );
  return new Map(rows.map(({ nth, keys }) => [nth - 1, keys]));
};

/** What the transformations of some records use, as it is kept; canonical keys by position. */
export const readInputs = async (
  tx: Transaction,
  positions: readonly number[],
): Promise<ReadonlyMap<number, readonly string[]>> => {
  const rows = await tx.query<{ position: string; inputs: string[] }>(
    `select x.position, array(
       select named.key from unnest(x.inputs) with ordinality as used(item, place)
       cross join lateral (select i.key from projection.item i where i.id = used.item offset 0) named
       order by used.place
     ) as inputs
     from projection.xform x where x.position = any($1::bigint[]) and x.kind = $2 and x.known_until is null`,
    [bigintArray(positions), MADE],
  );
  return new Map(rows.map(({ position, inputs }) => [Number(position), inputs]));
};
