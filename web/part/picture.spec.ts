import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { EventAnswer, HopAnswer, ItemAnswer, NodeAnswer } from './answer.ts';
import { type Boxes, boxesOf, groupingOf, groupings } from './boxes.ts';
import type { PartAnswer } from './load.ts';
import { type Picture, pictureOf } from './picture.ts';
import { csvOf, sortedRows, tableNames, tableOf } from './tables.ts';

const item = (id: string): ItemAnswer => ({
  __typename: 'Part',
  isDescribed: true,
  id,
  name: `Lot ${id}`,
  digitalLink: null,
  identifiers: [{ scheme: 'LOCAL', value: `no-${id}`, uri: null }],
});
const node = (id: string, given: Partial<NodeAnswer> = {}): NodeAnswer => ({
  key: id,
  item: item(id),
  distance: 1,
  tier: 1,
  madeBy: { name: 'Mill', country: 'KE' },
  country: 'KE',
  quantity: { value: '5', unit: 'KGM' },
  share: '0.5000',
  more: false,
  corrected: false,
  step: {
    id: `e-${id}`,
    step: 'MAKE',
    time: null,
    day: '2026-03-02',
    status: 'CURRENT',
    title: '',
  },
  ...given,
});
const handOver: HopAnswer = {
  key: 'h1',
  status: 'RECEIVED',
  from: { name: 'Mill', country: 'KE' },
  to: { name: 'Roaster', country: 'DE' },
  fromSite: null,
  toSite: null,
  fromCountry: 'KE',
  toCountry: 'DE',
  crossesBorder: true,
  ownershipChanges: null,
  shippedAt: null,
  receivedAt: null,
  documents: [],
  lineCount: 0,
  lines: [],
  disagreements: [],
};
const record = (id: string, given: Partial<EventAnswer> = {}): EventAnswer => ({
  id,
  step: 'MAKE',
  time: '2026-03-02T10:00:00Z',
  day: '2026-03-02',
  status: 'CURRENT',
  title: '',
  by: { name: 'Mill', country: 'KE' },
  at: null,
  itemCount: 1,
  documents: [],
  items: [{ item: item('a'), quantity: null, role: 'OUTPUT', claim: false }],
  corrects: [],
  ...given,
});
const answer = (given: Partial<PartAnswer> = {}): PartAnswer => ({
  item: {
    ...item('a'),
    state: {
      at: '2026-03-02T10:00:00Z',
      disposition: null,
      onHold: false,
      holder: null,
      site: null,
      holdings: { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } },
    },
  },
  trace: {
    direction: 'BACK',
    at: null,
    asKnownAt: '2026-03-02T10:00:00Z',
    precision: 'LOT',
    completeness: { state: 'COMPLETE', known: 1, total: 1 },
    summary: { parts: 1, suppliers: 0, hops: 0, borders: 0, tiers: 0, countries: [] },
    byCountry: null,
    bySupplier: null,
    bySite: null,
  },
  nodes: [node('a', { distance: 0, tier: 0, share: '1.0000' })],
  links: [],
  hops: [],
  ownHops: [],
  steps: [],
  gaps: [],
  cut: [],
  ...given,
});
const link = (from: string, to: string) => ({
  from,
  to,
  kind: 'MADE_INTO' as const,
  quantityIn: null,
  quantityOut: null,
});

/** Whatever two ways of showing a picture say differently. */
const differences = (picture: Picture, boxes: Boxes): readonly string[] => {
  const found: string[] = [];
  const boxed = boxes.boxes.flatMap(({ members }) => members.map(({ key }) => key));
  const rows = tableOf(picture, 'parts').rows.map(({ key }) => key);
  if (boxed.toSorted().join() !== rows.toSorted().join()) found.push('graph and table');
  const lines = csvOf(tableOf(picture, 'parts')).split('\r\n').slice(1, -1);
  if (lines.length !== rows.length) found.push('table and file');
  const keys = new Set(boxes.boxes.map(({ key }) => key));
  if (boxes.links.some(({ from, to }) => !keys.has(from) || !keys.has(to))) found.push('links');
  return found;
};

const anyAnswer: fc.Arbitrary<PartAnswer> = fc.integer({ min: 1, max: 90 }).chain((many) =>
  fc
    .record({
      makers: fc.array(fc.constantFrom('Mill', 'Farm', 'Roaster', null), {
        minLength: many,
        maxLength: many,
      }),
      links: fc.array(fc.tuple(fc.nat(many - 1), fc.nat(many - 1)), { maxLength: 150 }),
      lacking: fc.uniqueArray(fc.nat(many - 1), { maxLength: 4 }),
    })
    .map(({ makers, links, lacking }) =>
      answer({
        nodes: makers.map((name, number) =>
          node(number === 0 ? 'a' : `n${number}`, { madeBy: { name, country: null } }),
        ),
        links: links.map(([from, to]) =>
          link(from === 0 ? 'a' : `n${from}`, to === 0 ? 'a' : `n${to}`),
        ),
        gaps: lacking.map((number) => ({
          reason: 'ORIGIN_NOT_RECORDED',
          text: '',
          ask: null,
          item: item(number === 0 ? 'a' : `n${number}`),
        })),
      }),
    ),
);

describe('the picture of a part', () => {
  it('names what is asked, and each part by a number that others find too', () => {
    const picture = pictureOf(answer({ nodes: [node('a'), node('b')] }));
    expect(picture.parts.map(({ asked, number }) => [asked, number])).toEqual([
      [true, 'no-a'],
      [false, 'no-b'],
    ]);
  });

  it('keeps a record that was put right, before the one that stands in its place', () => {
    const wrong = record('w', { status: 'CORRECTED', time: '2026-03-01T10:00:00Z' });
    const correction = { declaredAt: '2026-03-03T10:00:00Z', reason: 'incorrect_data' };
    const steps = [record('r', { corrects: [{ ...wrong, correction }] })];
    const { records } = pictureOf(answer({ steps }));
    expect(records.map(({ key, correctedBy }) => [key, correctedBy])).toEqual([
      ['w', 'r'],
      ['r', null],
    ]);
    expect(
      tableOf(pictureOf(answer({ steps })), 'records').rows.map(({ struck }) => struck),
    ).toEqual([true, false]);
  });

  it('draws what is not recorded as a hole before the part', () => {
    const gaps = [{ reason: 'ORIGIN_NOT_RECORDED', text: '', item: item('a'), ask: null }];
    const { boxes, links } = boxesOf(pictureOf(answer({ gaps })), 'parts');
    expect(boxes.map(({ hole }) => hole)).toEqual([null, 'NOT_RECORDED']);
    expect(links).toMatchObject([{ to: 'a', dashed: true }]);
  });

  it('names no two boxes alike, holes neither', () => {
    fc.assert(
      fc.property(anyAnswer, fc.constantFrom(...groupings), (given, grouping) => {
        const names = boxesOf(pictureOf(given), grouping).boxes.map(({ name }) => name);
        expect(new Set(names).size).toBe(names.length);
      }),
    );
    const lacking = ['b', 'c'].map((id) => ({
      reason: 'ORIGIN_NOT_RECORDED' as const,
      text: '',
      item: item(id),
      ask: null,
    }));
    const nodes = [node('a'), node('b'), node('c')];
    const { boxes } = boxesOf(pictureOf(answer({ nodes, gaps: lacking })), 'parts');
    expect(boxes.flatMap(({ hole, name }) => (hole === null ? [] : [name]))).toEqual([
      'NOT_RECORDED/no-b',
      'NOT_RECORDED/no-c',
    ]);
  });

  it('holds the parts of a company in one box a tier, and adds their shares up', () => {
    const many = Array.from({ length: 100 }, (_, number) =>
      node(`n${number}`, {
        share: '0.0050',
        madeBy: { name: `Farm ${number % 2}`, country: 'KE' },
      }),
    );
    const picture = pictureOf(
      answer({ nodes: [node('a'), ...many], links: many.map(({ key }) => link(key, 'a')) }),
    );
    expect(groupingOf(picture)).toBe('companies');
    const { boxes, links } = boxesOf(picture, 'companies');
    expect(boxes.map(({ members }) => members.length)).toEqual([1, 50, 50]);
    expect(links.map(({ links: together, share }) => [together, share?.toFixed(4)])).toEqual([
      [50, '0.2500'],
      [50, '0.2500'],
    ]);
  });

  it('says the same as graph, table and file, however the parts are held together', () => {
    fc.assert(
      fc.property(anyAnswer, fc.constantFrom(...groupings), (given, grouping) => {
        const picture = pictureOf(given);
        expect(differences(picture, boxesOf(picture, grouping))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('would be caught when one way of showing forgot a part', () => {
    const picture = pictureOf(answer({ nodes: [node('a'), node('b')], links: [link('b', 'a')] }));
    const boxes = boxesOf(picture, 'parts');
    expect(differences(picture, boxes)).toEqual([]);
    const forgetful = { ...boxes, boxes: boxes.boxes.slice(1) };
    expect(differences(picture, forgetful)).toEqual(['graph and table', 'links']);
    expect(differences({ ...picture, parts: picture.parts.slice(1) }, boxes)).toContain(
      'graph and table',
    );
  });
});

describe('tables of the picture', () => {
  const picture = pictureOf(
    answer({
      nodes: [
        node('a', { quantity: { value: '10', unit: 'KGM' } }),
        node('b', {
          quantity: { value: '9', unit: 'KGM' },
          madeBy: { name: '=1+1, "x"', country: null },
        }),
        node('c', { quantity: null }),
      ],
    }),
  );

  it('has as many cells a row as columns', () => {
    for (const name of tableNames) {
      const { columns, rows } = tableOf(picture, name);
      for (const { cells } of rows) expect(cells).toHaveLength(columns.length);
    }
  });

  it('say how many lines there are where not all of them are listed', () => {
    const hop = handOver;
    const line = { container: null, shipped: null, received: null, difference: null };
    const lines = ['a', 'b'].map((id) => ({ ...line, item: item(id) }));
    const hops = [hop, { ...hop, key: 'h2', lineCount: 100, lines }];
    const wrong = { ...record('w'), itemCount: 50, correction: null };
    const steps = [record('r', { corrects: [wrong] })];
    const many = pictureOf(answer({ hops, steps }));
    const linesOf = (name: 'hops' | 'records') => {
      const { columns, rows, isCut } = tableOf(many, name);
      const index = columns.findIndex(({ id }) => id === 'lines');
      return { isCut, lines: rows.map(({ cells }) => cells[index]) };
    };
    expect(linesOf('hops')).toEqual({ isCut: true, lines: [0, 100, 100] });
    expect(linesOf('records')).toEqual({ isCut: true, lines: [50, 1] });
    expect(tableOf(pictureOf(answer({ hops: [hop] })), 'hops').isCut).toBe(false);
  });

  it('have what two sides say of an item by the amounts of its line', () => {
    const [kg, more] = ['10', '12'].map((value) => ({ value, unit: 'KGM' }));
    const line = { item: item('a'), container: null, difference: null };
    const lines = [
      { ...line, shipped: kg ?? null, received: kg ?? null },
      { ...line, shipped: more ?? null, received: kg ?? null },
    ];
    const said = { kind: 'QUANTITY', senderSays: '12 kg', receiverSays: '10 kg' } as const;
    const disagreements = [
      { ...said, item: item('a') },
      { ...said, item: item('b') },
      { kind: 'SITE', item: null, senderSays: 'Mill', receiverSays: null } as const,
    ];
    const { hops } = pictureOf(answer({ hops: [{ ...handOver, lines, disagreements }] }));
    expect(hops[0]?.disagreements).toEqual([
      { kind: 'QUANTITY', item: 'Lot a', line: { ...hops[0]?.lines[1] } },
      { kind: 'QUANTITY', item: 'Lot b', line: null },
      { kind: 'SITE', item: null, sender: 'Mill', receiver: null },
    ]);
  });

  it('sorts amounts as numbers, with what is not recorded last either way', () => {
    const keys = (descending: boolean): readonly string[] =>
      sortedRows(tableOf(picture, 'parts'), 'quantity', descending).map(({ key }) => key);
    expect(keys(false)).toEqual(['b', 'a', 'c']);
    expect(keys(true)).toEqual(['a', 'b', 'c']);
  });

  it('writes files that spreadsheets take as text', () => {
    const [head, , line] = csvOf(tableOf(picture, 'parts')).split('\r\n');
    expect(head).toBe(
      '\uFEFFpart,maker,country,day,quantity,quantityUnit,share,distance,corrected,gap',
    );
    expect(line).toBe('Lot b,"\'=1+1, ""x""",KE,2026-03-02,9,KGM,0.5,1,false,');
  });
});
