import type { EpcisEvent, LogRecord } from '../epcis/event.ts';
import { holdsAt, loadsOf } from './containment.ts';
import type { Load } from './containment.ts';
import { inOrder } from './order.ts';
import type { Ordered } from './order.ts';

/**
 * What dated events say about an item at an instant (domain rules 11, 18, 21); null: not recorded.
 */
export interface ItemState<R> {
  /** CBV word of the last event that says one. */
  readonly disposition: string | null;
  /**
   * Persistent dispositions in force: set and not unset since, in code-unit order (domain rule
   * 21).
   */
  readonly persistent: readonly string[];
  /** A hold or a recall is in force. */
  readonly onHold: boolean;
  /** Canonical key of the last known place: `bizLocation`, else `readPoint`. */
  readonly place: string | null;
  /** The last event that concerns the item. */
  readonly lastEvent: R | null;
}

/**
 * What carries an item when an event happens, however deep: what it lies in and what it is fixed to, with the loads by which it does;
 * those that the event ends included (domain rules 11, 12, 15).
 */
const carriersOf = (item: string, record: LogRecord, loads: readonly Load[]): readonly Load[] => {
  const found = new Set<Load>();
  const keys = new Set([item]);
  for (const key of keys) {
    for (const load of loads) {
      if (load.child !== key || found.has(load)) continue;
      if (load.until !== record && !holdsAt(load, record.event.time.instant)) continue;
      found.add(load);
      keys.add(load.parent);
    }
  }
  return [...found];
};

/**
 * True when an event concerns an item: it names it, or what it lay in or was fixed to at that time, or takes one of them out
 * (domain rules 11, 12, 15).
 */
export const concerns = (record: LogRecord, item: string, loads: readonly Load[]): boolean => {
  const named = new Set(record.event.items.map(({ key }) => key));
  return (
    named.has(item) ||
    carriersOf(item, record, loads).some(
      ({ parent, until }) => until === record || named.has(parent),
    )
  );
};

/**
 * The life of an item: its own events and, while it was inside, those of its containers, in the
 * documented order (domain rules 9, 11, 12).
 */
export const journeyOf = (item: string, records: readonly LogRecord[]): readonly LogRecord[] => {
  const loads = loadsOf(records);
  return inOrder(records).filter((record) => concerns(record, item, loads));
};

/**
 * The state of an item at an instant by replaying its life (domain rules 9, 18, 21). `records` are
 * those that are believed.
 */
export const stateAt = (
  item: string,
  instant: string,
  records: readonly LogRecord[],
): ItemState<LogRecord> =>
  stateAfter(journeyOf(item, records).filter((record) => record.event.time.instant <= instant));

/** What a state is read from: every log record, and what a read model keeps of one. */
export type StateRecord = Ordered & {
  readonly event: Pick<
    EpcisEvent,
    'disposition' | 'persistentDisposition' | 'readPoint' | 'bizLocation'
  >;
};

/** The state after a life, which is in the documented order. */
export const stateAfter = <R extends StateRecord>(life: readonly R[]): ItemState<R> => {
  const inForce = new Set<string>();
  for (const { event } of life) {
    for (const word of event.persistentDisposition.unset) inForce.delete(word);
    for (const word of event.persistentDisposition.set) inForce.add(word);
  }
  const persistent = [...inForce].toSorted();
  const placed = life.findLast(({ event }) => event.bizLocation ?? event.readPoint)?.event;
  return {
    disposition: life.findLast(({ event }) => event.disposition)?.event.disposition ?? null,
    persistent,
    onHold: persistent.includes('unavailable') || persistent.includes('recalled'),
    place: placed?.bizLocation ?? placed?.readPoint ?? null,
    lastEvent: life.at(-1) ?? null,
  };
};
