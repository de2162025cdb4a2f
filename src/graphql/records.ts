import type { LogReaderService } from '../log/log-reader.service.ts';

/** A record of the log, with who sent it. */
export type StoredRecord = Awaited<ReturnType<LogReaderService['byPositions']>>[number];

type Standings = Awaited<ReturnType<LogReaderService['standings']>>;

/** Whether a record counts, and what took it out of force. */
export type RecordStanding =
  Standings extends ReadonlyMap<number, infer Standing> ? Standing : never;
