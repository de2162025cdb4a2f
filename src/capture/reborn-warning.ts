import { describeKey } from '../core/gs1/key.ts';
import { lotsOfPieces } from '../core/lineage/transformations.ts';
import type { Problem } from '../core/result.ts';
import type { Transaction } from '../platform/transaction.ts';
import { readReborn, type Reborn } from '../projections/member.store.ts';
import type { Placed } from './claim-warning.ts';
import { shown } from './step-form.ts';

/** Warnings about events, by their position in the log. */
export type Warnings = ReadonlyMap<number, readonly Problem[]>;

/** Warnings that events bring pieces into a lot that were born into another before (domain rule 20), in their transaction: ALREADY_EXISTS. */
export const rebornWarnings = async (
  tx: Transaction,
  placed: readonly Placed[],
): Promise<Warnings> => {
  const births = new Map(
    placed
      .filter(({ one }) => bearsIntoLot(one.event))
      .map(({ one, position }) => [position, one] as const),
  );
  if (births.size === 0) return new Map();
  const warnings = new Map<number, Problem[]>();
  for (const reborn of await readReborn(tx, [...births.keys()])) {
    const { event, at = '' } = births.get(reborn.position) ?? {};
    const line = event?.items.find(({ key }) => key === reborn.piece);
    const own = warnings.get(reborn.position) ?? [];
    warnings.set(reborn.position, [...own, warning(reborn, at + (line?.at ?? ''))]);
  }
  return warnings;
};

const bearsIntoLot = (event: Placed['one']['event']): boolean => lotsOfPieces({ event }).size > 0;

const warning = ({ piece, lot }: Reborn, at: string): Problem => {
  const [name, before] = [piece, lot].map((key) => shown(describeKey(key, true).number));
  return {
    code: 'ALREADY_EXISTS',
    message: `"${name}" was born before, into lot "${before}", and that stays its lot. A recall of either lot reaches it; if one of the two records is wrong, correct it.`,
    at,
  };
};
