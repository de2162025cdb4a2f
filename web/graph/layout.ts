import { topsOf } from './heights.ts';
import { layersOf } from './layers.ts';
import { type Neighbours, untangled } from './sweeps.ts';

/** Something to be drawn. */
export interface LayoutNode {
  /** Unique. */
  readonly key: string;
  /** What comes first stands higher where nothing else decides; then by `key`. */
  readonly order?: string;
  /** In whole pixels; left out: that of the size. */
  readonly height?: number;
}

/** Material flows `from -> to`. Links of unknown nodes are left out of the picture. */
export interface LayoutLink {
  readonly from: string;
  readonly to: string;
}

/** In whole pixels. */
export interface LayoutSize {
  readonly width: number;
  readonly height: number;
  /** Between two tiers. */
  readonly tierGap: number;
  /** Between two nodes of one tier. */
  readonly gap: number;
}

/** A node in its place; `x` and `y` are its upper left corner. */
export interface PlacedNode {
  readonly key: string;
  /** From 0, left to right. */
  readonly tier: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A way from the right edge of one node to the left edge of another, over the points between. */
export interface PlacedLink {
  readonly from: string;
  readonly to: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** It closes a loop, so it leads to an earlier tier or to its own. */
  readonly loop: boolean;
}

/** A picture, from 0, 0. */
export interface Layout {
  readonly nodes: ReadonlyMap<string, PlacedNode>;
  /** One for each pair of nodes that is linked, by `from`, then `to` in the order of nodes. */
  readonly links: readonly PlacedLink[];
  readonly tiers: number;
  readonly width: number;
  readonly height: number;
  readonly crossings: number;
  /** Before anything was moved. */
  readonly crossingsBefore: number;
}

/** What is laid out; `focus` is the key of the asked part: it stands between what led to it and what came of it. */
export interface LayoutInput {
  readonly nodes: readonly LayoutNode[];
  readonly links: readonly LayoutLink[];
  readonly focus?: string | null;
  readonly size: LayoutSize;
}

/** Height of a way that passes a tier. */
const WAY_HEIGHT = 6;

const compared = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Tiers left to right, few crossings, no two nodes on one another (Sugiyama, Tagawa, Toda 1981). The same graph gives the same picture,
 * in whatever order it is given. Long ways of one node share their track until they part.
 */
export function layeredLayout({ nodes, links, focus, size }: LayoutInput): Layout {
  const { sorted, numberOf, successors } = numbered(nodes, links);
  const layers = layersOf(successors, numberOf.get(focus ?? '') ?? -1);
  const graph = trackedOf(successors, layers);
  const { rows, crossings, crossingsBefore } = untangled(rowsOf(graph.tierOf, layers.count), graph);
  const heightOf = Int32Array.from(graph.tierOf, (_, number) => {
    const node = sorted[number];
    return node === undefined ? WAY_HEIGHT : (node.height ?? size.height);
  });
  const tops = topsOf({ rows, neighbours: graph, heightOf, gap: size.gap });
  const step = size.width + size.tierGap;
  const placedAt = (number: number): PlacedNode => {
    const tier = graph.tierOf[number] ?? 0;
    const [y, height] = [tops[number] ?? 0, heightOf[number] ?? 0];
    return { key: sorted[number]?.key ?? '', tier, x: tier * step, y, width: size.width, height };
  };
  const placed = sorted.map((_, number) => placedAt(number));
  const bottoms = [...tops].map((top, number) => top + (heightOf[number] ?? 0));
  return {
    nodes: new Map(placed.map((node) => [node.key, node])),
    links: graph.ways.map(({ from, to, over, loop }) => ({
      from: placed[from]?.key ?? '',
      to: placed[to]?.key ?? '',
      loop,
      points: [
        rightOf(placed[from]),
        ...over.map(placedAt).flatMap((way) => [leftOf(way), rightOf(way)]),
        leftOf(placed[to]),
      ],
    })),
    tiers: layers.count,
    width: layers.count === 0 ? 0 : layers.count * step - size.tierGap,
    height: bottoms.reduce((lowest, bottom) => Math.max(lowest, bottom), 0),
    crossings,
    crossingsBefore,
  };
}

/** Tier of every node, as `layeredLayout` places them. */
export function tiersOf({
  nodes,
  links,
  focus,
}: Omit<LayoutInput, 'size'>): ReadonlyMap<string, number> {
  const { sorted, numberOf, successors } = numbered(nodes, links);
  const { layerOf } = layersOf(successors, numberOf.get(focus ?? '') ?? -1);
  return new Map(sorted.map(({ key }, number) => [key, layerOf[number] ?? 0]));
}

/** Nodes in an order of their own, and which lead to which by their numbers in it. */
function numbered(nodes: readonly LayoutNode[], links: readonly LayoutLink[]) {
  const sorted = nodes.toSorted(
    (a, b) => compared(a.order ?? '', b.order ?? '') || compared(a.key, b.key),
  );
  const numberOf = new Map(sorted.map(({ key }, number) => [key, number]));
  const next = sorted.map(() => new Set<number>());
  for (const { from, to } of links) {
    const [a, b] = [numberOf.get(from), numberOf.get(to)];
    if (a !== undefined && b !== undefined) next[a]?.add(b);
  }
  return {
    sorted,
    numberOf,
    successors: next.map((set) => [...set].toSorted((a, b) => a - b)),
  };
}

const leftOf = (node: PlacedNode | undefined): readonly [number, number] =>
  node === undefined ? [0, 0] : [node.x, node.y + node.height / 2];
const rightOf = (node: PlacedNode | undefined): readonly [number, number] =>
  node === undefined ? [0, 0] : [node.x + node.width, node.y + node.height / 2];

interface Way {
  readonly from: number;
  readonly to: number;
  /** Places in the tiers between. */
  readonly over: readonly number[];
  readonly loop: boolean;
}

interface Tracked extends Neighbours {
  readonly tierOf: readonly number[];
  readonly ways: readonly Way[];
}

/** Gives long links a place in each tier they pass: one track for each node, as far as its farthest link. */
function trackedOf(
  successors: readonly (readonly number[])[],
  { layerOf, loops }: ReturnType<typeof layersOf>,
): Tracked {
  const tierOf = [...layerOf];
  const down: number[][] = successors.map(() => []);
  const ways: Way[] = [];
  const join = (from: number, to: number): void => void down[from]?.push(to);
  for (const [from, next] of successors.entries()) {
    const track: number[] = [];
    for (const to of next) {
      const loop = loops.has(from * successors.length + to);
      const passed = loop ? 0 : (layerOf[to] ?? 0) - (layerOf[from] ?? 0) - 1;
      while (track.length < passed) {
        const place = tierOf.push((layerOf[from] ?? 0) + track.length + 1) - 1;
        down.push([]);
        join(track.at(-1) ?? from, place);
        track.push(place);
      }
      const over = track.slice(0, passed);
      if (!loop) join(over.at(-1) ?? from, to);
      ways.push({ from, to, over, loop });
    }
  }
  const up: number[][] = down.map(() => []);
  for (const [from, next] of down.entries()) for (const to of next) up[to]?.push(from);
  return { tierOf, ways, down, up };
}

function rowsOf(tierOf: readonly number[], count: number): readonly (readonly number[])[] {
  const rows: number[][] = Array.from({ length: count }, () => []);
  for (const [node, tier] of tierOf.entries()) rows[tier]?.push(node);
  return rows;
}
