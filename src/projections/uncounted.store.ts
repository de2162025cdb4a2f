import { bigintArray } from '../log/binary-array.ts';
import type { Transaction } from '../platform/transaction.ts';
import { believed } from './believed.ts';

/** A line in doubt as known at a batch. */
export interface DoubtedLine {
  readonly position: number;
  readonly line: number;
}

/** A row that names one. */
export interface DoubtedRow {
  readonly position: string;
  readonly line: number;
}

/** As text of the database says it. */
export const doubtedOf = ({ position, line }: DoubtedRow): DoubtedLine => ({
  position: Number(position),
  line,
});

/** Events of which a batch has restated lines, in log order; those that it declares wrong among them. */
export const readRestated = async (
  tx: Transaction,
  knownFrom: number,
): Promise<readonly number[]> => {
  const rows = await tx.query<{ position: string }>(
    `select position from projection.uncounted where known_from = $1
     union select position from projection.uncounted where known_until = $1 order by position`,
    [knownFrom],
  );
  return rows.map(({ position }) => Number(position));
};

/** Lines of some events that do not count, as known at a position. */
export const readDoubted = async (
  tx: Transaction,
  positions: readonly number[],
  known: number,
): Promise<readonly DoubtedLine[]> => {
  if (positions.length === 0) return [];
  const rows = await tx.query<DoubtedRow>(
    `select line.position, line.line from unnest($1::bigint[]) as asked(position) cross join lateral (
       select u.position, u.line from projection.uncounted u
       where u.position = asked.position and ${believed('u', '$2')} offset 0
     ) line`,
    [bigintArray(positions), known],
  );
  return rows.map(doubtedOf);
};
