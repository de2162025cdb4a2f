import { describe, expect, it } from '@jest/globals';
import { AskFailure } from '../part/asking.ts';
import { LISTED_MAX, loadRecall } from './load.ts';

const PAGE = 200;
const A = { item: { number: 'A' } };
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
        balance: { totals: [], parts: count, unknown: 0 },
        completeness: { state: 'COMPLETE', known: 1, total: 1 },
        list: {
          totalCount: count > 10_000 ? null : count,
          links: name === 'parts' ? [{ from: `f${start}`, to: 't', kind: 'MADE_INTO' }] : undefined,
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
    const recall = await loadRecall(ask, { of: A, asKnownAt: null }, (count) => heard.push(count));
    expect(recall?.parts).toMatchObject({ hasMore: false, total: 450 });
    expect(recall?.parts.nodes).toEqual(
      Array.from({ length: 450 }, (_, index) => `parts ${index}`),
    );
    expect(recall?.holders).toMatchObject({ hasMore: false, total: 3 });
    expect(recall?.gaps).toMatchObject({ hasMore: false, nodes: [] });
    expect(heard).toEqual([200, 400, 450]);
    expect(asked).toEqual([null, 'T1', 'T1', 'T1', 'T1', 'T1']);
    expect(recall?.links?.map(({ from }) => from)).toEqual(['f0', 'f200', 'f400']);
    expect(recall?.balance).not.toBeNull();
    expect(recall?.name).toBe('Lot');
  });

  it('is asked as known when its address says', async () => {
    const { ask, asked } = endpoint({ parts: 1 });
    await loadRecall(ask, { of: A, asKnownAt: 'T0' }, () => undefined);
    expect(asked[0]).toBe('T0');
  });

  it('is shown without a sum that took too long, and says when its links are too many', async () => {
    const { ask } = endpoint({ parts: 1 });
    const failing =
      (code: string) => async (query: string, variables: Readonly<Record<string, unknown>>) => {
        if (query.includes('totals')) throw new AskFailure(code, 'no');
        const answer = (await ask(query, variables)) as { recall: { list: { links: unknown } } };
        const { recall } = answer;
        const links = recall.list.links === undefined ? undefined : null;
        return { recall: { ...recall, list: { ...recall.list, links } } };
      };
    const question = { of: A, asKnownAt: null };
    const late = await loadRecall(failing('TIMEOUT'), question, () => undefined);
    expect([late?.balance, late?.links]).toEqual([null, null]);
    expect(late?.parts.nodes).toHaveLength(1);
    await expect(loadRecall(failing('NETWORK'), question, () => undefined)).rejects.toThrow();
  });

  it.each([
    ['one more than is shown', LISTED_MAX + 1, LISTED_MAX + 1],
    ['more than are counted', 20_000, null],
  ])('never passes for whole when it is not: %s', async (_what, count, total) => {
    const { ask } = endpoint({ parts: count, holders: count, gaps: count });
    const recall = await loadRecall(ask, { of: A, asKnownAt: null }, () => undefined);
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
    await expect(loadRecall(losing, { of: A, asKnownAt: null }, () => undefined)).rejects.toThrow();
    const nothing = () => Promise.resolve({ recall: null });
    expect(await loadRecall(nothing, { of: A, asKnownAt: null }, () => undefined)).toBeNull();
  });
});
