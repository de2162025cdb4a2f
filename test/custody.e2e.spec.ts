import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type CustodyStory,
  PALLET,
  type StoryParty,
  tellCustodyStory,
} from './support/custody-story.ts';
import { graphql } from './support/doors.ts';
import { testService, type TestService } from './support/service.ts';

const HOP = `status from { name } to { name } fromCountry toCountry fromSite { name } toSite { name } crossesBorder
  shippedAt receivedAt lineCount documents { type number } ownershipChanges
  lines { item { name } container { name } shipped { text } received { text } difference }
  disagreements { kind item { name } senderSays receiverSays text }
  shipping { step time } receivings { step time }`;

interface Named {
  readonly name: string | null;
}
interface HopAnswer {
  readonly status: string;
  readonly from: Named;
  readonly to: Named;
  readonly fromCountry: string | null;
  readonly toCountry: string | null;
  readonly crossesBorder: boolean | null;
  readonly shippedAt: string | null;
  readonly lineCount: number;
  readonly lines: readonly {
    readonly item: Named;
    readonly container: Named | null;
    readonly shipped: { readonly text: string } | null;
    readonly received: { readonly text: string } | null;
    readonly difference: string | null;
  }[];
  readonly disagreements: readonly object[];
  readonly receivings: readonly object[];
}
interface Hops {
  readonly totalCount: number | null;
  readonly nodes: readonly HopAnswer[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}
const line = ({ status, from, to, shippedAt, lines }: HopAnswer): string =>
  [
    status,
    `${from.name} > ${to.name}`,
    shippedAt?.slice(5, 16) ?? '-',
    ...lines.map(
      ({ item, container, shipped, received }) =>
        `${item.name}${container === null ? '' : ` in ${container.name}`} ${shipped?.text ?? '-'} / ${received?.text ?? '-'}`,
    ),
  ].join(', ');

describe('custody', () => {
  let service: TestService;
  let story: CustodyStory;
  beforeAll(async () => {
    service = await testService();
    story = await tellCustodyStory(service);
  }, 60_000);
  afterAll(() => service.stop());

  const ask = <Data>(text: string, variables: object = {}, by: StoryParty = story.mill) =>
    graphql<Data>(service.url, by.key, text, { ...variables });
  const refusal = async (text: string, variables: object): Promise<unknown> => {
    const response = await fetch(`${service.url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${story.mill.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query: text, variables }),
    });
    const { errors } = (await response.json()) as {
      readonly errors?: readonly { readonly extensions: object }[];
    };
    return errors?.[0]?.extensions;
  };
  const HOPS = `query($filter: HopFilter, $first: Int! = 50, $after: String) {
    hops(filter: $filter, first: $first, after: $after) { totalCount nodes { ${HOP} } pageInfo { hasNextPage endCursor } } }`;
  const hops = async (filter: object = {}, by?: StoryParty): Promise<readonly HopAnswer[]> => {
    const { hops: found } = await ask<{ hops: Hops }>(HOPS, { filter }, by);
    expect(found.totalCount).toBe(found.nodes.length);
    return found.nodes;
  };
  const hopsOf = async (number: string, filter: object = {}): Promise<readonly HopAnswer[]> => {
    const text = `query($number: String!, $filter: HopFilter) { item(by: { number: $number }) {
      hops(filter: $filter) { totalCount nodes { ${HOP} } } } }`;
    const { item } = await ask<{ item: { hops: Hops } }>(text, { number, filter });
    expect(item.hops.totalCount).toBe(item.hops.nodes.length);
    return item.hops.nodes;
  };

  const short = 'SHORT, Farm > Mill, 03-02T08:00, Green coffee A-1 300 kg / 290 kg';
  const twice = 'RECEIVED, Farm > Mill, 03-03T08:00, Green coffee A-2 100 kg / 100 kg';
  const border =
    'RECEIVED, Mill > Buyer, 03-05T08:00, Green coffee M-1 in Pallet PAL7 120 kg / 120 kg';
  const transit = 'IN_TRANSIT, Mill > Buyer, 03-07T08:00, Green coffee M-1 50 kg / -';
  const unannounced = 'UNANNOUNCED, Farm > Buyer, -, Green coffee U-1 - / 5 kg';
  const muddle =
    'SHORT, Farm > Mill, 03-12T08:00, Green coffee X-1 5 kg / 5 kg, Green coffee X-2 7 kg / -, Green coffee X-3 - / 1 kg';

  it('is a list of hand-overs, newest first, and of an item oldest first', async () => {
    expect((await hops()).map(line)).toEqual([muddle, unannounced, transit, border, twice, short]);
    expect((await hopsOf('M-1')).map(line)).toEqual([border, transit]);
    expect((await hopsOf(PALLET)).map(line)).toEqual([border]);
    expect(await hopsOf('F-1')).toEqual([]);
  });

  it('says what both sides say of one that came short', async () => {
    const [found] = await hopsOf('A-1');
    expect(found).toMatchObject({
      crossesBorder: false,
      fromCountry: 'KE',
      fromSite: { name: 'Farm gate' },
      toSite: { name: 'Mill yard' },
      receivedAt: '2026-03-02T12:00:00.000Z',
      ownershipChanges: null,
      documents: [{ type: 'DESPATCH_ADVICE', number: 'DA-1' }],
      lines: [{ difference: '-10' }],
      shipping: { step: 'SHIP', time: '2026-03-02T08:00:00.000Z' },
      receivings: [{ step: 'RECEIVE', time: '2026-03-02T12:00:00.000Z' }],
      disagreements: [
        {
          kind: 'QUANTITY',
          item: { name: 'Green coffee A-1' },
          senderSays: '300 kg',
          receiverSays: '290 kg',
          text: 'Farm shipped 300 kg, Mill received 290 kg.',
        },
      ],
    });
  });

  it('takes several receipts for one shipment, and more of them later', async () => {
    const [found] = await hopsOf('A-2');
    expect(found?.receivings).toEqual([
      { step: 'RECEIVE', time: '2026-03-03T12:00:00.000Z' },
      { step: 'RECEIVE', time: '2026-03-03T15:00:00.000Z' },
    ]);
    const text = `query($known: DateTime!) { provenance(item: { number: "A-2" }, asKnownAt: $known) { item {
      hops { totalCount nodes { status lines { received { text } } receivings { time } } } } } }`;
    expect(await ask(text, { known: story.before })).toEqual({
      provenance: {
        item: {
          hops: {
            totalCount: 1,
            nodes: [
              {
                status: 'SHORT',
                lines: [{ received: { text: '60 kg' } }],
                receivings: [{ time: '2026-03-03T12:00:00.000Z' }],
              },
            ],
          },
        },
      },
    });
  });

  it('crosses a border where the countries of the places differ', async () => {
    const [found, ...others] = await hops({ crossesBorder: true, statuses: ['RECEIVED'] });
    expect(others).toEqual([]);
    expect(found).toMatchObject({ fromCountry: 'KE', toCountry: 'DE', crossesBorder: true });
  });

  it('says in words on what both sides disagree', async () => {
    const [found] = await hopsOf('X-1');
    expect(found?.disagreements).toEqual([
      {
        kind: 'ITEM_MISSING',
        item: { name: 'Green coffee X-2' },
        senderSays: '7 kg',
        receiverSays: null,
        text: 'Farm shipped 7 kg of Green coffee X-2, Mill did not receive it.',
      },
      {
        kind: 'ITEM_UNEXPECTED',
        item: { name: 'Green coffee X-3' },
        senderSays: null,
        receiverSays: '1 kg',
        text: 'Mill received 1 kg of Green coffee X-3, Farm did not ship it.',
      },
      {
        kind: 'SITE',
        item: null,
        senderSays: 'Mill yard',
        receiverSays: 'Mill store',
        text: 'Farm shipped to Mill yard; Mill received at Mill store.',
      },
      {
        kind: 'DOCUMENT',
        item: null,
        senderSays: 'DA-20',
        receiverSays: 'DA-21',
        text: 'Farm names DA-20, Mill names DA-21.',
      },
      {
        kind: 'TIME',
        item: null,
        senderSays: '2026-03-12T08:00:00.000Z',
        receiverSays: '2026-03-12T07:00:00.000Z',
        text: 'Farm shipped at 2026-03-12T08:00:00.000Z, Mill received before that, at 2026-03-12T07:00:00.000Z.',
      },
    ]);
  });

  it('is asked by status, border, place, party, paper and time', async () => {
    const { organisations } = await ask<{
      organisations: { nodes: readonly { id: string; name: string }[] };
    }>('{ organisations { nodes { id name } } }');
    const idOf = (name: string): readonly string[] => [
      organisations.nodes.find((one) => one.name === name)?.id ?? '',
    ];
    const all = [muddle, unannounced, transit, border, twice, short];
    const cases: readonly (readonly [object, readonly string[]])[] = [
      [{ statuses: null, from: null }, all],
      [{ statuses: ['IN_TRANSIT', 'UNANNOUNCED'] }, [unannounced, transit]],
      [{ statuses: [] }, []],
      [{ statuses: ['OVER'] }, []],
      [{ crossesBorder: true }, [unannounced, transit, border]],
      [{ crossesBorder: false }, [muddle, twice, short]],
      [{ fromCountries: ['DE'] }, []],
      [{ toCountries: ['NL', 'DE'] }, [unannounced, transit, border]],
      [{ fromParties: idOf('Farm') }, [muddle, unannounced, twice, short]],
      [{ toParties: idOf('Buyer'), fromParties: idOf('Mill') }, [transit, border]],
      [{ toParties: ['org_AAAAAAAAAAAAAAAAAAAAAA'] }, []],
      [{ toParties: [] }, []],
      [{ toMe: true }, [muddle, twice, short]],
      [{ fromMe: true, statuses: ['IN_TRANSIT'] }, [transit]],
      [{ fromMe: false, toMe: false }, [unannounced]],
      [{ documents: ['DA-7'] }, [transit]],
      [{ documents: ['DA-1', 'BOL-9'] }, [border, short]],
      [{ documents: ['DA-1', 'BOL-9'], crossesBorder: true }, [border]],
      [{ documents: ['DA-99'] }, []],
      [{ from: '2026-03-03T08:00:00Z', until: '2026-03-05T08:00:00Z' }, [twice]],
      [{ from: '2026-03-08T09:00:00+01:00', until: '2026-03-08T08:00:01Z' }, [unannounced]],
      [{ disagreeing: true }, [muddle, short]],
      [{ disagreeing: false, toMe: true }, [twice]],
    ];
    for (const [filter, expected] of cases) {
      expect({ filter, found: (await hops(filter)).map(line) }).toEqual({
        filter,
        found: expected,
      });
    }
    expect((await hops({ toMe: true, statuses: ['IN_TRANSIT'] }, story.buyer)).map(line)).toEqual([
      transit,
    ]);
    expect((await hopsOf('M-1', { statuses: ['IN_TRANSIT'] })).map(line)).toEqual([transit]);
  });

  it('comes in pages, whose cursors belong to the question', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const { hops: page }: { hops: Hops } = await ask(HOPS, { first: 4, after });
      expect(page.totalCount).toBe(6);
      seen.push(...page.nodes.map(line));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen).toEqual([muddle, unannounced, transit, border, twice, short]);
    const { hops: first } = await ask<{ hops: Hops }>(HOPS, { first: 1 });
    const { endCursor } = first.pageInfo;
    const item = `query($first: Int!, $after: String) { item(by: { number: "M-1" }) {
      hops(first: $first, after: $after) { nodes { ${HOP} } pageInfo { hasNextPage hasPreviousPage endCursor } } } }`;
    const { item: part } = await ask<{ item: { hops: Hops } }>(item, { first: 1 });
    expect(part.hops.pageInfo.hasNextPage).toBe(true);
    const rest = await ask<{ item: { hops: Hops } }>(item, {
      first: 5,
      after: part.hops.pageInfo.endCursor,
    });
    expect(rest.item.hops.nodes.map(line)).toEqual([transit]);
    for (const [text, variables] of [
      [HOPS, { after: endCursor, filter: { toMe: true } }],
      [HOPS, { after: part.hops.pageInfo.endCursor }],
      [HOPS, { after: 'x' }],
      [item, { first: 1, after: endCursor }],
    ] as const) {
      expect(await refusal(text, variables)).toMatchObject({ code: 'CURSOR_INVALID' });
    }
  });

  it('shows as many lines as are asked for, by name', async () => {
    const text = `query($first: Int!) { hops(first: 1, filter: { documents: ["DA-20"] }) { nodes { lineCount
      lines(first: $first) { item { name } } } } }`;
    const lines = [1, 2].map((index) => ({ item: { name: `Green coffee X-${index}` } }));
    expect(await ask(text, { first: 2 })).toEqual({ hops: { nodes: [{ lineCount: 3, lines }] } });
    expect(await refusal(text, { first: 201 })).toMatchObject({
      code: 'INVALID_VALUE',
      at: 'first',
    });
  });

  it('refuses filters that mean nothing, and says which', async () => {
    for (const [filter, at] of [
      [{ from: '2026-03-01' }, 'filter.from'],
      [{ until: 'yesterday' }, 'filter.until'],
      [{ fromCountries: ['KE', 'ke'] }, 'filter.fromCountries.1'],
      [{ toCountries: ['Kenya'] }, 'filter.toCountries.0'],
    ] as const) {
      expect(await refusal(HOPS, { filter })).toMatchObject({ code: 'INVALID_VALUE', at });
    }
    expect(await refusal(HOPS, { first: 0 })).toMatchObject({ code: 'INVALID_VALUE', at: 'first' });
    const wrong = { filter: { statuses: ['LOST'] } };
    expect(await refusal(HOPS, wrong)).toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});
