import type { Transaction } from '../platform/transaction.ts';

/**
 * Draws the next `count` numbers of a series; answers the first. Whoever else draws waits for the end of this transaction, so that a number is
 * never given twice; one that is rolled back was never given.
 */
export const drawNumbers = async (
  tx: Transaction,
  owner: number,
  series: string,
  count: number,
): Promise<number> => {
  const rows = await tx.query<{ first: string }>(
    `insert into masterdata.number_series as s (owner, series, next) values ($1, $2, $3::bigint + 1)
     on conflict (owner, series) do update set next = s.next + $3
     returning next - $3 as first`,
    [owner, series, count],
  );
  return Number(rows[0]?.first);
};
