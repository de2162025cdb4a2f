import { knownBy, oneAtATime } from '../access/versions.ts';
import type { Transaction } from '../platform/transaction.ts';
import type { CertificateFacts, CertificateFilter, CertificateView } from './certificate.ts';

interface CertificateRow {
  readonly id: string;
  readonly owner: string;
  readonly version: number;
  readonly scheme: string;
  readonly number: string;
  readonly issued_by: string | null;
  readonly valid_from: string | null;
  readonly valid_until: string | null;
}

const selected = `
  c.id, c.owner, v.version, v.scheme, v.number, v.issued_by,
  to_char(v.valid_from, 'YYYY-MM-DD') as valid_from, to_char(v.valid_until, 'YYYY-MM-DD') as valid_until`;

/** SQL: the newest version recorded up to the instant `knownAt`; a null one is now. */
const newestBy = (knownAt: string): string => `
  join lateral (
    select * from masterdata.certificate_version candidate
    where candidate.certificate = c.id and ${knownBy('candidate.recorded_at', knownAt)}
    order by candidate.version desc limit 1
  ) v on true`;

const newestVersion = newestBy('null');

/** Certificates by internal id. */
export const certificatesByIds = async (
  tx: Transaction,
  ids: readonly number[],
): Promise<readonly CertificateView[]> => {
  const rows = await tx.query<CertificateRow>(
    `select ${selected} from masterdata.certificate c ${newestVersion} where c.id = any($1::bigint[])`,
    [ids],
  );
  return rows.map(viewOf);
};

/** Certificates of some holders by programme and number, at most `each` of each holder, as known at an instant; null: now. */
export const certificatesOf = async (
  tx: Transaction,
  holders: readonly number[],
  each: number,
  knownAt: string | null,
): Promise<readonly CertificateView[]> => {
  const rows = await tx.query<CertificateRow>(
    `select held.* from unnest($1::bigint[]) as holder(id)
     cross join lateral (
       select ${selected} from masterdata.certificate c ${newestBy('$3')} where c.owner = holder.id
       order by v.scheme collate "C", v.number collate "C", c.id limit $2
     ) held`,
    [holders, each, knownAt],
  );
  return rows.map(viewOf);
};

/** Where a list of certificates goes on. */
export interface CertificateStart {
  readonly scheme: string;
  readonly number: string;
  readonly id: number;
}

/** Certificates by programme and number (by code point), from behind `start`. */
export const listCertificates = async (
  tx: Transaction,
  filter: CertificateFilter,
  start: CertificateStart | null,
  limit: number,
): Promise<readonly CertificateView[]> => {
  const rows = await tx.query<CertificateRow>(
    `select ${selected} from masterdata.certificate c ${newestVersion}
     where ($1::text is null or strpos(lower(v.scheme), lower($1)) > 0 or strpos(lower(v.number), lower($1)) > 0)
       and ($2::bigint is null or c.owner = $2)
       and ($3::text is null or (v.scheme collate "C", v.number collate "C", c.id) > ($3, $4::text, $5::bigint))
     order by v.scheme collate "C", v.number collate "C", c.id
     limit $6`,
    [
      filter.text ?? null,
      filter.holder ?? null,
      start?.scheme ?? null,
      start?.number ?? null,
      start?.id ?? null,
      limit,
    ],
  );
  return rows.map(viewOf);
};

/** Makes the registrations of certificates of one organisation wait for each other. */
export const lockCertificates = (tx: Transaction, owner: number): Promise<unknown> =>
  tx.query(oneAtATime, [`masterdata.certificate of ${owner}`]);

/** The owner's certificate of this programme with this number; null for none. */
export const ownCertificate = async (
  tx: Transaction,
  { scheme, number }: CertificateFacts,
  owner: number,
): Promise<number | null> => {
  const rows = await tx.query<{ id: string }>(
    `select c.id from masterdata.certificate c ${newestVersion}
     where c.owner = $1 and v.scheme = $2 and v.number = $3`,
    [owner, scheme, number],
  );
  return rows[0] === undefined ? null : Number(rows[0].id);
};

/** Adds a certificate without content yet; answers its id. */
export const insertCertificate = async (
  tx: Transaction,
  owner: number,
  at: Date,
): Promise<number> => {
  const rows = await tx.query<{ id: string }>(
    'insert into masterdata.certificate (owner, created_at) values ($1, $2) returning id',
    [owner, at],
  );
  return Number(rows[0]?.id);
};

/** Adds the next version. */
export const addCertificateVersion = (
  tx: Transaction,
  certificate: number,
  facts: CertificateFacts,
  at: Date,
): Promise<unknown> =>
  tx.query(
    `insert into masterdata.certificate_version
       (certificate, version, recorded_at, scheme, number, issued_by, valid_from, valid_until)
     select $1, coalesce(max(version), 0) + 1, $2, $3, $4, $5, $6::date, $7::date
     from masterdata.certificate_version where certificate = $1`,
    [
      certificate,
      at,
      facts.scheme,
      facts.number,
      facts.issuedBy,
      facts.validFrom,
      facts.validUntil,
    ],
  );

const viewOf = (row: CertificateRow): CertificateView => ({
  id: Number(row.id),
  owner: Number(row.owner),
  version: row.version,
  scheme: row.scheme,
  number: row.number,
  issuedBy: row.issued_by,
  validFrom: row.valid_from,
  validUntil: row.valid_until,
});
