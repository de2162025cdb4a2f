import { bigintArray } from '../log/binary-array.ts';
import type { Transaction } from '../platform/transaction.ts';

/** What a batch did to the transformations of the read model; all are internal ids. */
export interface TouchedXforms {
  /** Transformations that it closed. */
  readonly closed: readonly number[];
  /** Items that lost a maker: all their edges are looked at again. */
  readonly remade: readonly number[];
  /** Items that gained a maker or a user. */
  readonly gained: readonly number[];
  /** The least id of those that it added; null: none. */
  readonly firstOpened: number | null;
}

/** Closes the edges that do not hold any more and adds those that do since this batch (migrations/6-walks.ts). */
export const refreshEdges = async (
  tx: Transaction,
  { closed, remade, gained, firstOpened }: TouchedXforms,
  knownFrom: number,
): Promise<void> => {
  await tx.query(
    'select projection.refresh_edges($1::bigint[], $2::bigint[], $3::bigint[], $4, $5)',
    [
      bigintArray(closed),
      bigintArray(remade),
      bigintArray(gained),
      firstOpened ?? Number.MAX_SAFE_INTEGER,
      knownFrom,
    ],
  );
};
