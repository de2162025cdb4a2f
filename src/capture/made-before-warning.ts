import type { EpcisEvent } from '../core/epcis/event.ts';
import { describeKey } from '../core/gs1/key.ts';
import { madeLots } from '../core/lineage/births.ts';
import { lotsOfPieces } from '../core/lineage/transformations.ts';
import type { Problem } from '../core/result.ts';
import type { Transaction } from '../platform/transaction.ts';
import { readMadeBefore, readReborn, type Told } from '../projections/made-before.store.ts';
import { shown } from './step-form.ts';

/** An event that may make something, and where it stands in the log. */
export interface Making<T extends Told = Told> {
  readonly event: EpcisEvent;
  /** JSON Pointer to it. */
  readonly at: string;
  readonly told: T;
}

/** A warning, by the index of the event that it is about. */
export type Indexed = readonly [number, Problem];

/** Warnings that events make a lot that was made before (domain rule 46): MADE_BEFORE. */
export const madeBeforeWarnings = async (
  tx: Transaction,
  makings: readonly Making[],
): Promise<readonly Indexed[]> => {
  const made = makings.flatMap(({ event, at, told }, index) =>
    madeLots({ event }).map(({ key, classLevel, at: line }) => ({
      index,
      at: at + line,
      number: describeKey(key, classLevel).number,
      lot: { told, process: event.transformationId, lot: key },
    })),
  );
  if (made.length === 0) return [];
  const lots = made.map(({ lot }) => lot);
  const days = await readMadeBefore(tx, lots);
  return made.flatMap(({ index, number, at }, place): readonly Indexed[] => {
    const day = days.get(place);
    return day === undefined ? [] : [[index, madeAgain(shown(number), day, at)]];
  });
};

const madeAgain = (lot: string, day: string, at: string): Problem => ({
  code: 'MADE_BEFORE',
  message: `"${lot}" is recorded as made already, on ${day}: this adds to it. If this is another batch, give it a number of its own and correct this record.`,
  at,
});

/** Warnings that events bring pieces into a lot that were born into another before (domain rule 20), in their transaction: MADE_BEFORE. */
export const rebornWarnings = async (
  tx: Transaction,
  makings: readonly Making<{ readonly position: number }>[],
): Promise<readonly Indexed[]> => {
  const births = new Map(
    makings
      .map(({ event, at, told: { position } }, index) => [position, { event, at, index }] as const)
      .filter(([, { event }]) => lotsOfPieces({ event }).size > 0),
  );
  if (births.size === 0) return [];
  const reborn = await readReborn(tx, [...births.keys()]);
  return reborn.flatMap(({ position, piece, lot }): readonly Indexed[] => {
    const birth = births.get(position);
    if (birth === undefined) return [];
    const line = birth.event.items.find(({ key }) => key === piece);
    return [[birth.index, bornAgain(piece, lot, birth.at + (line?.at ?? ''))]];
  });
};

const bornAgain = (piece: string, lot: string, at: string): Problem => {
  const [name, before] = [piece, lot].map((key) => shown(describeKey(key, true).number));
  return {
    code: 'MADE_BEFORE',
    message: `"${name}" was born before, into lot "${before}", and that stays its lot. A recall of either lot reaches it; if one of the two records is wrong, correct it.`,
    at,
  };
};
