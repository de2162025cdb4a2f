import type { Transaction } from '../platform/transaction.ts';
import type { Appended, NewEntry } from './entry.ts';

/** Small captures go first; bulk chunks take turns with them. */
export type Lane = 'SMALL' | 'BULK';

/** How a caller wants its entries appended. */
export interface SubmitOptions {
  /** True: if one of them conflicts, none is appended. Default false: each for itself. */
  readonly rollback?: boolean;
  readonly lane?: Lane;
  /** The rollback job that the entries belong to. */
  readonly job?: number;
  /**
   * Written in the same transaction, after the entries and the read models. It may run more than once for one submission (a
   * COMMIT whose answer was lost), so it must be idempotent; whatever it throws undoes this caller's part only.
   */
  readonly alongside?: (tx: Transaction, outcome: SubmissionOutcome) => Promise<void>;
}

/** What became of a submission, inside its transaction. */
export interface SubmissionOutcome {
  /** For each entry in the order given. */
  readonly appended: readonly Appended[];
  /** The last position of the log after this batch; -1 while it is empty. */
  readonly last: number;
}

/** Entries waiting for the next batch, and the promise to their caller. */
export interface Submission {
  readonly entries: readonly NewEntry[];
  /** UTF-8 bytes of their canonical texts. */
  readonly bytes: number;
  readonly options: SubmitOptions;
  readonly resolve: (appended: readonly Appended[]) => void;
  readonly reject: (error: unknown) => void;
}
