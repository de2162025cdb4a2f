import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type CustodyStory,
  PALLET,
  renamePlace,
  tellCustodyStory,
} from './support/custody-story.ts';
import { graphql } from './support/doors.ts';
import { testService, type TestService } from './support/service.ts';

interface Named {
  readonly name: string | null;
}
interface State {
  readonly holder: Named | null;
  readonly site: Named | null;
  readonly container: Named | null;
  readonly onHold: boolean;
  readonly persistentDispositions: readonly string[];
  readonly lastEvent: { readonly step: string } | null;
  readonly holdings: {
    readonly totalCount: number;
    readonly nodes: readonly {
      readonly holder: Named;
      readonly site: Named | null;
      readonly container: Named | null;
      readonly quantity: { readonly text: string } | null;
      readonly status: string;
    }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}

const STATE = `query($number: String!, $at: DateTime, $known: DateTime, $first: Int! = 50, $after: String) {
  item(by: { number: $number }) { state(at: $at, asKnownAt: $known) {
    at holder { name } site { name } container { name } disposition persistentDispositions onHold lastEvent { step }
    holdings(first: $first, after: $after) { totalCount
      nodes { holder { name } site { name } container { name } quantity { text } since status }
      pageInfo { hasNextPage endCursor } } } } }`;
const BALANCE = `{ unit made adjusted used sold destroyed inTransit onHand unaccounted notes }`;

const lines = ({ holdings }: State): readonly string[] =>
  holdings.nodes.map(({ holder, site, container, quantity, status }) =>
    [status, holder.name, site?.name ?? '-', container?.name ?? '-', quantity?.text ?? '-'].join(
      ', ',
    ),
  );

describe('holdings and books', () => {
  let service: TestService;
  let story: CustodyStory;
  beforeAll(async () => {
    service = await testService();
    story = await tellCustodyStory(service);
  }, 60_000);
  afterAll(() => service.stop());

  const ask = <Data>(text: string, variables: object = {}) =>
    graphql<Data>(service.url, story.mill.key, text, { ...variables });
  const state = async (number: string, more: object = {}): Promise<State> => {
    const { item } = await ask<{ item: { state: State } }>(STATE, { number, ...more });
    return item.state;
  };
  const day = (time: string): { readonly at: string } => ({ at: `2026-03-${time}:00Z` });
  const balance = async (number: string, known?: string): Promise<object> => {
    const text = `query($number: String!, $known: DateTime) {
      item(by: { number: $number }) { ... on Part { balance(asKnownAt: $known) ${BALANCE} } } }`;
    const { item } = await ask<{ item: { balance: object } }>(text, { number, known });
    return item.balance;
  };
  const refusal = async (text: string, variables: object): Promise<unknown> => {
    const response = await fetch(`${service.url}/graphql`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${story.mill.key}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ query: text, variables }),
    });
    const { errors } = (await response.json()) as {
      readonly errors?: readonly { readonly extensions: object }[];
    };
    return errors?.[0]?.extensions;
  };

  it('of one lot lie in several hands, which are a list', async () => {
    const packed = await state('M-1', day('04T12:00'));
    expect(packed).toMatchObject({ holder: null, site: null, container: null });
    expect(lines(packed)).toEqual([
      'ON_HAND, Mill, Mill yard, Pallet PAL7, 120 kg',
      'ON_HAND, Mill, Mill yard, -, 80 kg',
    ]);
    expect(lines(await state('M-1', day('05T12:00')))).toEqual([
      'IN_TRANSIT, Buyer, -, Pallet PAL7, 120 kg',
      'ON_HAND, Mill, Mill yard, -, 80 kg',
    ]);
    const now = await state('M-1');
    expect(now).toMatchObject({ holder: null, holdings: { totalCount: 3 } });
    expect(lines(now)).toEqual([
      'ON_HAND, Buyer, Roastery, Pallet PAL7, 120 kg',
      'IN_TRANSIT, Buyer, -, -, 50 kg',
      'ON_HAND, Mill, Mill yard, -, 25 kg',
    ]);
  });

  it('of one hand are with the sender until they are received', async () => {
    expect(await state('A-1', day('02T10:00'))).toMatchObject({
      at: '2026-03-02T10:00:00Z',
      holder: { name: 'Farm' },
      holdings: { nodes: [{ holder: { name: 'Mill' }, status: 'IN_TRANSIT', site: null }] },
    });
    expect(await state('A-1', day('02T13:00'))).toMatchObject({
      holder: { name: 'Mill' },
      site: { name: 'Mill yard' },
      container: null,
      lastEvent: { step: 'RECEIVE' },
      holdings: {
        nodes: [{ quantity: { text: '290 kg' }, since: '2026-03-02T12:00:00.000Z' }],
      },
    });
    expect(await state(PALLET)).toMatchObject({
      holder: { name: 'Buyer' },
      site: { name: 'Roastery' },
      holdings: { totalCount: 1 },
    });
  });

  it('are on hold while a persistent disposition says so', async () => {
    const flags = async (time: string) => {
      const { onHold, persistentDispositions, lastEvent } = await state('M-1', day(time));
      return { onHold, persistentDispositions, lastEvent: lastEvent?.step };
    };
    expect(await flags('08T12:00')).toMatchObject({ onHold: false, persistentDispositions: [] });
    expect(await flags('09T12:00')).toEqual({
      onHold: true,
      persistentDispositions: ['unavailable'],
      lastEvent: 'HOLD',
    });
    expect(await flags('10T12:00')).toEqual({
      onHold: false,
      persistentDispositions: ['available'],
      lastEvent: 'RELEASE',
    });
  });

  it('come in pages', async () => {
    const { holdings } = await state('M-1', { first: 2 });
    expect(holdings).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: true } });
    const rest = await state('M-1', { first: 2, after: holdings.pageInfo.endCursor });
    expect(lines(rest)).toEqual(['ON_HAND, Mill, Mill yard, -, 25 kg']);
    expect(rest.holdings.pageInfo.hasNextPage).toBe(false);
    for (const after of ['x', '-1', '1.5', '']) {
      expect(await refusal(STATE, { number: 'M-1', after })).toMatchObject({
        code: 'CURSOR_INVALID',
      });
    }
  });

  it('keep books, with counts, losses and what was used beyond what there was', async () => {
    expect(await balance('M-1')).toEqual({
      unit: 'KGM',
      made: '200',
      adjusted: '-5',
      used: '0',
      sold: '0',
      destroyed: '0',
      inTransit: '50',
      onHand: '145',
      unaccounted: '0',
      notes: [],
    });
    expect(await balance('A-1')).toMatchObject({ used: '290', onHand: '0', unaccounted: '10' });
    expect(await balance('A-3')).toMatchObject({
      made: '10',
      used: '15',
      unaccounted: '-5',
      notes: ['More went out than was made or first recorded.'],
    });
    const { items } = await ask<{ items: { nodes: readonly { balance: { made: string } }[] } }>(
      `{ items { nodes { ... on Part { lot balance ${BALANCE} } } } }`,
    );
    expect(items.nodes).toContainEqual(
      expect.objectContaining({ lot: 'A-2', balance: expect.objectContaining({ used: '100' }) }),
    );
  });

  it('are told as they were known, by the names of then', async () => {
    const known = story.before;
    await renamePlace(service, story.farm, ['Farm gate', 'Farm barn']);
    expect(await state('A-3')).toMatchObject({ site: { name: 'Farm barn' } });
    expect(await state('A-3', { known })).toMatchObject({ site: { name: 'Farm gate' } });
    expect(lines(await state('A-2', { known }))).toEqual(['ON_HAND, Mill, Mill yard, -, 60 kg']);
    const then = { made: '100', used: '0', onHand: '60', inTransit: '0', unaccounted: '40' };
    expect(await balance('A-2', known)).toMatchObject(then);
    expect(await balance('A-2')).toMatchObject({ used: '100', unaccounted: '0' });
    const below = `query($known: DateTime!) { provenance(item: { number: "A-2" }, asKnownAt: $known) { item {
      ... on Part { balance { made used onHand inTransit unaccounted } }
      state { site { name } holdings { nodes { site { name } quantity { text } } } }
      hops { nodes { fromSite { name } } } } } }`;
    expect(await ask(below, { known })).toEqual({
      provenance: {
        item: {
          balance: then,
          state: {
            site: { name: 'Mill yard' },
            holdings: { nodes: [{ site: { name: 'Mill yard' }, quantity: { text: '60 kg' } }] },
          },
          hops: { nodes: [{ fromSite: { name: 'Farm gate' } }] },
        },
      },
    });
  });

  it('are refused for times that are none', async () => {
    for (const at of ['2026-03-01', 'now']) {
      const variables = { number: 'M-1', at };
      expect(await refusal(STATE, variables)).toMatchObject({ code: 'INVALID_VALUE', at: 'at' });
    }
    const text = `{ item(by: { number: "M-1" }) { ... on Part { balance(asKnownAt: "then") { made } } } }`;
    expect(await refusal(text, {})).toMatchObject({ code: 'INVALID_VALUE', at: 'asKnownAt' });
  });
});
