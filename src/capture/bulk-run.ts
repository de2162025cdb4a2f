import type { Problem } from '../core/result.ts';
import type { NewEntry } from '../log/entry.ts';
import { cancelReservations, releaseHold, reserveKeys } from '../log/reservation.store.ts';
import { retrying } from '../log/retry.ts';
import { SequencerService } from '../log/sequencer.service.ts';
import type { SubmitOptions } from '../log/submission.ts';
import { UnavailableError } from '../log/unavailable.ts';
import { VocabularyService } from '../masterdata/vocabulary.service.ts';
import { Clock } from '../platform/clock.ts';
import { Database } from '../platform/database.ts';
import type { Transaction } from '../platform/transaction.ts';
import type { GoodEvent, ReadDocument } from './document.ts';
import { finishedJob } from './finished-job.ts';
import type { CaptureJob } from './job.ts';
import { finishJob, saveProgress } from './job.store.ts';
import { CHUNK_EVENTS } from './limits.ts';
import { conflictsOf } from './outcome.ts';
import { prepareEntries } from './prepare.ts';

/** A runner that died loses its job after this many seconds. */
export const LEASE_SECONDS = 10;

/** What a run needs of the service. */
export interface BulkRunRooms {
  readonly sequencer: SequencerService;
  readonly vocabulary: VocabularyService;
  readonly database: Database;
  readonly clock: Clock;
}

interface Chunk {
  readonly events: readonly GoodEvent[];
  readonly entries: readonly NewEntry[];
}

/**
 * One run of a bulk job, from its first event on. Every part of it is idempotent, so a run that was cut off anywhere is simply run
 * again, by whatever instance: what is in the log already is found there. Rollback: all keys are reserved first, so that a conflict
 * is found before the first append; from the first append to the last, readers are held back.
 */
export class BulkRun {
  private readonly problems: Problem[] = [];
  private stored = 0;

  constructor(
    private readonly rooms: BulkRunRooms,
    private readonly job: CaptureJob,
    private readonly read: ReadDocument,
    /** True: stop between two transactions; the job is taken up again later. */
    private readonly isStopping: () => boolean,
  ) {}

  /** Runs to the end; false when it was stopped before. */
  async run(): Promise<boolean> {
    const chunks: Chunk[] = [];
    for (let start = 0; start < this.read.good.length; start += CHUNK_EVENTS) {
      if (this.isStopping()) return false;
      const events = this.read.good.slice(start, start + CHUNK_EVENTS);
      const chunk = { events, entries: await prepareEntries(events, this.job) };
      chunks.push(chunk);
      if (this.job.rollback) await this.reserve(chunk);
      else if (start % (8 * CHUNK_EVENTS) === 0) await this.keep();
    }
    if (this.job.rollback && this.problems.length > 0) {
      await this.giveUp();
      return true;
    }
    const last = chunks.pop() ?? { events: [], entries: [] };
    for (const chunk of chunks) {
      if (this.isStopping()) return false;
      await this.append(chunk, (tx) => this.save(tx));
    }
    await this.append(last, (tx, outcome) => this.finish(tx, outcome.last));
    return true;
  }

  private async reserve({ events, entries }: Chunk): Promise<void> {
    const answers = await retrying(() =>
      this.rooms.database.transaction(null, async (tx) => {
        const reserved = await reserveKeys(tx, this.job.id, entries);
        await this.save(tx);
        return reserved;
      }),
    );
    this.problems.push(...conflictsOf(answers, events));
  }

  /** Nothing was appended yet, and nothing will be. */
  private async giveUp(): Promise<void> {
    await retrying(() =>
      this.rooms.database.transaction(null, async (tx) => {
        await cancelReservations(tx, this.job.id);
        await finishJob(tx, this.ended());
      }),
    );
  }

  /** What an entry makes impossible although its content passed (a fault of ours) must not stop the others of a `proceed` job. */
  private async append(chunk: Chunk, then: NonNullable<SubmitOptions['alongside']>): Promise<void> {
    const before = { stored: this.stored, problems: this.problems.length };
    try {
      await this.rooms.sequencer.submit(chunk.entries, {
        lane: 'BULK',
        ...(this.job.rollback ? { job: this.job.id } : {}),
        alongside: async (tx, outcome) => {
          // It may run again after a lost answer: count from where the chunk began.
          this.stored = before.stored;
          this.problems.length = before.problems;
          const conflicts = conflictsOf(outcome.appended, chunk.events);
          if (this.job.rollback && conflicts.length > 0) {
            throw new Error(`capture job ${this.job.id}: a key that was promised to it is taken`);
          }
          this.problems.push(...conflicts);
          this.stored += outcome.appended.length - conflicts.length;
          await then(tx, outcome);
        },
      });
    } catch (error) {
      this.stored = before.stored;
      this.problems.length = before.problems;
      if (this.job.rollback || chunk.entries.length === 0 || error instanceof UnavailableError)
        throw error;
      await this.appendApart(chunk, then);
    }
  }

  private async appendApart(
    { events, entries }: Chunk,
    then: NonNullable<SubmitOptions['alongside']>,
  ): Promise<void> {
    if (entries.length === 1) {
      this.problems.push(...events.map(({ at }) => faulty(at)));
      await this.append({ events: [], entries: [] }, then);
      return;
    }
    const half = Math.ceil(entries.length / 2);
    const first = { events: events.slice(0, half), entries: entries.slice(0, half) };
    await this.append(first, (tx) => this.save(tx));
    await this.append({ events: events.slice(half), entries: entries.slice(half) }, then);
  }

  private save(tx: Transaction): Promise<void> {
    const success = this.read.problems.length + this.problems.length === 0;
    return saveProgress(tx, { id: this.job.id, stored: this.stored, success }, LEASE_SECONDS);
  }

  private keep(): Promise<void> {
    return retrying(() => this.rooms.database.transaction(null, (tx) => this.save(tx)));
  }

  /** In the transaction of the last chunk: the whole becomes visible, and the job ends, at once. */
  private async finish(tx: Transaction, last: number): Promise<void> {
    await this.rooms.vocabulary.store(tx, this.job.owner, this.read.vocabulary);
    if (this.job.rollback) await releaseHold(tx, this.job.id, last);
    await finishJob(tx, this.ended());
  }

  private ended(): CaptureJob {
    return finishedJob(this.job, {
      read: this.read,
      conflicts: this.problems,
      now: this.rooms.clock.now(),
    });
  }
}

const faulty = (at: string): Problem => ({
  code: 'EPCIS_INVALID',
  message:
    'The service could not store this event because of a fault of its own. Report it, and send the event again later.',
  at,
});
