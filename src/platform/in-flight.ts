import { setTimeout as sleep } from 'node:timers/promises';

const PAUSE_MS = 20;

/** Counts the requests that are being answered, so that a stop can wait for them. */
export class InFlight {
  private count = 0;

  begin(): void {
    this.count += 1;
  }

  end(): void {
    this.count -= 1;
  }

  /** Waits until none is left, at most `timeoutMs`; answers how many are left. */
  async drained(timeoutMs: number): Promise<number> {
    const until = performance.now() + timeoutMs;
    while (this.count > 0 && performance.now() < until) await sleep(PAUSE_MS);
    return this.count;
  }
}
