import { readBatches } from '../log/batch.store.ts';
import type { Projector } from '../log/projector.ts';
import type { Transaction } from '../platform/transaction.ts';
import { derivedTables } from './check-tables.ts';

/** Positions that are derived at once. */
const CHUNK = 512;

/** Where read models are derived a second time. */
export interface Shadow {
  readonly schema: string;
  /** Whether it has a copy of the items; otherwise they are those of `projection`, and one that was lost there is added there. */
  readonly ownItems: boolean;
}

/** For a check: made and undone in one transaction. */
export const checkShadow: Shadow = { schema: 'projection_check', ownItems: true };
/** For a rebuild: there between its transactions. */
export const rebuildShadow: Shadow = { schema: 'projection_shadow', ownItems: false };

/** SQL text of the read models, said of a shadow. */
const inShadow = ({ schema, ownItems }: Shadow, sql: string): string =>
  sql.replaceAll(
    ownItems ? /\bprojection\./g : /\bprojection\.(?!(?:item|item_alias|progress)\b)/g,
    `${schema}.`,
  );

/** A transaction in which every statement that names the schema `projection` works on the shadow. */
const shadowed = (tx: Transaction, shadow: Shadow): Transaction => ({
  runner: tx.runner,
  query: <Row>(sql: string, parameters?: readonly unknown[]) =>
    tx.query<Row>(inShadow(shadow, sql), parameters),
});

const copyFunctions = async (tx: Transaction, shadow: Shadow): Promise<void> => {
  const rows = await tx.query<{ definition: string }>(
    `select pg_get_functiondef(oid) as definition from pg_proc
     where pronamespace = 'projection'::regnamespace and prokind = 'f'`,
  );
  for (const { definition } of rows) await tx.query(inShadow(shadow, definition));
};

const copyItems = async (tx: Transaction, { schema }: Shadow): Promise<void> => {
  await tx.query(
    `insert into ${schema}.item overriding system value select * from projection.item`,
  );
  await tx.query(
    `select setval(pg_get_serial_sequence('${schema}.item', 'id'), coalesce(max(id), 0) + 1, false)
     from ${schema}.item`,
  );
};

/** Lays out the schema `projection` once more, empty, but for a copy of the items where the shadow has its own: their ids stay. */
export const layOutShadow = async (tx: Transaction, shadow: Shadow): Promise<void> => {
  const { schema, ownItems } = shadow;
  await tx.query(`create schema ${schema}`);
  for (const table of [...derivedTables, ...(ownItems ? ['item'] : [])]) {
    // Nobody wants it back after a crash of Postgres.
    await tx.query(
      `create unlogged table ${schema}.${table} (like projection.${table} including all)`,
    );
  }
  if (ownItems) await copyItems(tx, shadow);
  await copyFunctions(tx, shadow);
};

/** What derives, and where to. */
export interface Derivation {
  readonly shadow: Shadow;
  readonly projectors: readonly Projector[];
}

/** Derives about so many events as are derived at once, from a position on; answers the position to go on from. */
export const deriveFurther = async (
  tx: Transaction,
  { shadow, projectors }: Derivation,
  from: number,
): Promise<number> => {
  const batches = await readBatches(tx, from, CHUNK);
  const other = shadowed(tx, shadow);
  for (const records of batches) {
    for (const projector of projectors) await projector.apply(other, records);
  }
  const last = batches.at(-1)?.at(-1)?.position;
  if (last === undefined) throw new Error(`The log cannot be read from position ${from} on.`);
  return last + 1;
};

/** Derives from a position up to the end of the log (exclusive). */
export const deriveUntil = async (
  tx: Transaction,
  derivation: Derivation,
  { from, next }: { readonly from: number; readonly next: number },
  tell: (done: number) => void = () => undefined,
): Promise<void> => {
  for (let position = from; position < next;) {
    position = await deriveFurther(tx, derivation, position);
    tell(position);
  }
};
