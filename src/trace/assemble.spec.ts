import { assemble, LINKS_MAX } from './assemble.ts';
import type { ReachedXform } from './walk.store.ts';

const range = (from: number, length: number): readonly number[] =>
  Array.from({ length }, (_, index) => from + index);

const xform = (id: number, given: Partial<ReachedXform>): ReachedXform => ({
  id,
  position: id,
  kind: 'MADE',
  owner: 1,
  instant: '2026-03-01T08:00:00.000000Z',
  process: null,
  beyond: [],
  carriers: [],
  level: 0,
  met: new Set(),
  meetings: 0,
  ...given,
});

describe('assemble', () => {
  const back = { start: [1], direction: 'BACK', depth: 50 } as const;

  it('joins every input with the output that was met', () => {
    const graph = assemble([xform(7, { beyond: [2, 3], met: new Set([1]) })], back);
    expect(graph.links.map(({ from, to }) => [from, to])).toEqual([
      [2, 1],
      [3, 1],
    ]);
    expect(graph.incomplete).toBe(false);
  });

  it('says that links are missing instead of holding millions, and keeps every item', () => {
    const made = range(10_000, 3_000);
    const wide = xform(1, {
      beyond: range(20_000, 3_000),
      level: 1,
      met: new Set(made),
    });
    const last = xform(2, { beyond: made, met: new Set([1]) });
    const graph = assemble([last, wide], back);
    expect(graph.incomplete).toBe(true);
    expect(graph.links.length).toBeLessThanOrEqual(LINKS_MAX);
    expect(graph.distances.size).toBe(6_001);
  });

  it('does not try every pair of a process of thousands', () => {
    const mates = range(1, 5_000).map((id) => xform(id, { process: 'one', met: new Set([1]) }));
    expect(assemble(mates, back).incomplete).toBe(true);
  });
});
