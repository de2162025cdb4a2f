import { bigintArray } from '../log/binary-array.ts';
import type { Transaction } from '../platform/transaction.ts';

/** Those of some items that more than so many lines of events name, believed now or once. */
export const readBusyItems = async (
  tx: Transaction,
  items: readonly number[],
  linesMax: number,
): Promise<ReadonlySet<number>> => {
  if (items.length === 0) return new Set();
  const rows = await tx.query<{ item: string }>(
    `select asked.item from unnest($1::bigint[]) as asked(item)
     where exists (
       select from projection.event_item l where l.item = asked.item offset $2::int
     )`,
    [bigintArray(items), linesMax],
  );
  return new Set(rows.map(({ item }) => Number(item)));
};
