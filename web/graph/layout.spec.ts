import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Layout, layeredLayout, type LayoutInput, type LayoutLink } from './layout.ts';

const size = { width: 100, height: 40, tierGap: 30, gap: 10 };
const graphOf = (text: string, focus?: string): LayoutInput => {
  const links = text
    .split(' ')
    .filter((pair) => pair.includes('>'))
    .map((pair) => {
      const [from = '', to = ''] = pair.split('>');
      return { from, to };
    });
  const keys = new Set(text.split(/[ >]/).filter((key) => key !== ''));
  return { nodes: [...keys].map((key) => ({ key })), links, focus: focus ?? null, size };
};
const tiersOf = (layout: Layout): Readonly<Record<string, number>> =>
  Object.fromEntries([...layout.nodes].map(([key, { tier }]) => [key, tier]));

/** Everything that is wrong with a picture, in words. */
const faultsOf = ({ nodes, links }: LayoutInput, layout: Layout): readonly string[] => {
  const faults: string[] = [];
  const keys = new Set(nodes.map(({ key }) => key));
  if (layout.nodes.size !== keys.size) faults.push('not every node is there');
  const placed = [...layout.nodes.values()];
  for (const [index, a] of placed.entries()) {
    if (a.x < 0 || a.y < 0) faults.push(`${a.key} is outside`);
    if (a.x + a.width > layout.width || a.y + a.height > layout.height)
      faults.push(`${a.key} is outside`);
    for (const b of placed.slice(index + 1)) {
      const beside = a.x + a.width <= b.x || b.x + b.width <= a.x;
      const below = a.y + a.height <= b.y || b.y + b.height <= a.y;
      if (!beside && !below) faults.push(`${a.key} lies on ${b.key}`);
    }
  }
  const drawn = new Map(layout.links.map((link) => [`${link.from}>${link.to}`, link]));
  for (const { from, to } of links) {
    if (!keys.has(from) || !keys.has(to)) continue;
    const link = drawn.get(`${from}>${to}`);
    const [a, b] = [layout.nodes.get(from), layout.nodes.get(to)];
    if (link === undefined || a === undefined || b === undefined) faults.push(`${from}>${to} lost`);
    else if (!link.loop && a.tier >= b.tier) faults.push(`${from}>${to} leads back`);
    else if (link.loop && !reaches(links, to, from)) faults.push(`${from}>${to} is no loop`);
  }
  if (layout.crossings > layout.crossingsBefore) faults.push('more crossings than before');
  return faults;
};

const reaches = (links: readonly LayoutLink[], from: string, to: string): boolean => {
  const seen = new Set([from]);
  for (const one of seen) for (const link of links) if (link.from === one) seen.add(link.to);
  return seen.has(to);
};

const anyGraph: fc.Arbitrary<LayoutInput> = fc.integer({ min: 1, max: 30 }).chain((many) =>
  fc.record({
    nodes: fc.constant(
      Array.from({ length: many }, (_, number) => ({
        key: `n${number}`,
        order: `${number % 3}`,
        height: 20 + ((number * 7) % 31),
      })),
    ),
    links: fc.array(
      fc.record({
        from: fc.nat(many - 1).map((number) => `n${number}`),
        to: fc.nat(many - 1).map((number) => `n${number}`),
      }),
      { maxLength: 60 },
    ),
    focus: fc.option(
      fc.nat(many - 1).map((number) => `n${number}`),
      { nil: null },
    ),
    size: fc.constant(size),
  }),
);

describe('layeredLayout', () => {
  it('puts the asked part between what led to it and what came of it', () => {
    const layout = layeredLayout(graphOf('farm>mill mill>roast other>roast roast>shop', 'roast'));
    expect(tiersOf(layout)).toEqual({ farm: 0, mill: 1, other: 1, roast: 2, shop: 3 });
  });

  it('goes by the longest way', () => {
    const layout = layeredLayout(graphOf('a>b b>c c>d a>d', 'd'));
    expect(tiersOf(layout)).toEqual({ a: 0, b: 1, c: 2, d: 3 });
    expect(layout.links.find(({ from, to }) => from === 'a' && to === 'd')?.points).toHaveLength(6);
  });

  it('breaks the loop of rework and says which link it was', () => {
    const layout = layeredLayout(graphOf('raw>made made>rework rework>made made>sold', 'sold'));
    expect(layout.links.filter(({ loop }) => loop)).toMatchObject([{ from: 'rework', to: 'made' }]);
    expect(tiersOf(layout)['raw']).toBeLessThan(tiersOf(layout)['made'] ?? 0);
  });

  it('takes a part that went into itself as a loop', () => {
    expect(layeredLayout(graphOf('a>a', 'a')).links).toMatchObject([{ loop: true }]);
  });

  it('uncrosses what can be uncrossed', () => {
    const { crossings, crossingsBefore } = layeredLayout(graphOf('a>z b>y c>x', 'q'));
    expect([crossingsBefore, crossings]).toEqual([3, 0]);
  });

  it('draws nothing for nothing, and a lone part at the corner', () => {
    expect(layeredLayout({ nodes: [], links: [], size })).toMatchObject({ width: 0, height: 0 });
    const { nodes } = layeredLayout({ nodes: [{ key: 'a' }], links: [], focus: 'a', size });
    expect(nodes.get('a')).toMatchObject({ x: 0, y: 0, tier: 0 });
  });

  it('is right for any graph: later tiers, nothing on anything, no more crossings', () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        expect(faultsOf(graph, layeredLayout(graph))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('draws the same picture again, and however the graph is given', () => {
    const permuted = anyGraph.chain((graph) =>
      fc.record({
        graph: fc.constant(graph),
        nodes: fc.shuffledSubarray([...graph.nodes], { minLength: graph.nodes.length }),
        links: fc.shuffledSubarray([...graph.links], { minLength: graph.links.length }),
      }),
    );
    fc.assert(
      fc.property(permuted, ({ graph, nodes, links }) => {
        const first = layeredLayout(graph);
        expect(layeredLayout(graph)).toEqual(first);
        expect(layeredLayout({ ...graph, nodes, links })).toEqual(first);
      }),
      { numRuns: 200 },
    );
  });

  it('would be caught with a planted mistake', () => {
    const graph = graphOf('a>c b>c c>d', 'd');
    const right = layeredLayout(graph);
    const withNode = (key: string, change: object): Layout => {
      const node = right.nodes.get(key);
      if (node === undefined) throw new Error(`no ${key}`);
      return { ...right, nodes: new Map(right.nodes).set(key, { ...node, ...change }) };
    };
    expect(faultsOf(graph, right)).toEqual([]);
    expect(faultsOf(graph, withNode('a', { y: right.nodes.get('b')?.y }))).toContain('a lies on b');
    expect(faultsOf(graph, withNode('c', { tier: 2 }))).toContain('c>d leads back');
    expect(faultsOf(graph, { ...right, links: right.links.slice(1) })).toContain('a>c lost');
    const looped = right.links.map((link) => ({ ...link, loop: true }));
    expect(faultsOf(graph, { ...right, links: looped })).toContain('a>c is no loop');
    expect(faultsOf(graph, { ...right, crossings: 1 })).toContain('more crossings than before');
  });
});
