import type { CaptureJob } from '../capture/job.ts';
import { problemLine, type ProblemLine, refusalBody, type ProblemBody } from './problems.ts';

/** A capture job as EPCIS 2.0 gives it, with our counts and warnings beside. */
export interface JobBody {
  readonly captureID: string;
  readonly createdAt: string;
  readonly finishedAt?: string;
  readonly running: boolean;
  readonly success: boolean;
  readonly captureErrorBehaviour: 'rollback' | 'proceed';
  /** One problem body for each bad event. */
  readonly errors: readonly ProblemBody[];
  readonly warnings: readonly ProblemLine[];
  readonly eventsReceived: number;
  readonly eventsStored: number;
}

/** The body of a job; `captureID` is its id for this viewer. */
export const jobBody = (captureID: string, job: CaptureJob, instance: string): JobBody => ({
  captureID,
  createdAt: job.createdAt,
  ...(job.finishedAt === null ? {} : { finishedAt: job.finishedAt }),
  running: job.finishedAt === null,
  success: job.success,
  captureErrorBehaviour: job.rollback ? 'rollback' : 'proceed',
  errors: job.problems.map((problem) => refusalBody([problem], instance)),
  warnings: job.warnings.map(problemLine),
  eventsReceived: job.received,
  eventsStored: job.stored,
});
