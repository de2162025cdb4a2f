import type { JobService } from '../capture/job.service.ts';
import { CaptureJob } from './capture-job.types.ts';
import { make } from './make.ts';

/** A capture job as the room keeps it. */
export type JobView = NonNullable<Awaited<ReturnType<JobService['byId']>>>;

/** A job as a type of the contract. */
export const presentJob = (job: JobView, id: string): CaptureJob =>
  make(CaptureJob, {
    id,
    createdAt: job.createdAt,
    finishedAt: job.finishedAt,
    running: job.finishedAt === null,
    success: job.success,
    behaviour: job.rollback ? 'ROLLBACK' : 'PROCEED',
    eventsReceived: job.received,
    eventsStored: job.stored,
    job,
  });
