import type { LogRecord } from '../epcis/event.ts';
import type { TraceLink } from './answer.ts';
import { contentsAt, contentsEver, loadsOf } from './containment.ts';
import { groupedBy } from './grouped-by.ts';
import { isClassKey } from './transformations.ts';

/** What lay in the asked item, as far as a trace follows it (domain rules 11, 12, 38). */
export interface Inside {
  /** Fewest levels of packing, by canonical key; without the asked item. */
  readonly distances: ReadonlyMap<string, number>;
  /** From what lay inside to what it lay in directly; the steps are the events that packed it. */
  readonly links: readonly TraceLink[];
  /** Containers with something in them that lies deeper than was asked. */
  readonly cut: ReadonlySet<string>;
}

/** What is asked of what lay in an item. */
export interface InsideQuestion {
  /** Canonical key. */
  readonly item: string;
  /** Event time; null: every load, each within its own interval. */
  readonly at: string | null;
  /** Greatest number of levels. */
  readonly depth: number;
}

const ascending = (a: number, b: number): number => a - b;

/**
 * What lay in an item, recursively: at an instant what was in it then, else the union of its loads, each within the intervals of
 * those around it (domain rules 11, 12, 38). A product without lot or serial lies in nothing and holds nothing.
 */
export const insideOf = (
  { item, at, depth }: InsideQuestion,
  believed: readonly LogRecord[],
): Inside => {
  const loads = isClassKey(item) ? [] : loadsOf(believed);
  const contents = at === null ? contentsEver(item, loads) : contentsAt(item, at, loads);
  const within = contents.filter(({ level }) => level <= depth);
  const shown = new Set(within.map(({ load }) => load));
  const deeper = contents.filter(({ load, level }) => level === depth + 1 && !shown.has(load));
  const distances = new Map<string, number>();
  for (const { load, level } of within) {
    const known = distances.get(load.child) ?? level;
    if (load.child !== item) distances.set(load.child, Math.min(known, level));
  }
  const joined = groupedBy(within, ({ load }) => JSON.stringify([load.child, load.parent]));
  const links = [...joined.values()].flatMap((list): readonly TraceLink[] => {
    const [first] = list;
    if (first === undefined) return [];
    const steps = [...new Set(list.map(({ load }) => load.since.position))].toSorted(ascending);
    return [{ from: first.load.child, to: first.load.parent, kind: 'PACKED_IN', steps }];
  });
  return { distances, links, cut: new Set(deeper.map(({ load }) => load.parent)) };
};
