import { bigintArray, textArray } from '../log/binary-array.ts';
import type { Transaction } from '../platform/transaction.ts';
import { stepKinds } from '../core/epcis/step.ts';
import { believed } from '../projections/believed.ts';

/** A container during a part of its life; item by internal id, instants with microseconds. */
export interface Carrier {
  readonly item: number;
  readonly since: string;
  readonly until: string | null;
}

/** Steps that belong to a trace by its hops and loads alone. */
const OTHERWISE = (['SHIP', 'RECEIVE', 'PACK', 'UNPACK'] as const).map((step) =>
  stepKinds.indexOf(step),
);

/** Positions of what was recorded of some containers while something of a trace lay in them, hand-overs and packing aside. */
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
         and exists (select from log.entry e where e.position = l.position and e.step not in (${OTHERWISE.join()}))
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
