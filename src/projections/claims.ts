import type { Transaction } from '../platform/transaction.ts';
import { anyClaimed } from './belief.store.ts';
import { readClaimedLines, readClaimedSince } from './claim.store.ts';
import type { DoubtedLine } from './uncounted.store.ts';

/** Lines that are kept as claims (domain rule 40), by log position: indexes in `EpcisEvent.items`, ascending. */
export type KeptClaims = ReadonlyMap<number, readonly number[]>;

const byPosition = (lines: readonly DoubtedLine[]): KeptClaims => {
  const claims = new Map<number, number[]>();
  for (const { position, line } of lines.toSorted((a, b) => a.line - b.line)) {
    const own = claims.get(position);
    if (own === undefined) claims.set(position, [line]);
    else own.push(line);
  }
  return claims;
};

/** What of some events is kept as a claim now. While nobody claims anything that is one look-up, however many they are. */
export const readKeptClaims = async (
  tx: Transaction,
  positions: readonly number[],
): Promise<KeptClaims> => {
  if (positions.length === 0 || !(await anyClaimed(tx))) return new Map();
  return byPosition(await readClaimedLines(tx, positions));
};

/** Read once for all whose events share a batch. */
const ofBatch = new WeakMap<Transaction, Promise<KeptClaims>>();

/** What of the events of a batch is kept as a claim, in its transaction and after its read models; `last` is its last position. */
export const readBatchClaims = (tx: Transaction, last: number): Promise<KeptClaims> => {
  const before = ofBatch.get(tx);
  if (before !== undefined) return before;
  const claims = readClaimedSince(tx, last).then(byPosition);
  ofBatch.set(tx, claims);
  return claims;
};
