import type { LogRecord } from '../core/epcis/event.ts';
import type { Transaction } from '../platform/transaction.ts';
import { readRange } from './log-reader.store.ts';

/**
 * Whole batches from a position on, as they were committed, of about so many records and at least one batch: what a read model takes in
 * again. Empty at the end of the log.
 */
export const readBatches = async (
  tx: Transaction,
  from: number,
  records: number,
): Promise<readonly (readonly LogRecord[])[]> => {
  const rows = await tx.query<{ last: string }>(
    'select known_from as last from log.entry where position between $1 and $2 order by position desc limit 1',
    [from, from + records - 1],
  );
  if (rows[0] === undefined) return [];
  const batches: LogRecord[][] = [];
  for (const record of await readRange(tx, from, Number(rows[0].last) + 1)) {
    const batch = batches.at(-1);
    if (batch?.[0]?.knownFrom === record.knownFrom) batch.push(record);
    else batches.push([record]);
  }
  return batches;
};
