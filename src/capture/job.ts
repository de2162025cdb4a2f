import type { Problem } from '../core/result.ts';

/** A capture of one document (EPCIS 2.0, capture job). */
export interface CaptureJob {
  readonly id: number;
  /** Internal id of the organisation whose events they are. */
  readonly owner: number;
  readonly recorder: number;
  /** True: all or nothing. False: keep the good events. */
  readonly rollback: boolean;
  /** Server clock, UTC with milliseconds. */
  readonly createdAt: string;
  /** Null: running. */
  readonly finishedAt: string | null;
  /** False once an error was seen. */
  readonly success: boolean;
  /** Events in the document. */
  readonly received: number;
  /** Events stored, those known before included. */
  readonly stored: number;
  /** Each bad event, by JSON Pointer into the document. */
  readonly problems: readonly Problem[];
  /** Stored all the same, but look. */
  readonly warnings: readonly Problem[];
}
