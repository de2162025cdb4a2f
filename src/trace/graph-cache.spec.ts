import type { ItemRow } from '../projections/item.store.ts';
import { GraphCache } from './graph-cache.ts';
import type { GraphRequest, TracedGraph } from './graph.store.ts';

const item = (id: number): ItemRow => ({
  id,
  key: `key-${id}`,
  uri: `key-${id}`,
  kind: 'LOT',
  gtin: null,
  lot: null,
  serial: null,
  firstPosition: null,
});

const about = (id: number): GraphRequest => ({
  item: item(id),
  direction: 'BACK',
  at: null,
  known: 1,
  depth: 50,
});

const graphOf = (nodes: number): TracedGraph => ({
  graph: {
    distances: new Map(Array.from({ length: nodes }, (_, id) => [id, 0])),
    links: [],
    cut: new Set(),
    ofNothing: new Set(),
    packing: { inside: new Set(), carriers: new Set() },
    incomplete: false,
  },
  items: new Map(),
  births: { births: new Map(), corrected: new Set() },
  firstTellers: new Map(),
  claims: new Map(),
  claimedItems: new Map(),
  tiers: new Map(),
  stowed: [],
  quantities: new Map(),
  shares: null,
  tooLarge: false,
});

describe('GraphCache', () => {
  /** Asks about each in turn; answers those that had to be walked. */
  const walkedOf = async (
    cache: GraphCache,
    asked: readonly (readonly [id: number, nodes: number])[],
  ): Promise<readonly number[]> => {
    const walked: number[] = [];
    for (const [id, nodes] of asked)
      await cache.get(about(id), () => {
        walked.push(id);
        return Promise.resolve(graphOf(nodes));
      });
    return walked;
  };

  it('keeps answers of 100,000 nodes in all', async () => {
    const both = [
      [1, 60_000],
      [2, 40_000],
    ] as const;
    expect(await walkedOf(new GraphCache(), [...both, ...both])).toEqual([1, 2]);
  });

  it('drops first what was asked for longest ago', async () => {
    const cache = new GraphCache();
    await walkedOf(cache, [
      [1, 40_000],
      [2, 40_000],
      [1, 40_000],
      [3, 40_000],
    ]);
    expect(await walkedOf(cache, [[1, 40_000]])).toEqual([]);
    expect(await walkedOf(cache, [[3, 40_000]])).toEqual([]);
    expect(await walkedOf(cache, [[2, 40_000]])).toEqual([2]);
  });

  it('keeps the newest alone when it is larger than all may be together', async () => {
    const cache = new GraphCache();
    await walkedOf(cache, [
      [1, 10],
      [2, 150_000],
    ]);
    expect(await walkedOf(cache, [[2, 150_000]])).toEqual([]);
    expect(await walkedOf(cache, [[1, 10]])).toEqual([1]);
    expect(await walkedOf(cache, [[1, 10]])).toEqual([]);
    expect(await walkedOf(cache, [[2, 150_000]])).toEqual([2]);
  });

  it('keeps nothing of more than 200,000 nodes, and drops nothing for it', async () => {
    const cache = new GraphCache();
    await walkedOf(cache, [
      [1, 10],
      [2, 200_001],
    ]);
    expect(await walkedOf(cache, [[1, 10]])).toEqual([]);
    expect(await walkedOf(cache, [[2, 200_001]])).toEqual([2]);
  });

  it('keeps 200 answers', async () => {
    const cache = new GraphCache();
    const many = Array.from({ length: 201 }, (_, id) => [id, 1] as const);
    await walkedOf(cache, many);
    expect(await walkedOf(cache, many.slice(1))).toEqual([]);
    expect(await walkedOf(cache, many.slice(0, 1))).toEqual([0]);
  });
});
