import { actions, eventTypes, itemRoles } from '../core/epcis/event.ts';
import type { Load } from '../core/lineage/containment.ts';
import { groupedBy } from '../core/lineage/grouped-by.ts';
import { bigintArray, instantArray, intArray, textArray } from '../log/binary-array.ts';
import type { Transaction } from '../platform/transaction.ts';
import { namesNoChild, type StoredPacking } from './packing-record.store.ts';

/** Codes of roles, types and actions, as the item rows and the narrow log row keep them (core/epcis/event.ts). */
const PARENT = itemRoles.indexOf('PARENT');
const CHILD = itemRoles.indexOf('CHILD');
const PACKING_TYPES = [
  eventTypes.indexOf('AggregationEvent'),
  eventTypes.indexOf('AssociationEvent'),
];
const DELETE = actions.indexOf('DELETE');
/** Codes of `projection.contain.kind`. */
const kindCodes: Readonly<Record<Load['kind'], number>> = { PACKED: 1, FIXED: 2 };

/** Children whose loads a change of some packing events may change, and which those events do not name. */
export const readEmptied = async (
  tx: Transaction,
  positions: readonly number[],
): Promise<readonly number[]> => {
  if (positions.length === 0) return [];
  const rows = await tx.query<{ child: string }>(
    `with emptying as materialized (
       select e.position, e.event_time, parent.item
       from unnest($1::bigint[]) as asked(position)
       cross join lateral (
         select e.position, e.event_time from log.entry e
         where e.position = asked.position and e.type in (${PACKING_TYPES.join()}) and e.action = ${DELETE}
           and ${namesNoChild('e')}
         offset 0
       ) e
       cross join lateral (
         select l.item from projection.event_item l where l.position = e.position and l.role = ${PARENT} offset 0
       ) parent
     )
     select distinct found.child
     from emptying cross join lateral (
       -- What lay in it then, ...
       select c.child from projection.contain c
       where c.parent = emptying.item and c.known_until is null
         and c.from_time <= emptying.event_time and (c.until_time is null or c.until_time >= emptying.event_time)
       union all
       -- ... and what was put in at the very time, which leaves no load.
       select child.item
       from projection.event_item parent cross join lateral (
         select c.item from projection.event_item c where c.position = parent.position and c.role = ${CHILD} offset 0
       ) child
       where parent.item = emptying.item and parent.role = ${PARENT} and parent.event_time = emptying.event_time
       offset 0
     ) found`,
    [bigintArray(positions)],
  );
  return rows.map(({ child }) => Number(child));
};

/** Children that some events name. */
export const readChildren = async (
  tx: Transaction,
  positions: readonly number[],
): Promise<readonly number[]> => {
  if (positions.length === 0) return [];
  const rows = await tx.query<{ item: string }>(
    `select distinct line.item from unnest($1::bigint[]) as asked(position) cross join lateral (
       select l.item from projection.event_item l where l.position = asked.position and l.role = ${CHILD} offset 0
     ) line`,
    [bigintArray(positions)],
  );
  return rows.map(({ item }) => Number(item));
};

/** A load as the read model keeps it, in one text each, so that two are the same or are not. */
interface KeptLoad {
  readonly id: number;
  readonly parent: number;
  readonly name: string;
}

const nameOfRow = `concat_ws(' ', child, parent, kind, coalesce(trim_scale(quantity)::text, '-'), coalesce(unit, '-'), from_position,
  coalesce(until_position::text, '-'))`;

const nameOf = ({ child, parent, kind, amount, since, until }: Load<StoredPacking>): string =>
  [
    child,
    parent,
    kindCodes[kind],
    amount?.value ?? '-',
    amount?.unit ?? '-',
    since.position,
    until?.position ?? '-',
  ].join(' ');

const readKept = async (
  tx: Transaction,
  children: readonly number[],
): Promise<readonly KeptLoad[]> => {
  if (children.length === 0) return [];
  const rows = await tx.query<{ id: string; parent: string; name: string }>(
    `select load.* from unnest($1::bigint[]) as asked(child) cross join lateral (
       select c.id, c.parent, ${nameOfRow} as name from projection.contain c
       where c.child = asked.child and c.known_until is null offset 0
     ) load`,
    [bigintArray(children)],
  );
  return rows.map(({ id, parent, name }) => ({ id: Number(id), parent: Number(parent), name }));
};

const closeLoads = async (
  tx: Transaction,
  ids: readonly number[],
  knownUntil: number,
): Promise<void> => {
  if (ids.length === 0) return;
  await tx.query('update projection.contain set known_until = $2 where id = any($1::bigint[])', [
    bigintArray(ids),
    knownUntil,
  ]);
};

const insertLoads = async (
  tx: Transaction,
  loads: readonly Load<StoredPacking>[],
  knownFrom: number,
): Promise<void> => {
  if (loads.length === 0) return;
  await tx.query(
    `insert into projection.contain
       (child, parent, kind, quantity, unit, from_time, until_time, from_position, until_position, known_from)
     select child, parent, kind, quantity::numeric, unit, from_time, until_time, from_position, until_position, $10
     from (
       select unnest($1::bigint[]) as child, unnest($2::bigint[]) as parent, unnest($3::int[]) as kind, unnest($4::text[]) as quantity,
         unnest($5::text[]) as unit, unnest($6::timestamptz[]) as from_time, unnest($7::timestamptz[]) as until_time,
         unnest($8::bigint[]) as from_position, unnest($9::bigint[]) as until_position
     ) given`,
    [
      bigintArray(loads.map(({ child }) => Number(child))),
      bigintArray(loads.map(({ parent }) => Number(parent))),
      intArray(loads.map(({ kind }) => kindCodes[kind])),
      textArray(loads.map(({ amount }) => amount?.value ?? null)),
      textArray(loads.map(({ amount }) => amount?.unit ?? null)),
      instantArray(loads.map(({ since }) => since.event.time.instant)),
      instantArray(loads.map(({ until }) => until?.event.time.instant ?? null)),
      bigintArray(loads.map(({ since }) => since.position)),
      bigintArray(loads.map(({ until }) => until?.position ?? null)),
      knownFrom,
    ],
  );
};

/** What becomes of loads in one batch. */
export interface LoadChange {
  /** All loads of the children that are looked at again. */
  readonly loads: readonly Load<StoredPacking>[];
  /** Loads of children that had none. */
  readonly opened: readonly Load<StoredPacking>[];
  readonly knownFrom: number;
}

/**
 * Makes the loads of some children what they should be: those that do not hold any more are closed, the others stay as they are.
 * @returns the containers in which something lies otherwise since then.
 */
export const replaceLoads = async (
  tx: Transaction,
  children: readonly number[],
  { loads, opened, knownFrom }: LoadChange,
): Promise<readonly number[]> => {
  const named = groupedBy(await readKept(tx, children), ({ name }) => name);
  const kept = new Map([...named].map(([name, loads]) => [name, [...loads]]));
  const fresh = loads.filter((load) => kept.get(nameOf(load))?.pop() === undefined);
  const gone = [...kept.values()].flat();
  await closeLoads(
    tx,
    gone.map(({ id }) => id),
    knownFrom,
  );
  await insertLoads(tx, [...opened, ...fresh], knownFrom);
  const filled = [...opened, ...fresh].map(({ parent }) => Number(parent));
  return [...new Set([...gone.map(({ parent }) => parent), ...filled])];
};
