import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { SequencerService } from '../log/sequencer.service.ts';
import { VocabularyService } from '../masterdata/vocabulary.service.ts';
import { Clock } from '../platform/clock.ts';
import { Database } from '../platform/database.ts';
import { BulkRun, LEASE_SECONDS } from './bulk-run.ts';
import { readDocument } from './document.ts';
import { abandonJob, isFault } from './faults.ts';
import type { CaptureJob } from './job.ts';
import { claimJob, type ClaimedJob, returnJob } from './job.store.ts';

/** How often to look for jobs that another instance left behind, in milliseconds. */
const POLL_MS = 1_000;
/** Jobs that one instance runs at a time. */
const JOBS_AT_ONCE = 2;
/** A job that failed for a fault of ours waits this much longer after each attempt, up to the maximum, in seconds. */
const FAULT_WAIT_SECONDS = 10;
const FAULT_WAIT_SECONDS_MAX = 300;
/** Begun so often and failed for a fault of ours again, a job is ended as failed. */
const ATTEMPTS_MAX = 5;

/**
 * Runs bulk jobs out of the table that made them durable, by a lease that each transaction renews. Not through the general job
 * queue: that one gives the job of a dead worker away only after hours, and a rollback job holds readers back until it ends.
 */
@Injectable()
export class CaptureRunnerJob implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(CaptureRunnerJob.name);
  private stopping = new AbortController();
  private awake = new AbortController();
  private loops: readonly Promise<void>[] = [];

  constructor(
    private readonly sequencer: SequencerService,
    private readonly vocabulary: VocabularyService,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.stop();
  }

  /** Begins to run jobs. */
  start(): void {
    if (this.loops.length > 0) return;
    this.stopping = new AbortController();
    this.loops = Array.from({ length: JOBS_AT_ONCE }, () => this.loop());
  }

  /** Looks for jobs now. */
  wake(): void {
    this.awake.abort();
    this.awake = new AbortController();
  }

  /** Ends after the transactions under way; unfinished jobs are taken up by whoever starts next. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.wake();
    await Promise.all(this.loops);
    this.loops = [];
  }

  private async loop(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      if (!(await this.runNext())) await this.pause();
    }
  }

  private async pause(): Promise<void> {
    const signal = AbortSignal.any([this.awake.signal, this.stopping.signal]);
    await delay(POLL_MS, undefined, { signal, ref: false }).catch(() => undefined);
  }

  /** Runs one job; false when there is none, or no database. */
  private async runNext(): Promise<boolean> {
    try {
      const claimed = await this.database.transaction(null, (tx) => claimJob(tx, LEASE_SECONDS));
      if (claimed === null) return false;
      await this.run(claimed);
      return true;
    } catch (error) {
      this.logger.warn(`no capture job could be taken: ${String(error)}`);
      return false;
    }
  }

  private async run({ job, document, attempts }: ClaimedJob): Promise<void> {
    try {
      const read = await readDocument(document, new Date(job.createdAt));
      if (!read.ok)
        throw new Error(`the document of capture job ${job.id} cannot be read any more`);
      const rooms = {
        sequencer: this.sequencer,
        vocabulary: this.vocabulary,
        database: this.database,
        clock: this.clock,
      };
      const run = new BulkRun(rooms, job, read.value, () => this.stopping.signal.aborted);
      if (!(await run.run())) await this.giveBack(job.id, 0);
    } catch (error) {
      const isOurs = isFault(error);
      if (isOurs && attempts + 1 >= ATTEMPTS_MAX) return this.abandon(job, error);
      if (isOurs) this.logger.error(`capture job ${job.id} failed and will be tried again`, error);
      const wait = Math.min(FAULT_WAIT_SECONDS * (attempts + 1), FAULT_WAIT_SECONDS_MAX);
      await this.giveBack(job.id, isOurs ? wait : 1);
    }
  }

  private async abandon(job: CaptureJob, error: unknown): Promise<void> {
    this.logger.error(`capture job ${job.id} failed ${ATTEMPTS_MAX} times and is ended`, error);
    try {
      await this.database.transaction(null, (tx) => abandonJob(tx, job, this.clock.now()));
    } catch (failure) {
      this.logger.warn(`capture job ${job.id} could not be ended: ${String(failure)}`);
    }
  }

  /** If that fails too, the lease ends by itself. */
  private async giveBack(id: number, afterSeconds: number): Promise<void> {
    try {
      await this.database.transaction(null, (tx) => returnJob(tx, id, afterSeconds));
    } catch (error) {
      this.logger.warn(`capture job ${id} keeps its lease until it ends: ${String(error)}`);
    }
  }
}
