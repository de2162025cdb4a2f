import type { Submission } from './submission.ts';

/** What one batch holds at most. */
export interface BatchSize {
  readonly events: number;
  /** UTF-8 bytes of canonical text. */
  readonly bytes: number;
}

/**
 * Submissions that wait for the next batch. Small captures are taken first, as many as fit; a bulk chunk that did not fit goes
 * first in the next batch, so that neither lane can starve the other and a small capture waits for one chunk at most.
 */
export class WaitingLine {
  private readonly small: Submission[] = [];
  private readonly bulk: Submission[] = [];
  private bulkIsDue = false;
  private waiting = 0;
  private waitingBytes = 0;

  /** How many events wait. */
  get events(): number {
    return this.waiting;
  }

  /** How many bytes of canonical text wait. */
  get bytes(): number {
    return this.waitingBytes;
  }

  get isEmpty(): boolean {
    return this.small.length === 0 && this.bulk.length === 0;
  }

  add(submission: Submission): void {
    (submission.options.lane === 'BULK' ? this.bulk : this.small).push(submission);
    this.waiting += submission.entries.length;
    this.waitingBytes += submission.bytes;
  }

  /** The next batch, no larger than `max`, but always one whole submission; empty when nobody waits. */
  take(max: BatchSize): readonly Submission[] {
    const taken: Submission[] = [];
    let { events, bytes } = max;
    const takeFrom = (lane: Submission[], countMax: number): void => {
      for (let count = 0; count < countMax; count++) {
        const next = lane[0];
        if (next === undefined) return;
        if (taken.length > 0 && (next.entries.length > events || next.bytes > bytes)) return;
        lane.shift();
        taken.push(next);
        events -= next.entries.length;
        bytes -= next.bytes;
      }
    };
    if (this.bulkIsDue) takeFrom(this.bulk, 1);
    takeFrom(this.small, Infinity);
    const before = taken.length;
    if (!this.bulkIsDue) takeFrom(this.bulk, 1);
    const bulkWasTaken = this.bulkIsDue || taken.length > before;
    this.bulkIsDue = !bulkWasTaken && this.bulk.length > 0;
    for (const one of taken) {
      this.waiting -= one.entries.length;
      this.waitingBytes -= one.bytes;
    }
    return taken;
  }
}
