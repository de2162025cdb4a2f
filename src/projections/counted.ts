import type { LogRecord } from '../core/epcis/event.ts';
import { countedOf } from '../core/lineage/belief.ts';
import { isDeclaration } from '../core/lineage/knowledge.ts';
import { readPositions } from '../log/log-reader.store.ts';
import type { Transaction } from '../platform/transaction.ts';
import { readDoubted, readRestated } from './uncounted.store.ts';
import { leftUnchanged } from './belief.ts';
import { readBatchKnowledge } from './knowledge.store.ts';

/** What counts of a batch, and what counts otherwise since. */
export interface CountedBatch {
  /** The events of the batch, without declarations, with the lines that count. */
  readonly events: readonly LogRecord[];
  /** Positions of the batch that are declared wrong: never believed. */
  readonly stillborn: ReadonlySet<number>;
  /** Earlier positions of which nothing that was said of them holds on: declared wrong, or restated. */
  readonly closed: readonly number[];
  /** Earlier events with the lines that count since this batch. */
  readonly restated: readonly LogRecord[];
  /** Earlier events that it declares wrong, with the lines that did not count by then. */
  readonly withdrawn: readonly LogRecord[];
}

/** Asked by every read model of a batch, read once. */
const answered = new WeakMap<
  Transaction,
  { records: readonly LogRecord[]; counted: CountedBatch }
>();

/** What counts of a batch whose item lines have been written (`ItemProjection`). */
export const readCountedBatch = async (
  tx: Transaction,
  records: readonly LogRecord[],
): Promise<CountedBatch> => {
  const before = answered.get(tx);
  if (before?.records === records) return before.counted;
  const counted = await read(tx, records);
  answered.set(tx, { records, counted });
  return counted;
};

const read = async (tx: Transaction, records: readonly LogRecord[]): Promise<CountedBatch> => {
  const { closed, stillborn } = await readBatchKnowledge(tx, records);
  const [first] = records;
  const told = records.filter((record) => !isDeclaration(record));
  if (first === undefined) return { events: [], stillborn, closed, restated: [], withdrawn: [] };
  const isUnchanged = closed.length === 0 && leftUnchanged(tx, first.knownFrom);
  const touched = isUnchanged ? [] : await readRestated(tx, first.knownFrom);
  if (touched.length === 0) {
    return { events: told, stillborn, closed, restated: [], withdrawn: [] };
  }
  const declared = new Set(closed);
  const earlier = touched.filter(
    (position) => position < first.position && !declared.has(position),
  );
  const counted = await countedBy(tx, touched, first.knownFrom);
  return {
    events: told.flatMap(counted),
    stillborn,
    closed: [...closed, ...earlier],
    restated: (await readPositions(tx, earlier)).flatMap(counted),
    withdrawn: await readWithdrawn(
      tx,
      touched.filter((position) => declared.has(position)),
      first.knownFrom,
    ),
  };
};

/** Some events that a batch declares wrong, with those of their lines that did not count before it. */
const readWithdrawn = async (
  tx: Transaction,
  positions: readonly number[],
  knownFrom: number,
): Promise<readonly LogRecord[]> => {
  if (positions.length === 0) return [];
  const doubted = await doubtedBy(tx, positions, knownFrom - 1);
  return (await readPositions(tx, positions)).flatMap(
    (record) => countedOf(record, (line) => doubted(record, line)) ?? [],
  );
};

/** Whether a line of a record does not count, as known at a position. */
const doubtedBy = async (
  tx: Transaction,
  touched: readonly number[],
  known: number,
): Promise<(record: LogRecord, line: number) => boolean> => {
  const doubted = new Set(
    (await readDoubted(tx, touched, known)).map(({ position, line }) => `${position} ${line}`),
  );
  return ({ position }, line) => doubted.has(`${position} ${line}`);
};

/** Keeps of a record what counts of it as known at a position: nothing, or the record with its lines that do. */
const countedBy = async (
  tx: Transaction,
  touched: readonly number[],
  known: number,
): Promise<(record: LogRecord) => readonly LogRecord[]> => {
  const doubted = await doubtedBy(tx, touched, known);
  return (record) => {
    const kept = countedOf(record, (line) => !doubted(record, line));
    return kept === null ? [] : [kept];
  };
};

/** What counts of some events as known at a position. */
export const readCounted = async (
  tx: Transaction,
  positions: readonly number[],
  known: number,
): Promise<readonly LogRecord[]> => {
  if (positions.length === 0) return [];
  const counted = await countedBy(tx, positions, known);
  return (await readPositions(tx, positions)).flatMap(counted);
};
