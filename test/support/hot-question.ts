import type { Transaction } from '../../src/platform/transaction.ts';

/** A question of people who wait, the indexes that it lives on, and how many rows answer it. */
export interface HotQuestion {
  readonly name: string;
  readonly indexes: readonly string[];
  /** Others that do nearly as well, or would be read whole (which tells of no row), and go together with each of them. */
  readonly standIns?: readonly string[];
  readonly answer: number;
  readonly ask: (tx: Transaction) => Promise<readonly unknown[]>;
}

/** The keys of what a store answers by key. */
export const keysOf = async (
  answer: Promise<ReadonlyMap<unknown, unknown>>,
): Promise<readonly unknown[]> => [...(await answer).keys()];
