import type { Transaction } from '../platform/transaction.ts';
import type { Shadow } from './check-shadow.store.ts';
import { tableOrigins, xformColumns } from './check-tables.ts';

/** Rows told as examples of a table. */
const EXAMPLES = 5;
/** Groups named at once; those beyond differ still when they are asked for again. */
const GROUPS = 50_000;

/** A table as it is kept, against the same table as the log gives it. */
export interface TableDifference {
  readonly table: string;
  readonly kept: number;
  readonly derived: number;
  /** Rows that should be there and are not; a changed row is one missing and one surplus. */
  readonly missing: number;
  readonly surplus: number;
  /** The first of them as JSON, with items by key; a transformation stands as position, kind and items. */
  readonly examples: readonly { readonly side: 'missing' | 'surplus'; readonly row: string }[];
}

/** The columns of a table that tell something, without a surrogate id, which differs from one derivation to the next. */
export const contentColumns = async (
  tx: Transaction,
  table: string,
): Promise<readonly string[]> => {
  const rows = await tx.query<{ name: string }>(
    `select attname as name from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped and attidentity = '' order by attnum`,
    [`projection.${table}`],
  );
  return rows.map(({ name }) => name);
};

/** How a transformation that is not there is told; its surrogate id follows. */
export const UNKNOWN_XFORM = 'unknown transformation';

const xformText = (schema: string, column: string): string =>
  `coalesce((select concat_ws(' ', x.position, x.kind, x.known_from, x.inputs, x.outputs) from ${schema}.xform x
    where x.id = t.${column}), '${UNKNOWN_XFORM} ' || t.${column})`;

const expressionOf = (schema: string, table: string, name: string): string =>
  xformColumns.has(`${table}.${name}`) ? `${xformText(schema, name)} as ${name}` : `t.${name}`;

const itemColumns: ReadonlySet<string> = new Set(['item', 'child', 'parent']);

/** A differing row as JSON, its items by key. */
const toldRow = (shadow: Shadow, columns: readonly string[]): string => {
  const items = shadow.ownItems ? `${shadow.schema}.item` : 'projection.item';
  const keys = columns
    .filter((name) => itemColumns.has(name))
    .map(
      (name) =>
        `'${name}', coalesce((select i.key from ${items} i where i.id = (row ->> '${name}')::bigint), 'unknown item')`,
    );
  return `row || jsonb_build_object(${keys.join(', ')})`;
};

/** A difference, and where it is. */
export interface Compared {
  readonly difference: TableDifference;
  /** Values of the column by which rows are mended (check-tables.ts), of `src` as transformations are told. */
  readonly groups: readonly string[];
}

const countsOf = async (tx: Transaction, { schema }: Shadow, table: string) => {
  const [counts] = await tx.query<Record<'kept' | 'derived' | 'missing' | 'surplus', string>>(
    `select (select count(*) from projection.${table}) as kept,
       (select count(*) from ${schema}.${table}) as derived,
       count(*) filter (where side = 'missing') as missing,
       count(*) filter (where side = 'surplus') as surplus from check_difference`,
  );
  return {
    kept: Number(counts?.kept),
    derived: Number(counts?.derived),
    missing: Number(counts?.missing),
    surplus: Number(counts?.surplus),
  };
};

/** Compares a derived table with its shadow, row set by row set. */
export const compareTable = async (
  tx: Transaction,
  shadow: Shadow,
  table: string,
): Promise<Compared> => {
  const columns = await contentColumns(tx, table);
  const rowsOf = (schema: string): string =>
    `select ${columns.map((name) => expressionOf(schema, table, name)).join(', ')} from ${schema}.${table} t`;
  const [kept, derived] = [rowsOf('projection'), rowsOf(shadow.schema)];
  await tx.query(
    `create temporary table check_difference on commit drop as
     select 'missing' as side, to_jsonb(d) as row from ((${derived}) except all (${kept})) d
     union all
     select 'surplus', to_jsonb(d) from ((${kept}) except all (${derived})) d`,
  );
  const counts = await countsOf(tx, shadow, table);
  const examples = await tx.query<TableDifference['examples'][number]>(
    `select side, (${toldRow(shadow, columns)})::text as row from check_difference
     order by (row ->> 'position')::bigint nulls last, row, side limit ${EXAMPLES}`,
  );
  const groups = await tx.query<{ value: string }>(
    `select distinct row ->> $1::text as value from check_difference limit ${GROUPS}`,
    [tableOrigins[table]?.group],
  );
  await tx.query('drop table check_difference');
  return {
    difference: { table, ...counts, examples },
    groups: groups.map(({ value }) => value),
  };
};

/** Keys of items that events name and that are not kept (the shadow had to add them). */
export const missingItems = async (
  tx: Transaction,
  { schema }: Shadow,
): Promise<readonly string[]> => {
  const rows = await tx.query<{ key: string }>(
    `select s.key from ${schema}.item s
     where not exists (select from projection.item i where i.key = s.key) order by s.id`,
  );
  return rows.map(({ key }) => key);
};
