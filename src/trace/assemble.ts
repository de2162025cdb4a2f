import type { ReachedXform } from './walk.store.ts';

/** Material flowed from one item to another; items are internal ids. */
export interface WalkLink {
  readonly from: number;
  readonly to: number;
  readonly kind: 'MADE_INTO' | 'LOT_MEMBER';
  /** Log positions, ascending, of the events that produced `to` by this link. */
  readonly steps: readonly number[];
  /** Log positions, ascending, of the events that took `from`. */
  readonly sources: readonly number[];
}

/** Items reached, and how they hang together. */
export interface WalkGraph {
  /** Fewest links from the start, by item. */
  readonly distances: ReadonlyMap<number, number>;
  readonly links: readonly WalkLink[];
  /** Items behind which the chain goes on although the limit was reached. */
  readonly cut: ReadonlySet<number>;
}

interface Question {
  readonly start: readonly number[];
  readonly direction: 'BACK' | 'FORWARD';
  readonly depth: number;
}

/** Events of one process are one thing, reached when the first of them is. */
interface Process {
  readonly level: number;
  readonly mates: readonly ReachedXform[];
}

const processesOf = (xforms: readonly ReachedXform[]): readonly Process[] => {
  const byName = new Map<string, ReachedXform[]>();
  for (const xform of xforms) {
    const name = xform.process ?? `#${xform.id}`;
    byName.set(name, [...(byName.get(name) ?? []), xform]);
  }
  return [...byName.values()].map((mates) => ({
    level: Math.min(...mates.map(({ level }) => level)),
    mates,
  }));
};

const far = (xform: ReachedXform, direction: Question['direction']): readonly number[] =>
  direction === 'BACK' ? xform.inputs : xform.outputs;

const distancesOf = (
  opened: readonly Process[],
  { start, direction }: Question,
): ReadonlyMap<number, number> => {
  const distances = new Map(start.map((item) => [item, 0]));
  for (const { level, mates } of opened) {
    for (const item of mates.flatMap((mate) => far(mate, direction))) {
      distances.set(item, Math.min(distances.get(item) ?? Number.POSITIVE_INFINITY, level + 1));
    }
  }
  return distances;
};

interface OpenLink {
  readonly from: number;
  readonly to: number;
  readonly kind: WalkLink['kind'];
  readonly steps: Set<number>;
  readonly sources: Set<number>;
}

/** Adds the links of two mates: every input of one into every output of the other; of the side we came from only what was met. */
const join = (
  links: Map<string, OpenLink>,
  [source, maker]: readonly [ReachedXform, ReachedXform],
  direction: Question['direction'],
): void => {
  const kind = maker.kind === 'MADE' ? 'MADE_INTO' : 'LOT_MEMBER';
  for (const from of direction === 'BACK' ? source.inputs : source.met) {
    for (const to of direction === 'BACK' ? maker.met : maker.outputs) {
      const name = `${from} ${to} ${kind}`;
      const link = links.get(name) ?? { from, to, kind, steps: new Set(), sources: new Set() };
      link.steps.add(maker.position);
      link.sources.add(source.position);
      links.set(name, link);
    }
  }
};

const ascending = (numbers: ReadonlySet<number>): readonly number[] =>
  [...numbers].toSorted((a, b) => a - b);

const linksOf = (
  opened: readonly Process[],
  direction: Question['direction'],
): readonly WalkLink[] => {
  const links = new Map<string, OpenLink>();
  for (const { mates } of opened) {
    for (const source of mates) for (const maker of mates) join(links, [source, maker], direction);
  }
  return [...links.values()].map((link) => ({
    ...link,
    steps: ascending(link.steps),
    sources: ascending(link.sources),
  }));
};

const cutAt = (
  processes: readonly Process[],
  { direction, depth }: Question,
): ReadonlySet<number> =>
  new Set(
    processes
      .filter(
        ({ level, mates }) =>
          level >= depth && mates.some((mate) => far(mate, direction).length > 0),
      )
      .flatMap(({ mates }) => mates.flatMap(({ met }) => [...met])),
  );

/** Items and links of a walk: the same as `core/lineage/walk.ts` makes of the events themselves. */
export const assemble = (xforms: readonly ReachedXform[], question: Question): WalkGraph => {
  const processes = processesOf(xforms);
  const opened = processes.filter(({ level }) => level < question.depth);
  return {
    distances: distancesOf(opened, question),
    links: linksOf(opened, question.direction),
    cut: cutAt(processes, question),
  };
};

/** Fewest changes of maker on the shortest ways, by item: an unknown maker is no change. */
export const tiersOf = (
  graph: Pick<WalkGraph, 'distances' | 'links'>,
  makers: ReadonlyMap<number, number>,
): ReadonlyMap<number, number> => {
  const neighbours = new Map<number, number[]>();
  const note = (item: number, other: number): void => {
    const list = neighbours.get(item);
    if (list === undefined) neighbours.set(item, [other]);
    else list.push(other);
  };
  for (const { from, to } of graph.links) {
    note(from, to);
    note(to, from);
  }
  const tiers = new Map<number, number>();
  for (const [item, distance] of [...graph.distances].toSorted((a, b) => a[1] - b[1])) {
    const own = makers.get(item);
    const through = (neighbours.get(item) ?? [])
      .filter((other) => graph.distances.get(other) === distance - 1)
      .map((other) => {
        const maker = makers.get(other);
        const changes = own !== undefined && maker !== undefined && own !== maker;
        return (tiers.get(other) ?? 0) + (changes ? 1 : 0);
      });
    tiers.set(
      item,
      through.reduce((least, tier) => Math.min(least, tier), through[0] ?? 0),
    );
  }
  return tiers;
};
