import type { Transaction } from '../platform/transaction.ts';

/** Where the log ends; -1: it is empty. */
export interface LogEnds {
  /** The last position. */
  readonly last: number;
  /** The last position that readers see. */
  readonly watermark: number;
}

/** Where the log ends now, for whoever writes and for whoever reads. */
export const readLogEnds = async (tx: Transaction): Promise<LogEnds> => {
  const rows = await tx.query<{ last: string; watermark: string }>(
    'select next - 1 as last, log.visible_prefix(next - 1) as watermark from log.head',
  );
  return { last: Number(rows[0]?.last ?? -1), watermark: Number(rows[0]?.watermark ?? -1) };
};
