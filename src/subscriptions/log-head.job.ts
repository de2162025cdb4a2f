import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { LogReaderService } from '../log/log-reader.service.ts';
import { SequencerService } from '../log/sequencer.service.ts';
import { Database } from '../platform/database.ts';
import { Notifications } from '../platform/notifications.ts';

/** Channel on which instances say that they have committed a batch. */
const CHANNEL = 'throughline_log';
/** How often to look although nobody called, while somebody waits, in milliseconds. */
const POLL_MS = 2_000;

/**
 * Knows up to where the log may be shown, for all who follow it: one look for all of them after each call of any instance, and one
 * every two seconds. A call is sent once a batch, after its commit: inside the transaction it would cost three quarters of what is
 * captured (NOTIFY takes a lock of the whole cluster until COMMIT).
 */
@Injectable()
export class LogHeadJob implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(LogHeadJob.name);
  private readonly notifications: Notifications;
  private readonly waiting = new Set<() => void>();
  private timer: NodeJS.Timeout | null = null;
  private known = -1;
  /** Something may have been committed since `known` was read. */
  private stale = true;
  private looking: Promise<void> | null = null;

  constructor(
    private readonly sequencer: SequencerService,
    private readonly log: LogReaderService,
    database: Database,
  ) {
    this.notifications = new Notifications(database, CHANNEL, () => this.look());
  }

  onApplicationBootstrap(): void {
    this.sequencer.onCommitted(() => this.notifications.call());
    this.notifications.start();
    this.timer = setInterval(() => this.look(), POLL_MS).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    await this.notifications.stop();
    await this.looking;
  }

  /**
   * Waits until the log may be shown beyond a position, until `signal` aborts or `waitMs` are over. Answers up to where it may be
   * shown, as far as is known: that is never more than readers will find, and never goes back.
   */
  async beyond(position: number, signal: AbortSignal, waitMs: number): Promise<number> {
    const until = performance.now() + waitMs;
    while (this.known <= position && !signal.aborted) {
      const left = until - performance.now();
      if (left <= 0) break;
      const moved = this.moved(signal, left);
      if (this.stale) this.look();
      await moved;
    }
    return this.known;
  }

  /** Waits until `known` was read anew, at most `waitMs`. */
  private moved(signal: AbortSignal, waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, waitMs);
      signal.addEventListener('abort', done);
      this.waiting.add(done);
    });
  }

  /** While nobody waits it is enough to know that there is something to look at. */
  private look(): void {
    this.stale = true;
    if (this.waiting.size > 0) this.looking ??= this.read();
  }

  private async read(): Promise<void> {
    try {
      while (this.stale) {
        this.stale = false;
        const { position } = await this.log.watermark();
        if (position <= this.known) continue;
        this.known = position;
        for (const done of this.waiting) done();
      }
    } catch (error) {
      this.stale = true;
      this.logger.warn(`the head of the log could not be read: ${String(error)}`);
    } finally {
      this.looking = null;
    }
  }
}
