import { Logger } from '@nestjs/common';
import type { Problem } from '../core/result.ts';
import { cancelReservations, isHeld, releaseHold, reserveKeys } from '../log/reservation.store.ts';
import { retrying } from '../log/retry.ts';
import { SequencerService } from '../log/sequencer.service.ts';
import type { SubmitOptions } from '../log/submission.ts';
import { VocabularyService } from '../masterdata/vocabulary.service.ts';
import { Clock } from '../platform/clock.ts';
import { Database } from '../platform/database.ts';
import type { Transaction } from '../platform/transaction.ts';
import { readKeptClaims } from '../projections/claims.ts';
import { placedOf } from './claim-warning.ts';
import { logWarnings } from './log-warnings.ts';
import type { GoodEvent, ReadDocument } from './document.ts';
import { type Chunk, faultAt, isFault, JobOverError, withoutFaulty } from './faults.ts';
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

const logger = new Logger('Capture');

type Then = NonNullable<SubmitOptions['alongside']>;

const nothing: Chunk = { events: [], entries: [] };

/**
 * One run of a bulk job, from its first event on. Every part of it is idempotent, so a run that was cut off anywhere is simply run
 * again, by whatever instance: what is in the log already is found there. Rollback: all keys are reserved and all appends are
 * rehearsed first, so that a conflict or a fault is found before the first append; from that to the last, readers are held back.
 * Two runs of one job (a lease that ended too early) do no harm: every transaction sees whether the job has ended.
 */
export class BulkRun {
  private readonly problems: Problem[] = [];
  /** Where its events stand in the log. */
  private readonly positions = new Map<GoodEvent, number>();
  private stored = 0;
  private keepsGood = false;

  constructor(
    private readonly rooms: BulkRunRooms,
    private readonly job: CaptureJob,
    private readonly read: ReadDocument,
    /** True: stop between two transactions; the job is taken up again later. */
    private readonly isStopping: () => boolean,
  ) {}

  /** Runs to the end, its own or another run's; false when it was stopped before. */
  async run(): Promise<boolean> {
    try {
      return await this.runOn();
    } catch (error) {
      if (error instanceof JobOverError) return true;
      throw error;
    }
  }

  private runOn(): Promise<boolean> {
    return this.job.rollback ? this.runRehearsed() : this.runEach();
  }

  private async prepare(start: number): Promise<Chunk> {
    const events = this.read.good.slice(start, start + CHUNK_EVENTS);
    return { events, entries: await prepareEntries(events, this.job) };
  }

  /** Each event for itself: while a chunk is being written the next one is prepared. */
  private async runEach(): Promise<boolean> {
    let next = this.prepare(0);
    for (let start = CHUNK_EVENTS; start < this.read.good.length; start += CHUNK_EVENTS) {
      const chunk = await next;
      if (this.isStopping()) return false;
      next = this.prepare(start);
      await this.append(chunk, (tx) => this.save(tx));
    }
    const last = await next;
    if (this.isStopping()) return false;
    await this.append(last, (tx, outcome) => this.finish(tx, outcome.last));
    return true;
  }

  private async runRehearsed(): Promise<boolean> {
    const chunks: Chunk[] = [];
    for (let start = 0; start < this.read.good.length; start += CHUNK_EVENTS) {
      if (this.isStopping()) return false;
      const chunk = await this.prepare(start);
      chunks.push(chunk);
      await this.reserve(chunk);
    }
    if (this.problems.length > 0) {
      if (!(await this.isHeld())) {
        await this.giveUp();
        return true;
      }
      // An earlier run has appended some of it: whatever is wrong is met again, and left out.
      this.problems.length = 0;
    }
    const last = chunks.pop() ?? nothing;
    for (const chunk of chunks) {
      if (this.isStopping()) return false;
      await this.append(chunk, (tx) => this.save(tx));
    }
    await this.append(last, (tx, outcome) => this.finish(tx, outcome.last));
    return true;
  }

  private async reserve(chunk: Chunk): Promise<void> {
    const { sequencer, database } = this.rooms;
    const found = await retrying(() =>
      database.transaction(null, async (tx) => {
        const conflicts = conflictsOf(
          await reserveKeys(tx, this.job.id, chunk.entries),
          chunk.events,
        );
        // Nothing will be appended once there is a problem.
        const isLost = this.problems.length + conflicts.length > 0;
        const faults = isLost
          ? []
          : await withoutFaulty(chunk, ({ entries }) =>
              sequencer.rehearse(tx, entries, this.job.id),
            );
        await this.save(tx);
        return [...conflicts, ...faults];
      }),
    );
    this.problems.push(...found);
  }

  /** Nothing was appended yet, and nothing will be. The job first: who reserves for it at the same time waits there. */
  private async giveUp(): Promise<void> {
    await retrying(() =>
      this.rooms.database.transaction(null, async (tx) => {
        await finishJob(tx, this.ended([]));
        await cancelReservations(tx, this.job.id);
      }),
    );
  }

  /**
   * What an entry makes impossible although its content passed (a fault of ours) must not stop the others of a `proceed` job. Nor
   * may it stop a rollback job half-way, after its rehearsal: readers would be held back for ever, and the log gives nothing
   * back. Then the others are stored too, and the job says so.
   */
  private async append(chunk: Chunk, then: Then): Promise<void> {
    try {
      await this.submit(chunk, then);
    } catch (error) {
      if (chunk.entries.length === 0 || !isFault(error)) throw error;
      if (this.job.rollback && !(await this.isHeld())) return this.failAtOnce(error);
      this.keepsGood = true;
      const faults = await withoutFaulty(chunk, (part) => this.submit(part, (tx) => this.save(tx)));
      this.problems.push(...faults);
      await this.submit(nothing, then);
    }
  }

  /** A fault that the rehearsal did not meet, before anything was appended. */
  private async failAtOnce(error: unknown): Promise<never> {
    logger.error(`capture job ${this.job.id} is given up: ${String(error)}`);
    this.problems.push(faultAt(''));
    await this.giveUp();
    throw new JobOverError();
  }

  private async submit({ events, entries }: Chunk, then: Then): Promise<void> {
    const before = { stored: this.stored, problems: this.problems.length };
    const undo = (): void => {
      this.stored = before.stored;
      this.problems.length = before.problems;
      for (const event of events) this.positions.delete(event);
    };
    try {
      await this.rooms.sequencer.submit(entries, {
        lane: 'BULK',
        ...(this.job.rollback ? { job: this.job.id } : {}),
        alongside: async (tx, outcome) => {
          // It may run again after a lost answer: count from where the chunk began.
          undo();
          const conflicts = conflictsOf(outcome.appended, events);
          if (this.job.rollback && conflicts.length > 0) {
            throw new Error(`capture job ${this.job.id}: a key that was promised to it is taken`);
          }
          this.problems.push(...conflicts);
          this.stored += outcome.appended.length - conflicts.length;
          for (const { one, position } of placedOf(events, outcome.appended))
            this.positions.set(one, position);
          await then(tx, outcome);
        },
      });
    } catch (error) {
      undo();
      throw error;
    }
  }

  private isHeld(): Promise<boolean> {
    return retrying(() => this.rooms.database.read(null, (tx) => isHeld(tx, this.job.id)));
  }

  private async save(tx: Transaction): Promise<void> {
    const success = this.read.problems.length + this.problems.length === 0;
    const progress = { id: this.job.id, stored: this.stored, success };
    if (!(await saveProgress(tx, progress, LEASE_SECONDS))) throw new JobOverError();
  }

  /** In the transaction of the last chunk: the whole becomes visible, and the job ends, at once. */
  private async finish(tx: Transaction, last: number): Promise<void> {
    const placed = [...this.positions].map(([one, position]) => ({ one, position }));
    const positions = placed.map(({ position }) => position);
    const claims = await readKeptClaims(tx, positions);
    const warnings = (await logWarnings(tx, placed, claims)).flat();
    if (!(await finishJob(tx, this.ended(warnings)))) throw new JobOverError();
    await this.rooms.vocabulary.store(tx, this.job.owner, this.read.vocabulary);
    if (this.job.rollback) await releaseHold(tx, this.job.id, last);
  }

  private ended(warnings: readonly Problem[]): CaptureJob {
    return finishedJob(this.job, {
      read: this.read,
      conflicts: this.problems,
      warnings,
      now: this.rooms.clock.now(),
      ...(this.keepsGood ? { keepsGood: true } : {}),
    });
  }
}
