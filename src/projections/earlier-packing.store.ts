import { eventTypes, itemRoles } from '../core/epcis/event.ts';
import { bigintArray, instantArray } from '../log/binary-array.ts';
import type { Transaction } from '../platform/transaction.ts';
import type { BatchParent } from './first-packing.ts';

const PARENT = itemRoles.indexOf('PARENT');
const CHILD = itemRoles.indexOf('CHILD');
const INPUT = itemRoles.indexOf('INPUT');
const TRANSFORMATION = eventTypes.indexOf('TransformationEvent');

/** What a batch packs that has been packed before it. */
export interface EarlierPacking {
  /** Children that an earlier event names, believed or not. */
  readonly children: ReadonlySet<number>;
  /** Containers that an earlier event may empty after the batch packs into them: by unpacking, or by using them or what they lie in. */
  readonly emptied: ReadonlySet<number>;
}

/** Which children and containers have packing before a batch. It may name too many, never too few: those are replayed. */
export const readEarlierPacking = async (
  tx: Transaction,
  { children, parents }: { children: readonly number[]; parents: readonly BatchParent[] },
  first: number,
): Promise<EarlierPacking> => {
  if (children.length + parents.length === 0) return { children: new Set(), emptied: new Set() };
  const rows = await tx.query<{ item: string; emptied: boolean }>(
    `select asked.item, false as emptied
     from unnest($1::bigint[]) as asked(item) cross join lateral (
       select from projection.event_item l where l.item = asked.item and l.position < $4 and l.role = ${CHILD} limit 1
     ) line
     union all
     select asked.item, true
     from unnest($2::bigint[], $3::timestamptz[]) as asked(item, since) cross join lateral (
       select from projection.event_item l
       where l.item = asked.item and l.position < $4 and l.event_time >= asked.since and (l.role = ${INPUT} or (l.role = ${PARENT}
         and not exists (select from projection.event_item c where c.position = l.position and c.role = ${CHILD})))
       limit 1
     ) line
     union all
     select asked.item, true
     from unnest($2::bigint[], $3::timestamptz[]) as asked(item, since) cross join lateral (
       select from projection.contain c cross join lateral (
         select e.type from log.entry e where e.position = c.until_position offset 0
       ) ending
       where c.child = asked.item and c.known_until is null and c.until_time >= asked.since and ending.type = ${TRANSFORMATION}
       limit 1
     ) along`,
    [
      bigintArray(children),
      bigintArray(parents.map(({ item }) => item)),
      instantArray(parents.map(({ since }) => since)),
      first,
    ],
  );
  const items = (emptied: boolean): ReadonlySet<number> =>
    new Set(rows.filter((row) => row.emptied === emptied).map(({ item }) => Number(item)));
  return { children: items(false), emptied: items(true) };
};
