import type { ItemLine, LogRecord } from '../core/epcis/event.ts';
import type { PackingLine } from '../core/lineage/containment.ts';
import type { StoredPacking } from './packing-record.store.ts';

/** Internal ids by canonical key. */
type Ids = ReadonlyMap<string, number>;

/** A container of a batch, and since when the batch packs into it. */
export interface BatchParent {
  readonly item: number;
  /** Event time: UTC with microseconds. */
  readonly since: string;
}

/** The packing of one batch, by child, without a look at the database. */
export interface BatchPacking {
  /** What packs, unpacks or empties around a child, by its internal id; no child is told twice. */
  readonly byChild: ReadonlyMap<number, readonly StoredPacking[]>;
  /** The containers that events with children name. */
  readonly parents: readonly BatchParent[];
  /** The containers around a child. */
  parentsOf(child: number): readonly number[];
  /** Positions of the events that empty a container and name no child. */
  readonly emptying: readonly number[];
}

const lineOf = ({ role, classLevel, quantity, unit, key }: ItemLine, ids: Ids): PackingLine => ({
  role,
  key: String(ids.get(key) ?? ''),
  classLevel,
  quantity,
  unit,
});

const packingOf = (record: LogRecord, items: readonly PackingLine[]): StoredPacking => {
  const { position, owner, eventKey, hash } = record;
  const { type, action, time } = record.event;
  return { position, owner, eventKey, hash, event: { type, action, time, items } };
};

const push = <K, V>(lists: Map<K, V[]>, key: K, value: V): void => {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
};

const parentsIn = ({ event }: StoredPacking): readonly number[] =>
  event.items.filter(({ role }) => role === 'PARENT').map(({ key }) => Number(key));

/** The lines of one record, apart: its containers, and the lines of each child. */
const linesOf = (record: LogRecord, ids: Ids) => {
  const parents: PackingLine[] = [];
  const children = new Map<string, PackingLine[]>();
  for (const item of record.event.items) {
    const line = lineOf(item, ids);
    if (line.role === 'PARENT') parents.push(line);
    else if (line.role === 'CHILD') push(children, line.key, line);
  }
  return { parents, children };
};

/** Reads believed packing events of one batch as `readPackings` reads those of the log. */
export const packingOfBatch = (records: readonly LogRecord[], ids: Ids): BatchPacking => {
  const byChild = new Map<number, StoredPacking[]>();
  const since = new Map<number, string>();
  const emptying: StoredPacking[] = [];
  for (const record of records) {
    const { parents, children } = linesOf(record, ids);
    if (children.size === 0) {
      if (record.event.action === 'DELETE') emptying.push(packingOf(record, parents));
      continue;
    }
    for (const [child, lines] of children) {
      push(byChild, Number(child), packingOf(record, [...parents, ...lines]));
    }
    const { instant } = record.event.time;
    for (const { key } of parents) {
      const before = since.get(Number(key));
      if (before === undefined || instant < before) since.set(Number(key), instant);
    }
  }
  const parentsOf = (child: number): readonly number[] => [
    ...new Set((byChild.get(child) ?? []).flatMap(parentsIn)),
  ];
  addEmptying(byChild, emptying, parentsOf);
  return {
    byChild,
    parents: [...since].map(([item, instant]) => ({ item, since: instant })),
    parentsOf,
    emptying: emptying.map(({ position }) => position),
  };
};

const addEmptying = (
  byChild: Map<number, StoredPacking[]>,
  emptying: readonly StoredPacking[],
  parentsOf: (child: number) => readonly number[],
): void => {
  if (emptying.length === 0) return;
  const byParent = new Map<number, StoredPacking[]>();
  for (const record of emptying) {
    for (const parent of parentsIn(record)) push(byParent, parent, record);
  }
  for (const [child, own] of byChild) {
    own.push(...new Set(parentsOf(child).flatMap((parent) => byParent.get(parent) ?? [])));
  }
};
