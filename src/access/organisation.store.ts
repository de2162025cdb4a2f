import type { Transaction } from '../platform/transaction.ts';
import type { DirectoryPart } from './page.ts';
import type {
  DirectoryFilter,
  HeadcountBand,
  OrganisationFacts,
  OrganisationView,
  PartyNumber,
  WomenShare,
} from './organisation.ts';
import type { Registered } from './registration.ts';
import { type Version, instantText, knownBy, oneAtATime, validOn } from './versions.ts';

interface OrganisationRow {
  readonly id: string;
  readonly recorded_by: string | null;
  readonly version: number;
  readonly valid_from: string;
  readonly recorded_at: string;
  readonly name: string;
  readonly country: string;
  readonly headcount_band: HeadcountBand | null;
  readonly women: WomenShare | null;
  readonly members: number | null;
  readonly women_members: number | null;
  readonly numbers: PartyNumber[];
}

const selected = `
  o.id, o.recorded_by, v.version, to_char(v.valid_from, 'YYYY-MM-DD') as valid_from,
  ${instantText('v.recorded_at')} as recorded_at, v.name, v.country,
  v.headcount_band, v.women, v.members, v.women_members,
  coalesce((
    select json_agg(json_build_object('scheme', n.scheme, 'value', n.value, 'key', n.key)
      order by n.scheme collate "C" desc, n.value collate "C")
    from access.organisation_number n where n.organisation = o.id and ${knownBy('n.recorded_at', '$2')}
  ), '[]') as numbers`;

const version = validOn('access.organisation_version', 'organisation', 'o.id');

/** Organisations by internal id, in one version; what was not known by then is left out. */
export const organisationsByIds = async (
  tx: Transaction,
  ids: readonly number[],
  { day, knownAt }: Version,
): Promise<readonly OrganisationView[]> => {
  const rows = await tx.query<OrganisationRow>(
    `select ${selected} from access.organisation o ${version} where o.id = any($3::bigint[])`,
    [day, knownAt, ids],
  );
  return rows.map(viewOf);
};

/**
 * Which organisation a key means: who has an account, else whom the viewer described, else whom another did; the oldest of those.
 * Keys that nobody has are left out; `knownAt` as in `Version`.
 */
export const organisationIdsByKeys = async (
  tx: Transaction,
  keys: readonly string[],
  viewer: number | null,
  knownAt: string | null,
): Promise<ReadonlyMap<string, number>> => {
  const rows = await tx.query<{ key: string; id: string }>(
    `select distinct on (n.key) n.key, o.id
     from access.organisation_number n join access.organisation o on o.id = n.organisation
     where n.key = any($1::text[]) and ${knownBy('n.recorded_at', '$3')}
     order by n.key, o.recorded_by is null desc, o.recorded_by is not distinct from $2::bigint desc, o.id`,
    [keys, viewer, knownAt],
  );
  return new Map(rows.map(({ key, id }) => [key, Number(id)]));
};

/** Organisations by name (by code point), from behind `start`. `text` is looked for as it is: `%` and `_` are only themselves. */
export const listOrganisations = async (
  tx: Transaction,
  filter: DirectoryFilter,
  part: DirectoryPart,
): Promise<readonly OrganisationView[]> => {
  const rows = await tx.query<OrganisationRow>(
    `select ${selected} from access.organisation o ${version}
     where ($3::text is null or strpos(lower(v.name), lower($3)) > 0 or exists (
         select 1 from access.organisation_number n
         where n.organisation = o.id and strpos(lower(n.value), lower($3)) > 0))
       and ($4::text[] is null or v.country = any($4))
       and ($5::text is null or (v.name collate "C", o.id) > ($5, $6::bigint))
     order by v.name collate "C", o.id
     limit $7`,
    [
      part.day,
      null,
      filter.text ?? null,
      filter.countries ?? null,
      part.start?.name ?? null,
      part.start?.id ?? null,
      part.rows,
    ],
  );
  return rows.map(viewOf);
};

/** Makes the registrations of one organisation wait for each other. */
export const lockRegistrations = (tx: Transaction, owner: number): Promise<unknown> =>
  tx.query(oneAtATime, [`access.organisation of ${owner}`]);

/** The organisation itself or one it described that has this key; `owner` null: any account. */
export const ownersOfKey = async (
  tx: Transaction,
  key: string,
  owner: number | null,
): Promise<readonly number[]> => {
  const rows = await tx.query<{ id: string }>(
    `select o.id from access.organisation_number n join access.organisation o on o.id = n.organisation
     where n.key = $1
       and case when $2::bigint is null then o.recorded_by is null else o.id = $2 or o.recorded_by = $2 end`,
    [key, owner],
  );
  return rows.map(({ id }) => Number(id));
};

/** Accounts with this number or, in any case of letters, this name in their newest version. */
export const accountIdsCalled = async (
  tx: Transaction,
  called: string,
): Promise<readonly number[]> => {
  const rows = await tx.query<{ id: string }>(
    `select o.id from access.organisation o
     where o.recorded_by is null and (
       exists (select from access.organisation_number n where n.organisation = o.id and n.value = $1)
       or lower($1) = (select lower(v.name) from access.organisation_version v
         where v.organisation = o.id order by v.version desc limit 1))
     order by o.id`,
    [called],
  );
  return rows.map(({ id }) => Number(id));
};

/** What an organisation described with an id of its own making; null: nothing. */
export const describedAs = async (
  tx: Transaction,
  recordedBy: number,
  registrationId: string,
): Promise<Registered | null> => {
  const rows = await tx.query<{ id: string; at: string }>(
    `select id, ${instantText('created_at')} as at from access.organisation
     where recorded_by = $1 and registration_id = $2`,
    [recordedBy, registrationId],
  );
  return rows[0] === undefined ? null : { id: Number(rows[0].id), at: rows[0].at };
};

/** An organisation to add. */
export interface NewOrganisation {
  /** Who describes it; null: an account. */
  readonly recordedBy: number | null;
  readonly registrationId: string | null;
  readonly at: Date;
}

/** Adds an organisation without name or number yet; answers its id. */
export const insertOrganisation = async (
  tx: Transaction,
  { recordedBy, registrationId, at }: NewOrganisation,
): Promise<number> => {
  const rows = await tx.query<{ id: string }>(
    'insert into access.organisation (recorded_by, registration_id, created_at) values ($1, $2, $3) returning id',
    [recordedBy, registrationId, at],
  );
  return Number(rows[0]?.id);
};

/** Gives it a number, unless it has it. */
export const addOrganisationNumber = (
  tx: Transaction,
  organisation: number,
  number: PartyNumber,
  at: Date,
): Promise<unknown> =>
  tx.query(
    `insert into access.organisation_number (organisation, scheme, value, key, recorded_at)
     values ($1, $2, $3, $4, $5) on conflict do nothing`,
    [organisation, number.scheme, number.value, number.key, at],
  );

/** Adds the next version. Days never run backwards, whatever the clock does. */
export const addOrganisationVersion = (
  tx: Transaction,
  organisation: number,
  facts: OrganisationFacts,
  at: Date,
): Promise<unknown> =>
  tx.query(
    `insert into access.organisation_version
       (organisation, version, valid_from, recorded_at, name, country, headcount_band, women, members, women_members)
     select $1, coalesce(max(version), 0) + 1, greatest(($2::timestamptz at time zone 'UTC')::date, max(valid_from)),
       $2, $3, $4, $5, $6, $7, $8
     from access.organisation_version where organisation = $1`,
    [
      organisation,
      at,
      facts.name,
      facts.country,
      facts.headcountBand,
      facts.women,
      facts.members,
      facts.womenMembers,
    ],
  );

const viewOf = (row: OrganisationRow): OrganisationView => ({
  id: Number(row.id),
  recordedBy: row.recorded_by === null ? null : Number(row.recorded_by),
  recordsHere: row.recorded_by === null,
  version: row.version,
  validFrom: row.valid_from,
  recordedAt: row.recorded_at,
  name: row.name,
  country: row.country,
  headcountBand: row.headcount_band,
  women: row.women,
  members: row.members,
  womenMembers: row.women_members,
  numbers: row.numbers,
});
