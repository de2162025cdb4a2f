import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram } from 'prom-client';
import { Database } from '../platform/database.ts';
import { Metrics } from '../platform/metrics.ts';
import type { Transaction } from '../platform/transaction.ts';
import { type LogEnds, readLogEnds } from './log-metrics.store.ts';

/** Upper bounds of the buckets of a batch's new events. */
const BATCH_EVENTS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_000];
/** Upper bounds of the buckets of a batch's time, in seconds. */
const BATCH_SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
/** A scrape waits this long for the database; longer, and it goes without these figures. */
const READ_MS_MAX = 2_000;

/** What is known of the batch of a transaction. */
interface BatchFigures {
  readonly startedMs: number;
  events: number;
  isTold: boolean;
}

/** Figures of the log for Prometheus: where it ends, as the database knows, and what this instance appended. */
@Injectable()
export class LogMetrics {
  private readonly batches = new WeakMap<Transaction, BatchFigures>();
  private readonly appended: Counter;
  private readonly batchEvents: Histogram;
  private readonly batchSeconds: Histogram;
  private reading: Promise<LogEnds | null> | null = null;

  constructor(
    private readonly metrics: Metrics,
    private readonly database: Database,
  ) {
    const registers = [metrics.registry];
    this.appended = new Counter({
      name: 'throughline_log_events_appended_total',
      help: 'Events that this instance appended to the log',
      registers,
    });
    this.batchEvents = new Histogram({
      name: 'throughline_log_batch_events',
      help: 'New events of a committed batch; 0 when all were known',
      buckets: BATCH_EVENTS,
      registers,
    });
    this.batchSeconds = new Histogram({
      name: 'throughline_log_batch_seconds',
      help: 'Time of a batch, from the wait for the head of the log until it is durable',
      buckets: BATCH_SECONDS,
      registers,
    });
    const position = 'Last position of the log, of all instances; -1 while it is empty';
    this.showEnd('throughline_log_position', position, ({ last }) => last);
    const watermark = 'Last position that readers see; behind the log while a job is to be whole';
    this.showEnd('throughline_log_watermark', watermark, (ends) => ends.watermark);
  }

  /** A transaction begins to append a batch. */
  began(tx: Transaction): void {
    this.batches.set(tx, { startedMs: performance.now(), events: 0, isTold: false });
  }

  /** A caller's part of the batch holds so many new events. */
  holds(tx: Transaction, events: number): void {
    const batch = this.batches.get(tx);
    if (batch !== undefined) batch.events += events;
  }

  /** The transaction is durable; said by every caller of the batch and counted once. */
  committed(tx: Transaction): void {
    const batch = this.batches.get(tx);
    if (batch === undefined || batch.isTold) return;
    batch.isTold = true;
    this.appended.inc(batch.events);
    this.batchEvents.observe(batch.events);
    this.batchSeconds.observe((performance.now() - batch.startedMs) / 1_000);
  }

  private showEnd(name: string, help: string, pick: (ends: LogEnds) => number): void {
    const gauge = new Gauge({
      name,
      help,
      registers: [this.metrics.registry],
      collect: async () => {
        const ends = await this.ends();
        if (ends === null) gauge.remove();
        else gauge.set(pick(ends));
      },
    });
  }

  /** One read for all gauges of a scrape; null while the database does not answer. */
  private ends(): Promise<LogEnds | null> {
    this.reading ??= this.read().finally(() => (this.reading = null));
    return this.reading;
  }

  private async read(): Promise<LogEnds | null> {
    const late = new AbortController();
    try {
      return await Promise.race([
        this.database.read(null, readLogEnds),
        delay(READ_MS_MAX, null, { signal: late.signal, ref: false }),
      ]);
    } catch {
      // Readiness and the requests tell of a database that is away; the other figures are wanted then.
      return null;
    } finally {
      late.abort();
    }
  }
}
