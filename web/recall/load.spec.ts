import { describe, expect, it } from '@jest/globals';
import { LISTED_MAX, loadRecall } from './load.ts';

const PAGE = 200;
const item = { __typename: 'Part', id: 'p', name: 'Lot', digitalLink: null, identifiers: [] };

/** An endpoint with so many parts, holders and gaps, that counts to ten thousand. */
const endpoint = (counts: Readonly<Record<string, number>>) => {
  const asked: unknown[] = [];
  const ask = (query: string, variables: Readonly<Record<string, unknown>>): Promise<unknown> => {
    asked.push(variables['asKnownAt']);
    const name = /list: (\w+)/.exec(query)?.[1] ?? '';
    const count = counts[name] ?? 0;
    const start = Number(variables['after'] ?? 0);
    const end = Math.min(count, start + PAGE);
    return Promise.resolve({
      recall: {
        asKnownAt: 'T1',
        item,
        completeness: { state: 'COMPLETE', known: 1, total: 1 },
        list: {
          totalCount: count > 10_000 ? null : count,
          nodes: Array.from({ length: end - start }, (_, index) => `${name} ${start + index}`),
          pageInfo: { hasNextPage: end < count, endCursor: String(end) },
        },
      },
    });
  };
  return { ask, asked };
};

describe('a recall', () => {
  it('is read whole, all of it as known at the moment of the first answer', async () => {
    const { ask, asked } = endpoint({ parts: 450, holders: 3, gaps: 0 });
    const heard: number[] = [];
    const recall = await loadRecall(ask, 'A', (count) => heard.push(count));
    expect(recall?.parts).toMatchObject({ hasMore: false, total: 450 });
    expect(recall?.parts.nodes).toEqual(
      Array.from({ length: 450 }, (_, index) => `parts ${index}`),
    );
    expect(recall?.holders).toMatchObject({ hasMore: false, total: 3 });
    expect(recall?.gaps).toMatchObject({ hasMore: false, nodes: [] });
    expect(heard).toEqual([200, 400, 450]);
    expect(asked).toEqual([null, 'T1', 'T1', 'T1', 'T1']);
  });

  it.each([
    ['one more than is shown', LISTED_MAX + 1, LISTED_MAX + 1],
    ['more than are counted', 20_000, null],
  ])('never passes for whole when it is not: %s', async (_what, count, total) => {
    const { ask } = endpoint({ parts: count, holders: count, gaps: count });
    const recall = await loadRecall(ask, 'A', () => undefined);
    for (const list of [recall?.parts, recall?.holders, recall?.gaps]) {
      expect(list?.hasMore).toBe(true);
      expect(list?.nodes).toHaveLength(LISTED_MAX);
    }
    expect([recall?.parts.total, recall?.holders.total]).toEqual([total, total]);
  });

  it('is not taken for empty when a page of it is gone', async () => {
    const { ask } = endpoint({ parts: 1 });
    const losing = async (query: string, variables: Readonly<Record<string, unknown>>) =>
      query.includes('holders') ? { recall: null } : ask(query, variables);
    await expect(loadRecall(losing, 'A', () => undefined)).rejects.toThrow();
    const nothing = () => Promise.resolve({ recall: null });
    expect(await loadRecall(nothing, 'A', () => undefined)).toBeNull();
  });
});
