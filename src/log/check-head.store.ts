import type { Transaction } from '../platform/transaction.ts';

/** The position that the next record will have, without a lock. */
export const readNext = async (tx: Transaction): Promise<number> => {
  const rows = await tx.query<{ next: string }>('select next from log.head');
  return Number(rows[0]?.next ?? 0);
};
