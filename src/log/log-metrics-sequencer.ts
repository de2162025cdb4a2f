import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.ts';
import { Database } from '../platform/database.ts';
import type { Transaction } from '../platform/transaction.ts';
import type { Appended, EntryGroup, NewEntry } from './entry.ts';
import { LogMetrics } from './log-metrics.ts';
import { type Batch, LogStore } from './log.store.ts';
import { PROJECTORS, type Projector } from './projector.ts';
import { SequencerService } from './sequencer.service.ts';
import type { SubmitOptions } from './submission.ts';

/** The log's writer, whose batches are timed. */
@Injectable()
export class MeasuredLogStore extends LogStore {
  constructor(
    clock: Clock,
    private readonly metrics: LogMetrics,
  ) {
    super(clock);
  }

  override appendGroups(tx: Transaction, groups: readonly EntryGroup[]): Promise<Batch> {
    this.metrics.began(tx);
    return super.appendGroups(tx, groups);
  }
}

/** The sequencer, whose batches are counted once they are durable: not what was rehearsed, undone or tried again. */
@Injectable()
export class MeasuredSequencerService extends SequencerService {
  constructor(
    database: Database,
    store: LogStore,
    @Inject(PROJECTORS) projectors: readonly Projector[],
    private readonly metrics: LogMetrics,
  ) {
    super(database, store, projectors);
  }

  override submit(
    entries: readonly NewEntry[],
    options: SubmitOptions = {},
  ): Promise<readonly Appended[]> {
    let last: Transaction | null = null;
    const alongside: SubmitOptions['alongside'] = async (tx, outcome) => {
      await options.alongside?.(tx, outcome);
      this.metrics.holds(tx, outcome.appended.filter(isNew).length);
      last = tx;
    };
    const appending = super.submit(entries, { ...options, alongside });
    return appending.then((appended) => {
      if (last !== null) this.metrics.committed(last);
      return appended;
    });
  }
}

const isNew = ({ status }: Appended): boolean => status === 'CREATED';
