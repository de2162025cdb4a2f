import { SampleLoader } from '../src/sample/loader.ts';
import { readSampleData } from '../src/sample/world.ts';
import { testService, type TestService } from './support/service.ts';

const mill = { authorization: 'Bearer tl_test_sample_mill' };
const json = { 'content-type': 'application/json' };
const context = [
  'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
  { x: 'https://example.org/x/' },
];

describe('what a careless or hostile caller finds', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await testService({ demo: true });
    await new SampleLoader(service.server.app, readSampleData()).load();
  }, 120_000);
  afterAll(() => service.stop());

  const post = (
    path: string,
    body: string,
    headers: Record<string, string> = mill,
  ): Promise<Response> =>
    fetch(service.url + path, { method: 'POST', headers: { ...json, ...headers }, body });
  const ask = async (query: string, variables: object = {}): Promise<Record<string, unknown>> =>
    (await (await post('/graphql', JSON.stringify({ query, variables }))).json()) as Record<
      string,
      unknown
    >;
  const event = (id: string, more: object = {}): object => ({
    '@context': context,
    type: 'ObjectEvent',
    eventID: id,
    eventTime: '2026-05-01T09:00:00.000Z',
    eventTimeZoneOffset: '+00:00',
    action: 'OBSERVE',
    bizStep: 'inspecting',
    epcList: ['urn:example:piece:1'],
    ...more,
  });

  it.each(['/graphql', '/epcis/capture'])(
    'reads no large body on %s without a good key',
    async (path) => {
      const large = `[${'{},'.repeat(100_000)}{}]`;
      expect((await post(path, large, {})).status).toBe(401);
      expect((await post(path, large, { authorization: 'Bearer tl_live_wrong' })).status).toBe(401);
      expect((await post(path, large)).status).not.toBe(401);
    },
  );

  it('keeps the digits of a document sent by GraphQL, in a variable and written out', async () => {
    const document = (id: string): string =>
      JSON.stringify({
        '@context': context,
        type: 'EPCISDocument',
        schemaVersion: '2.0',
        creationDate: '2026-05-01T09:00:00Z',
        epcisBody: { eventList: [event(id, { 'x:n': 0 })] },
      }).replace('"x:n":0', '"x:n":12345678901234567890.123');
    const query =
      'mutation($d: Json!) { captureEpcis(input: { document: $d }) { job { eventsStored } problems { message } } }';
    const body = `{"query":${JSON.stringify(query)},"variables":{"d":${document('urn:example:digits')}}}`;
    expect(await (await post('/graphql', body)).text()).toContain('"eventsStored":1');
    const read = await fetch(`${service.url}/epcis/events/urn:example:digits`, { headers: mill });
    expect(await read.text()).toContain('12345678901234567890.123');
  });

  it('refuses a key that stands twice in a GraphQL body', async () => {
    const answer = await post(
      '/graphql',
      '{"query":"{ viewer { test } }","query":"{ viewer { test } }"}',
    );
    expect(answer.status).toBe(400);
  });

  it('knows nothing that is called NUL, and says so without a fault', async () => {
    const read = await fetch(`${service.url}/epcis/events/%00`, { headers: mill });
    expect(read.status).toBe(404);
    for (const text of ['\0', 'KM\u00000312']) {
      const answer = await ask(
        'query($t: String!) { search(text: $t) { edges { node { matched } } } item(by: { number: $t }) { name } provenance(item: { number: $t }) { precision } }',
        { t: text },
      );
      expect(JSON.stringify(answer)).not.toContain('INTERNAL_SERVER_ERROR');
    }
  });

  it('gives an event that was declared wrong with its declaration, whichever came first', async () => {
    const declared = {
      errorDeclaration: { declarationTime: '2026-05-02T09:00:00Z', reason: 'incorrect_data' },
    };
    const orders = [
      ['urn:example:first', [{}, declared]],
      ['urn:example:last', [declared, {}]],
    ] as const;
    for (const [id, parts] of orders) {
      for (const part of parts)
        expect((await post('/epcis/events', JSON.stringify(event(id, part)))).status).toBe(201);
      const read = await fetch(`${service.url}/epcis/events/${id}`, { headers: mill });
      expect(await read.json()).toMatchObject(declared);
    }
  });

  it('lets one of several corrections at once stand, and the same one be sent twice', async () => {
    const step = (id: string, quantity: string): object => ({
      id: `urn:uuid:019c0000-0000-7000-8000-0000000000${id}`,
      time: '2026-04-30T09:00:00+03:00',
      step: { inspect: { items: [{ item: { number: 'KH-0312' }, quantity }], passed: true } },
    });
    const record = 'mutation($i: RecordStepInput!) { recordStep(input: $i) { status } }';
    expect(JSON.stringify(await ask(record, { i: step('01', '180') }))).toContain('"RECORDED"');
    const fix = 'mutation($i: FixStepInput!) { fixStep(input: $i) { status problems { code } } }';
    const wrong = { eventId: 'urn:uuid:019c0000-0000-7000-8000-000000000001' };
    const replacements = ['02', '03', '04', '02'].map((id) => step(id, `17${id.slice(1)}`));
    const answers = await Promise.all(
      replacements.map(async (replacement) => {
        const { data } = await ask(fix, { i: { event: wrong, replacement } });
        return (data as { fixStep: { status: string } }).fixStep.status;
      }),
    );
    const stand = new Set(
      replacements
        .filter((_, index) => answers[index] !== 'REFUSED')
        .map((one) => JSON.stringify(one)),
    );
    expect(answers.filter((status) => status === 'RECORDED')).toHaveLength(1);
    expect(stand.size).toBe(1);
  });

  it('answers about an event of thousands of inputs and outputs, says that links are missing, and lives on', async () => {
    const lots = (name: string): object[] =>
      Array.from({ length: 3_000 }, (_, index) => ({
        epcClass: `urn:epc:class:lgtin:9521005.000001.${name}${index}`,
        quantity: 1,
        uom: 'KGM',
      }));
    const make = (id: string, inputs: object[], outputs: object[]): string =>
      JSON.stringify({
        '@context': context,
        type: 'TransformationEvent',
        eventID: id,
        eventTime: '2026-05-01T09:00:00.000Z',
        eventTimeZoneOffset: '+00:00',
        inputQuantityList: inputs,
        outputQuantityList: outputs,
      });
    const last = { epcClass: 'urn:epc:class:lgtin:9521005.000001.LAST', quantity: 1, uom: 'KGM' };
    const bodies = [
      make('urn:example:wide', lots('W'), lots('V')),
      make('urn:example:narrow', lots('V'), [last]),
    ];
    for (const body of bodies) expect((await post('/epcis/events', body)).status).toBe(201);
    const answer = await ask(
      '{ provenance(item: { number: "urn:epc:class:lgtin:9521005.000001.LAST" }, first: 10) { streamUrl completeness { state } summary { parts } gaps(first: 1) { nodes { reason } } } }',
    );
    expect(answer['data']).toEqual({
      provenance: {
        streamUrl: expect.any(String),
        completeness: { state: 'PARTIAL' },
        summary: { parts: 6_001 },
        gaps: { nodes: [{ reason: 'TOO_LARGE' }] },
      },
    });
    const { provenance } = answer['data'] as { provenance: { streamUrl: string } };
    const sent = await fetch(provenance.streamUrl);
    expect(sent.headers.get('content-disposition')).toContain('provenance-back-incomplete.ndjson');
    const end = (await sent.text()).trimEnd().split('\n').at(-1) ?? '';
    expect(JSON.parse(end)).toMatchObject({ type: 'end', complete: false, code: 'TOO_LARGE' });
    expect((await fetch(`${provenance.streamUrl}?after=5`)).status).toBe(400);
    expect((await fetch(`${service.url}/health/live`)).status).toBe(200);
  });
});
