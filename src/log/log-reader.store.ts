import type { LogRecord } from '../core/epcis/event.ts';
import type { Transaction } from '../platform/transaction.ts';
import { bigintArray } from './binary-array.ts';
import { hashName } from './entry.ts';
import { eventOf } from './stored-event.ts';

/** Up to where the log may be shown, and what that prefix is called. */
export interface Watermark {
  /** The last position that may be shown; -1: none. */
  readonly position: number;
  /** Record time of that position; null: none. */
  readonly recordTime: string | null;
}

/** A record with who sent it. */
export interface StoredRecord extends LogRecord {
  /** Internal id of the organisation that sent it; `owner` is whose event it is. */
  readonly recorder: number;
}

/** Postgres text of an instant: UTC with milliseconds. */
export const instant = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** The prefix that may be shown now: it ends where a batch ends and holds no rollback job in part. */
export const readWatermark = async (tx: Transaction): Promise<Watermark> => {
  const rows = await tx.query<{ position: string; record_time: string | null }>(
    `select shown.position, ${instant('e.record_time')} as record_time
     from (select log.visible_prefix(next - 1) as position from log.head) shown
     left join log.entry e using (position)`,
  );
  return {
    position: Number(rows[0]?.position ?? -1),
    recordTime: rows[0]?.record_time ?? null,
  };
};

/** The prefix that was known at a record time (ISO 8601): exactly what was shown then (domain rule 39). */
export const readPositionAt = async (tx: Transaction, recordTime: string): Promise<number> => {
  const rows = await tx.query<{ position: string }>(
    `select log.visible_prefix(coalesce((
       select position from log.entry where record_time <= $1::timestamptz and position = known_from
       order by record_time desc limit 1), -1)) as position`,
    [recordTime],
  );
  return Number(rows[0]?.position ?? -1);
};

interface RecordRow {
  readonly position: string;
  readonly owner: string;
  readonly recorder: string;
  readonly event_key: string;
  readonly event_hash: Buffer;
  readonly known_from: string;
  readonly record_time: string;
  readonly doc: string;
}

const selectRecords = `
  select e.position, e.owner, e.recorder, e.event_key, e.event_hash, e.known_from, ${instant('e.record_time')} as record_time, b.doc
  from log.entry e join log.body b using (position)`;

const recordOf = (row: RecordRow): StoredRecord => ({
  position: Number(row.position),
  owner: Number(row.owner),
  recorder: Number(row.recorder),
  recordTime: row.record_time,
  knownFrom: Number(row.known_from),
  eventKey: row.event_key,
  hash: hashName(row.event_hash),
  event: eventOf(row.doc),
});

/** Records of `from <= position < until` in log order; not bounded by the watermark (read models are built from it). */
export const readRange = async (
  tx: Transaction,
  from: number,
  until: number,
): Promise<readonly StoredRecord[]> => {
  const rows = await tx.query<RecordRow>(
    `${selectRecords} where e.position >= $1 and e.position < $2 order by e.position`,
    [from, until],
  );
  return rows.map(recordOf);
};

/** Records at some positions, in log order; unknown positions are left out. */
export const readPositions = async (
  tx: Transaction,
  positions: readonly number[],
): Promise<readonly StoredRecord[]> => {
  const rows = await tx.query<RecordRow>(
    `${selectRecords} where e.position = any($1::bigint[]) order by e.position`,
    [bigintArray(positions)],
  );
  return rows.map(recordOf);
};

/**
 * Those of some positions that an organisation may be shown: up to the watermark, and its own after it, so that whoever wrote
 * something finds it although the job of somebody else holds readers back. Not what is promised to a running rollback job: that
 * is nobody's before its end.
 */
export const shownPositions = async (
  tx: Transaction,
  organisation: number | null,
  positions: readonly number[],
): Promise<readonly number[]> => {
  const { position: watermark } = await readWatermark(tx);
  const later = positions.filter((position) => position > watermark);
  if (later.length === 0 || organisation === null)
    return positions.filter((position) => position <= watermark);
  const rows = await tx.query<{ position: string }>(
    `select e.position from log.entry e
     where e.position = any($1::bigint[]) and e.owner = $2 and not exists (
       select from log.reservation r
       where r.event_key = e.event_key and r.owner = e.owner
         and r.declaration_time is not distinct from e.declaration_time)`,
    [bigintArray(later), organisation],
  );
  const own = new Set(rows.map(({ position }) => Number(position)));
  return positions.filter((position) => position <= watermark || own.has(position));
};

/** The kept bytes at some positions. */
export const readTexts = async (
  tx: Transaction,
  positions: readonly number[],
): Promise<ReadonlyMap<number, string>> => {
  const rows = await tx.query<{ position: string; doc: string }>(
    'select position, doc from log.body where position = any($1::bigint[])',
    [bigintArray(positions)],
  );
  return new Map(rows.map(({ position, doc }) => [Number(position), doc]));
};

/** Positions of the records with an event key up to a position, declarations included, in log order, of all owners. */
export const findEventKey = async (
  tx: Transaction,
  eventKey: string,
  upto: number,
): Promise<
  readonly { readonly position: number; readonly owner: number; readonly isDeclaration: boolean }[]
> => {
  const rows = await tx.query<{ position: string; owner: string; declares: boolean }>(
    `select position, owner, declaration_time is not null as declares from log.entry
     where event_key = $1 and position <= $2 order by position`,
    [eventKey, upto],
  );
  return rows.map((row) => ({
    position: Number(row.position),
    owner: Number(row.owner),
    isDeclaration: row.declares,
  }));
};
