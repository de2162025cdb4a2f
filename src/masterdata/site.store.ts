import { ownsPrefixOf } from '../access/company-prefix.store.ts';
import type { DirectoryPart } from '../access/page.ts';
import type { Registered } from '../access/registration.ts';
import { type Version, instantText, knownBy, oneAtATime, validOn } from '../access/versions.ts';
import type { SiteGeometry } from '../core/geography/geo-json.ts';
import type { Transaction } from '../platform/transaction.ts';
import type { Asked } from './shown.ts';
import type { SiteFacts, SiteFilter, SiteNumber, SiteView } from './site.ts';

interface SiteRow {
  readonly id: string;
  readonly owner: string;
  readonly version: number;
  readonly valid_from: string;
  readonly recorded_at: string;
  readonly name: string;
  readonly operator: string | null;
  readonly country: string;
  readonly subdivision: string | null;
  readonly latitude: number | null;
  readonly longitude: number | null;
  readonly geometry: SiteGeometry | null;
  readonly within: string | null;
  readonly numbers: SiteNumber[];
}

const selected = `
  s.id, s.owner, v.version, to_char(v.valid_from, 'YYYY-MM-DD') as valid_from,
  ${instantText('v.recorded_at')} as recorded_at, v.name, v.operator,
  v.country, v.subdivision, v.latitude, v.longitude, v.geometry, v.within,
  coalesce((
    select json_agg(json_build_object('scheme', n.scheme, 'value', n.value, 'key', n.key)
      order by n.scheme collate "C", n.value collate "C")
    from masterdata.site_number n where n.site = s.id and ${knownBy('n.recorded_at', '$2')}
  ), '[]') as numbers`;

const version = validOn('masterdata.site_version', 'site', 's.id');

/** Sites by internal id, in one version; what was not known by then is left out. */
export const sitesByIds = async (
  tx: Transaction,
  ids: readonly number[],
  { day, knownAt }: Version,
): Promise<readonly SiteView[]> => {
  const rows = await tx.query<SiteRow>(
    `select ${selected} from masterdata.site s ${version} where s.id = any($3::bigint[])`,
    [day, knownAt, ids],
  );
  return rows.map(viewOf);
};

/**
 * Which site each key means, in the order asked; null for none. The verified owner of the GLN's company prefix speaks first, then the viewer,
 * then who recorded what names it, then the oldest record (domain rules 44, 45); `knownAt` as in `Version`.
 */
export const siteIdsByKeys = async (
  tx: Transaction,
  asked: readonly Asked[],
  viewer: number | null,
  knownAt: string | null,
): Promise<readonly (number | null)[]> => {
  const rows = await tx.query<{ id: string | null }>(
    `select shown.id
     from unnest($1::text[], $2::bigint[]) with ordinality as asked(key, recorder, ordinal)
     left join lateral (
       select s.id from masterdata.site_number n join masterdata.site s on s.id = n.site
       where n.key = asked.key and ${knownBy('n.recorded_at', '$4')}
       order by ${ownsPrefixOf('s.owner', 'n.value', '$4')} desc, s.owner is not distinct from $3::bigint desc,
         s.owner is not distinct from asked.recorder desc, s.id
       limit 1
     ) shown on true
     order by asked.ordinal`,
    [asked.map(({ key }) => key), asked.map(({ recorder }) => recorder), viewer, knownAt],
  );
  return rows.map(({ id }) => (id === null ? null : Number(id)));
};

/** Sites by name (by code point), from behind `start`. `text` is looked for as it is: `%` and `_` are only themselves. */
export const listSites = async (
  tx: Transaction,
  filter: SiteFilter,
  part: DirectoryPart,
): Promise<readonly SiteView[]> => {
  const rows = await tx.query<SiteRow>(
    `select ${selected} from masterdata.site s ${version}
     where ($3::text is null or strpos(lower(v.name), lower($3)) > 0 or exists (
         select 1 from masterdata.site_number n where n.site = s.id and strpos(lower(n.value), lower($3)) > 0))
       and ($4::text[] is null or v.country = any($4))
       and ($5::bigint is null or v.operator = $5)
       and ($6::text is null or (v.name collate "C", s.id) > ($6, $7::bigint))
     order by v.name collate "C", s.id
     limit $8`,
    [
      part.day,
      null,
      filter.text ?? null,
      filter.countries ?? null,
      filter.operator ?? null,
      part.start?.name ?? null,
      part.start?.id ?? null,
      part.rows,
    ],
  );
  return rows.map(viewOf);
};

/** Makes the registrations of sites of one organisation wait for each other. */
export const lockSites = (tx: Transaction, owner: number): Promise<unknown> =>
  tx.query(oneAtATime, [`masterdata.site of ${owner}`]);

/** The owner's site with this key; null for none. */
export const ownSiteByKey = async (
  tx: Transaction,
  key: string,
  owner: number,
): Promise<number | null> => {
  const rows = await tx.query<{ id: string }>(
    `select s.id from masterdata.site_number n join masterdata.site s on s.id = n.site
     where n.key = $1 and s.owner = $2`,
    [key, owner],
  );
  return rows[0] === undefined ? null : Number(rows[0].id);
};

/** True when `site` is `candidate` or, going up by the newest versions, contains it. */
export const contains = async (
  tx: Transaction,
  site: number,
  candidate: number,
): Promise<boolean> => {
  const rows = await tx.query(
    `with recursive above(site) as (
       select $2::bigint
       union
       select newest.within from above
       join lateral (
         select v.within from masterdata.site_version v where v.site = above.site
         order by v.version desc limit 1
       ) newest on newest.within is not null
     )
     select 1 from above where site = $1`,
    [site, candidate],
  );
  return rows.length > 0;
};

/** Some sites and all that lie within them by the newest versions that were known, at any depth; at most `most`; `knownAt` as in `Version`. */
export const siteIdsWithin = async (
  tx: Transaction,
  sites: readonly number[],
  { most, knownAt }: { readonly most: number; readonly knownAt: string | null },
): Promise<readonly number[]> => {
  const rows = await tx.query<{ site: string }>(
    `with recursive below(site) as (
       select unnest($1::bigint[])
       union
       select v.site from below join masterdata.site_version v on v.within = below.site
       where ${knownBy('v.recorded_at', '$3')} and not exists (
         select 1 from masterdata.site_version later
         where later.site = v.site and later.version > v.version and ${knownBy('later.recorded_at', '$3')})
     )
     select site from below limit $2`,
    [sites, most, knownAt],
  );
  return rows.map(({ site }) => Number(site));
};

/** Keys of the sites that some organisations run, or ever ran. */
export const siteKeysEverRunBy = async (
  tx: Transaction,
  organisations: readonly number[],
): Promise<readonly string[]> => {
  const rows = await tx.query<{ key: string }>(
    `select distinct n.key from masterdata.site_version v join masterdata.site_number n on n.site = v.site
     where v.operator = any($1::bigint[])`,
    [organisations],
  );
  return rows.map(({ key }) => key);
};

/** The owner's site that was added with an id of its making; null for none. */
export const ownSiteAddedAs = async (
  tx: Transaction,
  owner: number,
  registrationId: string,
): Promise<Registered | null> => {
  const rows = await tx.query<{ id: string; at: string }>(
    `select id, ${instantText('created_at')} as at from masterdata.site
     where owner = $1 and registration_id = $2`,
    [owner, registrationId],
  );
  return rows[0] === undefined ? null : { id: Number(rows[0].id), at: rows[0].at };
};

/** A site to add. */
export interface NewSite {
  readonly owner: number;
  readonly registrationId: string | null;
  readonly at: Date;
}

/** Adds a site without name or number yet; answers its id. */
export const insertSite = async (
  tx: Transaction,
  { owner, registrationId, at }: NewSite,
): Promise<number> => {
  const rows = await tx.query<{ id: string }>(
    'insert into masterdata.site (owner, registration_id, created_at) values ($1, $2, $3) returning id',
    [owner, registrationId, at],
  );
  return Number(rows[0]?.id);
};

/** Gives it a number, unless it has it. */
export const addSiteNumber = (
  tx: Transaction,
  site: number,
  { scheme, value, key }: SiteNumber,
  at: Date,
): Promise<unknown> =>
  tx.query(
    `insert into masterdata.site_number (site, scheme, value, key, recorded_at)
     values ($1, $2, $3, $4, $5) on conflict do nothing`,
    [site, scheme, value, key, at],
  );

/** Adds the next version. Days never run backwards, whatever the clock does. */
export const addSiteVersion = (
  tx: Transaction,
  site: number,
  facts: SiteFacts,
  at: Date,
): Promise<unknown> =>
  tx.query(
    `insert into masterdata.site_version
       (site, version, valid_from, recorded_at, name, operator, country, subdivision, latitude, longitude, geometry, within)
     select $1, coalesce(max(version), 0) + 1, greatest(($2::timestamptz at time zone 'UTC')::date, max(valid_from)),
       $2, $3, $4, $5, $6, $7, $8, $9, $10
     from masterdata.site_version where site = $1`,
    [
      site,
      at,
      facts.name,
      facts.operator,
      facts.country,
      facts.subdivision,
      facts.latitude,
      facts.longitude,
      facts.geometry === null ? null : JSON.stringify(facts.geometry),
      facts.within,
    ],
  );

const viewOf = (row: SiteRow): SiteView => ({
  id: Number(row.id),
  owner: Number(row.owner),
  version: row.version,
  validFrom: row.valid_from,
  recordedAt: row.recorded_at,
  name: row.name,
  operator: row.operator === null ? null : Number(row.operator),
  country: row.country,
  subdivision: row.subdivision,
  latitude: row.latitude,
  longitude: row.longitude,
  geometry: row.geometry,
  within: row.within === null ? null : Number(row.within),
  numbers: row.numbers,
});
