import type { LogRecord } from '../core/epcis/event.ts';
import type { HandOverWords, Side } from '../core/lineage/handover.ts';
import { bigintArray, intArray, textArray } from '../log/binary-array.ts';
import type { Transaction } from '../platform/transaction.ts';

/** Codes of `projection.hand_over.side`. */
export const sideCodes: Readonly<Record<Side, number>> = { SHIP: 1, RECEIVE: 2 };

/** A record that tells of a hand-over. */
export interface ToldHandOver {
  readonly record: LogRecord;
  readonly words: HandOverWords;
  /** Declared wrong by its own batch or before: never believed. */
  readonly stillborn: boolean;
}

/** What some declared events told is believed no more. */
export const closeHandOvers = async (
  tx: Transaction,
  positions: readonly number[],
  knownUntil: number,
): Promise<void> => {
  if (positions.length === 0) return;
  await tx.query(
    `update projection.hand_over set known_until = $2
     where position = any($1::bigint[]) and known_until is null`,
    [bigintArray(positions), knownUntil],
  );
};

const flag = (value: boolean | null): number | null => {
  if (value === null) return null;
  return value ? 1 : 0;
};

/** Adds what some records tell: a row for each receiving party that a shipping names, one where none is named. */
export const insertHandOvers = async (
  tx: Transaction,
  told: readonly ToldHandOver[],
): Promise<void> => {
  const rows = told.flatMap((one) => {
    const { receivers } = one.words;
    const named = receivers.length > 0 ? receivers : [null];
    return named.map((receiver, line) => ({ ...one, receiver, line }));
  });
  if (rows.length === 0) return;
  await tx.query(
    `insert into projection.hand_over (position, line, side, owner, sender, receiver, sender_site, receiver_site, complete,
       ownership, event_time, known_from, known_until)
     select position, line, side, owner, sender, receiver, sender_site, receiver_site, complete = 1, ownership = 1, event_time,
       known_from, known_until
     from unnest($1::bigint[], $2::int[], $3::int[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[], $9::int[],
       $10::int[], $11::text[]::timestamptz[], $12::bigint[], $13::bigint[])
       as given(position, line, side, owner, sender, receiver, sender_site, receiver_site, complete, ownership, event_time,
         known_from, known_until)`,
    [
      bigintArray(rows.map(({ record }) => record.position)),
      intArray(rows.map(({ line }) => line)),
      intArray(rows.map(({ words }) => sideCodes[words.side])),
      bigintArray(rows.map(({ record }) => record.owner)),
      textArray(rows.map(({ words }) => words.sender)),
      textArray(rows.map(({ receiver }) => receiver)),
      textArray(rows.map(({ words }) => words.senderSite)),
      textArray(rows.map(({ words }) => words.receiverSite)),
      intArray(rows.map(({ words }) => flag(words.complete))),
      intArray(rows.map(({ words }) => flag(words.ownershipChanges))),
      textArray(rows.map(({ record }) => record.event.time.instant)),
      bigintArray(rows.map(({ record }) => record.knownFrom)),
      bigintArray(rows.map(({ record, stillborn }) => (stillborn ? record.knownFrom : null))),
    ],
  );
};

/** Adds which persistent dispositions some events lift. */
export const insertUnset = async (
  tx: Transaction,
  events: readonly { readonly position: number; readonly words: readonly string[] }[],
): Promise<void> => {
  if (events.length === 0) return;
  await tx.query(
    `insert into projection.persistent_unset (position, words)
     select position, array_agg(word order by ordinal)
     from unnest($1::bigint[], $2::text[]) with ordinality as given(position, word, ordinal)
     group by position`,
    [
      bigintArray(events.flatMap(({ position, words }) => words.map(() => position))),
      textArray(events.flatMap(({ words }) => [...words])),
    ],
  );
};
