import type { LogRecord } from '../core/epcis/event.ts';
import type { Transaction } from '../platform/transaction.ts';

/** A read model that is kept current in the transaction that appends to the log, so that a writer reads its own writes. */
export interface Projector {
  /** In `projection.progress`, while it is filled from a log that is older than it. */
  readonly name: string;

  /**
   * Takes in the new records of one batch, in log order, all with the same record time and `knownFrom`. It runs under the head
   * lock, so nobody else projects at the same time; whatever it throws undoes the batch.
   */
  apply(tx: Transaction, records: readonly LogRecord[]): Promise<void>;
}

/** Injection token of the ordered list of projectors: `readonly Projector[]`, given by app.module. */
export const PROJECTORS = Symbol('PROJECTORS');
