import { Injectable } from '@nestjs/common';
import type { Viewer } from '../access/viewer.ts';
import { Database } from '../platform/database.ts';
import type { CaptureJob } from './job.ts';
import { drawJobIds, findJob } from './job.store.ts';

/** Ids drawn at once, so that a small capture costs no round trip for its job. */
const IDS_AT_ONCE = 64;

/** Capture jobs of the viewer. */
@Injectable()
export class JobService {
  private ids: number[] = [];

  constructor(private readonly database: Database) {}

  /** The viewer's own job; null for any other id. */
  byId(viewer: Viewer, id: number): Promise<CaptureJob | null> {
    const owner = viewer.organisation;
    if (owner === null || !Number.isSafeInteger(id)) return Promise.resolve(null);
    return this.database.read(viewer, (tx) => findJob(tx, owner, id));
  }

  /** An id for a job that is yet to be stored. */
  async drawId(): Promise<number> {
    const id = this.ids.pop();
    if (id !== undefined) return id;
    const drawn = await this.database.transaction(null, (tx) => drawJobIds(tx, IDS_AT_ONCE));
    const [first, ...others] = drawn;
    if (first === undefined) throw new Error('no job id was drawn');
    this.ids.push(...others.toReversed());
    return first;
  }
}
