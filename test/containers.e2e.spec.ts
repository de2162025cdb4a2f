import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestAccount, graphql, openTestAccount, post } from './support/doors.ts';
import { testService, type TestService } from './support/service.ts';

const PALLET = 'https://id.gs1.org/8003/09521234000017PAL7';
const CASE = 'https://id.gs1.org/00/095212345000000011';
const lot = (number: string): string => `https://id.gs1.org/01/09521234000024/10/${number}`;

const event = (hour: number, more: object): object => ({
  eventTime: `2026-03-02T${String(hour).padStart(2, '0')}:00:00.000+03:00`,
  eventTimeZoneOffset: '+03:00',
  ...more,
});
const packing = (hour: number, parentID: string, children: object, action = 'ADD'): object =>
  event(hour, { type: 'AggregationEvent', action, parentID, ...children });
const kilos = (number: string, quantity: number): object => ({
  childQuantityList: [{ epcClass: lot(number), quantity, uom: 'KGM' }],
});

/** Two loads of one pallet; what unpacked the first is told last. */
const loads = [
  packing(8, CASE, kilos('A', 100)),
  packing(9, PALLET, { childEPCs: [CASE], ...kilos('B', 40) }),
  event(10, { type: 'ObjectEvent', action: 'OBSERVE', bizStep: 'shipping', epcList: [PALLET] }),
  packing(12, PALLET, kilos('C', 7)),
  event(13, { type: 'ObjectEvent', action: 'OBSERVE', bizStep: 'inspecting', epcList: [PALLET] }),
];
const unpacking = packing(11, PALLET, {}, 'DELETE');

const document = (events: readonly object[]): string =>
  JSON.stringify({
    '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'],
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    creationDate: '2026-03-03T12:00:00.000Z',
    epcisBody: { eventList: events },
  });

interface Contents {
  readonly nodes: readonly {
    readonly item: { readonly name: string };
    readonly inside: { readonly name: string };
    readonly quantity: { readonly value: string } | null;
    readonly level: number;
    readonly since: string;
    readonly until: string | null;
  }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

const QUESTION = `query($number: String!, $at: DateTime, $known: DateTime, $first: Int! = 50, $after: String) {
  item(by: { number: $number }) { ... on Container { contents(at: $at, asKnownAt: $known, first: $first, after: $after) {
    nodes { item { name } inside { name } quantity { value } level since until } pageInfo { hasNextPage endCursor } } } } }`;

describe('containers', () => {
  let service: TestService;
  let account: TestAccount;
  /** A time at which the unpacking was not known. */
  let before: string;
  beforeAll(async () => {
    service = await testService();
    account = await openTestAccount(service, 'Packer');
    const capture = async (events: readonly object[]): Promise<void> => {
      const answer = await post(service.url, 'capture', document(events), { key: account.key });
      expect(answer.status).toBe(202);
    };
    await capture(loads);
    before = new Date().toISOString();
    await new Promise((resolve) => setTimeout(resolve, 20));
    await capture([unpacking]);
  });
  afterAll(() => service.stop());

  const ask = async (given: object): Promise<Contents> => {
    const variables = { number: PALLET, ...given };
    const answer = await graphql<{ item: { contents: Contents } }>(
      service.url,
      account.key,
      QUESTION,
      variables,
    );
    return answer.item.contents;
  };
  const lines = ({ nodes }: Contents): readonly string[] =>
    nodes.map(({ item, inside, quantity, level, since, until }) =>
      [level, item.name, inside.name, quantity?.value, since, until ?? '-'].join(', '),
    );

  const first = [
    '1, Logistic unit 095212345000000011, Pallet PAL7, 1, 2026-03-02T09:00:00.000+03:00, 2026-03-02T11:00:00.000+03:00',
    '1, Lot B, Pallet PAL7, 40, 2026-03-02T09:00:00.000+03:00, 2026-03-02T11:00:00.000+03:00',
    '2, Lot A, Logistic unit 095212345000000011, 100, 2026-03-02T08:00:00.000+03:00, -',
  ];
  const second = ['1, Lot C, Pallet PAL7, 7, 2026-03-02T12:00:00.000+03:00, -'];

  it('hold what was in them then, through all levels, and no other load', async () => {
    expect(lines(await ask({ at: '2026-03-02T10:00:00+03:00' }))).toEqual(first);
    expect(lines(await ask({ at: '2026-03-02T11:30:00+03:00' }))).toEqual([]);
    expect(lines(await ask({}))).toEqual(second);
  });

  it('hold what they were known to hold', async () => {
    const open = first.map((line) => line.replace(/ 2026-03-02T11.*$/, ' -'));
    expect(lines(await ask({ known: before }))).toEqual([open[0], open[1], second[0], open[2]]);
  });

  it('come in pages of one state', async () => {
    const at = '2026-03-02T10:00:00+03:00';
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: Contents = await ask({ at, first: 1, after });
      seen.push(...lines(page));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen).toEqual(first);
    const { endCursor } = (await ask({ at })).pageInfo;
    const response = await fetch(`${service.url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${account.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        query: QUESTION,
        variables: { number: PALLET, at: '2026-03-02T10:30:00+03:00', after: endCursor },
      }),
    });
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code: 'CURSOR_INVALID' } }],
    });
  });

  it('lead the life of what is in them while it is', async () => {
    const life = async (number: string): Promise<readonly string[]> => {
      const answer = await graphql<{
        item: { journey: { nodes: readonly { time: string; step: string }[] } };
      }>(
        service.url,
        account.key,
        'query($number: String!) { item(by: { number: $number }) { journey { nodes { time step } } } }',
        { number },
      );
      return answer.item.journey.nodes.map(({ time, step }) => `${time.slice(11, 13)} ${step}`);
    };
    expect(await life(lot('A'))).toEqual(['08 PACK', '09 PACK', '10 SHIP', '11 UNPACK']);
    expect(await life(lot('C'))).toEqual(['12 PACK', '13 INSPECT']);
    expect(await life(PALLET)).toEqual([
      '09 PACK',
      '10 SHIP',
      '11 UNPACK',
      '12 PACK',
      '13 INSPECT',
    ]);
  });
});
