import { Injectable } from '@nestjs/common';
import { Database } from './database.ts';

/** A database that does not answer for this long is away, in milliseconds. */
const PING_MS_MAX = 2_000;

/** Whether to send requests here, and if not, why. */
export interface Readiness {
  readonly status: 'ready' | 'starting' | 'stopping' | 'no database';
}

/** Tells load balancers whether this instance takes requests. */
@Injectable()
export class ReadinessService {
  private phase: 'starting' | 'running' | 'stopping' = 'starting';

  private readonly stop = new AbortController();

  constructor(private readonly database: Database) {}

  /** Aborted at the first step of a stop: answers that would go on for ever end now. */
  get stopping(): AbortSignal {
    return this.stop.signal;
  }

  /** Everything is up. */
  open(): void {
    if (this.phase === 'starting') this.phase = 'running';
  }

  /** The first step of a stop: new requests go elsewhere from here on. */
  close(): void {
    this.phase = 'stopping';
    this.stop.abort();
  }

  get isStopping(): boolean {
    return this.phase === 'stopping';
  }

  async check(): Promise<Readiness> {
    if (this.phase !== 'running') return { status: this.phase };
    return { status: (await this.databaseAnswers()) ? 'ready' : 'no database' };
  }

  private async databaseAnswers(): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<false>((done) => {
      timer = setTimeout(() => done(false), PING_MS_MAX);
    });
    const ping = this.database.dataSource.query('select 1').then(
      () => true,
      () => false,
    );
    const answers = await Promise.race([ping, late]);
    clearTimeout(timer);
    return answers;
  }
}
