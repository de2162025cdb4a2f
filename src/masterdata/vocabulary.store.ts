import type { Transaction } from '../platform/transaction.ts';

/** A row as kept; `content` is JSON text. */
export interface DescribedRow {
  readonly owner: string;
  readonly kind: string;
  readonly key: string;
  readonly version: number;
  readonly recorded_at: string;
  readonly id: string;
  readonly content: string;
}

const selected = `
  d.owner, d.kind, d.key, d.version, d.id, d.content,
  to_char(d.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as recorded_at`;

/** Names one element of one owner. */
export interface ElementName {
  readonly kind: string;
  readonly key: string;
}

/** The newest versions that the owner has of these elements. */
export const newestDescribed = (
  tx: Transaction,
  owner: number,
  names: readonly ElementName[],
): Promise<readonly DescribedRow[]> =>
  tx.query<DescribedRow>(
    `select ${selected}
     from unnest($2::text[], $3::text[]) as asked(kind, key)
     cross join lateral (
       select * from masterdata.described d
       where d.owner = $1 and d.kind = asked.kind and d.key = asked.key
       order by d.version desc limit 1
     ) d`,
    [owner, names.map(({ kind }) => kind), names.map(({ key }) => key)],
  );

/** A version to add. */
export interface NewVersion extends ElementName {
  readonly version: number;
  readonly id: string;
  readonly content: string;
}

/** Adds versions; answers those added: another transaction may have been first with a version number, and this one waited for it. */
export const addDescribed = (
  tx: Transaction,
  owner: number,
  at: Date,
  versions: readonly NewVersion[],
): Promise<readonly ElementName[]> =>
  tx.query<ElementName>(
    `insert into masterdata.described (owner, kind, key, version, recorded_at, id, content)
     select $1, new.kind, new.key, new.version, $2, new.id, new.content
     from unnest($3::text[], $4::text[], $5::int[], $6::text[], $7::text[]) as new(kind, key, version, id, content)
     on conflict do nothing
     returning kind, key`,
    [
      owner,
      at,
      versions.map(({ kind }) => kind),
      versions.map(({ key }) => key),
      versions.map(({ version }) => version),
      versions.map(({ id }) => id),
      versions.map(({ content }) => content),
    ],
  );

/** What is described under these keys, newest versions only: the viewer's own first, then by owner. */
export const describedByKeys = (
  tx: Transaction,
  keys: readonly string[],
  viewer: number | null,
): Promise<readonly DescribedRow[]> =>
  tx.query<DescribedRow>(
    `select ${selected}
     from masterdata.described d
     where d.key = any($1::text[]) and not exists (
       select 1 from masterdata.described later
       where later.owner = d.owner and later.kind = d.kind and later.key = d.key and later.version > d.version)
     order by d.key collate "C", d.owner is not distinct from $2::bigint desc, d.owner, d.kind collate "C"`,
    [keys, viewer],
  );
