import type { JsonObject } from '../core/json/value.ts';
import type { Transaction } from '../platform/transaction.ts';
import { bigintArray } from './binary-array.ts';
import type { Decision } from './decide.ts';
import { differingFields } from './difference.ts';
import type { Appended } from './entry.ts';
import { bodyOf } from './stored-event.ts';

/** Turns decisions into answers; bodies of earlier records are read only when there is a conflict to explain. */
export const answersOf = async (
  tx: Transaction,
  decision: Decision,
  recordTime: string,
): Promise<readonly (readonly Appended[])[]> => {
  const bodies = await readBodies(tx, contradicted(decision));
  return decision.verdicts.map((group) =>
    group.map((verdict): Appended => {
      switch (verdict.status) {
        case 'ROLLED_BACK':
          return verdict;
        case 'CONFLICT': {
          const earlier = verdict.other?.event.body ?? bodies.get(verdict.existing ?? -1);
          const differs =
            earlier === undefined ? [] : differingFields(earlier, verdict.entry.event.body);
          return { status: 'CONFLICT', existing: verdict.existing, differs };
        }
        case 'CREATED':
        case 'EXISTING':
          return { ...verdict, recordTime: verdict.recordTime ?? recordTime };
      }
    }),
  );
};

const contradicted = (decision: Decision): readonly number[] =>
  decision.verdicts
    .flat()
    .flatMap((verdict) =>
      verdict.status === 'CONFLICT' && verdict.existing !== null && verdict.other === null
        ? [verdict.existing]
        : [],
    );

const readBodies = async (
  tx: Transaction,
  positions: readonly number[],
): Promise<ReadonlyMap<number, JsonObject>> => {
  if (positions.length === 0) return new Map();
  const rows = await tx.query<{ position: string; doc: string }>(
    'select position, doc from log.body where position = any($1::bigint[])',
    [bigintArray(positions)],
  );
  return new Map(rows.map((row) => [Number(row.position), bodyOf(row.doc)]));
};
