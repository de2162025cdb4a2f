import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Database } from '../platform/database.ts';
import type { Transaction } from '../platform/transaction.ts';
import type { Appended, EntryGroup, NewEntry } from './entry.ts';
import { type Batch, LogStore } from './log.store.ts';
import { PROJECTORS, type Projector } from './projector.ts';
import type { Lane, Submission, SubmitOptions } from './submission.ts';
import { retrying } from './retry.ts';
import { UnavailableError } from './unavailable.ts';
import { type LineSize, WaitingLine } from './waiting-line.ts';

/** Events in one batch: keeps the head lock short and the documents of one statement small. */
export const BATCH_EVENTS_MAX = 256;
/** Bytes in one batch, unless one caller alone has more: the statement that carries them is built in memory. */
const BATCH_BYTES_MAX = 16_000_000;
/** Events of one caller that are appended together; more is a job. */
export const SUBMISSION_EVENTS_MAX = 1_000;
/**
 * What may wait here, or be read for it; beyond, callers are told to come again. Events of some hundred bytes reach the count first, large
 * ones would fill the memory.
 */
const waitingMax = { events: 4_096, bytes: 64_000_000 };
const batchMax = { events: BATCH_EVENTS_MAX, bytes: BATCH_BYTES_MAX };

/** Room in the line that is kept for somebody until it is freed. */
export interface KeptRoom {
  /**
   * Keeps as much as is known to be needed now.
   * @throws UnavailableError when there is not so much: nothing is kept then.
   */
  readonly resize: (size: LineSize) => void;
  /** Before submitting, in the same turn, or when nothing will be; more than once does no harm. */
  readonly free: () => void;
}

/**
 * Group commit: captures that arrive while a batch is being committed share the next one, so that one transaction at a time
 * carries up to 256 events and nobody waits for a timer. Across instances the head lock of the log store orders the batches.
 */
@Injectable()
export class SequencerService implements OnApplicationShutdown {
  private readonly line = new WaitingLine();
  private readonly listeners = new Set<() => void>();
  private running: Promise<void> | null = null;
  private draining = false;

  constructor(
    private readonly database: Database,
    private readonly store: LogStore,
    @Inject(PROJECTORS) private readonly projectors: readonly Projector[],
  ) {}

  /**
   * Keeps room for what is still to be read and prepared, so that what cannot be taken is told so before most of that work.
   * @throws UnavailableError as `submit` does.
   */
  keepRoom(size: LineSize): KeptRoom {
    const whom = {};
    const resize = (newSize: LineSize): void => {
      this.line.freeRoom(whom);
      this.requireRoom(newSize);
      this.line.keepRoom(whom, newSize);
    };
    resize(size);
    return { resize, free: () => this.line.freeRoom(whom) };
  }

  /**
   * Appends a caller's entries in one batch, with the read models, and answers when they are durable.
   * @throws UnavailableError when too much waits already, while stopping, or when the database stays away: the same entries, or
   * the same events prepared anew, may be submitted again.
   */
  submit(entries: readonly NewEntry[], options: SubmitOptions = {}): Promise<readonly Appended[]> {
    if (entries.length > SUBMISSION_EVENTS_MAX) {
      throw new RangeError(
        `${entries.length} events in one submission: at most ${SUBMISSION_EVENTS_MAX}`,
      );
    }
    const bytes = bytesOf(entries);
    this.requireRoom({ events: entries.length, bytes }, options.lane);
    return new Promise((resolve, reject) => {
      this.line.add({ entries, bytes, options, resolve, reject });
      this.running ??= this.run();
    });
  }

  /**
   * Writes entries of a rollback job as an append would and takes that back, under the caller's head lock: what the database or a
   * read model cannot take is thrown before anything of the job is in the log, which never gives anything back.
   */
  async rehearse(tx: Transaction, entries: readonly NewEntry[], job: number): Promise<void> {
    await tx.query('savepoint rehearsal');
    try {
      await this.appendAndProject(tx, [{ entries, rollback: false, job }]);
    } finally {
      await tx.query('rollback to savepoint rehearsal');
    }
  }

  /** Calls `listener` after the commit of each batch of this instance; it must not throw. */
  onCommitted(listener: () => void): void {
    this.listeners.add(listener);
  }

  /** Takes nothing new and waits until everything accepted is committed. */
  async drain(): Promise<void> {
    this.draining = true;
    await this.running;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.drain();
  }

  private requireRoom(size: LineSize, lane?: Lane): void {
    if (this.draining) throw new UnavailableError('The service is stopping.', 5);
    if (!this.line.hasRoomFor(size, waitingMax, lane))
      throw new UnavailableError('More events are waiting than can be taken now.', 1);
  }

  private async run(): Promise<void> {
    await nextTurn(); // callers of the same turn share the first batch
    while (!this.line.isEmpty) await this.commit(this.line.take(batchMax));
    this.running = null;
  }

  /** Commits a batch; if that fails for what is in it, its halves apart, until whoever is at fault stands alone. */
  private async commit(submissions: readonly Submission[]): Promise<void> {
    try {
      const batch = await this.persist(submissions);
      for (const listener of this.listeners) listener();
      for (const [index, { resolve }] of submissions.entries()) resolve(batch.results[index] ?? []);
    } catch (error) {
      if (submissions.length === 1 || error instanceof UnavailableError) {
        for (const { reject } of submissions) reject(error);
        return;
      }
      const half = Math.ceil(submissions.length / 2);
      await this.commit(submissions.slice(0, half));
      await this.commit(submissions.slice(half));
    }
  }

  /**
   * Tries until the database answers. A batch that was committed although its answer was lost is recognised by its own leaves
   * when it is tried again, under the head lock that the lost transaction no longer holds.
   */
  private persist(submissions: readonly Submission[]): Promise<Batch> {
    return retrying(() => this.database.transaction(null, (tx) => this.write(tx, submissions)));
  }

  private async write(tx: Transaction, submissions: readonly Submission[]): Promise<Batch> {
    const groups = submissions.map(({ entries, options }): EntryGroup => ({
      entries,
      rollback: options.rollback ?? false,
      job: options.job ?? null,
    }));
    const batch = await this.appendAndProject(tx, groups);
    for (const [index, { options }] of submissions.entries()) {
      await options.alongside?.(tx, { appended: batch.results[index] ?? [], last: batch.last });
    }
    return batch;
  }

  private async appendAndProject(tx: Transaction, groups: readonly EntryGroup[]): Promise<Batch> {
    const batch = await this.store.appendGroups(tx, groups);
    if (batch.records.length > 0) {
      for (const projector of this.projectors) await projector.apply(tx, batch.records);
    }
    return batch;
  }
}

const bytesOf = (entries: readonly NewEntry[]): number =>
  entries.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
