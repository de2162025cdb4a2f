import type { Problem } from '../core/result.ts';
import type { Transaction } from '../platform/transaction.ts';
import type { CaptureJob } from './job.ts';

/** A running job with its document. */
export interface ClaimedJob {
  readonly job: CaptureJob;
  readonly document: string;
  /** How often it was begun before. */
  readonly attempts: number;
}

interface Row {
  readonly id: string;
  readonly owner: string;
  readonly recorder: string;
  readonly rollback: boolean;
  readonly created_at: string;
  readonly finished_at: string | null;
  readonly success: boolean;
  readonly received: number;
  readonly stored: number;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  readonly document: string | null;
  readonly attempts: number;
}

const instant = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as ${column}`;

const columns = `id, owner, recorder, rollback, ${instant('created_at')}, ${instant('finished_at')}, success, received, stored,
  problems, warnings, attempts`;

const jobOf = (row: Row): CaptureJob => ({
  id: Number(row.id),
  owner: Number(row.owner),
  recorder: Number(row.recorder),
  rollback: row.rollback,
  createdAt: row.created_at,
  finishedAt: row.finished_at,
  success: row.success,
  received: row.received,
  stored: row.stored,
  problems: row.problems,
  warnings: row.warnings,
});

/** Draws ids before the jobs exist, so that inserting one twice (a COMMIT whose answer was lost) is inserting it once. */
export const drawJobIds = async (tx: Transaction, count: number): Promise<readonly number[]> => {
  const rows = await tx.query<{ id: string }>(
    `select nextval(pg_get_serial_sequence('capture.job', 'id')) as id from generate_series(1, $1::int)`,
    [count],
  );
  return rows.map(({ id }) => Number(id));
};

/** Stores a job; with its document when it is still to be run. Repeating it changes nothing. */
export const insertJob = async (
  tx: Transaction,
  job: CaptureJob,
  document: string | null,
): Promise<void> => {
  await tx.query(
    `insert into capture.job (id, owner, recorder, rollback, created_at, finished_at, success, received, stored, problems,
       warnings, document)
     overriding system value values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
     on conflict (id) do nothing`,
    [
      job.id,
      job.owner,
      job.recorder,
      job.rollback,
      job.createdAt,
      job.finishedAt,
      job.success,
      job.received,
      job.stored,
      JSON.stringify(job.problems),
      JSON.stringify(job.warnings),
      document,
    ],
  );
};

/** A job of an owner; null when there is none of his by this id. */
export const findJob = async (
  tx: Transaction,
  owner: number,
  id: number,
): Promise<CaptureJob | null> => {
  const rows = await tx.query<Row>(
    `select ${columns}, null as document from capture.job where id = $1 and owner = $2`,
    [id, owner],
  );
  return rows[0] === undefined ? null : jobOf(rows[0]);
};

/** Takes the oldest job that nobody runs, for `leaseSeconds`; a runner that died loses it when its lease ends. */
export const claimJob = async (
  tx: Transaction,
  leaseSeconds: number,
): Promise<ClaimedJob | null> => {
  const rows = await tx.query<Row>(
    `update capture.job set lease_until = now() + make_interval(secs => $1), attempts = attempts + 1
     where id = (
       select id from capture.job
       where finished_at is null and (lease_until is null or lease_until < now())
       order by id limit 1 for update skip locked)
     returning ${columns}, document`,
    [leaseSeconds],
  );
  const row = rows[0];
  if (row === undefined) return null;
  return { job: jobOf(row), document: row.document ?? '', attempts: row.attempts - 1 };
};

/** How far a running job has come; keeps it for its runner. False: it has ended. */
export const saveProgress = async (
  tx: Transaction,
  job: Pick<CaptureJob, 'id' | 'stored' | 'success'>,
  leaseSeconds: number,
): Promise<boolean> => {
  const rows = await tx.query(
    `update capture.job set stored = $2, success = $3, lease_until = now() + make_interval(secs => $4)
     where id = $1 and finished_at is null returning id`,
    [job.id, job.stored, job.success, leaseSeconds],
  );
  return rows.length > 0;
};

/** Gives a job back, to be taken again after some seconds. */
export const returnJob = async (
  tx: Transaction,
  id: number,
  afterSeconds: number,
): Promise<void> => {
  await tx.query(
    `update capture.job set lease_until = now() + make_interval(secs => $2) where id = $1 and finished_at is null`,
    [id, afterSeconds],
  );
};

/** Ends a job and forgets its document. Repeating it changes nothing and answers false. */
export const finishJob = async (tx: Transaction, job: CaptureJob): Promise<boolean> => {
  const rows = await tx.query(
    `update capture.job set finished_at = $2, success = $3, stored = $4, problems = $5, warnings = $6, document = null,
       lease_until = null
     where id = $1 and finished_at is null returning id`,
    [
      job.id,
      job.finishedAt,
      job.success,
      job.stored,
      JSON.stringify(job.problems),
      JSON.stringify(job.warnings),
    ],
  );
  return rows.length > 0;
};
