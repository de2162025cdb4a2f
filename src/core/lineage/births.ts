import type { ItemLine, LogRecord } from '../epcis/event.ts';
import { describeKey } from '../gs1/key.ts';
import { compareRecords } from './order.ts';
import { isObjectBirth, lotsOfPieces } from './transformations.ts';

/**
 * The event in which an item began, and the line that says how much of it (domain rules 16, 20).
 */
export interface Birth {
  readonly record: LogRecord;
  /**
   * Null for a lot that is only known through the pieces born into it: its quantity is not
   * recorded.
   */
  readonly line: ItemLine | null;
}

const birthSteps: readonly (string | null)[] = ['commissioning', 'creating_class_instance'];

/**
 * The lines by which an event makes items: outputs of a transformation, objects of an ObjectEvent
 * ADD (domain rules 17, 20).
 */
export const birthLines = (record: Pick<LogRecord, 'event'>): readonly ItemLine[] => {
  if (record.event.type === 'TransformationEvent') {
    return record.event.items.filter((line) => line.role === 'OUTPUT');
  }
  return isObjectBirth(record) ? record.event.items.filter((line) => line.role === 'ITEM') : [];
};

/**
 * Births in one event, by the key of the item born: one for each line, and one for the lots of its
 * pieces that have no line.
 */
const birthsIn = (record: LogRecord): ReadonlyMap<string, Birth> => {
  const lots = [...lotsOfPieces(record).keys()].map(
    (key) => [key, { record, line: null }] as const,
  );
  const lines = birthLines(record).map((line) => [line.key, { record, line }] as const);
  return new Map<string, Birth>([...lots, ...lines.toReversed()]);
};

/** The lines by which an event makes lots, which it does not use besides (domain rule 46). */
export const madeLots = (record: Pick<LogRecord, 'event'>): readonly ItemLine[] => {
  const { type, bizStep, items } = record.event;
  if (type !== 'TransformationEvent' && !birthSteps.includes(bizStep)) return [];
  const used = new Set(items.filter(({ role }) => role === 'INPUT').map(({ key }) => key));
  return birthLines(record).filter(
    ({ key, classLevel }) => describeKey(key, classLevel).kind === 'LOT' && !used.has(key),
  );
};

const rank = (birth: Birth): number => {
  if (birth.line === null) return 2;
  const { type, bizStep } = birth.record.event;
  return type === 'TransformationEvent' || birthSteps.includes(bizStep) ? 0 : 1;
};

/** Births of many items at once, by canonical key, in the order of `birthsOf`. */
export const birthsByItem = (
  records: readonly LogRecord[],
): ReadonlyMap<string, readonly Birth[]> => {
  const births = new Map<string, Birth[]>();
  for (const record of records) {
    for (const [key, birth] of birthsIn(record)) {
      const list = births.get(key) ?? [];
      births.set(key, list);
      list.push(birth);
    }
  }
  for (const list of births.values()) {
    list.sort((a, b) => rank(a) - rank(b) || compareRecords(a.record, b.record));
  }
  return births;
};

/**
 * The births of an item, the one that counts first (domain rule 20, later events do not overwrite
 * it): transformations and ADD with `commissioning` or `creating_class_instance`; then ADD with
 * another step (EPCIS 2.0 section 7.4.1: ADD is a beginning); then, for a lot, the birth of its
 * pieces. Within each by event time and the documented order. `records` are those that are
 * believed.
 */
export const birthsOf = (key: string, records: readonly LogRecord[]): readonly Birth[] =>
  birthsByItem(records).get(key) ?? [];

/** The birth that counts, or null: its origin is not recorded (domain rules 20, 23). */
export const birthOf = (key: string, records: readonly LogRecord[]): Birth | null =>
  birthsOf(key, records)[0] ?? null;
