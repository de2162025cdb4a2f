import type { Transaction } from '../platform/transaction.ts';
import { xformColumns } from './check-tables.ts';

/** Rows told as examples of a table. */
const EXAMPLES = 5;

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

interface Column {
  readonly name: string;
  readonly surrogate: boolean;
}

const readColumns = (tx: Transaction, table: string): Promise<readonly Column[]> =>
  tx.query<Column>(
    `select attname as name, attidentity <> '' as surrogate from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum`,
    [`projection.${table}`],
  );

const xformText = (schema: string, column: string): string =>
  `coalesce((select concat_ws(' ', x.position, x.kind, x.inputs, x.outputs) from ${schema}.xform x
    where x.id = t.${column}), 'unknown transformation')`;

const itemColumns: ReadonlySet<string> = new Set(['item', 'child', 'parent']);

const expressionOf = (schema: string, table: string, { name }: Column): string => {
  if (xformColumns.has(`${table}.${name}`)) return `${xformText(schema, name)} as ${name}`;
  if (itemColumns.has(name)) {
    return `coalesce((select i.key from ${schema}.item i where i.id = t.${name}), 'unknown item') as ${name}`;
  }
  return `t.${name}`;
};

/** Compares a derived table with its shadow, row set by row set. */
export const compareTable = async (tx: Transaction, table: string): Promise<TableDifference> => {
  const columns = (await readColumns(tx, table)).filter(({ surrogate }) => !surrogate);
  const rowsOf = (schema: string): string =>
    `select ${columns.map((column) => expressionOf(schema, table, column)).join(', ')} from ${schema}.${table} t`;
  const [kept, derived] = [rowsOf('projection'), rowsOf('projection_shadow')];
  await tx.query(
    `create temporary table check_difference on commit drop as
     select 'missing' as side, to_jsonb(d)::text as row from ((${derived}) except all (${kept})) d
     union all
     select 'surplus', to_jsonb(d)::text from ((${kept}) except all (${derived})) d`,
  );
  const [counts] = await tx.query<Record<'kept' | 'derived' | 'missing' | 'surplus', string>>(
    `select (select count(*) from projection.${table}) as kept,
       (select count(*) from projection_shadow.${table}) as derived,
       count(*) filter (where side = 'missing') as missing,
       count(*) filter (where side = 'surplus') as surplus from check_difference`,
  );
  const examples = await tx.query<TableDifference['examples'][number]>(
    `select side, row from check_difference
     order by (row::jsonb ->> 'position')::bigint nulls last, row, side limit ${EXAMPLES}`,
  );
  await tx.query('drop table check_difference');
  return {
    table,
    kept: Number(counts?.kept),
    derived: Number(counts?.derived),
    missing: Number(counts?.missing),
    surplus: Number(counts?.surplus),
    examples,
  };
};

/** Keys of items that events name and that are not kept (the shadow had to add them). */
export const missingItems = async (tx: Transaction): Promise<readonly string[]> => {
  const rows = await tx.query<{ key: string }>(
    `select s.key from projection_shadow.item s
     where not exists (select from projection.item i where i.key = s.key) order by s.id`,
  );
  return rows.map(({ key }) => key);
};
