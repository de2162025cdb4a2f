import { layeredLayout, type LayoutInput, type LayoutLink } from '../web/graph/layout.ts';
import { type Finding, insist, median, p99 } from './figures.ts';
import { randomOf } from '../src/sample/generate-random.ts';

const sizes = [200, 1_000, 2_000, 10_000] as const;
const TIERS = 12;
const size = { width: 132, height: 66, tierGap: 40, gap: 14 };

/** A chain of twelve tiers: each part of one to three of the tier before, one in ten also of any earlier one. */
const chainOf = (parts: number, seed: number): LayoutInput => {
  const random = randomOf(seed);
  const tierOf = (part: number): number => Math.floor((part * TIERS) / parts);
  const within = (from: number, until: number): number =>
    from + Math.floor(random() * Math.max(1, until - from));
  const startOf = (tier: number): number => Math.ceil((tier * parts) / TIERS);
  const links: LayoutLink[] = [];
  for (let part = 0; part < parts; part += 1) {
    const tier = tierOf(part);
    if (tier === 0) continue;
    const many = 1 + Math.floor(random() * 3);
    for (let input = 0; input < many; input += 1) {
      links.push({ from: `p${within(startOf(tier - 1), startOf(tier))}`, to: `p${part}` });
    }
    if (random() < 0.1) links.push({ from: `p${within(0, startOf(tier))}`, to: `p${part}` });
  }
  const nodes = Array.from({ length: parts }, (_, part) => ({ key: `p${part}` }));
  return { nodes, links, focus: `p${parts - 1}`, size };
};

/** Milliseconds of every round, the first one, in which the engine still compiles, left out. */
const timesOf = (rounds: number, work: () => unknown): readonly number[] => {
  work();
  return Array.from({ length: rounds }, () => {
    const started = performance.now();
    work();
    return performance.now() - started;
  });
};

/** GRAPH: how long the picture of a part takes, beside reading its answer, which the browser does in any case. */
export const measureGraph = (rounds: number, seed: number): Finding => ({
  id: 'GRAPH',
  lines: sizes.map((parts) => {
    const graph = chainOf(parts, seed);
    const answer = JSON.stringify(graph);
    const layout = layeredLayout(graph);
    insist(layout.nodes.size === parts && layout.links.length > 0, `layout of ${parts}`);
    const laid = timesOf(rounds, () => layeredLayout(graph));
    const read = timesOf(rounds, () => JSON.parse(answer) as unknown);
    const [own, limit] = [median(laid), median(read)];
    return (
      `${parts} parts, ${layout.links.length} links: p50 ${own.toFixed(1)} ms, p99 ${p99(laid).toFixed(1)} ms; ` +
      `reading them as JSON ${limit.toFixed(2)} ms, ${(own / limit).toFixed(0)}x; ` +
      `crossings ${layout.crossingsBefore} -> ${layout.crossings}`
    );
  }),
});
