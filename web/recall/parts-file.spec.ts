import { describe, expect, it } from '@jest/globals';
import type { RecallPartAnswer } from './load.ts';
import { partsFile } from './parts-file.ts';

const part = (id: string, maker: string | null): RecallPartAnswer => ({
  distance: 1,
  part: {
    __typename: 'Part',
    isDescribed: true,
    id,
    name: `Lot ${id}`,
    digitalLink: null,
    identifiers: [{ scheme: 'OTHER', value: id, uri: null }],
    birth:
      maker === null
        ? null
        : { day: null, country: 'KE', madeBy: { name: maker, country: 'KE' }, quantity: null },
  },
  balance: {
    unit: 'KGM',
    made: '5',
    adjusted: '0',
    used: '0',
    sold: '0',
    destroyed: '0',
    inTransit: '0',
    onHand: '5',
    unaccounted: '0',
  },
});
const linked = (from: string, to: string) => ({ from, to, kind: 'MADE_INTO' as const });
const parts = {
  nodes: [part('a', null), part('b', 'Mill'), part('c', 'Roaster')],
  hasMore: false,
  total: 3,
};

describe('the parts of a recall as a file', () => {
  const told = (links: Parameters<typeof partsFile>[0]['links']) => {
    const { columns, rows } = partsFile({ parts, links });
    const places = ['part', 'madeFrom', 'maker', 'country'].map((name) =>
      columns.findIndex(({ id }) => id === name),
    );
    return rows.map(({ cells }) => places.map((place) => cells[place]));
  };

  it('says what each was made from of what is listed, each thing once, by whom and where', () => {
    const links = [
      linked('a', 'c'),
      linked('b', 'c'),
      { ...linked('b', 'c'), kind: 'LOT_MEMBER' as const },
      linked('beyond', 'b'),
    ];
    expect(told(links)).toEqual([
      ['Lot a', '', null, null],
      ['Lot b', '', 'Mill', 'KE'],
      ['Lot c', 'Lot a; Lot b', 'Roaster', 'KE'],
    ]);
  });

  it('does not say it where there are too many links to be told', () => {
    expect(told(null)).toEqual([
      ['Lot a', undefined, null, null],
      ['Lot b', undefined, 'Mill', 'KE'],
      ['Lot c', undefined, 'Roaster', 'KE'],
    ]);
    const { columns, rows } = partsFile({ parts, links: null });
    expect(rows.map(({ cells }) => cells.length)).toEqual(parts.nodes.map(() => columns.length));
  });
});
