import { groupedBy } from '../core/lineage/grouped-by.ts';
import type { Problem } from '../core/result.ts';
import type { Transaction } from '../platform/transaction.ts';
import type { KeptClaims } from '../projections/claims.ts';
import { claimWarning, type Placed } from './claim-warning.ts';
import { madeBeforeWarnings, rebornWarnings } from './made-before-warning.ts';

/**
 * What is said of each event because of what else is in the log, in the transaction in which it is recorded, or later: CLAIM_ONLY and
 * MADE_BEFORE.
 * @param claims what is kept as a claim, by position.
 */
export const logWarnings = async (
  tx: Transaction,
  placed: readonly Placed[],
  claims: KeptClaims,
): Promise<readonly (readonly Problem[])[]> => {
  const makings = placed.map(({ one: { event, at }, position }) => ({
    event,
    at,
    told: { position },
  }));
  const made = [...(await madeBeforeWarnings(tx, makings)), ...(await rebornWarnings(tx, makings))];
  const about = groupedBy(made, ([index]) => index);
  return placed.map(({ one, position }, index) => [
    ...claimWarning(one.event, claims.get(position) ?? [], one.at),
    ...(about.get(index) ?? []).map(([, problem]) => problem),
  ]);
};
