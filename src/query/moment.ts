/** A prefix of the log, and master data as it was said by then (domain rule 39). */
export interface Moment {
  /** Log position. */
  readonly known: number;
  /** Record time. */
  readonly namesAt: string;
}
