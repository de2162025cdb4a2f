import type { Transaction } from '../platform/transaction.ts';
import { bigintArray } from './binary-array.ts';

/** Where a record stands after corrections. */
export type Standing = 'CURRENT' | 'CORRECTED' | 'VOIDED';

/** The declaration that took a record out of force. */
export interface Correction {
  /** Position of the declaration. */
  readonly declaration: number;
  /** `declarationTime`: UTC with microseconds. */
  readonly declaredAt: string;
  /** CBV bare word, a foreign URI, or null. */
  readonly reason: string | null;
  readonly correctiveEventIds: readonly string[];
  /** Positions of the corrective events that are known, in log order. They may have come before. */
  readonly correctedBy: readonly number[];
}

/** A record's standing as known at some position. */
export interface RecordStanding {
  readonly standing: Standing;
  /** Null while CURRENT. Of several declarations the one with the latest declaration time. */
  readonly correction: Correction | null;
}

/** CBV error reason that takes an event back altogether. */
export const didNotOccur = 'did_not_occur';

interface Row {
  readonly asked: string;
  readonly declaration: string;
  readonly declared_at: string;
  readonly reason: string | null;
  readonly corrective_ids: readonly string[] | null;
  readonly corrected_by: readonly string[] | null;
}

const sql = `
  select asked.position as asked, d.position as declaration,
    to_char(d.declaration_time at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as declared_at,
    d.declared_reason as reason, d.corrective_ids,
    (select array_agg(c.position::text order by c.position) from log.entry c
      where c.owner = e.owner and c.event_key = any(d.corrective_ids) and c.declaration_time is null
        and c.known_from <= $2) as corrected_by
  from unnest($1::bigint[]) as asked(position)
  join log.entry e on e.position = asked.position and e.declaration_time is null
  cross join lateral (
    select * from log.entry d
    where d.event_key = e.event_key and d.owner = e.owner and d.declaration_time is not null and d.known_from <= $2
    order by d.declaration_time desc, d.position desc limit 1
  ) d`;

/**
 * The standing of some records as known at a position. A declaration counts whichever arrived first, if it is by the owner of the
 * record (domain rule 5). A corrective id that is no event of the owner's, or none yet, is kept and names nothing.
 */
export const readStandings = async (
  tx: Transaction,
  positions: readonly number[],
  upto: number,
): Promise<ReadonlyMap<number, RecordStanding>> => {
  const rows = await tx.query<Row>(sql, [bigintArray(positions), upto]);
  const standings = new Map<number, RecordStanding>(
    positions.map((position) => [position, { standing: 'CURRENT', correction: null }]),
  );
  for (const row of rows) {
    standings.set(Number(row.asked), {
      standing: row.reason === didNotOccur ? 'VOIDED' : 'CORRECTED',
      correction: {
        declaration: Number(row.declaration),
        declaredAt: row.declared_at,
        reason: row.reason,
        correctiveEventIds: row.corrective_ids ?? [],
        correctedBy: (row.corrected_by ?? []).map(Number),
      },
    });
  }
  return standings;
};

/**
 * For each position, the records that it corrects: those whose declaration names it as corrective, in log order. Corrective ids have the
 * default collation and keys have not: compared by that of the keys the index of the ids is of no use, and the whole log is read.
 */
export const readCorrected = async (
  tx: Transaction,
  positions: readonly number[],
  upto: number,
): Promise<ReadonlyMap<number, readonly number[]>> => {
  const rows = await tx.query<{ asked: string; corrected: string }>(
    `select distinct asked.position as asked, wrong.position as corrected
     from unnest($1::bigint[]) as asked(position)
     join log.entry e on e.position = asked.position
     cross join lateral (
       select d.event_key, d.owner from log.entry d
       where d.corrective_ids @> array[e.event_key collate "default"] and d.owner = e.owner and d.known_from <= $2 offset 0
     ) d
     cross join lateral (
       select w.position from log.entry w
       where w.event_key = d.event_key and w.owner = d.owner and w.declaration_time is null and w.known_from <= $2 offset 0
     ) wrong
     order by asked, corrected`,
    [bigintArray(positions), upto],
  );
  const corrected = new Map<number, number[]>(positions.map((position) => [position, []]));
  for (const row of rows) corrected.get(Number(row.asked))?.push(Number(row.corrected));
  return corrected;
};
