import { setTimeout as sleep } from 'node:timers/promises';
import {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startPostgres,
} from './embedded-postgres.ts';
import { messageOf } from './error-code.ts';

/** One that ends more often than this within a minute is not helped by starting it again. */
const FALLS_MAX = 5;
const FALLS_WITHIN_MS = 60_000;
/** Pause before the second start in a row; doubled for each further one. */
const PAUSE_MS = 250;

/** Who wants to know when it went and came back. */
export interface KeepOptions extends EmbeddedPostgresOptions {
  /** It has ended by itself, for this reason, and is started again. */
  readonly onFall: (why: string) => void;
  /** It runs again, under the same address. */
  readonly onRise: () => void;
}

/** Holds the Postgres that runs now. */
class Keeper implements EmbeddedPostgres {
  readonly ended: Promise<string | null>;
  private readonly port: number;
  private readonly falls: number[] = [];
  private isStopping = false;

  constructor(
    private current: EmbeddedPostgres,
    private readonly options: KeepOptions,
  ) {
    this.port = Number(new URL(current.url).port);
    this.ended = this.keep();
  }

  get url(): string {
    return this.current.url;
  }

  get pid(): number {
    return this.current.pid;
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    await this.current.stop();
    await this.ended;
  }

  private async keep(): Promise<string | null> {
    for (;;) {
      const why = await this.current.ended;
      if (why === null || this.isStopping) return null;
      const falls = this.fallsLately();
      if (falls > FALLS_MAX) return `${why}, ${falls} times within a minute`;
      this.options.onFall(why);
      if (falls > 1) await sleep(PAUSE_MS * 2 ** (falls - 2));
      const failure = await this.startAgain();
      if (failure !== null) return `${why}, and ${failure}`;
    }
  }

  private fallsLately(): number {
    const now = performance.now();
    this.falls.push(now);
    return this.falls.filter((fall) => now - fall < FALLS_WITHIN_MS).length;
  }

  /** On the same folder and port, so that whoever knows the address finds it there; answers why it could not. */
  private async startAgain(): Promise<string | null> {
    if (this.isStopping) return null;
    try {
      this.current = await startPostgres({ ...this.options, port: this.port });
    } catch (error) {
      return messageOf(error);
    }
    if (this.isStopping) await this.current.stop();
    else this.options.onRise();
    return null;
  }
}

/**
 * Starts a Postgres of one's own and starts it again whenever it ends by itself: what was acknowledged is in its folder. `ended`
 * resolves with a reason only when that does not help.
 * @throws PostgresError as `startPostgres`.
 */
export async function keepPostgres(options: KeepOptions): Promise<EmbeddedPostgres> {
  return new Keeper(await startPostgres(options), options);
}
