import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type TestAccount, openTestAccount, post } from './support/doors.ts';
import { lot } from './support/events.ts';
import { testService, type TestService } from './support/service.ts';

interface Failure {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: { readonly code: string };
}

interface Answer {
  readonly status: number;
  readonly data: Record<string, unknown> | null;
  readonly errors?: readonly Failure[];
  readonly extensions: { readonly cost: { readonly requested: number; readonly actual: number } };
}

interface Page {
  readonly nodes: readonly object[];
  readonly pageInfo: { readonly hasNextPage: boolean };
}
interface Listed {
  readonly itemCount: number;
  readonly items: readonly { readonly item: { readonly digitalLink: string } }[];
}

const objectsMax = 5_000;
const inputs = 1_000;
/** A statement must outlive the time of a request, so that the request ends first. */
const statementTimeoutMs = 14_000;

const amounts = (prefix: string, count: number): readonly object[] =>
  Array.from({ length: count }, (_, index) => ({
    epcClass: lot(`${prefix}-${index}`),
    quantity: 1,
    uom: 'KGM',
  }));

const eventOf = (index: number, more: object): object => ({
  eventID: `urn:uuid:00000000-0000-7000-8000-${String(index).padStart(12, '0')}`,
  eventTime: '2026-03-01T10:00:00Z',
  eventTimeZoneOffset: '+00:00',
  ...more,
});

describe('limits of an answer', () => {
  let service: TestService;
  let mill: TestAccount;
  beforeAll(async () => {
    service = await testService({ statementTimeoutMs });
    mill = await openTestAccount(service, 'Mill');
    const eventList = [
      eventOf(1, {
        type: 'TransformationEvent',
        inputQuantityList: amounts('raw', inputs),
        outputQuantityList: amounts('made', 1),
      }),
    ];
    const document = {
      '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'],
      type: 'EPCISDocument',
      schemaVersion: '2.0',
      creationDate: '2026-03-01T10:00:00Z',
      epcisBody: { eventList },
    };
    const { key } = mill;
    expect((await post(service.url, 'capture', JSON.stringify(document), { key })).status).toBe(
      202,
    );
  }, 60_000);
  afterAll(() => service.stop());

  const ask = async (query: string): Promise<Answer> => {
    const response = await fetch(`${service.url}/graphql`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${mill.key}`,
        'content-type': 'application/json',
        accept: 'application/graphql-response+json',
      },
      body: JSON.stringify({ query }),
    });
    return { status: response.status, ...((await response.json()) as Omit<Answer, 'status'>) };
  };
  const codes = ({ errors = [] }: Answer): readonly string[] => [
    ...new Set(errors.map(({ extensions }) => extensions.code)),
  ];
  const small = '{ viewer { organisation { name } } item(by: { number: "made-0" }) { name } }';
  const answered = { viewer: { organisation: { name: 'Mill' } }, item: { name: 'Lot made-0' } };
  const livesOn = async (): Promise<void> => {
    const again = await Promise.all(Array.from({ length: 10 }, () => ask(small)));
    for (const { status, data } of again)
      expect({ status, data }).toEqual({ status: 200, data: answered });
  };

  it('cut a list that the answer has no room for, say so, and let it be gone on with', async () => {
    const one =
      'provenance(item: { number: "made-0" }, first: 1000) { nodes { key } links { to } pageInfo { hasNextPage endCursor } }';
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const answer = await ask(`{ ${names.map((name) => `${name}: ${one}`).join(' ')} }`);
    expect([answer.status, codes(answer)]).toEqual([200, ['OBJECT_BUDGET']]);
    expect(answer.extensions.cost.actual).toBe(objectsMax);
    const pages = Object.entries((answer.data ?? {}) as Readonly<Record<string, Page>>);
    const cut = pages.filter(([, { nodes }]) => nodes.length < 1_000).map(([name]) => name);
    expect(answer.errors?.map(({ path }) => path)).toEqual([cut]);
    expect(cut).toHaveLength(1);
    for (const [, { pageInfo }] of pages) expect(pageInfo.hasNextPage).toBe(true);
    await livesOn();
  });

  it('tell what stands in a list in full, and cut the lists within', async () => {
    const one =
      'event(by: { eventId: "urn:uuid:00000000-0000-7000-8000-000000000001" }) { itemCount items(first: 1000) { item { digitalLink } } }';
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const answer = await ask(
      `{ viewer { test } ${names.map((name) => `${name}: ${one}`).join(' ')} }`,
    );
    expect([answer.status, codes(answer)]).toEqual([200, ['OBJECT_BUDGET']]);
    expect(answer.extensions.cost.actual).toBe(objectsMax);
    const { viewer, ...events } = answer.data as Readonly<Record<string, Listed>>;
    expect(viewer).toEqual({ test: true });
    const lists = Object.entries(events);
    const cut = lists.filter(([, { items }]) => items.length < inputs).map(([name]) => name);
    expect(cut).not.toEqual([]);
    const paths = answer.errors?.map(({ path }) => path).toSorted();
    expect(paths).toEqual(cut.toSorted().map((name) => [name, 'items']));
    const told = lists.flatMap(([, { items }]) => items);
    expect(told).toHaveLength(objectsMax);
    for (const { item } of told) expect(item.digitalLink).toMatch(/10\/raw-/);
    for (const [, { itemCount }] of lists) expect(itemCount).toBe(inputs + 1);
    await livesOn();
  });

  it('end a request that takes too long, with what is there, and a statement that does', async () => {
    const client = new pg.Client({ connectionString: service.settings.databaseUrl ?? '' });
    await client.connect();
    try {
      await client.query('begin');
      await client.query('lock table projection.item in access exclusive mode');
      const [both, alone] = await Promise.all([
        ask(small),
        ask('{ item(by: { number: "made-0" }) { name } }'),
      ]);
      expect(both).toMatchObject({
        status: 200,
        data: { viewer: answered.viewer, item: null },
        errors: [{ path: ['item'], extensions: { code: 'TIMEOUT' } }],
      });
      expect(alone).toMatchObject({ status: 504, data: { item: null } });
      expect(codes(alone)).toEqual(['TIMEOUT']);
    } finally {
      await client.query('rollback');
      await client.end();
    }
    await livesOn();
  }, 30_000);
});
