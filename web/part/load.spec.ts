import { describe, expect, it } from '@jest/globals';
import { hopsDocument, nodesDocument, ownHopsDocument, stepsDocument } from './documents.ts';
import { type Ask, LIST_MAX, loadPart, type PartAnswer, type Progress } from './load.ts';

const question = { number: 'L-1', direction: 'BACK', at: null, asKnownAt: null } as const;
const end = { hasNextPage: false, endCursor: null };
const empty = { nodes: [], links: [], pageInfo: end };
const asKnownAt = '2026-03-02T10:00:00Z';

/** Answers documents with so many entries in pages of ten. */
const endpoint = (
  many: Readonly<Record<'nodes' | 'hops' | 'own', number>>,
  pages: number,
): { readonly ask: Ask; readonly asked: (readonly [string, unknown])[] } => {
  const asked: (readonly [string, unknown])[] = [];
  const page = (total: number, after: unknown) => {
    const from = Number(after ?? 0);
    const until = Math.min(total, from + pages);
    return {
      nodes: Array.from({ length: until - from }, (_, index) => from + index),
      pageInfo: { hasNextPage: until < total, endCursor: String(until) },
    };
  };
  const ask: Ask = async (document, variables) => {
    const name = /query (\w+)/.exec(document)?.[1] ?? '';
    asked.push([name, variables['asKnownAt']]);
    if (name === 'Part') return { item: {}, provenance: { asKnownAt } };
    const after = variables['after'];
    if (document === nodesDocument)
      return { provenance: { ...page(many.nodes, after), links: [String(after)] } };
    if (document === ownHopsDocument) return { item: { hops: page(many.own, after) } };
    if (document === hopsDocument) return { provenance: { hops: page(many.hops, after) } };
    return Promise.resolve({ provenance: { steps: empty, gaps: empty } });
  };
  return { ask, asked };
};

describe('loadPart', () => {
  it('reads every page, as known at the moment of the first answer, and tells how far it is', async () => {
    const told: Progress[] = [];
    const { ask, asked } = endpoint({ nodes: 25, hops: 11, own: 12 }, 10);
    const answer = await loadPart(ask, question, (progress) => told.push(progress));
    expect(answer?.nodes).toEqual(Array.from({ length: 25 }, (_, index) => index));
    expect(answer?.links).toEqual(['null', '10', '20']);
    expect([answer?.hops.length, answer?.ownHops.length, answer?.cut]).toEqual([11, 12, []]);
    expect(asked[0]).toEqual(['Part', null]);
    expect(new Set(asked.slice(1).map(([, known]) => known))).toEqual(new Set([asKnownAt]));
    expect(told.at(-1)).toEqual({ nodes: 25, hops: 11, ownHops: 12, steps: 0, gaps: 0 });
  });

  it('stops where people stop reading, and says so', async () => {
    const { ask } = endpoint({ nodes: LIST_MAX + 1, hops: LIST_MAX, own: LIST_MAX + 1 }, LIST_MAX);
    const answer = await loadPart(ask, question, () => undefined);
    expect([answer?.nodes.length, answer?.ownHops.length]).toEqual([LIST_MAX, LIST_MAX]);
    expect(answer?.cut.toSorted()).toEqual(['nodes', 'ownHops']);
  });

  it('answers nothing where there is nothing, or nothing that is shared', async () => {
    const ask: Ask = () => Promise.resolve({ item: null, provenance: null });
    expect(await loadPart(ask, question, () => undefined)).toBeNull();
  });

  it('gives everything but the records while those still come', async () => {
    const { ask } = endpoint({ nodes: 25, hops: 11, own: 12 }, 10);
    let go = (): void => undefined;
    const held = new Promise<void>((resolve) => (go = resolve));
    const slow: Ask = async (document, variables) => {
      if (document === stepsDocument) await held;
      return ask(document, variables);
    };
    const early: PartAnswer[] = [];
    const whole = loadPart(slow, question, (_progress, answer) => {
      if (answer === null) return;
      early.push(answer);
      go();
    });
    const answer = await whole;
    expect(early.length).toBeGreaterThan(0);
    expect(early[0]).toEqual({ ...answer, steps: [] });
    expect([early[0]?.nodes.length, early[0]?.ownHops.length]).toEqual([25, 12]);
  });

  it('does not hide that a page failed', async () => {
    const { ask } = endpoint({ nodes: 5, hops: 5, own: 5 }, 10);
    const failing: Ask = (document, variables) =>
      document === hopsDocument ? Promise.reject(new Error('TIMEOUT')) : ask(document, variables);
    await expect(loadPart(failing, question, () => undefined)).rejects.toThrow('TIMEOUT');
  });
});
