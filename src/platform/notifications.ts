import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Database } from './database.ts';

type Connection = ReturnType<Database['dedicated']>;

/** How long to wait before the connection is opened again, in milliseconds. */
const RECONNECT_MS = 1_000;
/** A connection that does not end in this time is left to itself, in milliseconds. */
const END_MS_MAX = 1_000;

/**
 * Calls between the instances of one deployment: NOTIFY and LISTEN of Postgres, on one connection outside of the pool. A call says
 * only that there is something to look at, and may be lost while the connection is away: whoever waits for one looks from time to
 * time by himself, and after each `onCall`, which is also called when the connection is there again.
 */
export class Notifications {
  private readonly logger = new Logger(Notifications.name);
  private readonly stopping = new AbortController();
  private connection: Connection | null = null;
  private loop: Promise<void> | null = null;
  /** A call that is under way, and whether another one came meanwhile. */
  private calling: Promise<void> | null = null;
  private again = false;

  constructor(
    private readonly database: Database,
    /** A lower-case word. */
    private readonly channel: string,
    private readonly onCall: () => void,
  ) {}

  /** Begins to listen, and goes on until `stop`, whatever happens to the connection. */
  start(): void {
    this.loop ??= this.listenOn();
  }

  /** Closes the connection. */
  async stop(): Promise<void> {
    this.stopping.abort();
    const ended = Promise.all([this.connection?.end().catch(() => undefined), this.loop]);
    await Promise.race([ended, delay(END_MS_MAX, undefined, { ref: false })]);
  }

  /** Calls all instances, this one too. Calls that come while one is under way become one. */
  call(): void {
    this.again = true;
    this.calling ??= this.callOut();
  }

  private async callOut(): Promise<void> {
    try {
      while (this.again && this.connection !== null) {
        this.again = false;
        await this.connection.query(`notify ${this.channel}`);
      }
    } catch {
      // The connection is gone: those who wait look by themselves.
    } finally {
      this.calling = null;
    }
  }

  private async listenOn(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        await this.listen();
      } catch (error) {
        if (!this.stopping.signal.aborted) this.logger.warn(`no calls are heard: ${String(error)}`);
      }
      this.connection = null;
      await delay(RECONNECT_MS, undefined, { signal: this.stopping.signal, ref: false }).catch(
        () => undefined,
      );
    }
  }

  /** Listens until the connection ends. */
  private async listen(): Promise<void> {
    const connection = this.database.dedicated();
    const ended = new Promise<void>((done) => connection.once('end', () => done()));
    // It tells more than once that it is gone, and an error that nobody listens to ends the process.
    connection.on('error', () => undefined);
    connection.on('notification', () => this.onCall());
    try {
      await connection.connect();
      await connection.query(`listen ${this.channel}`);
      if (this.stopping.signal.aborted) return;
      this.connection = connection;
      this.onCall();
      await ended;
    } finally {
      await connection.end().catch(() => undefined);
    }
  }
}
