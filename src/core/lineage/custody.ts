import type { EpcisEvent, LogRecord } from '../epcis/event.ts';
import { stepOf, type StepKind } from '../epcis/step.ts';
import type { Load, PackingRecord } from './containment.ts';

/** What custody is read from: every log record, and what a read model keeps of one. */
export interface CustodyRecord extends PackingRecord {
  readonly position: number;
  readonly event: PackingRecord['event'] &
    Pick<EpcisEvent, 'bizStep' | 'readPoint' | 'bizLocation'> & {
      readonly time: Pick<EpcisEvent['time'], 'instant' | 'text'>;
    };
}

/** What books are read from: with the plain word for the step. */
export interface BookRecord extends CustodyRecord {
  readonly step: StepKind;
}

/** A log record with its step. */
export const bookRecordOf = (record: LogRecord): LogRecord & BookRecord => ({
  ...record,
  step: stepOf(record.event),
});

/** Loads as they were at an instant, all that happened then included. */
export const loadsBy = (
  loads: readonly Load<CustodyRecord>[],
  instant: string,
): readonly Load<CustodyRecord>[] =>
  loads
    .filter((load) => load.since.event.time.instant <= instant)
    .map((load) =>
      load.until !== null && load.until.event.time.instant > instant
        ? { ...load, until: null }
        : load,
    );
