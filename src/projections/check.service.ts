import { checkLog, type LogFault } from '../log/check-log.store.ts';
import { readNext } from '../log/check-head.store.ts';
import type { Projector } from '../log/projector.ts';
import type { Database } from '../platform/database.ts';
import type { Transaction } from '../platform/transaction.ts';
import { compareTable, missingItems, type TableDifference } from './check-rows.store.ts';
import { refuseFilling } from './check-progress.store.ts';
import { checkShadow, deriveUntil, layOutShadow } from './check-shadow.store.ts';
import { derivedTables } from './check-tables.ts';

/** What a check found. */
export interface CheckReport {
  /** Last position that was looked at; -1: the log is empty. */
  readonly upto: number;
  readonly clean: boolean;
  /** When the log itself is damaged, nothing is derived from it: `tables` is empty then. */
  readonly log: readonly LogFault[];
  readonly missingItems: readonly string[];
  readonly tables: readonly TableDifference[];
}

/** Told how many of how many events are derived. */
export type Progress = (done: number, all: number) => void;

/** Ends a transaction that must leave nothing behind. */
class Undone extends Error {}

const examine = async (
  tx: Transaction,
  projectors: readonly Projector[],
  progress: Progress,
): Promise<CheckReport> => {
  await refuseFilling(tx);
  const next = await readNext(tx);
  const upto = next - 1;
  const log = await checkLog(tx, upto);
  if (log.length > 0) return { upto, clean: false, log, missingItems: [], tables: [] };
  await layOutShadow(tx, checkShadow);
  const derivation = { shadow: checkShadow, projectors };
  await deriveUntil(tx, derivation, { from: 0, next }, (done) => progress(done, next));
  const tables: TableDifference[] = [];
  for (const table of derivedTables) {
    tables.push((await compareTable(tx, checkShadow, table)).difference);
  }
  const lost = await missingItems(tx, checkShadow);
  const clean = lost.length === 0 && tables.every((one) => one.missing + one.surplus === 0);
  return { upto, clean, log, missingItems: lost, tables };
};

/**
 * Derives every read model anew from the log and compares, in one transaction on one unchanging view that is undone in the end:
 * log and read models are of the same moment, writers go on, nothing is left behind.
 */
export const checkReadModels = async (
  database: Database,
  projectors: readonly Projector[],
  progress: Progress = () => undefined,
): Promise<CheckReport> => {
  let report: CheckReport | null = null;
  try {
    await database.transaction(null, async (tx) => {
      await tx.query('set transaction isolation level repeatable read');
      await tx.query('set local statement_timeout = 0');
      report = await examine(tx, projectors, progress);
      throw new Undone();
    });
  } catch (error) {
    if (!(error instanceof Undone) || report === null) throw error;
  }
  if (report === null) throw new Error('the check did not run');
  return report;
};
