import type { Transaction } from '../platform/transaction.ts';
import { instant, readPositionAt } from './log-reader.store.ts';

/** A prefix of the log with a record time that names it for ever. */
export interface Settled {
  /** The last position of the prefix; -1: it is empty. */
  readonly position: number;
  /** UTC with milliseconds. */
  readonly at: string;
}

/**
 * Names of the transactions that may have taken a record time and are not over: an append holds `log.head` (`lockHead`), whoever
 * registers a name an advisory lock (`oneAtATime`), both from before they read the clock. What a session keeps locked outside of its
 * transactions takes no time.
 */
export const readRecording = async (tx: Transaction): Promise<readonly string[]> => {
  const rows = await tx.query<{ name: string }>(
    `select distinct virtualtransaction as name from pg_locks
     where granted and database = (select oid from pg_database where datname = current_database())
       and (locktype = 'advisory' or relation = 'log.head'::regclass and mode in ('RowShareLock', 'RowExclusiveLock'))
       and virtualtransaction not like '%/0'`,
  );
  return rows.map(({ name }) => name);
};

/**
 * The prefix that may be shown of what was recorded up to a record time (UTC with milliseconds), of which nothing is under way any
 * more. While a rollback job holds readers back, it is named by the last time before its first batch: when that job ends, and by
 * which batch, is not known yet, so a later time would name more one day.
 */
export const readSettled = async (tx: Transaction, upto: string): Promise<Settled> => {
  const position = await readPositionAt(tx, upto);
  const rows = await tx.query<{ at: string }>(
    `select ${instant("(record_time - interval '1 ms')")} as at from log.entry
     where position = $1 and record_time <= $2::timestamptz`,
    [position + 1, upto],
  );
  return { position, at: rows[0]?.at ?? upto };
};
