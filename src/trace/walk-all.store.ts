import { groupedBy } from '../core/lineage/grouped-by.ts';
import type { Transaction } from '../platform/transaction.ts';
import { assemble, type WalkGraph, type WalkLink } from './assemble.ts';
import { readStowed, type Stowed } from './inside.store.ts';
import { MEETINGS_MAX, type ReachedXform, walkEdges, type WalkRequest } from './walk.store.ts';

/** A walk with what lay in the asked item. */
export interface WalkedAll {
  /** Internal ids of the items that the walk started from. */
  readonly start: readonly number[];
  readonly xforms: readonly ReachedXform[];
  readonly graph: WalkGraph;
  readonly stowed: readonly Stowed[];
  /** It was cut for its size: the answer is not whole. */
  readonly tooLarge: boolean;
}

/** One for each transformation: as near as any of the walks met it, through whatever they met it. */
const joined = (walks: readonly (readonly ReachedXform[])[]): readonly ReachedXform[] => {
  const [only] = walks;
  if (only !== undefined && walks.length === 1) return only;
  const found = new Map<number, ReachedXform>();
  for (const one of walks.flat()) {
    const other = found.get(one.id);
    const both = other !== undefined && {
      level: Math.min(one.level, other.level),
      met: new Set([...one.met, ...other.met]),
      meetings: one.meetings + other.meetings,
    };
    found.set(one.id, { ...one, ...both });
  }
  return [...found.values()];
};

/** A walk from each level of packing, as many links deep as are left. */
const walkFrom = async (
  tx: Transaction,
  request: WalkRequest,
  begins: ReadonlyMap<number, number>,
): Promise<readonly ReachedXform[]> => {
  const walks: (readonly ReachedXform[])[] = [];
  for (const [away, items] of groupedBy([...begins], ([, distance]) => distance)) {
    const start = items.map(([item]) => item);
    const reached = await walkEdges(tx, { ...request, start, depth: request.depth - away });
    walks.push(away === 0 ? reached : reached.map((one) => ({ ...one, level: one.level + away })));
  }
  return joined(walks);
};

/** One link from each thing to what it lay in. */
const packedIn = (stowed: readonly Stowed[]): readonly WalkLink[] =>
  [...groupedBy(stowed, ({ item, container }) => `${item} ${container}`).values()].flatMap(
    (loads): readonly WalkLink[] => {
      const [first] = loads;
      if (first === undefined) return [];
      const packings = [...new Set(loads.map(({ packing }) => packing))];
      const steps = packings.toSorted((a, b) => a - b);
      const { item: from, container: to } = first;
      return [{ from, to, kind: 'PACKED_IN', steps, sources: steps }];
    },
  );

const levelsOf = (stowed: readonly Stowed[], asked: number): ReadonlyMap<number, number> => {
  const levels = new Map<number, number>();
  // They come by level: the first is the nearest.
  for (const { item, level } of stowed) {
    if (item !== asked && !levels.has(item)) levels.set(item, level);
  }
  return levels;
};

/**
 * Walks from an item and from everything that lay in it (domain rule 38). What lies deep may be met nearer on the walk: then the
 * walk from there begins nearer too, so it is walked again until nothing comes nearer, as `walk` of core/lineage does level by level.
 */
export const walkAll = async (
  tx: Transaction,
  request: WalkRequest & { readonly item: { readonly id: number } },
): Promise<WalkedAll> => {
  const { start, direction, depth, item } = request;
  const inside = await readStowed(tx, { ...request, item: item.id, levels: depth });
  const levels = levelsOf(inside.stowed, item.id);
  const dead = new Set(inside.stowed.flatMap((one) => (one.isClass ? [one.item] : [])));
  const begins = new Map([...levels, ...start.map((id) => [id, 0] as const)]);
  for (const id of dead) begins.delete(id);
  for (;;) {
    const xforms = await walkFrom(tx, request, begins);
    const graph = assemble(xforms, { start, inside: levels, direction, depth });
    const nearer = [...begins].flatMap(([id, away]) => {
      const distance = graph.distances.get(id) ?? away;
      return distance < away ? [[id, distance] as const] : [];
    });
    if (nearer.length === 0) return { start, ...whole(xforms, graph, inside) };
    for (const [id, distance] of nearer) begins.set(id, distance);
  }
};

const whole = (
  xforms: readonly ReachedXform[],
  graph: WalkGraph,
  { stowed, deeper, tooLarge }: Awaited<ReturnType<typeof readStowed>>,
): Omit<WalkedAll, 'start'> => {
  const met = xforms.reduce((sum, { meetings }) => sum + meetings, 0);
  const carriers = new Set([
    ...stowed.map(({ container }) => container),
    ...deeper,
    ...graph.packing.carriers,
  ]);
  return {
    xforms,
    stowed,
    graph: {
      ...graph,
      links: [...graph.links, ...packedIn(stowed)],
      cut: new Set([...graph.cut, ...deeper]),
      packing: { ...graph.packing, carriers },
    },
    tooLarge: tooLarge || met > MEETINGS_MAX,
  };
};
