import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestAccount, graphql, openTestAccount, post } from './support/doors.ts';
import { checkDigit, gtin, lot } from './support/events.ts';
import { testService, type TestService } from './support/service.ts';

const gln = (company: number, index = 0): string => {
  const digits = `952100${company}0000${index}`;
  return digits + checkDigit(digits);
};
const party = (company: number): string => `https://id.gs1.org/417/${gln(company)}`;
const place = (company: number, index: number): string =>
  `https://id.gs1.org/414/${gln(company, index)}`;

const object = { type: 'ObjectEvent', action: 'OBSERVE' };
const harvest = 'cbvmda:harvestEndDate';
const aggregation = {
  type: 'AggregationEvent',
  parentID: 'https://id.gs1.org/00/095210050000000017',
};
const association = { type: 'AssociationEvent', parentID: 'https://id.gs1.org/8004/9521005A1' };

/** One event for each plain word, by the word. */
const words: Readonly<Record<string, object>> = {
  HARVEST: {
    ...object,
    action: 'ADD',
    bizStep: 'commissioning',
    ilmd: { [harvest]: '2026-03-01' },
  },
  COMMISSION: { ...object, action: 'ADD', bizStep: 'commissioning', disposition: 'active' },
  MAKE: { type: 'TransformationEvent', bizStep: 'creating_class_instance' },
  PACK: { ...aggregation, action: 'ADD', bizStep: 'packing' },
  UNPACK: { ...aggregation, action: 'DELETE', bizStep: 'unpacking' },
  SHIP: {
    ...object,
    bizStep: 'shipping',
    sourceList: [{ type: 'possessing_party', source: party(5) }],
    destinationList: [{ type: 'possessing_party', destination: party(6) }],
    bizTransactionList: [{ type: 'bol', bizTransaction: `urn:epcglobal:cbv:bt:${gln(5)}:BOL-9` }],
  },
  RECEIVE: { ...object, bizStep: 'receiving' },
  INSPECT: { ...object, bizStep: 'inspecting' },
  SELL: { ...object, bizStep: 'retail_selling' },
  DESTROY: { ...object, action: 'DELETE', bizStep: 'destroying' },
  COUNT: { ...object, bizStep: 'cycle_counting' },
  HOLD: { ...object, bizStep: 'holding', persistentDisposition: { set: ['recalled'] } },
  RELEASE: { ...object, persistentDisposition: { unset: ['recalled'] } },
  ATTACH: { ...association, action: 'ADD', bizStep: 'installing' },
  DETACH: { ...association, action: 'DELETE', bizStep: 'removing' },
  OTHER: {
    type: 'TransactionEvent',
    action: 'OBSERVE',
    bizTransactionList: [{ type: 'po', bizTransaction: `urn:epcglobal:cbv:bt:${gln(5)}:PO-1` }],
  },
};
const names = Object.keys(words);
const idOf = (word: string): string =>
  `urn:uuid:00000000-0000-7000-8000-${String(names.indexOf(word)).padStart(12, '0')}`;
const timeOf = (word: string): string =>
  `2026-03-${String(names.indexOf(word) + 1).padStart(2, '0')}T10:00:00Z`;

const eventOf = (word: string): object => {
  const amounts = [{ epcClass: lot(`L-${word}`), quantity: 1, uom: 'KGM' }];
  const { type } = words[word] as { readonly type: string };
  const lists: Readonly<Record<string, object>> = {
    ObjectEvent: { quantityList: amounts },
    TransactionEvent: { quantityList: amounts },
    TransformationEvent: {
      inputQuantityList: [{ epcClass: lot('L-raw'), quantity: 1, uom: 'KGM' }],
      outputQuantityList: amounts,
    },
  };
  return {
    eventID: idOf(word),
    eventTime: timeOf(word),
    eventTimeZoneOffset: '+00:00',
    readPoint: { id: place(5, 1) },
    ...(word === 'COUNT' ? { bizLocation: { id: place(5, 2) } } : {}),
    ...(lists[type] ?? { childQuantityList: amounts }),
    ...words[word],
  };
};

const documentOf = (eventList: readonly object[]): string =>
  JSON.stringify({
    '@context': [
      'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
      { cbvmda: 'urn:epcglobal:cbv:mda:' },
    ],
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    creationDate: '2026-03-01T10:00:00Z',
    epcisBody: { eventList },
  });

describe('filters of events', () => {
  let service: TestService;
  let mill: TestAccount;
  let other: TestAccount;
  beforeAll(async () => {
    service = await testService();
    [mill, other] = [
      await openTestAccount(service, 'Mill'),
      await openTestAccount(service, 'Other'),
    ];
    const ask = (key: string, events: readonly object[]): Promise<Response> =>
      post(service.url, 'capture', documentOf(events), { key });
    expect((await ask(mill.key, names.filter((word) => word !== 'SELL').map(eventOf))).status).toBe(
      202,
    );
    expect((await ask(other.key, [eventOf('SELL')])).status).toBe(202);
  }, 60_000);
  afterAll(() => service.stop());

  interface Found {
    readonly eventId: string;
    readonly step: string;
    readonly type: string;
    readonly recordedAt: string;
  }
  const events = async (filter: object): Promise<readonly Found[]> => {
    const text =
      'query($filter: EventFilter) { events(filter: $filter, order: TIME_ASC) { nodes { eventId step type recordedAt } } }';
    const data = await graphql<{ events: { nodes: readonly Found[] } }>(
      service.url,
      mill.key,
      text,
      {
        filter,
      },
    );
    return data.events.nodes;
  };
  const found = async (filter: object): Promise<readonly string[]> =>
    (await events(filter)).map(({ step }) => step);

  it('know every plain word, and each finds its event only', async () => {
    expect(await found({})).toEqual(names);
    for (const word of names) expect(await found({ steps: [word] })).toEqual([word]);
    expect(await found({ steps: [] })).toEqual([]);
  });

  it('know every type of event', async () => {
    const types = {
      OBJECT: 10,
      AGGREGATION: 2,
      ASSOCIATION: 2,
      TRANSACTION: 1,
      TRANSFORMATION: 1,
      EXTENDED: 1,
    };
    const own = {
      type: 'https://example.org/types/Blessing',
      eventID: 'urn:uuid:00000000-0000-7000-8000-000000000099',
      eventTime: '2026-06-01T10:00:00Z',
      eventTimeZoneOffset: '+00:00',
    };
    const { key } = mill;
    const captured = await post(service.url, 'capture', documentOf([own]), { key });
    expect(captured.status).toBe(202);
    for (const [type, count] of Object.entries(types)) {
      expect([type, (await found({ types: [type] })).length]).toEqual([type, count]);
    }
  });

  it('are kept one by one, and all together', async () => {
    const register = async (noun: string, input: object): Promise<string> => {
      const field = noun.toLowerCase();
      const text = `mutation($input: Register${noun}Input!) { register${noun}(input: $input) { problems { message } ${field} { id } } }`;
      const data = await graphql<Record<string, Record<string, { id: string }>>>(
        service.url,
        mill.key,
        text,
        { input },
      );
      return data[`register${noun}`]?.[field]?.id ?? '';
    };
    const organisation = (index: number): Promise<string> =>
      register('Organisation', { gln: gln(index), name: `Company ${index}`, country: 'KE' });
    const [from, to] = [await organisation(5), await organisation(6)];
    const store = await register('Site', { gln: gln(5, 2), name: 'Store', country: 'KE' });
    const whose = '{ viewer { organisation { id } } }';
    const { viewer } = await graphql<{ viewer: { organisation: { id: string } } }>(
      service.url,
      other.key,
      whose,
    );
    // Ids are of the viewer who asks: the other's own id means nothing here.
    expect(await found({ recordedBy: [viewer.organisation.id] })).toEqual([]);
    const seen = await graphql<{ organisations: { nodes: readonly { id: string }[] } }>(
      service.url,
      mill.key,
      '{ organisations(filter: { text: "Other" }) { nodes { id } } }',
    );
    const recordedBy = [seen.organisations.nodes[0]?.id ?? ''];
    const cases: readonly (readonly [object, readonly string[]])[] = [
      [{ items: [{ number: 'L-HOLD' }] }, ['HOLD']],
      [{ items: [{ gtin: { gtin: gtin(1), lot: 'L-raw' } }] }, ['MAKE']],
      [{ bizSteps: ['packing', 'unpacking'] }, ['PACK', 'UNPACK']],
      [{ dispositions: ['active'] }, ['COMMISSION']],
      [{ persistentDispositions: ['recalled'] }, ['HOLD']],
      [{ from: timeOf('DETACH'), until: '2026-04-01T00:00:00Z' }, ['DETACH', 'OTHER']],
      [{ until: timeOf('COMMISSION') }, ['HARVEST']],
      [{ from: timeOf('PACK'), until: timeOf('SHIP') }, ['PACK', 'UNPACK']],
      [{ recordedBy }, ['SELL']],
      [{ fromParties: [from] }, ['SHIP']],
      [{ toParties: [to] }, ['SHIP']],
      [{ toParties: [from] }, []],
      [{ documents: ['BOL-9'] }, ['SHIP']],
      [{ locations: [store] }, ['COUNT']],
      [{ atSites: [store] }, ['COUNT']],
      [{ steps: ['SHIP', 'SELL'], documents: ['BOL-9'], from: timeOf('SHIP') }, ['SHIP']],
      [{ steps: ['SELL'], documents: ['BOL-9'] }, []],
      [{ statuses: ['VOIDED'] }, []],
    ];
    for (const [filter, expected] of cases) {
      expect({ filter, found: await found(filter) }).toEqual({ filter, found: expected });
    }
    const [sold] = await events({ steps: ['SELL'] });
    expect(await found({ recordedFrom: sold?.recordedAt, until: '2026-04-01T00:00:00Z' })).toEqual([
      'SELL',
    ]);
    expect(await found({ recordedUntil: sold?.recordedAt })).toEqual(
      names.filter((word) => word !== 'SELL'),
    );
  });

  it('and every question say that a number fits several items', async () => {
    const twice = [1, 2].map((product) => ({
      ...object,
      eventID: `urn:uuid:00000000-0000-7000-8000-00000000010${product}`,
      eventTime: '2026-04-01T10:00:00Z',
      eventTimeZoneOffset: '+00:00',
      quantityList: [{ epcClass: lot('TWICE', product), quantity: 1, uom: 'KGM' }],
    }));
    await post(service.url, 'capture', documentOf(twice), { key: mill.key });
    for (const [field, at] of [
      ['item(by: { number: "TWICE" }) { name }', 'by'],
      ['provenance(item: { number: "TWICE" }) { asKnownAt }', 'item'],
      ['events(filter: { items: [{ number: "TWICE" }] }) { nodes { id } }', 'filter.items.0'],
    ] as const) {
      const response = await fetch(`${service.url}/graphql`, {
        method: 'POST',
        headers: { authorization: `Bearer ${mill.key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ query: `{ ${field} }` }),
      });
      expect(await response.json()).toMatchObject({
        errors: [{ extensions: { code: 'AMBIGUOUS_NUMBER', at } }],
      });
    }
    const input = {
      id: 'urn:uuid:00000000-0000-7000-8000-000000000103',
      time: '2026-04-02T10:00:00Z',
      step: { sell: { items: [{ item: { number: 'TWICE' }, quantity: '1' }] } },
    };
    const text =
      'mutation($input: RecordStepInput!) { recordStep(input: $input) { status problems { code at } } }';
    expect(await graphql(service.url, mill.key, text, { input })).toEqual({
      recordStep: {
        status: 'REFUSED',
        problems: [{ code: 'AMBIGUOUS_NUMBER', at: '/step/sell/items/0/item/number' }],
      },
    });
  });
});
