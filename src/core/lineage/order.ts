import { actions, eventTypes } from '../epcis/event.ts';
import type { Action, EpcisEvent, EventTime } from '../epcis/event.ts';

/** Code units, not a language: the same order on every machine. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** What the documented order looks at: every log record, and what a read model keeps of one. */
export interface Ordered {
  readonly owner: number;
  readonly eventKey: string;
  readonly hash: string;
  /** The action that it was recorded with, where what counts of it moves nothing (`countedOf`). */
  readonly recordedAction?: Action;
  readonly event: Pick<EpcisEvent, 'type' | 'action'> & {
    readonly time: Pick<EventTime, 'instant'>;
  };
}

const typeRank = (record: Ordered): number =>
  record.event.type === 'TransformationEvent' ? -1 : eventTypes.indexOf(record.event.type);

const actionRank = ({ recordedAction, event }: Ordered): number => {
  const action = recordedAction ?? event.action;
  return action === null ? -1 : actions.indexOf(action);
};

/**
 * The documented order of events (domain rule 9): by event time; of equal times a transformation
 * first (what is made now may be packed now), then by type and action as EPCIS lists them, then by
 * the CBV event hash, then by the event key, then by owner. Never by position: the order of
 * arrival means nothing.
 */
export const compareRecords = (a: Ordered, b: Ordered): number =>
  compareText(a.event.time.instant, b.event.time.instant) ||
  typeRank(a) - typeRank(b) ||
  actionRank(a) - actionRank(b) ||
  compareText(a.hash, b.hash) ||
  compareText(a.eventKey, b.eventKey) ||
  a.owner - b.owner;

/** The records in the documented order (domain rule 9); the input stays as it is. */
export const inOrder = <R extends Ordered>(records: readonly R[]): readonly R[] =>
  [...records].toSorted(compareRecords);
