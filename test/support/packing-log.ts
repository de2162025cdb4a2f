import { expect } from '@jest/globals';
import type { LogRecord } from '../../src/core/epcis/event.ts';
import type { NewEntry } from '../../src/log/entry.ts';
import { LogStore } from '../../src/log/log.store.ts';
import type { Projector } from '../../src/log/projector.ts';
import { Clock } from '../../src/platform/clock.ts';
import type { Transaction } from '../../src/platform/transaction.ts';
import { ContainmentProjection } from '../../src/projections/containment.projection.ts';
import { HandOverProjection } from '../../src/projections/hand-over.projection.ts';
import { ItemProjection } from '../../src/projections/item.projection.ts';
import type { TestDatabase } from './database.ts';

class Undone extends Error {}

/** Runs on the log as it is, and takes everything back. */
export const undoneIn = async (
  { database }: TestDatabase,
  work: (tx: Transaction) => Promise<void>,
): Promise<void> => {
  const all = database.transaction(null, async (tx) => {
    await work(tx);
    throw new Undone();
  });
  await expect(all).rejects.toThrow(Undone);
};

/** Appends batches as capture does, with the read models of items, containment and hand-overs unless others are named; answers their records. */
export const capturePacking = async (
  tx: Transaction,
  batches: readonly (readonly NewEntry[])[],
  projectors: readonly Projector[] = [
    new ItemProjection(),
    new ContainmentProjection(),
    new HandOverProjection(),
  ],
): Promise<readonly LogRecord[]> => {
  const store = new LogStore(new Clock());
  const all: LogRecord[] = [];
  for (const entries of batches) {
    const { records } = await store.appendGroups(tx, [{ entries, rollback: false, job: null }]);
    for (const projector of projectors) await projector.apply(tx, records);
    all.push(...records);
  }
  return all;
};
