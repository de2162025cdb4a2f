import { describe, expect, it } from '@jest/globals';
import { boxesOf } from '../part/boxes.ts';
import type { GapReason } from '../part/answer.ts';
import { chainOf } from './chain.ts';

const item = (id: string) => ({
  __typename: 'Part' as const,
  isDescribed: true,
  id,
  name: `Lot ${id}`,
  digitalLink: null,
  identifiers: [{ scheme: 'OTHER' as const, value: id, uri: null }],
});
const none = {
  unit: 'KGM',
  made: '0',
  adjusted: '0',
  used: '0',
  sold: '0',
  destroyed: '0',
  inTransit: '0',
  onHand: '0',
  unaccounted: '0',
};
const part = (id: string, distance: number, country = 'KE') => ({
  distance,
  part: {
    ...item(id),
    birth: { day: '2026-03-01', country, madeBy: { name: 'Mill', country }, quantity: null },
  },
  balance: none,
});
const listed = <Node>(nodes: readonly Node[]) => ({ nodes, hasMore: false, total: nodes.length });
const linked = (from: string, to: string) => ({ from, to, kind: 'MADE_INTO' as const });

describe('the tree of a recall', () => {
  const parts = listed([part('a', 0), part('b', 0), part('c', 1), part('d', 2)]);
  const links = [linked('a', 'c'), linked('b', 'c'), linked('c', 'd'), linked('d', 'beyond')];

  it('has the parts of the table in their order, and of the links those between them', () => {
    const gaps = listed([
      { reason: 'NOT_YET_RECEIVED' as GapReason, item: item('d'), ask: null },
      { reason: 'TOO_LARGE' as GapReason, item: null, ask: null },
    ]);
    const chain = chainOf({ parts, gaps }, links);
    expect(chain.parts.map(({ key, asked }) => [key, asked])).toEqual([
      ['a', true],
      ['b', true],
      ['c', false],
      ['d', false],
    ]);
    expect(chain.links.map(({ from, to }) => `${from}>${to}`)).toEqual(['a>c', 'b>c', 'c>d']);
    expect(chain.parts[3]?.gaps).toEqual(['NOT_YET_RECEIVED']);
    const { boxes, focus } = boxesOf(chain, 'parts');
    expect(boxes.filter(({ asked }) => asked).map(({ key }) => key)).toEqual(['a', 'b']);
    expect(focus).toBeNull();
  });

  it('puts several recalled parts of one company into one box, and a lone one into its own', () => {
    const chain = chainOf({ parts, gaps: listed([]) }, links);
    expect(boxesOf(chain, 'companies').boxes.map(({ members }) => members.length)).toEqual([
      2, 1, 1,
    ]);
    const alone = chainOf({ parts: listed([part('a', 0), part('c', 1)]), gaps: listed([]) }, links);
    expect(boxesOf(alone, 'companies').focus).toBe('a');
  });
});
