import type { LogRecord } from '../core/epcis/event.ts';
import { bigintArray, textArray } from '../log/binary-array.ts';
import type { Transaction } from '../platform/transaction.ts';

/** What a batch does to what was believed. */
export interface BatchKnowledge {
  /** Positions before the batch that it declares wrong. */
  readonly closed: readonly number[];
  /** Positions of the batch that are declared wrong, by it or before: never believed. */
  readonly stillborn: ReadonlySet<number>;
}

/** Asked by every read model of a batch, read once. */
const answered = new WeakMap<
  Transaction,
  { records: readonly LogRecord[]; known: BatchKnowledge }
>();

/** What a batch does to what was believed. */
export const readBatchKnowledge = async (
  tx: Transaction,
  records: readonly LogRecord[],
): Promise<BatchKnowledge> => {
  const before = answered.get(tx);
  if (before?.records === records) return before.known;
  const known = await readKnowledge(tx, records);
  answered.set(tx, { records, known });
  return known;
};

/**
 * Events that stand declared wrong because of this batch: by a declaration in it, or by one that came before them (domain rule 5).
 * Only a declaration by the same owner counts, and only what is known by the end of the batch: an old log may be projected anew.
 */
const readKnowledge = async (
  tx: Transaction,
  records: readonly LogRecord[],
): Promise<BatchKnowledge> => {
  const first = records[0]?.position ?? 0;
  const rows = await tx.query<{ position: string }>(
    `select distinct event.position
     from unnest($1::text[], $2::bigint[]) as given(event_key, owner)
     cross join lateral (
       select from log.entry d
       where d.event_key = given.event_key and d.owner = given.owner and d.declaration_time is not null
         and d.known_from <= $3 limit 1
     ) declared
     cross join lateral (
       select e.position from log.entry e
       where e.event_key = given.event_key and e.owner = given.owner and e.declaration_time is null
         and e.known_from <= $3 offset 0
     ) event`,
    [
      textArray(records.map(({ eventKey }) => eventKey)),
      bigintArray(records.map(({ owner }) => owner)),
      records[0]?.knownFrom ?? 0,
    ],
  );
  const positions = rows.map(({ position }) => Number(position));
  return {
    closed: positions.filter((position) => position < first),
    stillborn: new Set(positions.filter((position) => position >= first)),
  };
};
