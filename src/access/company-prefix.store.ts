import type { Transaction } from '../platform/transaction.ts';
import { knownBy } from './versions.ts';

/** Keeps a company prefix for its owner; false when another has it. */
export const addCompanyPrefix = async (
  tx: Transaction,
  organisation: number,
  prefix: string,
  at: Date,
): Promise<boolean> => {
  const rows = await tx.query(
    `insert into access.company_prefix (prefix, organisation, verified_at) values ($1, $2, $3)
     on conflict (prefix) do nothing returning prefix`,
    [prefix, organisation, at],
  );
  return rows.length > 0;
};

/** The organisation's verified company prefix, the longest-standing one; null without. */
export const companyPrefixOf = async (
  tx: Transaction,
  organisation: number,
): Promise<string | null> => {
  const rows = await tx.query<{ prefix: string }>(
    'select prefix from access.company_prefix where organisation = $1 order by verified_at, prefix limit 1',
    [organisation],
  );
  return rows[0]?.prefix ?? null;
};

/** SQL: true when `owner` had, at the instant `knownAt`, the verified company prefix that `digits`, 13 of them, begin with. */
export const ownsPrefixOf = (owner: string, digits: string, knownAt: string): string => `exists (
  select 1 from access.company_prefix held
  where held.organisation = ${owner} and starts_with(${digits}, held.prefix)
    and ${knownBy('held.verified_at', knownAt)})`;
