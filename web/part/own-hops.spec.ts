import { describe, expect, it } from '@jest/globals';
import type { HopAnswer, ItemAnswer } from './answer.ts';
import { hopsTogether } from './own-hops.ts';

const item = (id: string): ItemAnswer => ({
  __typename: 'Part',
  isDescribed: true,
  id,
  name: `Lot ${id}`,
  digitalLink: null,
  identifiers: [],
});
const line = (id: string, container: string | null = null): HopAnswer['lines'][number] => ({
  item: item(id),
  container: container === null ? null : item(container),
  shipped: null,
  received: null,
  difference: null,
});
const differs = (id: string | null): HopAnswer['disagreements'][number] => ({
  kind: 'QUANTITY',
  item: id === null ? null : item(id),
  senderSays: '2',
  receiverSays: '1',
});
const hop = (key: string, shippedAt: string | null, given: Partial<HopAnswer> = {}): HopAnswer => ({
  key,
  status: 'RECEIVED',
  from: { name: 'Mill', country: 'KE' },
  to: { name: 'Roaster', country: 'DE' },
  fromSite: null,
  toSite: null,
  fromCountry: 'KE',
  toCountry: 'DE',
  crossesBorder: true,
  ownershipChanges: null,
  shippedAt,
  receivedAt: null,
  documents: [],
  lineCount: given.lines?.length ?? 0,
  lines: [],
  disagreements: [],
  ...given,
});
const idsOf = ({ lines }: HopAnswer): readonly string[] => lines.map((one) => one.item.id);

describe('hopsTogether', () => {
  it('has each once, oldest first as clocks run, and tells which are not on the way', () => {
    const way = [
      hop('b', '2026-03-02T10:00:00+03:00'),
      hop('c', null, { receivedAt: '2026-03-05T00:00:00Z' }),
    ];
    const own = [hop('a', '2026-03-02T09:00:00+05:00'), hop('b', '2026-03-02T10:00:00+03:00')];
    const { hops, added } = hopsTogether(way, own, item('x'));
    expect(hops.map(({ key }) => key)).toEqual(['a', 'b', 'c']);
    expect(added.map(({ key }) => key)).toEqual(['a']);
  });

  it('tells of its own only what is about it, directly or as what it lies in', () => {
    const lines = [line('x'), line('y'), line('z', 'x')];
    const disagreements = [differs('x'), differs('y'), differs(null)];
    const [only] = hopsTogether([], [hop('a', null, { lines, disagreements })], item('x')).hops;
    expect(only).toMatchObject({ lineCount: 2, disagreements: [differs('x'), differs(null)] });
    expect(only && idsOf(only)).toEqual(['x', 'z']);
  });

  it('says that there is more where lines were cut, and has all where none names it', () => {
    const cut = hop('a', null, { lines: [line('x'), line('y')], lineCount: 300 });
    const [first] = hopsTogether([], [cut], item('x')).hops;
    expect([first && idsOf(first), first?.lineCount]).toEqual([['x'], 300]);
    const [deep] = hopsTogether([], [hop('a', null, { lines: [line('y')] })], item('x')).hops;
    expect(deep && idsOf(deep)).toEqual(['y']);
  });

  it('joins the lines and the differences of one that is in both', () => {
    const way = hop('a', null, { lines: [line('w'), line('x')], disagreements: [differs(null)] });
    const own = hop('a', null, {
      lines: [line('x'), line('x', 'box'), line('y')],
      disagreements: [differs(null), differs('x')],
    });
    const { hops, added } = hopsTogether([way], [own], item('x'));
    expect(added).toEqual([]);
    expect(hops.map(idsOf)).toEqual([['w', 'x', 'x']]);
    expect(hops[0]).toMatchObject({ lineCount: 3, disagreements: [differs(null), differs('x')] });
  });
});
