import { ownsPrefixOf } from '../access/company-prefix.store.ts';
import type { DirectoryPart } from '../access/page.ts';
import type { Registered } from '../access/registration.ts';
import { type Version, instantText, knownBy, oneAtATime, validOn } from '../access/versions.ts';
import type { Transaction } from '../platform/transaction.ts';
import type { ProductFacts, ProductFilter, ProductNumber, ProductView } from './product.ts';
import { productKey } from './product-key.ts';

interface ProductRow {
  readonly id: string;
  readonly owner: string;
  readonly gtin: string | null;
  readonly own_key: string | null;
  readonly version: number;
  readonly valid_from: string;
  readonly recorded_at: string;
  readonly name: string;
  readonly unit: string | null;
  readonly hs_code: string | null;
}

const selected = `
  p.id, p.owner, p.gtin, p.own_key, v.version, to_char(v.valid_from, 'YYYY-MM-DD') as valid_from,
  ${instantText('v.recorded_at')} as recorded_at,
  v.name, v.unit, v.hs_code`;

const version = validOn('masterdata.product_version', 'product', 'p.id');

/** Products by internal id, in one version; what was not known by then is left out. */
export const productsByIds = async (
  tx: Transaction,
  ids: readonly number[],
  { day, knownAt }: Version,
): Promise<readonly ProductView[]> => {
  const rows = await tx.query<ProductRow>(
    `select ${selected} from masterdata.product p ${version} where p.id = any($3::bigint[])`,
    [day, knownAt, ids],
  );
  return rows.map(viewOf);
};

/** A number whose product is to be shown. */
export interface AskedProduct {
  readonly gtin: string | null;
  readonly ownKey: string | null;
  readonly recorder: number | null;
}

/**
 * Which product each number means, in the order asked; null for none. The verified owner of the company prefix speaks first, then the viewer,
 * then who recorded what names it, then the oldest record (domain rule 44); `knownAt` as in `Version`.
 */
export const productIdsByNumbers = async (
  tx: Transaction,
  asked: readonly AskedProduct[],
  viewer: number | null,
  knownAt: string | null,
): Promise<readonly (number | null)[]> => {
  const rows = await tx.query<{ id: string | null }>(
    `select shown.id
     from unnest($1::text[], $2::text[], $3::bigint[]) with ordinality as asked(gtin, own_key, recorder, ordinal)
     left join lateral (
       select p.id from masterdata.product p
       where (p.gtin = asked.gtin or p.own_key = asked.own_key) and ${knownBy('p.created_at', '$5')}
       order by ${ownsPrefixOf('p.owner', 'substr(p.gtin, 2)', '$5')} desc, p.owner is not distinct from $4::bigint desc,
         p.owner is not distinct from asked.recorder desc, p.id
       limit 1
     ) shown on true
     order by asked.ordinal`,
    [
      asked.map(({ gtin }) => gtin),
      asked.map(({ ownKey }) => ownKey),
      asked.map(({ recorder }) => recorder),
      viewer,
      knownAt,
    ],
  );
  return rows.map(({ id }) => (id === null ? null : Number(id)));
};

/**
 * Products by name (by code point), from behind `start`; the country is that of the organisation that describes it. `text` is looked for as it
 * is: `%` and `_` are only themselves.
 */
export const listProducts = async (
  tx: Transaction,
  filter: ProductFilter,
  part: DirectoryPart,
): Promise<readonly ProductView[]> => {
  const rows = await tx.query<ProductRow>(
    `select ${selected} from masterdata.product p ${version}
     where ($3::text is null or strpos(lower(v.name), lower($3)) > 0 or strpos(p.gtin, $3) > 0
         or strpos(substring(p.own_key from '[^/]*$'), lower($3)) > 0)
       and ($4::text[] is null or (
         select describer.country from access.organisation_version describer
         where describer.organisation = p.owner order by describer.version desc limit 1) = any($4))
       and ($5::bigint is null or p.owner = $5)
       and ($6::text is null or (v.name collate "C", p.id) > ($6, $7::bigint))
     order by v.name collate "C", p.id
     limit $8`,
    [
      part.day,
      null,
      filter.text ?? null,
      filter.countries ?? null,
      filter.owner ?? null,
      part.start?.name ?? null,
      part.start?.id ?? null,
      part.rows,
    ],
  );
  return rows.map(viewOf);
};

/** Makes the registrations of products of one organisation wait for each other. */
export const lockProducts = (tx: Transaction, owner: number): Promise<unknown> =>
  tx.query(oneAtATime, [`masterdata.product of ${owner}`]);

/** The owner's product with this GTIN; null for none. */
export const ownProductByGtin = async (
  tx: Transaction,
  gtin: string,
  owner: number,
): Promise<number | null> => {
  const rows = await tx.query<{ id: string }>(
    'select id from masterdata.product where gtin = $1 and owner = $2',
    [gtin, owner],
  );
  return rows[0] === undefined ? null : Number(rows[0].id);
};

/** The owner's product that was added with an id of its making; null for none. */
export const ownProductAddedAs = async (
  tx: Transaction,
  owner: number,
  registrationId: string,
): Promise<Registered | null> => {
  const rows = await tx.query<{ id: string; at: string }>(
    `select id, ${instantText('created_at')} as at from masterdata.product
     where owner = $1 and registration_id = $2`,
    [owner, registrationId],
  );
  return rows[0] === undefined ? null : { id: Number(rows[0].id), at: rows[0].at };
};

/** A product to add: one of `gtin` and `ownKey` is given. */
export interface NewProduct {
  readonly owner: number;
  readonly gtin: string | null;
  readonly ownKey: string | null;
  readonly registrationId: string | null;
  readonly at: Date;
}

/** Adds a product without name yet; answers its id. */
export const insertProduct = async (tx: Transaction, product: NewProduct): Promise<number> => {
  const rows = await tx.query<{ id: string }>(
    `insert into masterdata.product (owner, gtin, own_key, registration_id, created_at)
     values ($1, $2, $3, $4, $5) returning id`,
    [product.owner, product.gtin, product.ownKey, product.registrationId, product.at],
  );
  return Number(rows[0]?.id);
};

/** Gives a product without GTIN its GTIN. */
export const setGtin = (tx: Transaction, product: number, gtin: string): Promise<unknown> =>
  tx.query('update masterdata.product set gtin = $2 where id = $1 and gtin is null', [
    product,
    gtin,
  ]);

/** Adds the next version. Days never run backwards, whatever the clock does. */
export const addProductVersion = (
  tx: Transaction,
  product: number,
  facts: ProductFacts,
  at: Date,
): Promise<unknown> =>
  tx.query(
    `insert into masterdata.product_version (product, version, valid_from, recorded_at, name, unit, hs_code)
     select $1, coalesce(max(version), 0) + 1, greatest(($2::timestamptz at time zone 'UTC')::date, max(valid_from)),
       $2, $3, $4, $5
     from masterdata.product_version where product = $1`,
    [product, at, facts.name, facts.unit, facts.hsCode],
  );

const viewOf = (row: ProductRow): ProductView => ({
  id: Number(row.id),
  owner: Number(row.owner),
  version: row.version,
  validFrom: row.valid_from,
  recordedAt: row.recorded_at,
  gtin: row.gtin,
  name: row.name,
  unit: row.unit,
  hsCode: row.hs_code,
  numbers: numbersOf(row),
});

const numbersOf = ({ gtin, own_key: ownKey }: ProductRow): readonly ProductNumber[] => [
  ...(gtin === null ? [] : [{ scheme: 'GTIN', value: gtin, key: productKey(gtin) } as const]),
  ...(ownKey === null
    ? []
    : [{ scheme: 'OWN', value: ownKey.slice(ownKey.lastIndexOf('/') + 1), key: ownKey } as const]),
];
