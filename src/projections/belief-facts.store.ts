import { organisationIdsByKeys } from '../access/organisation.store.ts';
import type { BeliefFacts } from '../core/lineage/belief.ts';
import { companyDigits } from '../core/gs1/company-digits.ts';
import { textArray } from '../log/binary-array.ts';
import { siteIdsByKeys, sitesByIds } from '../masterdata/site.store.ts';
import type { Transaction } from '../platform/transaction.ts';

/** A party by a name of its own: all numbers of an organisation mean it. */
const organisation = (id: number): string => `#${id}`;

/** Lengths that a GS1 company prefix may have. */
const [SHORTEST, LONGEST] = [4, 12];

/** Who issued the numbers of some items, by canonical key: the verified owner of the longest company prefix that they begin with. */
const readIssuers = async (
  tx: Transaction,
  items: readonly string[],
  at: string,
): Promise<ReadonlyMap<string, string>> => {
  const digits = new Map(
    items.flatMap((key) => {
      const found = companyDigits(key);
      return found === null ? [] : [[key, found] as const];
    }),
  );
  if (digits.size === 0) return new Map();
  const rows = await tx.query<{ digits: string; organisation: string }>(
    `select distinct on (asked.digits) asked.digits, held.organisation
     from unnest($1::text[]) as asked(digits)
     cross join generate_series(${SHORTEST}, ${LONGEST}) as length
     join access.company_prefix held on held.prefix = left(asked.digits, length) and length(held.prefix) = length
     where held.verified_at <= $2::timestamptz
     order by asked.digits, length desc`,
    [textArray([...new Set(digits.values())]), at],
  );
  const owners = new Map(rows.map((row) => [row.digits, organisation(Number(row.organisation))]));
  return new Map(
    [...digits].flatMap(([key, found]) => {
      const owner = owners.get(found);
      return owner === undefined ? [] : [[key, owner] as const];
    }),
  );
};

/** Who is meant by some keys of parties and places, as recorded by an instant; those that nobody has are left out. */
const readParties = async (
  tx: Transaction,
  keys: readonly string[],
  at: string,
): Promise<ReadonlyMap<string, string>> => {
  if (keys.length === 0) return new Map();
  const named = await organisationIdsByKeys(tx, keys, null, at);
  const rest = keys.filter((key) => !named.has(key));
  const sites = await siteIdsByKeys(
    tx,
    rest.map((key) => ({ key, recorder: null })),
    null,
    at,
  );
  const ids = sites.flatMap((id) => id ?? []);
  const views =
    ids.length === 0 ? [] : await sitesByIds(tx, ids, { day: at.slice(0, 10), knownAt: at });
  const operators = new Map(views.map(({ id, operator }) => [id, operator]));
  const run = rest.flatMap((key, place) => {
    const operator = operators.get(sites[place] ?? -1) ?? null;
    return operator === null ? [] : [[key, organisation(operator)] as const];
  });
  return new Map([...[...named].map(([key, id]) => [key, organisation(id)] as const), ...run]);
};

/** What is asked about. */
export interface BeliefKeys {
  /** Canonical keys of items. */
  readonly items: readonly string[];
  /** Canonical keys of parties and places. */
  readonly parties: readonly string[];
}

/**
 * What master data says for belief (domain rule 40), as recorded by an instant: the record time of the batch that is judged, so that the
 * same judgement can be made again at any time. What is recorded later is heard at the next judgement of an item.
 */
export const readBeliefFacts = async (
  tx: Transaction,
  { items, parties }: BeliefKeys,
  at: string,
): Promise<BeliefFacts> => {
  const issuers = await readIssuers(tx, items, at);
  const named = await readParties(tx, [...new Set(parties)], at);
  return {
    partyOf: organisation,
    issuerOf: (item) => issuers.get(item) ?? null,
    partyNamed: (key) => named.get(key) ?? key,
  };
};
