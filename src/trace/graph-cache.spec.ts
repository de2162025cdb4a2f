import type { ItemRow } from '../projections/item.store.ts';
import type { Arranged } from './arranged.ts';
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

  describe('what pages are cut from', () => {
    const arrangedOf = (gaps: number): Arranged => ({
      nodes: [],
      placed: { links: [], places: new Int32Array() },
      whole: {
        completeness: { state: 'COMPLETE', text: '', known: 0, total: 0 },
        summary: { parts: 0, suppliers: 0, countries: [], tiers: 0 },
        origins: null,
        suppliers: [],
        gaps: Array.from({ length: gaps }, () => ({
          reason: 'TOO_LARGE' as const,
          item: null,
          text: '',
          ask: null,
        })),
      },
    });
    const walk = (cache: GraphCache, id: number, nodes: number): Promise<TracedGraph> =>
      cache.get(about(id), () => Promise.resolve(graphOf(nodes)));

    it('is kept by who asks and what names are, as long as its graph', async () => {
      const cache = new GraphCache();
      const graph = await walk(cache, 1, 1_000);
      const ask = (named: string): Arranged =>
        cache.arranged(about(1), { graph, named }, () => arrangedOf(1));
      const [one, other] = [ask('1 ash'), ask('2 ash')];
      expect(ask('1 ash')).toBe(one);
      expect(ask('2 ash')).toBe(other);
      expect(other).not.toBe(one);
      expect(ask('1 birch')).not.toBe(one);
      await walk(cache, 2, 150_000);
      expect(ask('1 ash')).not.toBe(one);
      await walk(cache, 1, 1_000);
      expect(ask('1 ash')).not.toBe(ask('1 ash'));
    });

    it('is not kept of a graph that is not, nor of an older one of the same question', async () => {
      const cache = new GraphCache();
      const graph = await walk(cache, 1, 200_001);
      const ask = (): Arranged =>
        cache.arranged(about(1), { graph, named: '1' }, () => arrangedOf(1));
      expect(ask()).not.toBe(ask());
      await walk(cache, 1, 10);
      expect(ask()).not.toBe(ask());
    });

    it('weighs as a quarter of its nodes, gaps and links', async () => {
      const cache = new GraphCache();
      const graph = await walk(cache, 1, 40_000);
      await walk(cache, 2, 40_000);
      cache.arranged(about(1), { graph, named: '1' }, () => arrangedOf(80_000));
      expect(await walkedOf(cache, [[2, 40_000]])).toEqual([]);
      cache.arranged(about(1), { graph, named: '2' }, () => arrangedOf(4));
      expect(await walkedOf(cache, [[1, 40_000]])).toEqual([]);
      expect(await walkedOf(cache, [[2, 40_000]])).toEqual([2]);
    });

    it('leaves out the oldest that make the newest graph larger than it may be, and all beyond ten', async () => {
      const cache = new GraphCache();
      const graph = await walk(cache, 1, 150_000);
      const ask = (named: string, gaps: number): Arranged =>
        cache.arranged(about(1), { graph, named }, () => arrangedOf(gaps));
      const large = ask('1', 160_000);
      expect(ask('1', 0)).toBe(large);
      ask('2', 160_000);
      expect(ask('1', 0)).not.toBe(large);
      expect(ask('3', 200_004)).not.toBe(ask('3', 0));
      const small = ask('4', 0);
      for (let viewer = 5; viewer < 14; viewer += 1) ask(`${viewer}`, 0);
      expect(ask('4', 0)).toBe(small);
      for (let viewer = 5; viewer < 15; viewer += 1) ask(`${viewer}`, 0);
      expect(ask('4', 0)).not.toBe(small);
      expect(await walkedOf(cache, [[1, 150_000]])).toEqual([]);
    });
  });
});
