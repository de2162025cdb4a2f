import { eventTypes } from '../core/epcis/event.ts';
import { itemKinds } from '../core/gs1/key.ts';
import type { UsedAlong } from '../core/lineage/along.ts';
import type { Transformation } from '../core/lineage/transformations.ts';
import { bigintArray, instantArray } from '../log/binary-array.ts';
import type { Transaction } from '../platform/transaction.ts';
import { believed } from './believed.ts';
import type { Use } from './used-up.store.ts';

/** Codes of `projection.contain.kind`, `projection.xform.kind` and `projection.xform_item.role`. */
const PACKED = 1;
const MADE = 1;
const INPUT = 1;
const TRANSFORMATION = eventTypes.indexOf('TransformationEvent');
const SERIAL = itemKinds.indexOf('SERIAL');

/** What a batch has done to containers. */
interface BatchContainers {
  readonly knownFrom: number;
  /** Something lies otherwise in them since. */
  readonly repacked: readonly number[];
  /** Something that the batch uses, and that something lay in before it. */
  readonly filled: readonly number[];
}

/** By transaction. */
const noted = new WeakMap<Transaction, BatchContainers>();

/** Says what a batch has done to containers, so that its other read models need not look. */
export const noteContainers = (tx: Transaction, containers: BatchContainers): void => {
  noted.set(tx, containers);
};

/** Containers that a batch uses and that may hold something; null: nobody has noted it, any may. */
export const mayBeFilled = (tx: Transaction, knownFrom: number): ReadonlySet<number> | null => {
  const batch = noted.get(tx);
  return batch?.knownFrom === knownFrom ? new Set([...batch.repacked, ...batch.filled]) : null;
};

/** Containers that hold something else since a batch; looked up in all loads when nobody has noted them (a read model is filled alone). */
const readRepacked = async (tx: Transaction, knownFrom: number): Promise<readonly number[]> => {
  const batch = noted.get(tx);
  if (batch?.knownFrom === knownFrom) return batch.repacked;
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
         select c.parent from projection.contain c where c.child = container.item offset 0
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

/** Something that is used, when, and by which event. */
export interface UsedThing extends Use {
  /** Log position. */
  readonly position: number;
}

/**
 * SQL: the loads `c` that the use of what they lie in, or are fixed to, takes along: isCarried, isThereAt and mayBeLeft of
 * core/lineage/along.ts. What was used out of it before the last filling is gone.
 */
const takenAlong = (used: string): string => `
  from (
    select max(f.from_time) as since from projection.contain f
    where f.parent = ${used}.item and f.kind = ${PACKED} and f.from_time <= ${used}.instant and ${believed('f', '$4')}
  ) filled cross join lateral (
    select * from projection.contain c where c.parent = ${used}.item and c.from_time <= ${used}.instant and ${believed('c', '$4')} offset 0
  ) c
  where (c.until_time is null or c.until_time > ${used}.instant or c.until_position = ${used}.position
    or c.kind = ${PACKED} and c.until_time >= filled.since
      and exists (select from log.entry e where e.position = c.until_position and e.type = ${TRANSFORMATION}))
  and (c.kind = ${PACKED} or exists (
    select from projection.item i where i.id = c.child and i.kind = ${SERIAL} and i.gtin is not null
  ))`;

/** SQL: what lies in something, and that as its carrier when it is packed there. */
const CARRIED = `c.child, case c.kind when ${PACKED} then c.parent end as carrier`;

/** What is used with each of some things, however deep, as known at a position; by index. */
export const readUsedAlong = async (
  tx: Transaction,
  used: readonly UsedThing[],
  known: number,
): Promise<ReadonlyMap<number, UsedAlong>> => {
  if (used.length === 0) return new Map();
  const rows = await tx.query<UsedAlong & { nth: number }>(
    `with recursive inside(nth, item, instant, position, carrier) as (
       select asked.nth, load.child, asked.instant, asked.position, load.carrier
       from unnest($1::bigint[], $2::timestamptz[], $3::bigint[]) with ordinality as asked(item, instant, position, nth)
       cross join lateral (select ${CARRIED} ${takenAlong('asked')} offset 0) load
       union
       select inside.nth, load.child, inside.instant, inside.position, load.carrier
       from inside
       cross join lateral (select ${CARRIED} ${takenAlong('inside')} offset 0) load
     )
     select inside.nth::int as nth, array_agg(distinct i.key) as contents,
       coalesce(array_agg(distinct around.key) filter (where around.key is not null), '{}') as carriers
     from inside
     cross join lateral (select i.key from projection.item i where i.id = inside.item offset 0) i
     left join lateral (select i.key from projection.item i where i.id = inside.carrier offset 0) around on true
     group by inside.nth`,
    [
      bigintArray(used.map(({ item }) => item)),
      instantArray(used.map(({ instant }) => instant)),
      bigintArray(used.map(({ position }) => position)),
      known,
    ],
  );
  return new Map(rows.map(({ nth, contents, carriers }) => [nth - 1, { contents, carriers }]));
};

/** What a transformation uses; canonical keys. */
type Inputs = Pick<Transformation, 'inputs' | 'carriers'>;

const keysOf = (column: string): string => `array(
  select named.key from unnest(${column}) with ordinality as used(item, place)
  cross join lateral (select i.key from projection.item i where i.id = used.item offset 0) named
  order by used.place
)`;

/** What the transformations of some records use, as it is kept; by position. */
export const readInputs = async (
  tx: Transaction,
  positions: readonly number[],
): Promise<ReadonlyMap<number, Inputs>> => {
  const rows = await tx.query<Inputs & { position: string }>(
    `select x.position, ${keysOf('x.inputs')} as inputs, ${keysOf('x.carriers')} as carriers
     from projection.xform x where x.position = any($1::bigint[]) and x.kind = $2 and x.known_until is null`,
    [bigintArray(positions), MADE],
  );
  return new Map(
    rows.map(({ position, inputs, carriers }) => [Number(position), { inputs, carriers }]),
  );
};
