import type { Transaction } from '../platform/transaction.ts';
import type { KeyView, SplitKey } from './api-key.ts';
import type { Scope } from './viewer.ts';

/** A key to keep. */
export interface NewKey extends SplitKey {
  readonly organisation: number;
  readonly scopes: readonly Scope[];
  readonly site: number | null;
  readonly test: boolean;
  readonly sample: boolean;
  readonly label: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
}

/** A key as kept. */
export interface KeptKey {
  readonly id: number;
  readonly organisation: number;
  readonly hash: Uint8Array;
  readonly scopes: readonly Scope[];
  readonly site: number | null;
  readonly test: boolean;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

interface KeyRow {
  readonly id: string;
  readonly organisation: string;
  readonly secret_hash: Buffer;
  readonly scopes: Scope[];
  readonly site: string | null;
  readonly test: boolean;
  readonly expires_at: Date | null;
  readonly revoked_at: Date | null;
}

/** Adds a key; null when its prefix is taken. */
export const insertKey = async (tx: Transaction, key: NewKey): Promise<number | null> => {
  const rows = await tx.query<{ id: string }>(
    `insert into access.api_key
       (organisation, prefix, secret_hash, scopes, site, test, sample, label, created_at, expires_at)
     values ($1, $2, $3, $4::text[], $5, $6, $7, $8, $9, $10)
     on conflict (prefix) do nothing returning id`,
    [
      key.organisation,
      key.prefix,
      Buffer.from(key.hash),
      key.scopes,
      key.site,
      key.test,
      key.sample,
      key.label,
      key.createdAt,
      key.expiresAt,
    ],
  );
  return rows[0] === undefined ? null : Number(rows[0].id);
};

/** The key with this prefix, whatever has become of it. */
export const findKey = async (tx: Transaction, prefix: string): Promise<KeptKey | null> => {
  const rows = await tx.query<KeyRow>(
    `select id, organisation, secret_hash, scopes, site, test, expires_at, revoked_at
     from access.api_key where prefix = $1`,
    [prefix],
  );
  const row = rows[0];
  if (row === undefined) return null;
  return {
    id: Number(row.id),
    organisation: Number(row.organisation),
    hash: row.secret_hash,
    scopes: row.scopes,
    site: row.site === null ? null : Number(row.site),
    test: row.test,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
  };
};

/** The keys of an organisation, revoked ones too, the oldest first. */
export const keysOf = async (tx: Transaction, organisation: number): Promise<readonly KeyView[]> =>
  tx.query<KeyView>(
    `select prefix, label, scopes, created_at as "createdAt", last_used_at as "lastUsedAt",
       expires_at as "expiresAt", revoked_at as "revokedAt"
     from access.api_key where organisation = $1 order by id`,
    [organisation],
  );

/** Ends a key of that organisation; false when it has none with this prefix. */
export const revokeKey = async (
  tx: Transaction,
  organisation: number,
  prefix: string,
  at: Date,
): Promise<boolean> => {
  const rows = await tx.query(
    `update access.api_key set revoked_at = coalesce(revoked_at, $3)
     where organisation = $1 and prefix = $2 returning id`,
    [organisation, prefix, at],
  );
  return rows.length > 0;
};

/** Notes when keys were last used; an older time never replaces a newer one. */
export const noteUse = (tx: Transaction, uses: ReadonlyMap<number, Date>): Promise<unknown> =>
  tx.query(
    `update access.api_key k set last_used_at = greatest(k.last_used_at, used.at)
     from unnest($1::bigint[], $2::timestamptz[]) as used(id, at) where k.id = used.id`,
    [[...uses.keys()], [...uses.values()].map((at) => at.toISOString())],
  );

/** True while the sample world's keys, known to everybody, open this deployment. */
export const hasSampleKeys = async (tx: Transaction): Promise<boolean> => {
  const rows = await tx.query(
    'select 1 from access.api_key where sample and revoked_at is null limit 1',
  );
  return rows.length > 0;
};
