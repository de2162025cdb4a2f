import { readBatches } from '../log/batch.store.ts';
import type { Projector } from '../log/projector.ts';
import type { Transaction } from '../platform/transaction.ts';
import { tableOrigins } from './check-tables.ts';

const SHADOW = 'projection_shadow';
/** Positions that are read at once. */
const CHUNK = 512;

/** SQL text of the read models, said of the shadow schema. */
const inShadow = (sql: string): string => sql.replaceAll(/\bprojection\./g, `${SHADOW}.`);

/** A transaction in which every statement that names the schema `projection` works on the shadow schema. */
const shadowed = (tx: Transaction): Transaction => ({
  runner: tx.runner,
  query: <Row>(sql: string, parameters?: readonly unknown[]) =>
    tx.query<Row>(inShadow(sql), parameters),
});

const copyFunctions = async (tx: Transaction): Promise<void> => {
  const rows = await tx.query<{ definition: string }>(
    `select pg_get_functiondef(oid) as definition from pg_proc
     where pronamespace = 'projection'::regnamespace and prokind = 'f'`,
  );
  for (const { definition } of rows) await tx.query(inShadow(definition));
};

/**
 * Lays out the schema `projection` once more, empty but for the items as they are: their ids stay. Whoever calls it undoes the
 * transaction in the end, so nobody else ever sees the schema.
 */
export const layOutShadow = async (tx: Transaction): Promise<void> => {
  await tx.query(`create schema ${SHADOW}`);
  for (const table of Object.keys(tableOrigins)) {
    await tx.query(`create table ${SHADOW}.${table} (like projection.${table} including all)`);
  }
  await tx.query(
    `insert into ${SHADOW}.item overriding system value select * from projection.item`,
  );
  await tx.query(
    `select setval(pg_get_serial_sequence('${SHADOW}.item', 'id'), coalesce(max(id), 0) + 1, false)
     from ${SHADOW}.item`,
  );
  await copyFunctions(tx);
};

/** Derives the read models from the start of the log up to a position (inclusive); tells after each step how far it is. */
export const deriveShadow = async (
  tx: Transaction,
  projectors: readonly Projector[],
  upto: number,
  tell: (done: number) => void,
): Promise<void> => {
  for (let from = 0; from <= upto;) {
    const batches = await readBatches(tx, from, CHUNK);
    const shadow = shadowed(tx);
    for (const records of batches) {
      for (const projector of projectors) await projector.apply(shadow, records);
    }
    const last = batches.at(-1)?.at(-1)?.position;
    if (last === undefined) throw new Error(`The log cannot be read from position ${from} on.`);
    from = last + 1;
    tell(from);
  }
};
