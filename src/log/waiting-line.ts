import type { Lane, Submission } from './submission.ts';

/** How much is taken together, at most. */
export interface LineSize {
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
  /** Room of those who are still being read, by whom it is kept for. */
  private readonly rooms = new Map<object, LineSize>();
  private keptEvents = 0;
  private keptBytes = 0;

  get isEmpty(): boolean {
    return this.small.length === 0 && this.bulk.length === 0;
  }

  /**
   * True when so much more may wait beside all that waits, and all that room is kept for; always for whoever is alone. Bulk chunks were
   * accepted long ago: what is only being read does not keep them out.
   */
  hasRoomFor({ events, bytes }: LineSize, max: LineSize, lane: Lane = 'SMALL'): boolean {
    const isSmall = lane === 'SMALL';
    if (this.isEmpty && !(isSmall && this.rooms.size > 0)) return true;
    return (
      this.waiting + (isSmall ? this.keptEvents : 0) + events <= max.events &&
      this.waitingBytes + (isSmall ? this.keptBytes : 0) + bytes <= max.bytes
    );
  }

  /** Keeps so much room for somebody, instead of what was kept. */
  keepRoom(whom: object, size: LineSize): void {
    this.freeRoom(whom);
    this.rooms.set(whom, size);
    this.keptEvents += size.events;
    this.keptBytes += size.bytes;
  }

  /** What was kept for somebody, if anything was, is free again. */
  freeRoom(whom: object): void {
    const size = this.rooms.get(whom);
    if (size === undefined) return;
    this.rooms.delete(whom);
    this.keptEvents -= size.events;
    this.keptBytes -= size.bytes;
  }

  add(submission: Submission): void {
    (submission.options.lane === 'BULK' ? this.bulk : this.small).push(submission);
    this.waiting += submission.entries.length;
    this.waitingBytes += submission.bytes;
  }

  /** The next batch, no larger than `max`, but always one whole submission; empty when nobody waits. */
  take(max: LineSize): readonly Submission[] {
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
