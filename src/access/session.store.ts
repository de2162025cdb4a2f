import type { Transaction } from '../platform/transaction.ts';
import type { Scope } from './viewer.ts';

/** A session to keep. */
export interface NewSession {
  /** SHA-256 of the token; the token itself is kept nowhere here. */
  readonly hash: Uint8Array;
  /** Internal id of the API key that opened it. */
  readonly key: number;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** Whose session it is: what its key may do now. */
export interface KeptSession {
  readonly key: number;
  readonly organisation: number;
  readonly scopes: readonly Scope[];
  readonly site: number | null;
  readonly test: boolean;
}

interface SessionRow {
  readonly id: string;
  readonly organisation: string;
  readonly scopes: Scope[];
  readonly site: string | null;
  readonly test: boolean;
}

/** Adds a session, and forgets those that are over. */
export const insertSession = async (tx: Transaction, session: NewSession): Promise<void> => {
  const { hash, key, createdAt, expiresAt } = session;
  await tx.query('delete from access.session where expires_at <= $1', [createdAt]);
  await tx.query(
    'insert into access.session (token_hash, api_key, created_at, expires_at) values ($1, $2, $3, $4)',
    [Buffer.from(hash), key, createdAt, expiresAt],
  );
};

/** The session of a token, when it and its key are good at that time; null otherwise. */
export const findSession = async (
  tx: Transaction,
  hash: Uint8Array,
  at: Date,
): Promise<KeptSession | null> => {
  const rows = await tx.query<SessionRow>(
    `select k.id, k.organisation, k.scopes, k.site, k.test
     from access.session s join access.api_key k on k.id = s.api_key
     where s.token_hash = $1 and s.expires_at > $2
       and k.revoked_at is null and (k.expires_at is null or k.expires_at > $2)`,
    [Buffer.from(hash), at],
  );
  const row = rows[0];
  if (row === undefined) return null;
  return {
    key: Number(row.id),
    organisation: Number(row.organisation),
    scopes: row.scopes,
    site: row.site === null ? null : Number(row.site),
    test: row.test,
  };
};

/** Ends a session; nothing when it is over. */
export const deleteSession = (tx: Transaction, hash: Uint8Array): Promise<unknown> =>
  tx.query('delete from access.session where token_hash = $1', [Buffer.from(hash)]);
