import { Injectable } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { Clock } from '../platform/clock.ts';
import { Database } from '../platform/database.ts';
import { readWatermark } from './log-reader.store.ts';
import { readRecording, readSettled, type Settled } from './settled.store.ts';

/** How long what is under way is waited for: the commit of a batch takes a few, in milliseconds. */
const WAIT_MS = 250;
/** Between two looks whether it is over, in milliseconds. */
const LOOK_MS = 2;
/** Record time that names the empty log. */
const EMPTY_LOG = '0001-01-01T00:00:00.000Z';

/** Tells what is recorded by now from what will be, so that a question asked now can be asked again. */
@Injectable()
export class SettledService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Everything recorded by now, as a record time that means the same for ever: nothing that is recorded later, or being recorded, is as old.
   *
   * First the time is read, then the locks: whoever locks `log.head` after that reads the clock after that too, so its record time is later
   * than `now`, and later than that of the watermark, since they rise. Of whoever had it then, the end is waited for: what it recorded
   * up to the moment is committed, and stands in the prefix. The same holds for names. If that takes too long, the moment is the record
   * time of the watermark, which needs no waiting: what is appended after it is younger; but names since then are left out.
   */
  async settled(): Promise<Settled> {
    const { recordTime } = await this.database.read(null, readWatermark);
    const shown = recordTime ?? EMPTY_LOG;
    const now = new Date(this.clock.now().getTime() - 1).toISOString();
    const isOver = await this.outwaits();
    const upto = isOver && now > shown ? now : shown;
    return this.database.read(null, (tx) => readSettled(tx, upto));
  }

  /** Waits for what is being recorded; false: it goes on. Each look is a transaction of its own, so that the next one sees what it saw end. */
  private async outwaits(): Promise<boolean> {
    const endMs = performance.now() + WAIT_MS;
    let waited = await this.database.read(null, readRecording);
    while (waited.length > 0) {
      if (performance.now() > endMs) return false;
      await delay(LOOK_MS);
      const still = new Set(await this.database.read(null, readRecording));
      waited = waited.filter((name) => still.has(name));
    }
    return true;
  }
}
