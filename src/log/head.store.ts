import type { Transaction } from '../platform/transaction.ts';

/** The end of the log. */
export interface Head {
  readonly next: number;
  /** Milliseconds since 1970; null while the log is empty. */
  readonly lastRecordTimeMs: number | null;
}

/** Waits until this transaction is the only writer. A statement of its own: the next one then sees all that the last writer committed. */
export const lockHead = async (tx: Transaction): Promise<Head> => {
  const rows = await tx.query<{ next: string; last: string | null }>(
    `select next,
       case when isfinite(last_record_time) then (extract(epoch from last_record_time) * 1000)::bigint end as last
     from log.head for update`,
  );
  const head = rows[0];
  if (head === undefined) throw new Error('log.head has no row: the database was not migrated');
  return {
    next: Number(head.next),
    lastRecordTimeMs: head.last === null ? null : Number(head.last),
  };
};
