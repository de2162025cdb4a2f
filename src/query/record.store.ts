import { type Action, actions, type EventType, eventTypes } from '../core/epcis/event.ts';
import { stepKinds } from '../core/epcis/step.ts';
import type { BookRecord } from '../core/lineage/custody.ts';
import { bigintArray } from '../log/binary-array.ts';
import type { Transaction } from '../platform/transaction.ts';
import { instantOf } from '../projections/believed.ts';

/** A record of the log without its lines. */
export type BareRecord = Omit<BookRecord, 'event'> & {
  readonly event: Omit<BookRecord['event'], 'items'>;
};

/** A row of `recordColumns`. */
export interface RecordRow {
  readonly position: string;
  readonly owner: string;
  readonly event_key: string;
  readonly hash: string;
  readonly type: number;
  readonly action: number | null;
  readonly instant: string;
  readonly step: number;
  readonly biz_step: string | null;
  readonly read_point: string | null;
  readonly biz_location: string | null;
}

/** What a row says. */
export const recordOf = (row: RecordRow): BareRecord => ({
  position: Number(row.position),
  owner: Number(row.owner),
  eventKey: row.event_key,
  hash: row.hash,
  step: stepKinds[row.step] ?? 'OTHER',
  event: {
    type: eventTypes[row.type] as EventType,
    action: row.action === null ? null : (actions[row.action] as Action),
    time: { instant: row.instant, text: row.instant },
    bizStep: row.biz_step,
    readPoint: row.read_point,
    bizLocation: row.biz_location,
  },
});

/** SQL: what is read of `log.entry e`: times are instants, not as told. */
export const recordColumns = `e.position, e.owner, e.event_key, encode(e.event_hash, 'hex') as hash, e.type, e.action, ${instantOf('e.event_time')} as instant,
  e.step, e.biz_step, e.read_point, e.biz_location`;

/** Records by position, as the narrow log row keeps them: times are instants, not as told. */
export const readRecords = async (
  tx: Transaction,
  positions: readonly number[],
): Promise<ReadonlyMap<number, BareRecord>> => {
  if (positions.length === 0) return new Map();
  const rows = await tx.query<RecordRow>(
    `select e.* from unnest($1::bigint[]) as asked(position) cross join lateral (
       select ${recordColumns}
       from log.entry e where e.position = asked.position offset 0
     ) e`,
    [bigintArray(positions)],
  );
  return new Map(rows.map((row) => [Number(row.position), recordOf(row)]));
};
