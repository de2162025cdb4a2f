import { ApiKeyService } from '../src/access/api-key.service.ts';
import { OrganisationService } from '../src/access/organisation.service.ts';
import { type Scope, scopes } from '../src/access/viewer.ts';
import { testService, type TestService } from './support/service.ts';

interface Answer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions: Record<string, unknown>;
  }[];
  readonly extensions?: { readonly cost: Record<string, number> };
}

let service: TestService;
const keys: Record<string, string> = {};
const green = '09521005000013';
const roasted = '09521007000011';
const roasteryGln = '9521007000004';

const post = (body: string, headers: Record<string, string> = {}) =>
  fetch(`${service.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      ...headers,
    },
    body,
  });

async function ask(query: string, variables: object = {}, who: string | null = 'mill') {
  const headers = who === null ? undefined : { authorization: `Bearer ${keys[who] ?? who}` };
  const response = await post(JSON.stringify({ query, variables }), headers);
  return { status: response.status, body: (await response.json()) as Answer };
}

async function data<T>(query: string, variables: object = {}, who = 'mill'): Promise<T> {
  const { body } = await ask(query, variables, who);
  expect(body.errors).toBeUndefined();
  return body.data as T;
}

const refusal = async (query: string, variables: object = {}, who: string | null = 'mill') => {
  const { status, body } = await ask(query, variables, who);
  return { status, code: body.errors?.[0]?.extensions['code'], data: body.data };
};

async function account(name: string, gln: string) {
  const made = await service.server.app
    .get(OrganisationService, { strict: false })
    .createAccount({ name, country: 'KE', gln });
  if (!made.ok) throw new Error(JSON.stringify(made.problems));
  const issue = (allowed: readonly Scope[]) =>
    service.server.app.get(ApiKeyService, { strict: false }).issue(made.value.id, {
      scopes: allowed,
      site: null,
      test: true,
      label: name,
      expiresAt: null,
    });
  keys[name] = await issue(scopes);
  keys[`${name} reader`] = await issue(['READ']);
}

const record = (number: number, verb: object, time: string) => ({
  id: `urn:uuid:019a0000-0000-7000-8000-00000000${String(number).padStart(4, '0')}`,
  time,
  step: verb,
});

beforeAll(async () => {
  service = await testService();
  await account('mill', '9521005000006');
  await account('roastery', roasteryGln);
  const input = {
    steps: [
      record(
        1,
        { harvest: { outputs: [{ product: green, lot: 'A-1', quantity: '400', unit: 'KGM' }] } },
        '2026-03-01T08:00:00+03:00',
      ),
      record(
        2,
        { harvest: { outputs: [{ product: green, lot: 'A-2', quantity: '300', unit: 'KGM' }] } },
        '2026-03-01T09:00:00+03:00',
      ),
      record(
        3,
        {
          make: {
            inputs: [
              { product: green, lot: 'A-1' },
              { product: green, lot: 'A-2' },
            ],
            outputs: [{ product: green, lot: 'M-1', quantity: '700', unit: 'KGM' }],
          },
        },
        '2026-03-05T08:00:00+03:00',
      ),
      record(
        5,
        {
          ship: {
            items: [{ product: green, lot: 'M-1', quantity: '200', unit: 'KGM' }],
            to: roasteryGln,
          },
        },
        '2026-03-08T08:00:00+03:00',
      ),
    ],
  };
  const steps =
    'mutation($input: RecordStepsInput!) { recordSteps(input: $input) { results { status problems { code at message } } } }';
  const done = await data<{ recordSteps: { results: readonly { status: string }[] } }>(steps, {
    input,
  });
  expect(done.recordSteps.results.map(({ status }) => status)).toEqual([
    'RECORDED',
    'RECORDED',
    'RECORDED',
    'RECORDED',
  ]);
  const roast = {
    steps: [
      record(
        4,
        {
          make: {
            inputs: [
              { product: green, lot: 'M-1', quantity: '200', unit: 'KGM' },
              { product: green, lot: 'X-9' },
            ],
            outputs: [{ product: roasted, lot: 'R-1', quantity: '160', unit: 'KGM' }],
          },
        },
        '2026-04-01T08:00:00+02:00',
      ),
    ],
  };
  await data(steps, { input: roast }, 'roastery');
}, 60_000);
afterAll(() => service.stop());

describe('a small chain over two organisations', () => {
  it('says where a part comes from, in pages, with its gaps', async () => {
    const { provenance } = await data<{ provenance: Record<string, unknown> }>(
      `query($number: String!) { provenance(item: { number: $number }) {
        item { name } direction precision completeness { state text known total } summary { parts suppliers tiers }
        nodes { item { name } distance tier madeBy { name } quantity { text } step { step } more corrected }
        links { kind quantityIn { text } quantityOut { text } step { step } } pageInfo { hasNextPage }
        suppliers { nodes { tier party { name } parts { lot } } } gaps { nodes { reason item { name } } } } }`,
      { number: 'R-1' },
      'roastery',
    );
    expect(provenance).toMatchObject({
      precision: 'LOT',
      completeness: { state: 'PARTIAL', known: 4, total: 5 },
      summary: { parts: 5, suppliers: 1 },
      pageInfo: { hasNextPage: false },
      suppliers: { nodes: [{ tier: 1, party: { name: 'mill' } }] },
      gaps: {
        nodes: [
          { reason: 'ORIGIN_NOT_RECORDED', item: { name: 'Lot X-9' } },
          { reason: 'QUANTITY_NOT_RECORDED', item: { name: 'Lot X-9' } },
          { reason: 'QUANTITY_NOT_RECORDED', item: { name: 'Lot A-1' } },
          { reason: 'QUANTITY_NOT_RECORDED', item: { name: 'Lot A-2' } },
        ],
      },
    });
    expect(provenance['links']).toHaveLength(4);
  });

  it('says where it went, and where it is used', async () => {
    const answer = await data<{
      item: { usedIn: unknown; provenance: { nodes: readonly unknown[] } };
    }>(
      `{ item(by: { number: "A-1" }) { ... on Part { usedIn { nodes { name } } birth { day madeBy { name } quantity { text } event { step } } }
        provenance(direction: FORWARD) { nodes { item { name } } } } }`,
    );
    expect(answer.item.usedIn).toEqual({ nodes: [{ name: 'Lot M-1' }] });
    expect(answer.item.provenance.nodes).toHaveLength(3);
  });

  it('lists events by filter, the feed, and finds everything by one box', async () => {
    const { events, changes, search } = await data<Record<string, { nodes?: readonly unknown[] }>>(
      `{ events(filter: { items: [{ number: "M-1" }], steps: [MAKE] }, order: TIME_ASC) { nodes { title by { name } } }
         changes { changes { kind event { step } } more } search(text: "M-1") { nodes { matched result { __typename } } } }`,
    );
    expect(events?.nodes).toHaveLength(2);
    expect(changes).toMatchObject({ changes: [{ kind: 'RECORDED' }, {}, {}, {}, {}], more: false });
    expect(search?.nodes).toEqual([{ matched: 'M-1', result: { __typename: 'Part' } }]);
  });

  it('gives every organisation its own ids, and the same null for foreign and unknown ones', async () => {
    const own = (who: string) =>
      data<{ item: { id: string } }>('{ item(by: { number: "M-1" }) { id } }', {}, who);
    const [mill, roastery] = [await own('mill'), await own('roastery')];
    expect(mill.item.id).toMatch(/^prt_[\w-]{22}$/);
    expect(mill.item.id).not.toBe(roastery.item.id);
    const nodes = 'query($ids: [ID!]!) { nodes(ids: $ids) { id } }';
    const ids = [mill.item.id, roastery.item.id, 'prt_AAAAAAAAAAAAAAAAAAAAAA', 'nonsense'];
    expect(await data(nodes, { ids })).toEqual({ nodes: [{ id: mill.item.id }, null, null, null] });
  });

  it('pages without doubles, and refuses a foreign cursor', async () => {
    const page =
      'query($after: String) { items(first: 2, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }';
    interface Items {
      readonly items: {
        readonly nodes: readonly { readonly id: string }[];
        readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
      };
    }
    const seen: string[] = [];
    let after: string | null = null;
    for (let more = true; more;) {
      const { items }: Items = await data<Items>(page, { after });
      seen.push(...items.nodes.map((node) => node.id));
      after = items.pageInfo.endCursor;
      more = items.pageInfo.hasNextPage;
    }
    expect(new Set(seen).size).toBe(5);
    expect(await refusal(page, { after }, 'roastery')).toMatchObject({ code: 'CURSOR_INVALID' });
  });
});

describe('attacks', () => {
  const nested = (depth: number) =>
    `{ organisations { nodes { ${'sites { nodes { operator { organisation { '.repeat(depth)} id ${'} } } } '.repeat(depth)} } } }`;
  const fragments = Array.from(
    { length: 60 },
    (_, i) => `fragment f${i} on Event { ...f${i + 1} ...f${i + 1} }`,
  ).join(' ');
  const cases: readonly (readonly [string, string, number, string])[] = [
    [
      'aliases',
      `{ ${Array.from({ length: 20 }, (_, i) => `a${i}: __typename`).join(' ')} }`,
      400,
      'COST_LIMIT',
    ],
    ['directives', `{ viewer { test ${'@include(if: true)'.repeat(10)} } }`, 400, 'COST_LIMIT'],
    ['tokens', `{ ${'viewer '.repeat(2_000)} }`, 400, 'COST_LIMIT'],
    ['depth', nested(4), 400, 'COST_LIMIT'],
    [
      'a wide list',
      '{ events(first: 2000000) { nodes { items(first: 1000) { item { id } } } } }',
      400,
      'COST_LIMIT',
    ],
    [
      'doubling fragments',
      `{ events { nodes { ...f0 } } } ${fragments} fragment f60 on Event { by { organisation { id } } }`,
      400,
      'COST_LIMIT',
    ],
    [
      'a circle',
      '{ events { nodes { ...a } } } fragment a on Event { corrects { ...a } }',
      400,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['introspection', '{ __schema { types { name } } }', 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['no document', '{ viewer {', 400, 'GRAPHQL_PARSE_FAILED'],
    ['too many', '{ events(first: 201) { nodes { id } } }', 200, 'INVALID_VALUE'],
    [
      'no time',
      '{ provenance(item: { number: "M-1" }, at: "yesterday") { at } }',
      200,
      'INVALID_VALUE',
    ],
    [
      'two ways at once',
      '{ item(by: { number: "M-1", id: "x" }) { id } }',
      400,
      'GRAPHQL_VALIDATION_FAILED',
    ],
  ];
  it.each(cases)('%s', async (_name, query, status, code) => {
    const started = performance.now();
    expect(await refusal(query)).toMatchObject({ status, code });
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('suggests no names', async () => {
    const { body } = await ask('{ viewr { test } }');
    expect(JSON.stringify(body)).not.toMatch(/did you mean/i);
  });

  it('takes no GET, no batch, no text and no form', async () => {
    const query = JSON.stringify({ query: '{ viewer { test } }' });
    const get = await fetch(`${service.url}/graphql?query={viewer{test}}`, {
      headers: { 'apollo-require-preflight': '1' },
    });
    expect(get.status).toBe(405);
    expect((await post(`[${query},${query}]`)).status).toBe(400);
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      const { status } = await post(query, { 'content-type': type });
      expect([400, 415]).toContain(status);
    }
  });

  it('knows who may do what', async () => {
    expect(await refusal('{ items { nodes { id } } }', {}, null)).toMatchObject({
      status: 401,
      code: 'UNAUTHENTICATED',
    });
    expect(
      await refusal('{ viewer { test } }', {}, 'tl_test_00000000_00000000000000000000000000000000'),
    ).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
    const write =
      'mutation($input: AliasInput!) { addNumber(input: $input) { problems { code } } }';
    const input = { item: { number: 'M-1' }, number: 'SHAMBA-12' };
    expect(await refusal(write, { input }, 'mill reader')).toMatchObject({
      status: 403,
      code: 'FORBIDDEN',
    });
    expect(await data(write, { input })).toEqual({ addNumber: { problems: [] } });
    expect(await data(write, { input })).toEqual({
      addNumber: { problems: [{ code: 'ALREADY_EXISTS' }] },
    });
    expect(await data('{ item(by: { number: "SHAMBA-12" }) { name } }')).toEqual({
      item: { name: 'Lot M-1' },
    });
    const { body } = await ask('{ viewer { organisation { name } limits { costMax } } }', {}, null);
    expect(body.data).toEqual({ viewer: { organisation: null, limits: { costMax: 1_000 } } });
    expect(body.extensions?.cost).toEqual({ requested: 1, actual: 0, costMax: 1_000 });
  });

  it('captures an EPCIS document as the REST door does', async () => {
    const capture =
      'mutation($input: CaptureEpcisInput!) { captureEpcis(input: $input) { problems { code at } job { id running success eventsReceived eventsStored problems { nodes { code } } } } }';
    expect(await data(capture, { input: { document: { type: 'Nothing' } } })).toMatchObject({
      captureEpcis: { job: null, problems: [{ code: 'EPCIS_INVALID' }] },
    });
    const event = {
      type: 'ObjectEvent',
      eventTime: '2026-03-01T08:00:00Z',
      eventTimeZoneOffset: '+00:00',
      action: 'OBSERVE',
      epcList: ['https://id.gs1.org/01/09521005000013/21/S-1'],
    };
    const document = {
      '@context': ['https://ref.gs1.org/standards/epcis/epcis-context.jsonld'],
      type: 'EPCISDocument',
      schemaVersion: '2.0',
      creationDate: '2026-03-01T08:00:00Z',
      epcisBody: { eventList: [event] },
    };
    const { captureEpcis } = await data<{ captureEpcis: { job: { id: string } } }>(capture, {
      input: { document },
    });
    expect(captureEpcis).toMatchObject({
      problems: [],
      job: { running: false, success: true, eventsReceived: 1, eventsStored: 1 },
    });
    const job = 'query($id: ID!) { captureJob(id: $id) { eventsStored } }';
    expect(await data(job, { id: captureEpcis.job.id })).toEqual({
      captureJob: { eventsStored: 1 },
    });
    expect(await data(job, { id: captureEpcis.job.id }, 'roastery')).toEqual({ captureJob: null });
  });
});
