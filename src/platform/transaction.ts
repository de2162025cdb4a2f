import type { QueryRunner } from 'typeorm';

/**
 * An open database transaction. Passed as an argument, never kept: whoever has one may write, and what it wrote is visible
 * to others only after the function that opened it (`Database.transaction`) has committed.
 */
export interface Transaction {
  /** Runs one statement with `$1…` parameters; answers the rows (for update/delete with RETURNING too). */
  query<Row>(sql: string, parameters?: readonly unknown[]): Promise<readonly Row[]>;
  /** For COPY and repositories only. */
  readonly runner: QueryRunner;
}
