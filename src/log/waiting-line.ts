import type { Submission } from './submission.ts';

/**
 * Submissions that wait for the next batch. Small captures are taken first, as many as fit; a bulk chunk that did not fit goes
 * first in the next batch, so that neither lane can starve the other and a small capture waits for one chunk at most.
 */
export class WaitingLine {
  private readonly small: Submission[] = [];
  private readonly bulk: Submission[] = [];
  private bulkIsDue = false;
  private waiting = 0;

  /** How many events wait. */
  get events(): number {
    return this.waiting;
  }

  get isEmpty(): boolean {
    return this.small.length === 0 && this.bulk.length === 0;
  }

  add(submission: Submission): void {
    (submission.options.lane === 'BULK' ? this.bulk : this.small).push(submission);
    this.waiting += submission.entries.length;
  }

  /** The next batch: at most `eventsMax` events, but always one whole submission; empty when nobody waits. */
  take(eventsMax: number): readonly Submission[] {
    const taken: Submission[] = [];
    let room = eventsMax;
    const takeFrom = (lane: Submission[], countMax: number): void => {
      for (let count = 0; count < countMax; count++) {
        const next = lane[0];
        if (next === undefined) return;
        if (taken.length > 0 && next.entries.length > room) return;
        lane.shift();
        taken.push(next);
        room -= next.entries.length;
      }
    };
    if (this.bulkIsDue) takeFrom(this.bulk, 1);
    takeFrom(this.small, Infinity);
    const before = taken.length;
    if (!this.bulkIsDue) takeFrom(this.bulk, 1);
    const bulkWasTaken = this.bulkIsDue || taken.length > before;
    this.bulkIsDue = !bulkWasTaken && this.bulk.length > 0;
    this.waiting -= taken.reduce((sum, { entries }) => sum + entries.length, 0);
    return taken;
  }
}
