import type { StateRecord } from '../core/lineage/state.ts';
import { type Action, actions, type EventType, eventTypes } from '../core/epcis/event.ts';
import type { StepKind } from '../core/epcis/step.ts';
import { stepKinds } from '../core/epcis/step.ts';
import { bigintArray, textArray } from '../log/binary-array.ts';
import type { Transaction } from '../platform/transaction.ts';
import { readStays } from './stay.store.ts';
import { believed, instantOf } from '../projections/believed.ts';

/** An event of a life, as far as state is read from it. */
export interface LifeRecord extends StateRecord {
  readonly position: number;
  readonly step: StepKind;
}

/** What is asked of a life. */
export interface LifeQuestion {
  readonly known: number;
  /** Event time, UTC with microseconds: what happened later is left out. */
  readonly instant: string;
}

interface Row {
  readonly position: string;
  readonly owner: string;
  readonly event_key: string;
  readonly hash: string;
  readonly type: number;
  readonly action: number | null;
  readonly step: number;
  readonly instant: string;
  readonly disposition: string | null;
  readonly read_point: string | null;
  readonly biz_location: string | null;
  readonly set: readonly string[] | null;
  readonly unset: readonly string[] | null;
}

const recordOf = (row: Row): LifeRecord => ({
  position: Number(row.position),
  owner: Number(row.owner),
  eventKey: row.event_key,
  hash: row.hash,
  step: stepKinds[row.step] ?? 'OTHER',
  event: {
    type: eventTypes[row.type] as EventType,
    action: row.action === null ? null : (actions[row.action] as Action),
    time: { instant: row.instant },
    disposition: row.disposition,
    readPoint: row.read_point,
    bizLocation: row.biz_location,
    persistentDisposition: { set: row.set ?? [], unset: row.unset ?? [] },
  },
});

/**
 * What is believed of the life of an item up to an instant: its own events and, while it was inside, those of its containers; in no
 * order. As `journeyOf` of core/lineage/state.ts.
 */
export const readLife = async (
  tx: Transaction,
  item: number,
  { known, instant }: LifeQuestion,
): Promise<readonly LifeRecord[]> => {
  const { stays, endings } = await readStays(tx, [item], { known, fixed: true });
  const rows = await tx.query<Row>(
    `with line as materialized (
       select distinct line.position
       from unnest($1::bigint[], $2::text[], $3::text[]) as stay(item, since, until) cross join lateral (
         select l.position from projection.event_item l
         where l.item = stay.item and ${believed('l', '$4')}
           and l.event_time <= $5::timestamptz
           and (stay.since is null or l.event_time >= stay.since::timestamptz)
           and (stay.until is null or l.event_time < stay.until::timestamptz)
         offset 0
       ) line
       union select ended.position from unnest($6::bigint[]) as ended(position)
     )
     select e.*, u.words as unset
     from line cross join lateral (
       select e.position, e.owner, e.event_key, encode(e.event_hash, 'hex') as hash, e.type, e.action, e.step,
         ${instantOf('e.event_time')} as instant, e.disposition, e.read_point,
         e.biz_location, e.persistent_set as set
       from log.entry e where e.position = line.position offset 0
     ) e left join lateral (
       select u.words from projection.persistent_unset u where u.position = line.position offset 0
     ) u on true`,
    [
      bigintArray(stays.map((stay) => stay.item)),
      textArray(stays.map(({ since }) => since)),
      textArray(stays.map(({ until }) => until)),
      known,
      instant,
      bigintArray(endings.filter((one) => one.instant <= instant).map(({ position }) => position)),
    ],
  );
  return rows.map(recordOf);
};

/** Those of some items that something was packed into by an instant: they carry others, whatever kind of number they have. */
export const readCarriers = async (
  tx: Transaction,
  items: readonly number[],
  { known, instant }: LifeQuestion,
): Promise<readonly number[]> => {
  const rows = await tx.query<{ item: string }>(
    `select asked.item from unnest($1::bigint[]) as asked(item)
     where exists (
       select from projection.contain c
       where c.parent = asked.item and c.kind = 1 and c.from_time <= $3::timestamptz
         and ${believed('c', '$2')}
     )`,
    [bigintArray(items), known, instant],
  );
  return rows.map(({ item }) => Number(item));
};
