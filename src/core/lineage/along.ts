import type { PackingLine } from './containment.ts';
import { holdsAt, type Load } from './containment.ts';
import type { BookRecord, CustodyRecord } from './custody.ts';
import { groupedBy } from './grouped-by.ts';
import { isPieceKey, type Transformation } from './transformations.ts';

type Loads = readonly Load<CustodyRecord>[];

type LoadsByItem = ReadonlyMap<string, Loads>;

/** Loads by what lies there, and by what it lies in; made once for a list of loads. */
const indexes = new WeakMap<
  Loads,
  { readonly byChild: LoadsByItem; readonly byParent: LoadsByItem }
>();

const indexOf = (loads: Loads) => {
  const index = indexes.get(loads) ?? {
    byChild: groupedBy(loads, ({ child }) => child),
    byParent: groupedBy(loads, ({ parent }) => parent),
  };
  indexes.set(loads, index);
  return index;
};

/** True when goods go from place to place within one hand. */
export const isMove = ({ step, event }: BookRecord): boolean =>
  !['SELL', 'DESTROY', 'SHIP', 'RECEIVE', 'COUNT'].includes(step) &&
  event.action === 'OBSERVE' &&
  event.readPoint !== null &&
  event.bizLocation !== null &&
  event.readPoint !== event.bizLocation;

/** The role of the things that a record uses, sells, destroys or moves, with all that they carry; null: it does nothing of this. */
const roleOf = (record: BookRecord): PackingLine['role'] | null => {
  if (record.event.type === 'TransformationEvent') return 'INPUT';
  return record.step === 'SELL' || record.step === 'DESTROY' || isMove(record) ? 'ITEM' : null;
};

/** True when a record does something to all that lies in what it names. */
export const takesAlong = (record: BookRecord): boolean => roleOf(record) !== null;

/**
 * What is packed in something goes where that goes, and so does a piece that is fixed to it; of a lot nothing says how much is fixed
 * (domain rules 11, 15).
 */
const isCarried = ({ kind, child }: Load<CustodyRecord>): boolean =>
  kind === 'PACKED' || isPieceKey(child);

/** True while it lies there when a record happens; what a use takes along, it takes out. */
const isThereAt = (
  load: Load<CustodyRecord>,
  { instant, position }: { readonly instant: string; readonly position: number },
): boolean => holdsAt(load, instant) || load.until?.position === position;

/**
 * The loads of an item that a record uses, sells, destroys or moves by naming what it lies in, or is fixed to, however deep (domain
 * rules 11, 35). None when the record names the item itself: then that is how much it says. `loads` are those of the item and of all
 * that it ever lay in.
 */
export const loadsAlong = (item: string, record: BookRecord, loads: Loads): Loads => {
  const role = roleOf(record);
  if (role === null) return [];
  const named = new Set(
    record.event.items.filter((line) => line.role === role).map(({ key }) => key),
  );
  if (named.has(item)) return [];
  const { byChild, byParent } = indexOf(loads);
  const own = byChild.get(item) ?? [];
  if (own.length === 0) return [];
  const then = { instant: record.event.time.instant, position: record.position };
  const taken = new Set<Load<CustodyRecord>>();
  // From what is named inwards: an item may lie in thousands of containers, of which a record names few.
  for (const key of named) {
    for (const load of byParent.get(key) ?? []) {
      if (!isCarried(load) || !isThereAt(load, then)) continue;
      if (load.child === item) taken.add(load);
      else named.add(load.child);
    }
  }
  return taken.size === 0 ? [] : own.filter((load) => taken.has(load));
};

/** What is used with what a transformation names; canonical keys, each once, in their order. */
export interface UsedAlong {
  /** All that is packed in its inputs then, however deep, and the pieces that are fixed to them. */
  readonly contents: readonly string[];
  /** Inputs, and contents, in which some of that is packed: they are no material themselves. */
  readonly carriers: readonly string[];
}

/**
 * True for what an earlier use took out of a container that nobody has filled since: nothing says how much a use left in a silo, so the
 * next one may have been of it too (domain rule 24).
 */
const mayBeLeft = (
  { kind, until }: Load<CustodyRecord>,
  beside: Loads,
  { instant }: { readonly instant: string },
): boolean => {
  if (kind !== 'PACKED' || until === null || until.event.type !== 'TransformationEvent')
    return false;
  const emptied = until.event.time.instant;
  const isFilling = ({ kind: how, since }: Load<CustodyRecord>): boolean =>
    how === 'PACKED' && emptied < since.event.time.instant && since.event.time.instant <= instant;
  return emptied <= instant && !beside.some(isFilling);
};

/** What a transformation uses besides what it names (domain rules 11, 15, 24). */
export const usedAlong = (one: Transformation, loads: Loads): UsedAlong => {
  if (one.kind !== 'MADE') return { contents: [], carriers: [] };
  const { byParent } = indexOf(loads);
  const used = new Set(one.inputs);
  const carriers = new Set<string>();
  for (const key of used) {
    const beside = byParent.get(key) ?? [];
    for (const load of beside) {
      if (!isCarried(load) || !(isThereAt(load, one) || mayBeLeft(load, beside, one))) continue;
      used.add(load.child);
      if (load.kind === 'PACKED') carriers.add(key);
    }
  }
  return {
    contents: [...used].slice(one.inputs.length).toSorted(),
    carriers: [...carriers].toSorted(),
  };
};
