import type { Viewer } from '../access/viewer.ts';
import type { RecallSubject } from './recall-subject.ts';

/** Who has, is about to have, or has sold, some of an affected part. */
export interface ReachedHolder {
  /** Internal id; null: nobody here has the number that events name. */
  readonly party: { readonly organisation: number | null };
  /** Internal id of the part. */
  readonly item: number;
  readonly status: 'ON_HAND' | 'IN_TRANSIT' | 'SOLD';
}

/** What a case needs to know of a recall list. */
export interface ReachedList {
  /** False: more follows than can be looked through in one go, so the list is short. */
  readonly complete: boolean;
  readonly holders: readonly ReachedHolder[];
}

/** Finds out what a recall reaches; nothing is started and nobody is told. */
export abstract class RecallReach {
  /** The list as it is now, all of it; null: what is recalled is unknown or hidden. */
  abstract reach(viewer: Viewer, subject: RecallSubject): Promise<ReachedList | null>;
}
