import { readNext } from '../log/check-head.store.ts';
import { checkLogFurther, logUnchecked, type LogFault } from '../log/check-log.store.ts';
import { lockHead } from '../log/head.store.ts';
import type { Projector } from '../log/projector.ts';
import type { Database } from '../platform/database.ts';
import type { Transaction } from '../platform/transaction.ts';
import { refuseFilling } from './check-progress.store.ts';
import { compareTable, type TableDifference } from './check-rows.store.ts';
import type { Progress } from './check.service.ts';
import {
  type Derivation,
  deriveFurther,
  deriveUntil,
  rebuildShadow,
} from './check-shadow.store.ts';
import { derivedTables } from './check-tables.ts';
import { dropShadow, openShadow, takeTurn } from './rebuild.store.ts';
import { type Repaired, repairGroups, type RepairGroup } from './repair-rows.store.ts';

/** Groups of rows that are mended under one head lock: some ten milliseconds. */
const GROUPS_A_LOCK = 500;
/** Events that a comparison or a head lock may find new; more are derived before. */
const TAIL_MAX = 256;
/** Rounds in a row that may find no fewer differences than the one before. */
const IDLE_ROUNDS = 3;

/** What a rebuild did. */
export interface RebuildReport {
  /** Last position that was looked at; -1: the log is empty. */
  readonly upto: number;
  /** Whether the read models agree with the log now. */
  readonly clean: boolean;
  /** When the log itself is damaged, nothing is derived from it and nothing is changed. */
  readonly log: readonly LogFault[];
  /** What differed before anything was mended. */
  readonly tables: readonly TableDifference[];
  readonly repaired: Repaired;
  /** How often writers had to wait for it, and how long at most, in milliseconds. */
  readonly locks: number;
  readonly longestLockMs: number;
}

interface Round {
  readonly tables: readonly TableDifference[];
  readonly groups: readonly RepairGroup[];
}

const differencesOf = (tables: readonly TableDifference[]): number =>
  tables.reduce((sum, { missing, surplus }) => sum + missing + surplus, 0);

/** One rebuild: everything between its short transactions is in the shadow and here. */
class Rebuild {
  private readonly derivation: Derivation;
  /** The position that is derived next. */
  private next = 0;
  private repaired: Repaired = { deleted: 0, inserted: 0 };
  private locks = 0;
  private longestLockMs = 0;

  constructor(
    private readonly database: Database,
    projectors: readonly Projector[],
    private readonly progress: Progress,
  ) {
    this.derivation = { shadow: rebuildShadow, projectors };
  }

  async run(): Promise<RebuildReport> {
    const log = await this.logFaults();
    if (log.length > 0) return this.report({ tables: [], groups: [] }, { clean: false, log });
    await this.change(openShadow);
    try {
      const first = await this.compare();
      return this.report(first, { clean: await this.mend(first), log });
    } finally {
      await this.change(dropShadow);
    }
  }

  private report(
    { tables }: Round,
    { clean, log }: Pick<RebuildReport, 'clean' | 'log'>,
  ): RebuildReport {
    const { repaired, locks, longestLockMs } = this;
    return { upto: this.next - 1, clean, log, tables, repaired, locks, longestLockMs };
  }

  /** In steps: a transaction over the whole log would keep every version of the head that is written meanwhile. */
  private async logFaults(): Promise<readonly LogFault[]> {
    const upto = (await this.database.read(null, readNext)) - 1;
    let checked = logUnchecked;
    while (checked.from <= upto) {
      const before = checked;
      checked = await this.database.read(null, (tx) => checkLogFurther(tx, before, upto));
    }
    return checked.faults;
  }

  /** Mends and compares again until nothing differs: what was written while rows were wrong may be wrong too. */
  private async mend(first: Round): Promise<boolean> {
    let round = first;
    let least = Number.POSITIVE_INFINITY;
    for (let idle = 0; round.groups.length > 0;) {
      const differences = differencesOf(round.tables);
      idle = differences < least ? 0 : idle + 1;
      if (idle === IDLE_ROUNDS) return false;
      least = Math.min(least, differences);
      for (let start = 0; start < round.groups.length; start += GROUPS_A_LOCK) {
        await this.repair(round.groups.slice(start, start + GROUPS_A_LOCK));
      }
      round = await this.compare();
    }
    return true;
  }

  /** Shadow and kept rows of one moment, side by side; writers go on. */
  private async compare(): Promise<Round> {
    await this.deriveNearly();
    const tables: TableDifference[] = [];
    const groups: RepairGroup[] = [];
    this.next = await this.change(async (tx) => {
      await tx.query('set transaction isolation level repeatable read');
      await refuseFilling(tx);
      const next = await readNext(tx);
      await deriveUntil(tx, this.derivation, { from: this.next, next });
      for (const table of derivedTables) {
        const compared = await compareTable(tx, rebuildShadow, table);
        tables.push(compared.difference);
        groups.push(...compared.groups.map((value) => ({ table, value })));
      }
      return next;
    });
    return { tables, groups };
  }

  /** Derives until only a few events are left, without a lock. */
  private async deriveNearly(): Promise<void> {
    for (;;) {
      const next = await this.database.read(null, readNext);
      if (next - this.next <= TAIL_MAX) return;
      const from = this.next;
      this.next = await this.change((tx) => deriveFurther(tx, this.derivation, from));
      this.progress(this.next, next);
    }
  }

  private async repair(groups: readonly RepairGroup[]): Promise<void> {
    await this.deriveNearly();
    let since = 0;
    const { next, repaired } = await this.database.transaction(null, async (tx) => {
      const head = await lockHead(tx);
      since = performance.now();
      await refuseFilling(tx);
      await deriveUntil(tx, this.derivation, { from: this.next, next: head.next });
      return { next: head.next, repaired: await repairGroups(tx, rebuildShadow, groups) };
    });
    this.next = next;
    this.longestLockMs = Math.max(this.longestLockMs, performance.now() - since);
    this.locks += 1;
    this.repaired = {
      deleted: this.repaired.deleted + repaired.deleted,
      inserted: this.repaired.inserted + repaired.inserted,
    };
  }

  /** Work on the shadow: it may take long, and nobody misses it when the machine goes down. */
  private change<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.database.transaction(null, async (tx) => {
      await tx.query('set local statement_timeout = 0');
      await tx.query('set local synchronous_commit = off');
      return work(tx);
    });
  }
}

/**
 * Derives every read model anew beside the service, compares, and makes those rows right that are not, while it runs: readers see the rows
 * of before or of after, writers wait only while rows are mended. One at a time.
 */
export const rebuildReadModels = async (
  database: Database,
  projectors: readonly Projector[],
  progress: Progress = () => undefined,
): Promise<RebuildReport> => {
  const endTurn = await takeTurn(database);
  try {
    return await new Rebuild(database, projectors, progress).run();
  } finally {
    await endTurn();
  }
};
