import { bigintArray } from '../log/binary-array.ts';
import type { Transaction } from '../platform/transaction.ts';
import { contentColumns, UNKNOWN_XFORM } from './check-rows.store.ts';
import type { Shadow } from './check-shadow.store.ts';
import { tableOrigins, xformColumns } from './check-tables.ts';
import { repairXforms } from './repair-xforms.store.ts';

/** Rows of one table that belong together (check-tables.ts): they are mended at once. */
export interface RepairGroup {
  readonly table: string;
  /** As `compareTable` names it. */
  readonly value: string;
}

/** Rows that were changed. */
export interface Repaired {
  readonly deleted: number;
  readonly inserted: number;
}

/** Which rows of `t` are looked at, as kept and as derived, and the parameters of both. */
interface Scope {
  readonly kept: string;
  readonly derived: string;
  readonly parameters: readonly unknown[];
}

/** Edges go by where their source stands in the log; those of a transformation that is not there by its id. */
const edgeScope = ({ schema }: Shadow, values: readonly string[]): Scope => {
  const lost = values.filter((value) => value.startsWith(UNKNOWN_XFORM));
  const told = values.filter((value) => !value.startsWith(UNKNOWN_XFORM));
  const sources = (of: string): string =>
    `select x.id from ${of}.xform x where x.position = any($1::bigint[])`;
  return {
    kept: `t.src = any(array(${sources('projection')} union all select unnest($2::bigint[])))`,
    derived: `t.src = any(array(${sources(schema)}))`,
    parameters: [
      bigintArray(told.map((value) => Number(value.split(' ')[0]))),
      bigintArray(lost.map((value) => Number(value.slice(UNKNOWN_XFORM.length)))),
    ],
  };
};

const scopeOf = (shadow: Shadow, table: string, values: readonly string[]): Scope => {
  const group = tableOrigins[table]?.group ?? 'position';
  if (group === 'src') return edgeScope(shadow, values);
  const rows = `t.${group} = any($1::bigint[])`;
  return { kept: rows, derived: rows, parameters: [bigintArray(values.map(Number))] };
};

/** The id by which the kept rows know a transformation of the shadow; null: they do not. */
const keptXform = ({ schema }: Shadow, column: string): string =>
  `(select min(k.id) from ${schema}.xform s join projection.xform k
      on k.position = s.position and k.kind = s.kind and k.known_from = s.known_from and k.inputs = s.inputs and k.outputs = s.outputs
    where s.id = t.${column})`;

/** Kept and wanted rows of a scope as text, each with a number among its equals, so that rows are told apart that are the same. */
const bothSides = async (tx: Transaction, shadow: Shadow, table: string, scope: Scope) => {
  const names = await contentColumns(tx, table);
  const mapped = names.filter((name) => xformColumns.has(`${table}.${name}`));
  const columns = names.join(', ');
  const wanted = names
    .map((name) => (mapped.includes(name) ? `${keptXform(shadow, name)} as ${name}` : `t.${name}`))
    .join(', ');
  // What a transformation that is missing here makes and uses waits for it.
  const known = mapped.map((name) => ` and w.${name} is not null`).join('');
  const numbered = (rows: string): string =>
    `select r.*, row_number() over (partition by content) as nth from (${rows}) r`;
  const sql = `with kept as materialized (
      ${numbered(`select t.ctid as place, row(${columns})::text as content from projection.${table} t where ${scope.kept}`)}
    ), wanted as materialized (
      ${numbered(`select w.*, row(${columns})::text as content from (select ${wanted} from ${shadow.schema}.${table} t where ${scope.derived}) w
        where true${known}`)}
    )`;
  return { columns, sql };
};

const repairTable = async (
  tx: Transaction,
  shadow: Shadow,
  table: string,
  values: readonly string[],
): Promise<Repaired> => {
  const scope = scopeOf(shadow, table, values);
  const { columns, sql } = await bothSides(tx, shadow, table, scope);
  const deleted = await tx.query(
    `${sql} delete from projection.${table} t where t.ctid = any(array(
       select k.place from kept k where not exists (select from wanted w where w.content = k.content and w.nth = k.nth)))
     returning 1`,
    scope.parameters,
  );
  const inserted = await tx.query(
    `${sql} insert into projection.${table} (${columns}) select ${columns} from wanted w
     where not exists (select from kept k where k.content = w.content and k.nth = w.nth)
     returning 1`,
    scope.parameters,
  );
  return { deleted: deleted.length, inserted: inserted.length };
};

/**
 * Makes rows of some groups what the shadow says, in the order given; whoever calls it holds the head of the log, and the shadow has
 * come as far as the log. What is right already stays as it is.
 */
export const repairGroups = async (
  tx: Transaction,
  shadow: Shadow,
  groups: readonly RepairGroup[],
): Promise<Repaired> => {
  let [deleted, inserted] = [0, 0];
  for (const table of new Set(groups.map((group) => group.table))) {
    const values = groups.filter((group) => group.table === table).map(({ value }) => value);
    const repaired =
      table === 'xform'
        ? await repairXforms(tx, shadow, values.map(Number))
        : await repairTable(tx, shadow, table, values);
    deleted += repaired.deleted;
    inserted += repaired.inserted;
  }
  return { deleted, inserted };
};
