import type { Problem } from '../core/result.ts';
import { listed, type ReadDocument } from './document.ts';
import type { CaptureJob } from './job.ts';
import { rolledBack } from './outcome.ts';

/** How a run of a job ended. */
export interface JobEnd {
  readonly read: ReadDocument;
  /** Problems found while storing, beside those of the document itself. */
  readonly conflicts: readonly Problem[];
  /** Warnings that the log gives (log-warnings.ts), beside those of the document itself. */
  readonly warnings: readonly Problem[];
  readonly now: Date;
  /** True: good events are kept whatever happened to the others. Default: unless the job is to be rolled back. */
  readonly keepsGood?: boolean;
}

/** A job as it is when it has ended: with rollback everything or nothing is stored, else all but the bad events. */
export const finishedJob = (
  job: CaptureJob,
  { read, conflicts, warnings, now, keepsGood = !job.rollback }: JobEnd,
): CaptureJob => {
  const problems = [...read.problems, ...conflicts];
  const undone = !keepsGood && problems.length > 0;
  return {
    ...job,
    finishedAt: now.toISOString(),
    success: problems.length === 0,
    stored: undone ? 0 : read.good.length - conflicts.length,
    problems: listed(undone ? [...problems, rolledBack('')] : problems),
    warnings: listed([...read.warnings, ...warnings]),
  };
};
