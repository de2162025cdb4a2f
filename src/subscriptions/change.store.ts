import type { Transaction } from '../platform/transaction.ts';

/** A record that the feed comes to, and how large it is. */
export interface FeedRecord {
  readonly position: number;
  /** Of the event as captured. */
  readonly bytes: number;
}

/** The next records after a position in log order, at most `first`; the text itself is not read. */
export const readFeedRecords = async (
  tx: Transaction,
  { after, upto, first }: { readonly after: number; readonly upto: number; readonly first: number },
): Promise<readonly FeedRecord[]> => {
  const rows = await tx.query<{ position: string; bytes: number }>(
    `select e.position, body.bytes from log.entry e cross join lateral (
       select octet_length(b.doc) as bytes from log.body b where b.position = e.position offset 0
     ) body
     where e.position > $1 and e.position <= $2 order by e.position limit $3`,
    [after, upto, first],
  );
  return rows.map(({ position, bytes }) => ({ position: Number(position), bytes }));
};
