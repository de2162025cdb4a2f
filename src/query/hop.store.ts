import { bigintArray, textArray } from '../log/binary-array.ts';
import type { Transaction } from '../platform/transaction.ts';
import { believed, instantOf } from '../projections/believed.ts';

/** Where a scan of hand-overs stands: what lies before it in time, and at the same time at a lower position. */
export interface ScanStart {
  readonly instant: string;
  readonly position: number;
}

/** Which hand-overs may be hops that are looked for; more than those is no mistake, less is. */
export interface ScanFilter {
  readonly known: number;
  /** Keys that the sender, or the receiver, may be named by; null: any. Who is not named may be anybody. */
  readonly senders: readonly string[] | null;
  readonly receivers: readonly string[] | null;
  /** RFC 3339; half-open. */
  readonly from: string | null;
  readonly until: string | null;
}

/** A hand-over as a scan finds it. */
export interface Scanned {
  readonly position: number;
  /** UTC with microseconds. */
  readonly instant: string;
}

/** A hand-over of which no line counts is a claim, no hop (domain rule 40). */
const counts = `h.position <= $1 and ${believed('h', '$1')}
  and exists (select from projection.event_item l where l.position = h.position and ${believed('l', '$1')})`;

/**
 * What was recorded later is passed over by its position, which the indexes hold: as known long ago no row of it is read.
 */
const conditions = `${counts}
  and ($2::timestamptz is null or (h.event_time, h.position) < ($2::timestamptz, $3::bigint))
  and ($4::timestamptz is null or h.event_time >= $4) and ($5::timestamptz is null or h.event_time < $5)
  and ($6::text[] is null or h.sender is null or h.sender = any($6))
  and ($7::text[] is null or h.receiver is null or h.receiver = any($7))`;

const newestFirst = 'order by h.event_time desc, h.position desc limit $8';

/** One index walk for each key of a column, and one for those that name nobody. */
const byColumn = (column: 'sender' | 'receiver', keys: '$6' | '$7'): string => `
  select h.position, h.event_time from (
    select found.* from unnest(${keys}::text[]) as asked(key) cross join lateral (
      select h.position, h.event_time from projection.hand_over h where h.${column} = asked.key and ${conditions} ${newestFirst}
    ) found
    union all
    (select h.position, h.event_time from projection.hand_over h where h.${column} is null and ${conditions} ${newestFirst})
  ) h`;

const byTime = `select h.position, h.event_time from projection.hand_over h where ${conditions} ${newestFirst}`;

const sourceOf = ({ senders, receivers }: ScanFilter): string => {
  if (receivers !== null) return byColumn('receiver', '$7');
  return senders === null ? byTime : byColumn('sender', '$6');
};

/** The next hand-overs of a scan, the newest first; none: it has come to its end. */
export const readScan = async (
  tx: Transaction,
  filter: ScanFilter,
  { start, rows }: { readonly start: ScanStart | null; readonly rows: number },
): Promise<readonly Scanned[]> => {
  const found = await tx.query<{ position: string; instant: string }>(
    `select h.position, ${instantOf('h.event_time')} as instant
     from (select distinct position, event_time from (${sourceOf(filter)}) found) h
     ${newestFirst}`,
    [
      filter.known,
      start?.instant ?? null,
      start?.position ?? null,
      filter.from,
      filter.until,
      filter.senders === null ? null : textArray(filter.senders),
      filter.receivers === null ? null : textArray(filter.receivers),
      rows,
    ],
  );
  return found.map(({ position, instant }) => ({ position: Number(position), instant }));
};

/** Those of some hand-overs that counted at a log position. */
export const readCounted = async (
  tx: Transaction,
  positions: readonly number[],
  known: number,
): Promise<readonly number[]> => {
  const rows = await tx.query<{ position: string }>(
    `select h.position from projection.hand_over h where h.position = any($2::bigint[]) and ${counts}`,
    [known, bigintArray(positions)],
  );
  return rows.map(({ position }) => Number(position));
};
