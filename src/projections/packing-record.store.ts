import {
  type Action,
  actions,
  type EventType,
  eventTypes,
  type ItemRole,
  itemRoles,
} from '../core/epcis/event.ts';
import type { PackingLine, PackingRecord } from '../core/lineage/containment.ts';
import { groupedBy } from '../core/lineage/grouped-by.ts';
import { bigintArray } from '../log/binary-array.ts';
import type { Transaction } from '../platform/transaction.ts';
import { believed, instantOf } from './believed.ts';

/** Codes of roles, types and actions, as the item rows and the narrow log row keep them (core/epcis/event.ts). */
const PARENT = itemRoles.indexOf('PARENT');
const CHILD = itemRoles.indexOf('CHILD');
const INPUT = itemRoles.indexOf('INPUT');
const PACKING_TYPES = [
  eventTypes.indexOf('AggregationEvent'),
  eventTypes.indexOf('AssociationEvent'),
];
const TRANSFORMATION = eventTypes.indexOf('TransformationEvent');
const DELETE = actions.indexOf('DELETE');

/** An event that packs, unpacks or uses up, as far as some children are concerned; items are named by their internal ids. */
export interface StoredPacking extends PackingRecord {
  readonly position: number;
}

/** An event as the log has it, without its lines. */
export interface EventRow {
  readonly position: string;
  readonly owner: string;
  readonly event_key: string;
  readonly hash: string;
  readonly type: number;
  readonly action: number | null;
  readonly instant: string;
}

interface PackingRow extends EventRow {
  readonly role: number;
  readonly item: string;
  readonly class_level: boolean;
  readonly quantity: string | null;
  readonly unit: string | null;
}

/** SQL: an event names no child at all, whether it counts or not: it empties its container. */
export const namesNoChild = (alias: string): string => `
  not exists (select from projection.event_item c where c.position = ${alias}.position and c.role = ${CHILD})
  and not exists (select from projection.uncounted c where c.position = ${alias}.position and c.role = ${CHILD})`;

/** SQL: the columns of `EventRow`, of a log row `e`. */
export const EVENT_COLUMNS = `e.position, e.owner, e.event_key, encode(e.event_hash, 'hex') as hash, e.type, e.action,
    ${instantOf('e.event_time')} as instant`;

/**
 * Everything believed at the end of the batch that is projected (of an old log later ones are there already) that packs or unpacks some
 * children: the events that name them, and those that empty or use a container which they were ever put into. Row by row, as in
 * migrations/7-steady-plans.ts.
 */
const PACKINGS = `
  with named as materialized (
    select distinct line.position, line.event_time
    from unnest($1::bigint[]) as asked(item) cross join lateral (
      select l.position, l.event_time from projection.event_item l
      where l.item = asked.item and l.role = ${CHILD} and ${believed('l', '$2')} offset 0
    ) line
  ), parents as materialized (
    select line.item, min(named.event_time) as since
    from named cross join lateral (
      select l.item from projection.event_item l
      where l.position = named.position and l.role = ${PARENT} and ${believed('l', '$2')} offset 0
    ) line
    group by line.item
  ), emptied as (
    select line.position
    from parents cross join lateral (
      select l.position from projection.event_item l
      where l.item = parents.item and l.role = ${PARENT} and l.event_time >= parents.since and ${believed('l', '$2')}
        and ${namesNoChild('l')}
      offset 0
    ) line
  ), used as (
    select line.position, parents.item
    from parents cross join lateral (
      select l.position from projection.event_item l
      where l.item = parents.item and l.role = ${INPUT} and l.event_time >= parents.since and ${believed('l', '$2')} offset 0
    ) line
  ), told as (
    select e.*
    from (select position, false as emptying from named union select position, true from emptied) asked
    cross join lateral (
      select e.position, e.owner, e.event_key, e.event_hash, e.type, e.action, e.event_time from log.entry e
      where e.position = asked.position and e.type in (${PACKING_TYPES.join()})
        and (not asked.emptying or e.action = ${DELETE})
      offset 0
    ) e
  )
  select ${EVENT_COLUMNS}, line.role, line.item, line.class_level, trim_scale(line.quantity)::text as quantity, line.unit, line.line
  from told e cross join lateral (
    select l.role, l.item, l.class_level, l.quantity, l.unit, l.line from projection.event_item l
    where l.position = e.position and (l.role = ${PARENT} or (l.role = ${CHILD} and l.item = any($1::bigint[])))
      and ${believed('l', '$2')} offset 0
  ) line
  union all
  select ${EVENT_COLUMNS}, ${INPUT}, used.item, false, null, null, 0
  from used cross join lateral (
    select e.* from log.entry e where e.position = used.position and e.type = ${TRANSFORMATION} offset 0
  ) e
  order by position, line`;

const lineOf = (row: PackingRow): PackingLine => ({
  role: itemRoles[row.role] as ItemRole,
  key: row.item,
  classLevel: row.class_level,
  quantity: row.quantity,
  unit: row.unit,
});

/** The codes of a line that names what something lies in: it is packed there, or that is used. */
const AROUND: readonly number[] = [PARENT, INPUT];

/** An event with some of its lines. */
export const recordOf = (row: EventRow, items: readonly PackingLine[]): StoredPacking => ({
  position: Number(row.position),
  owner: Number(row.owner),
  eventKey: row.event_key,
  hash: row.hash,
  event: {
    type: eventTypes[row.type] as EventType,
    action: row.action === null ? null : (actions[row.action] as Action),
    time: { instant: row.instant },
    items,
  },
});

/** What packs or unpacks some children as known at a position, by child: each record with its parent and the lines of that child only. */
export const readPackings = async (
  tx: Transaction,
  children: readonly number[],
  known: number,
): Promise<ReadonlyMap<number, readonly StoredPacking[]>> => {
  if (children.length === 0) return new Map();
  const rows = await tx.query<PackingRow>(PACKINGS, [bigintArray(children), known]);
  const byPosition = groupedBy(rows, ({ position }) => position);
  const packings = new Map<number, StoredPacking[]>(children.map((child) => [child, []]));
  const emptying: StoredPacking[] = [];
  for (const [first, ...others] of byPosition.values()) {
    if (first === undefined) continue;
    const all = [first, ...others];
    const parents = all.filter(({ role }) => AROUND.includes(role)).map(lineOf);
    const byChild = groupedBy(
      all.filter(({ role }) => role === CHILD),
      ({ item }) => item,
    );
    for (const [child, lines] of byChild) {
      packings.get(Number(child))?.push(recordOf(first, [...parents, ...lines.map(lineOf)]));
    }
    if (byChild.size === 0) emptying.push(recordOf(first, parents));
  }
  return new Map(
    [...packings].map(([child, own]) => [child, [...own, ...ofParents(own, emptying)]]),
  );
};

/** The containers that an event names, by internal id: something is packed into them or unpacked, or they are used. */
export const containersIn = ({ event }: StoredPacking): readonly number[] =>
  event.items
    .filter(({ role }) => role === 'PARENT' || role === 'INPUT')
    .map(({ key }) => Number(key));

/** Those of the emptying events that concern a container which something of one child was put into. */
const ofParents = (
  own: readonly StoredPacking[],
  emptying: readonly StoredPacking[],
): readonly StoredPacking[] => {
  const parents = new Set(own.flatMap(containersIn));
  return emptying.filter((record) => containersIn(record).some((parent) => parents.has(parent)));
};
