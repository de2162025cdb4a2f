import { Logger } from '@nestjs/common';
import type { Problem } from '../core/result.ts';
import type { NewEntry } from '../log/entry.ts';
import { lockHead } from '../log/head.store.ts';
import { isHeld, releaseHold } from '../log/reservation.store.ts';
import { isTransient } from '../log/transient.ts';
import { UnavailableError } from '../log/unavailable.ts';
import type { Transaction } from '../platform/transaction.ts';
import type { GoodEvent } from './document.ts';
import type { CaptureJob } from './job.ts';
import { finishJob } from './job.store.ts';

const logger = new Logger('Capture');

/** Some events of a document with their entries, one for one. */
export interface Chunk {
  readonly events: readonly GoodEvent[];
  readonly entries: readonly NewEntry[];
}

/** Somebody else has ended the job: nothing more is to be written for it. */
export class JobOverError extends Error {}

/** True for what trying again does not heal: an entry that the database or a read model cannot take although it passed. */
export const isFault = (error: unknown): boolean =>
  !(error instanceof UnavailableError || error instanceof JobOverError || isTransient(error));

/** The problem with what could not be stored although it is right. */
export const faultAt = (at: string): Problem => ({
  code: 'EPCIS_INVALID',
  message:
    'The service could not store this because of a fault of its own. Report it, and send it again later.',
  at,
});

/**
 * Writes a chunk; if that fails for what is in it, its halves apart, until whoever is at fault stands alone. Answers the
 * problems of those; whatever is no fault of an entry is thrown.
 */
export const withoutFaulty = async (
  chunk: Chunk,
  write: (part: Chunk) => Promise<void>,
): Promise<readonly Problem[]> => {
  const { events, entries } = chunk;
  try {
    await write(chunk);
    return [];
  } catch (error) {
    if (entries.length === 0 || !isFault(error)) throw error;
    if (entries.length === 1) {
      logger.error(`an event cannot be stored: ${String(error)}`);
      return events.map(({ at }) => faultAt(at));
    }
  }
  const half = Math.ceil(entries.length / 2);
  const first = { events: events.slice(0, half), entries: entries.slice(0, half) };
  const second = { events: events.slice(half), entries: entries.slice(half) };
  const problems = await withoutFaulty(first, write);
  return [...problems, ...(await withoutFaulty(second, write))];
};

/**
 * Ends a job that fails again and again for a fault of ours, or it would hold readers back and its keys for ever. Nothing that it
 * has appended can be taken back: the job says how much that is.
 */
export const abandonJob = async (tx: Transaction, job: CaptureJob, now: Date): Promise<void> => {
  const { next } = await lockHead(tx);
  const stored = job.rollback && !(await isHeld(tx, job.id)) ? 0 : job.stored;
  const problems = [...job.problems, faultAt('')];
  await finishJob(tx, { ...job, finishedAt: now.toISOString(), success: false, stored, problems });
  await releaseHold(tx, job.id, next - 1);
};
