import { bigintArray, textArray } from '../log/binary-array.ts';
import type { Transaction } from '../platform/transaction.ts';
import { itemRoles } from '../core/epcis/event.ts';
import { stepKinds } from '../core/epcis/step.ts';
import { believed } from '../projections/believed.ts';

/** A container during a part of its life; item by internal id, instants with microseconds. */
export interface Carrier {
  readonly item: number;
  readonly since: string;
  readonly until: string | null;
}

/** Role in which an event packs a container into another one (core/epcis/event.ts). */
const CHILD = itemRoles.indexOf('CHILD');
const PACKING = (['PACK', 'UNPACK'] as const).map((step) => stepKinds.indexOf(step));
/** Steps that belong to a trace by its hops and loads alone. */
const OTHERWISE = [
  ...PACKING,
  ...(['SHIP', 'RECEIVE'] as const).map((step) => stepKinds.indexOf(step)),
];

/**
 * Positions of what was recorded of some containers while something of a trace lay in them: hand-overs, and what else was packed into
 * them, aside; what they themselves were packed into, and taken out of, is on the way too.
 */
export const readCarried = async (
  tx: Transaction,
  carriers: readonly Carrier[],
  known: number,
): Promise<readonly number[]> => {
  if (carriers.length === 0) return [];
  const rows = await tx.query<{ position: string }>(
    `select distinct line.position
     from unnest($1::bigint[], $2::text[], $3::text[]) as stay(item, since, until) cross join lateral (
       select l.position from projection.event_item l
       where l.item = stay.item and ${believed('l', '$4')}
         and l.event_time >= stay.since::timestamptz and (stay.until is null or l.event_time < stay.until::timestamptz)
         and exists (
           select from log.entry e
           where e.position = l.position
             and (e.step not in (${OTHERWISE.join()}) or (l.role = ${CHILD} and e.step in (${PACKING.join()})))
         )
       union all
       select c.until_position from projection.contain c
       where c.child = stay.item and c.kind = 1 and ${believed('c', '$4')} and c.until_time >= stay.since::timestamptz
         and (stay.until is null or c.until_time < stay.until::timestamptz)
       offset 0
     ) line`,
    [
      bigintArray(carriers.map(({ item }) => item)),
      textArray(carriers.map(({ since }) => since)),
      textArray(carriers.map(({ until }) => until)),
      known,
    ],
  );
  return rows.map(({ position }) => Number(position));
};
