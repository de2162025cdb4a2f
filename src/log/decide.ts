import type { EntryGroup, NewEntry } from './entry.ts';
import { contentOf, identityOf } from './entry.ts';

/** What the database knows of one identity of the batch. */
export interface Known {
  /** Null while it is only promised to a running rollback job. */
  readonly position: number | null;
  readonly recordTime: string | null;
  /** As `contentOf`, or its SHA-256 in hex for a promise. */
  readonly content: string;
  /** Hex; of a record in the log. */
  readonly leaf: string | null;
  /** The job that the key is promised to. */
  readonly job: number | null;
}

/** It is in the log, or will be; `CREATED` also when an earlier attempt of this very entry was committed. */
export interface Settled {
  readonly status: 'CREATED' | 'EXISTING';
  readonly position: number;
  readonly recordTime: string | null;
}

/** A decision about one entry; positions are final, a null `recordTime` is the batch's. */
export type Verdict =
  | Settled
  | {
      readonly status: 'CONFLICT';
      readonly entry: NewEntry;
      readonly existing: number | null;
      /** The entry of this batch that it contradicts, if it is none of the log. */
      readonly other: NewEntry | null;
    }
  | { readonly status: 'ROLLED_BACK' };

/** What to append, and the answer for every entry. */
export interface Decision {
  readonly verdicts: readonly (readonly Verdict[])[];
  readonly created: readonly NewEntry[];
  /** For each group, whether it appends anything. */
  readonly appends: readonly boolean[];
}

/** Answers what is known of an entry: records of the log and promises to jobs. */
export type KnownBy = (identity: string) => readonly Known[];

/** Digest of `contentOf`, for promises: hex. */
export type ContentDigest = (content: string) => string;

interface Placed {
  readonly entry: NewEntry;
  readonly content: string;
  readonly position: number;
}

/**
 * Decides a batch, group after group, as if each had come alone: repeats inside the batch are repeats, and of a group that is
 * rolled back nothing stays that a later group could repeat or contradict.
 */
export const decideGroups = (
  groups: readonly EntryGroup[],
  known: { readonly by: KnownBy; readonly digest: ContentDigest },
  next: number,
): Decision => {
  const placed = new Map<string, Placed>();
  const created: NewEntry[] = [];
  const appends: boolean[] = [];
  const verdicts = groups.map((group) => {
    const own = new Map<string, Placed>();
    const start = next + created.length;
    const judged = group.entries.map((entry): Verdict => {
      const identity = identityOf(entry);
      const earlier = own.get(identity) ?? placed.get(identity);
      const content = contentOf(entry.hash, entry.event);
      if (earlier !== undefined) return against(entry, content, earlier);
      const verdict = againstKnown(entry, content, { known, identity, job: group.job });
      if (verdict !== null) return verdict;
      const position = start + own.size;
      own.set(identity, { entry, content, position });
      return { status: 'CREATED', position, recordTime: null };
    });
    if (group.rollback && judged.some(({ status }) => status === 'CONFLICT')) {
      appends.push(false);
      return judged.map((verdict) => undone(verdict, start));
    }
    appends.push(own.size > 0);
    for (const [identity, entry] of own) {
      placed.set(identity, entry);
      created.push(entry.entry);
    }
    return judged;
  });
  return { verdicts, created, appends };
};

const against = (entry: NewEntry, content: string, earlier: Placed): Verdict =>
  earlier.content === content
    ? { status: 'EXISTING', position: earlier.position, recordTime: null }
    : { status: 'CONFLICT', entry, existing: earlier.position, other: earlier.entry };

/** Null: new. A promise to another job with the same content is no obstacle: whoever comes first appends it. */
const againstKnown = (
  entry: NewEntry,
  content: string,
  at: {
    readonly known: { readonly by: KnownBy; readonly digest: ContentDigest };
    readonly identity: string;
    readonly job: number | null;
  },
): Verdict | null => {
  const all = at.known.by(at.identity);
  const record = all.find(({ position }) => position !== null);
  if (record !== undefined && record.position !== null) {
    const { position, recordTime } = record;
    if (record.content !== content) {
      return { status: 'CONFLICT', entry, existing: position, other: null };
    }
    // Its own leaf: an earlier attempt was committed, only the answer to it was lost.
    const ours = record.leaf === Buffer.from(entry.leaf).toString('hex');
    return { status: ours ? 'CREATED' : 'EXISTING', position, recordTime };
  }
  const promised = all.filter(({ job }) => job !== at.job);
  if (promised.length === 0) return null;
  const digest = at.known.digest(content);
  return promised.some((promise) => promise.content !== digest)
    ? { status: 'CONFLICT', entry, existing: null, other: null }
    : null;
};

/** What a verdict becomes when its group is rolled back: records from before stay what they are. */
const undone = (verdict: Verdict, start: number): Verdict => {
  if (verdict.status === 'CONFLICT') {
    const inGroup = verdict.existing !== null && verdict.existing >= start;
    return inGroup ? { ...verdict, existing: null } : verdict;
  }
  if (verdict.status === 'ROLLED_BACK') return verdict;
  return verdict.position >= start ? { status: 'ROLLED_BACK' } : verdict;
};
