import { sha256Hex } from '../core/sha256.ts';
import type { Transaction } from '../platform/transaction.ts';
import { bigintArray, textArray } from './binary-array.ts';
import type { ContentDigest, Known, KnownBy } from './decide.ts';
import type { EntryGroup, NewEntry } from './entry.ts';
import { contentOf, hashName, identityOf } from './entry.ts';
import { eventOf } from './stored-event.ts';

interface Row {
  readonly ordinal: string;
  readonly position: string | null;
  readonly record_time: string | null;
  readonly event_hash: Buffer | null;
  readonly leaf: Buffer | null;
  readonly doc: string | null;
  readonly job: string | null;
  readonly content: Buffer | null;
}

/**
 * The laterals keep the planner at one index look-up a key whatever the statistics say; promises are rare, so one look says
 * whether there are any at all. The body is read of declarations only: what they declare is not in the hash.
 */
const sql = `
  select asked.ordinal, found.*
  from unnest($1::text[], $2::bigint[], $3::text[]) with ordinality as asked(key, owner, declared, ordinal)
  cross join lateral (
    (select e.position,
        to_char(e.record_time at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as record_time, e.event_hash, e.leaf,
        case when asked.declared is not null then (select b.doc from log.body b where b.position = e.position) end as doc,
        null::bigint as job, null::bytea as content
      from log.entry e
      where e.event_key = asked.key and e.owner = asked.owner
        and e.declaration_time is not distinct from asked.declared::timestamptz
      limit 1)
    union all
    (select null, null, null, null, null, r.job, r.content
      from log.reservation r
      where (select exists (select 1 from log.reservation)) and r.event_key = asked.key and r.owner = asked.owner
        and r.declaration_time is not distinct from asked.declared::timestamptz
      limit 100)
  ) found`;

/** What the log and the running rollback jobs know of the identities of a batch: one statement. */
export const findKnown = async (
  tx: Transaction,
  groups: readonly EntryGroup[],
): Promise<{ readonly by: KnownBy; readonly digest: ContentDigest }> => {
  const asked = new Map<string, NewEntry>();
  for (const { entries } of groups) {
    for (const entry of entries) asked.set(identityOf(entry), entry);
  }
  const entries = [...asked.values()];
  const rows = await tx.query<Row>(sql, [
    textArray(entries.map(({ eventKey }) => eventKey)),
    bigintArray(entries.map(({ owner }) => owner)),
    textArray(entries.map(({ event }) => event.errorDeclaration?.instant ?? null)),
  ]);
  const identities = [...asked.keys()];
  const known = new Map<string, Known[]>();
  for (const row of rows) {
    const identity = identities[Number(row.ordinal) - 1];
    if (identity === undefined) continue;
    known.set(identity, [...(known.get(identity) ?? []), knownOf(row)]);
  }
  return { by: (identity) => known.get(identity) ?? [], digest: sha256Hex };
};

const knownOf = (row: Row): Known => ({
  position: row.position === null ? null : Number(row.position),
  recordTime: row.record_time,
  content: contentIn(row),
  leaf: row.leaf?.toString('hex') ?? null,
  job: row.job === null ? null : Number(row.job),
});

const contentIn = (row: Row): string => {
  if (row.event_hash === null) return row.content?.toString('hex') ?? '';
  const hash = hashName(row.event_hash);
  return row.doc === null ? hash : contentOf(hash, eventOf(row.doc));
};
