import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Database } from '../platform/database.ts';
import { noteUse } from './api-key.store.ts';

/** A use is written this often at most: a write for each request would cost more than the request. */
const flushEveryMs = 30_000;

/** Writes down when keys were last used, some time later and all at once. */
@Injectable()
export class KeyUseJob implements OnModuleInit, OnModuleDestroy {
  private uses = new Map<number, Date>();
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly database: Database) {}

  /** Remembers one use. */
  note(key: number, at: Date): void {
    this.uses.set(key, at);
  }

  /** Writes what was noted since the last time. What cannot be written is kept for the next. */
  async flush(): Promise<void> {
    if (this.uses.size === 0) return;
    const uses = this.uses;
    this.uses = new Map();
    try {
      await this.database.transaction(null, (tx) => noteUse(tx, uses));
    } catch {
      // A database that is away must not take the requests down; they will tell of it themselves.
      this.uses = new Map([...uses, ...this.uses]);
    }
  }

  onModuleInit(): void {
    this.timer = setInterval(() => void this.flush(), flushEveryMs);
    this.timer.unref();
  }

  async onModuleDestroy(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    await this.flush();
  }
}
