import { randomUUID } from 'node:crypto';
import { ApiKeyService } from '../src/access/api-key.service.ts';
import { OrganisationService } from '../src/access/organisation.service.ts';
import { scopes } from '../src/access/viewer.ts';
import { SiteService } from '../src/masterdata/site.service.ts';
import { testService, type TestService } from './support/service.ts';

interface Answer {
  readonly status: number;
  readonly body: {
    readonly data?: Record<string, never> | null;
    readonly errors?: readonly {
      readonly message: string;
      readonly path?: readonly (string | number)[];
      readonly extensions: Record<string, unknown>;
    }[];
    readonly extensions?: { readonly cost: Record<string, number> };
  };
}

/** GS1 numbers with a right check digit (prefix 952, test). */
const mill = { name: 'Kilele Mill', country: 'KE', gln: '9521005000006' };
const farm = { name: 'Asha Farm', country: 'KE', gln: '9521001000000' };
const parchment = '09521001000017';
const green = '09521005000013';

let service: TestService;
const keys: Record<string, string> = {};

async function ask(
  query: string,
  variables: Record<string, unknown> = {},
  who: string | null = 'mill',
): Promise<Answer> {
  const response = await fetch(`${service.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      ...(who === null ? {} : { authorization: `Bearer ${keys[who] ?? who}` }),
    },
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

async function data<T>(query: string, variables: Record<string, unknown> = {}, who = 'mill') {
  const answer = await ask(query, variables, who);
  expect(answer.body.errors).toBeUndefined();
  return answer.body.data as unknown as T;
}

const id = () => `urn:uuid:${randomUUID()}`;

const record = `mutation Record($input: RecordStepInput!) { recordStep(input: $input) {
  status created { id name identifiers { value } }
  problems { code at message } warnings { code at }
  event { id eventId step title type action bizStep disposition time day timeZoneOffset status itemCount note logEntry { position eventHash }
    by { name organisation { id } } at { name(asOf: "2026-01-01") } location { id }
    items { role quantity { value unit text } item { name ... on Part { lot serial granularity } ... on Container { kind } } }
    from { holder { name } owner { name } site { name } } to { holder { name } owner { name } } documents { type number uri } epcis } } }`;

interface Recorded {
  readonly recordStep: {
    readonly status: string;
    readonly created: readonly {
      readonly name: string;
      readonly identifiers: readonly { value: string }[];
    }[];
    readonly problems: readonly { readonly code: string; readonly at: string }[];
    readonly warnings: readonly { readonly code: string; readonly at: string }[];
    readonly event: Record<string, never> | null;
  };
}

const step = async (verbs: object, more: object = {}, who = 'mill') =>
  (
    await data<Recorded>(
      record,
      { input: { id: id(), time: '2026-03-12T08:00:00.000+03:00', step: verbs, ...more } },
      who,
    )
  ).recordStep;

async function account(facts: typeof mill, name: string) {
  const made = await service.server.app
    .get(OrganisationService, { strict: false })
    .createAccount(facts);
  if (!made.ok) throw new Error(JSON.stringify(made.problems));
  const viewer = {
    organisation: made.value.id,
    scopes: [...scopes],
    site: null,
    test: true,
    key: null,
  };
  const gln = name === 'mill' ? '9521005000013' : '9521001000017';
  const site = await service.server.app
    .get(SiteService, { strict: false })
    .register(viewer, { name: `${facts.name}, Thika`, country: facts.country, gln });
  if (!site.ok) throw new Error(JSON.stringify(site.problems));
  const grant = { scopes: [...scopes], test: true, label: name, expiresAt: null };
  const keyService = service.server.app.get(ApiKeyService, { strict: false });
  keys[name] = await keyService.issue(made.value.id, { ...grant, site: site.value.id });
  keys[`${name}-reader`] = await keyService.issue(made.value.id, {
    ...grant,
    scopes: ['READ'],
    site: null,
  });
}

beforeAll(async () => {
  service = await testService();
  await account(mill, 'mill');
  await account(farm, 'farm');
  const register = `mutation($input: RegisterProductInput!) { registerProduct(input: $input) { product { id gtin } problems { code at } } }`;
  await data(register, {
    input: { name: 'Green coffee', gtin: green, unit: 'KGM', hsCode: '090111' },
  });
  await data(
    register,
    { input: { name: 'Parchment coffee', gtin: parchment, unit: 'KGM' } },
    'farm',
  );
}, 60_000);
afterAll(() => service.stop());

describe('steps in plain words', () => {
  const pallet = 'https://id.gs1.org/8003/09521005000099PAL7';

  it('records every verb and reads it back', async () => {
    const harvest = await step(
      { harvest: { outputs: [{ product: parchment, lot: 'A-1', quantity: '400' }] } },
      { note: 'first of the season', documents: [{ type: 'PURCHASE_ORDER', number: 'PO-771' }] },
      'farm',
    );
    expect(harvest).toMatchObject({
      status: 'RECORDED',
      problems: [],
      event: {
        step: 'HARVEST',
        type: 'OBJECT',
        action: 'ADD',
        title: 'Asha Farm harvested 400 kg Parchment coffee.',
        note: 'first of the season',
        status: 'CURRENT',
        by: { name: 'Asha Farm' },
        at: { name: 'Asha Farm, Thika' },
        documents: [{ type: 'PURCHASE_ORDER', number: 'PO-771' }],
        items: [{ role: 'ITEM', quantity: { value: '400', unit: 'KGM', text: '400 kg' } }],
      },
    });
    const lot = { item: { number: 'A-1' }, quantity: '400' };
    const made = await step({
      make: {
        inputs: [lot],
        outputs: [{ product: green, quantity: '320.50' }],
        bestBefore: '2027-03-12',
      },
    });
    expect(made).toMatchObject({
      status: 'RECORDED',
      event: { step: 'MAKE', type: 'TRANSFORMATION' },
    });
    expect(made.event).toMatchObject({
      title: 'Kilele Mill made 320.5 kg Green coffee from 1 lot.',
    });
    const [created] = made.created;
    expect(created?.name).toMatch(/^Green coffee \d{6}-1$/);
    const number = created?.identifiers[0]?.value ?? '';
    const green1 = { item: { number }, quantity: '100' };
    const verbs: readonly (readonly [string, object, string])[] = [
      ['COMMISSION', { commission: { outputs: [{ item: { number: pallet } }] } }, 'first recorded'],
      [
        'PACK',
        { pack: { container: { number: pallet }, items: [green1] } },
        'packed 100 kg Green coffee into Pallet PAL7',
      ],
      ['UNPACK', { unpack: { container: { number: pallet } } }, 'unpacked Pallet PAL7'],
      [
        'SHIP',
        { ship: { items: [{ item: { number: pallet } }], to: farm.gln, ownership: true } },
        'sent Pallet PAL7 to Asha Farm',
      ],
      [
        'RECEIVE',
        { receive: { items: [lot], from: farm.gln, complete: true } },
        'received 400 kg Parchment coffee from Asha Farm',
      ],
      [
        'INSPECT',
        { inspect: { items: [green1], passed: true } },
        'inspected 100 kg Green coffee: passed',
      ],
      ['SELL', { sell: { items: [green1] } }, 'sold 100 kg Green coffee'],
      [
        'DESTROY',
        { destroy: { items: [green1], reason: 'mould' } },
        'destroyed 100 kg Green coffee',
      ],
      [
        'COUNT',
        { count: { items: [{ item: { number }, quantity: '0' }], all: true } },
        'counted 0 kg Green coffee',
      ],
    ];
    for (const [word, verb, title] of verbs) {
      const done = await step(verb);
      expect({ word, problems: done.problems }).toEqual({ word, problems: [] });
      expect(done).toMatchObject({ status: 'RECORDED', event: { step: word } });
      expect(String(done.event?.['title'])).toContain(title);
    }
    const issued = await step({ pack: { items: [green1] } });
    expect(issued.created[0]?.name).toMatch(/^Logistic unit \d{18}$/);
  });

  it('finds a retry, and what differs', async () => {
    const input = (passed: boolean) => ({
      id: 'urn:uuid:019a0000-0000-7000-8000-0000000000a8',
      time: '2026-04-30T09:00:00.000+03:00',
      step: { inspect: { items: [{ item: { number: 'A-1' }, quantity: '180' }], passed } },
    });
    const outcome =
      'status event { eventId } problems { code at ... on IdConflict { differs existing { eventId step } } }';
    const answer = await data<Record<string, unknown>>(
      `mutation($first: RecordStepInput!, $other: RecordStepInput!) {
        first: recordStep(input: $first) { ${outcome} } again: recordStep(input: $first) { ${outcome} } other: recordStep(input: $other) { ${outcome} } }`,
      { first: input(true), other: input(false) },
    );
    const eventId = input(true).id;
    expect(answer).toEqual({
      first: { status: 'RECORDED', event: { eventId }, problems: [] },
      again: { status: 'ALREADY_RECORDED', event: { eventId }, problems: [] },
      other: {
        status: 'REFUSED',
        event: null,
        problems: [
          {
            code: 'ID_CONFLICT',
            at: '/id',
            differs: ['/persistentDisposition/set/0', '/persistentDisposition/unset/0'],
            existing: { eventId, step: 'INSPECT' },
          },
        ],
      },
    });
  });

  it('gives a retry the numbers that it was given, also when both come at once', async () => {
    const input = {
      id: id(),
      time: '2026-03-13T08:00:00+03:00',
      step: {
        harvest: {
          outputs: [
            { product: green, quantity: '5' },
            { product: green, quantity: '6' },
          ],
        },
      },
    };
    const answers = await Promise.all([1, 2, 3].map(() => data<Recorded>(record, { input })));
    const lots = answers.map(({ recordStep }) => JSON.stringify(recordStep.event?.['items']));
    expect(new Set(lots).size).toBe(1);
    expect(answers.map(({ recordStep }) => recordStep.status).toSorted()).toEqual([
      'ALREADY_RECORDED',
      'ALREADY_RECORDED',
      'RECORDED',
    ]);
  });

  it('corrects and voids, once', async () => {
    const first = await step({
      harvest: { outputs: [{ product: green, lot: 'F-1', quantity: '350' }] },
    });
    const event = { eventId: String(first.event?.['eventId']) };
    const replacement = {
      id: id(),
      time: '2026-03-12T08:00:00+03:00',
      step: { harvest: { outputs: [{ product: green, lot: 'F-1', quantity: '300' }] } },
    };
    const fix =
      'mutation($input: FixStepInput!) { fixStep(input: $input) { status problems { code at } event { status corrects { status } } } }';
    expect(await data(fix, { input: { event, replacement } })).toEqual({
      fixStep: {
        status: 'RECORDED',
        problems: [],
        event: { status: 'CURRENT', corrects: [{ status: 'CORRECTED' }] },
      },
    });
    expect(await data(fix, { input: { event, replacement } })).toMatchObject({
      fixStep: { status: 'ALREADY_RECORDED' },
    });
    expect(
      await data(fix, { input: { event, replacement: { ...replacement, id: id() } } }),
    ).toMatchObject({
      fixStep: { problems: [{ code: 'ALREADY_CORRECTED', at: '/event' }] },
    });
    const voided = { event: { eventId: replacement.id }, note: 'typed twice' };
    const take =
      'mutation($input: VoidStepInput!) { voidStep(input: $input) { status problems { code at } event { status correction { reason } } } }';
    expect(await data(take, { input: voided }, 'farm')).toMatchObject({
      voidStep: { problems: [{ code: 'NOT_YOURS' }] },
    });
    expect(await data(take, { input: voided })).toEqual({
      voidStep: {
        status: 'RECORDED',
        problems: [],
        event: { status: 'VOIDED', correction: { reason: 'did_not_occur' } },
      },
    });
    expect(await data(take, { input: voided })).toMatchObject({
      voidStep: { status: 'ALREADY_RECORDED' },
    });
  });

  it('names every fault of a bad input by its place', async () => {
    const good = { product: green, lot: 'X-1', quantity: '1' };
    const cases: readonly (readonly [object, object, string, string])[] = [
      [{ harvest: { outputs: [good] } }, { id: 'no uri' }, 'INVALID_VALUE', '/id'],
      [{ harvest: { outputs: [good] } }, { time: '2026-03-12T08:00:00' }, 'INVALID_VALUE', '/time'],
      [
        { harvest: { outputs: [good] } },
        { time: '2026-02-30T08:00:00Z' },
        'INVALID_VALUE',
        '/time',
      ],
      [{ harvest: { outputs: [good] } }, { site: '9521005000014' }, 'CHECK_DIGIT', '/site'],
      [{ harvest: { outputs: [good] } }, { site: 'nowhere' }, 'UNKNOWN_SITE', '/site'],
      [{ harvest: { outputs: [] } }, {}, 'INVALID_VALUE', '/step/harvest/outputs'],
      [
        { harvest: { outputs: [{ ...good, quantity: '-1' }] } },
        {},
        'INVALID_VALUE',
        '/step/harvest/outputs/0/quantity',
      ],
      [
        { harvest: { outputs: [{ ...good, quantity: '1e3' }] } },
        {},
        'INVALID_VALUE',
        '/step/harvest/outputs/0/quantity',
      ],
      [
        { harvest: { outputs: [{ ...good, unit: 'kilo' }] } },
        {},
        'INVALID_VALUE',
        '/step/harvest/outputs/0/unit',
      ],
      [
        { harvest: { outputs: [{ ...good, lot: 'a lot' }] } },
        {},
        'INVALID_VALUE',
        '/step/harvest/outputs/0/lot',
      ],
      [
        { harvest: { outputs: [{ ...good, product: '09521005000014' }] } },
        {},
        'CHECK_DIGIT',
        '/step/harvest/outputs/0/product',
      ],
      [
        { harvest: { outputs: [{ ...good, product: 'nothing' }] } },
        {},
        'UNKNOWN_PRODUCT',
        '/step/harvest/outputs/0/product',
      ],
      [{ sell: { items: [{ quantity: '1' }] } }, {}, 'INVALID_VALUE', '/step/sell/items/0'],
      [
        { sell: { items: [{ item: { number: 'NO-SUCH' } }] } },
        {},
        'UNKNOWN_ITEM',
        '/step/sell/items/0/item/number',
      ],
      [
        { sell: { items: [{ item: { id: 'prt_AAAAAAAAAAAAAAAAAAAAAA' } }] } },
        {},
        'UNKNOWN_ITEM',
        '/step/sell/items/0/item',
      ],
      [{ ship: { items: [good], to: 'nobody' } }, {}, 'UNKNOWN_PARTY', '/step/ship/to'],
      [
        { ship: { items: [good], to: farm.gln, via: ['X'] } },
        {},
        'INVALID_VALUE',
        '/step/ship/via/0',
      ],
      [{ make: { inputs: [], outputs: [good] } }, {}, 'INVALID_VALUE', '/step/make/inputs'],
      [
        { count: { items: [{ product: green, lot: 'X-1' }] } },
        {},
        'INVALID_VALUE',
        '/step/count/items/0/quantity',
      ],
      [{ destroy: { items: [good], reason: '' } }, {}, 'INVALID_VALUE', '/step/destroy/reason'],
      [
        { harvest: { outputs: [good], harvestedOn: '2026-13-01' } },
        {},
        'INVALID_VALUE',
        '/step/harvest/harvestedOn',
      ],
    ];
    for (const [verb, more, code, at] of cases) {
      const done = await step(verb, more);
      expect({ at, status: done.status }).toEqual({ at, status: 'REFUSED' });
      expect(done.problems).toContainEqual(expect.objectContaining({ code, at }));
    }
  });

  it('previews without writing', async () => {
    const before = await data<{ changes: { cursor: string } }>('{ changes { cursor } }');
    const preview = await data<{ previewStep: Record<string, unknown> }>(
      'query($input: RecordStepInput!) { previewStep(input: $input) { recordable title problems { code } warnings { code at ... on UnknownItem { number } } epcis } }',
      {
        input: {
          id: id(),
          time: '2026-05-01T10:00:00+02:00',
          step: {
            make: {
              inputs: [{ product: parchment, lot: 'NEW-9', quantity: '4' }],
              outputs: [{ product: green, quantity: '5' }],
            },
          },
        },
      },
    );
    expect(preview.previewStep).toMatchObject({
      recordable: true,
      problems: [],
      title: 'Kilele Mill made 5 kg Green coffee from 1 lot.',
    });
    expect(preview.previewStep['warnings']).toEqual([
      { code: 'UNKNOWN_ITEM', at: '/step/make/inputs/0', number: expect.stringContaining('NEW-9') },
      { code: 'OUTPUT_EXCEEDS_INPUT', at: '/step/make/outputs' },
    ]);
    expect(await data('{ changes { cursor } }')).toEqual(before);
  });

  it('records many at once, all or none when asked', async () => {
    const one = (lot: string, quantity: string) => ({
      id: id(),
      time: '2026-03-12T09:00:00Z',
      step: { harvest: { outputs: [{ product: green, lot, quantity }] } },
    });
    const many =
      'mutation($input: RecordStepsInput!) { recordSteps(input: $input) { results { status problems { code at } } problems { code } } }';
    const steps = [one('B-1', '1'), one('B-2', '-1'), one('B-3', '1')];
    expect(await data(many, { input: { steps, behaviour: 'ROLLBACK' } })).toMatchObject({
      recordSteps: {
        results: [
          { status: 'REFUSED', problems: [{ code: 'ROLLED_BACK' }] },
          { status: 'REFUSED' },
          { status: 'REFUSED' },
        ],
      },
    });
    expect(await data(many, { input: { steps } })).toMatchObject({
      recordSteps: {
        results: [{ status: 'RECORDED' }, { status: 'REFUSED' }, { status: 'RECORDED' }],
      },
    });
  });
});
