import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SiteService } from '../src/masterdata/site.service.ts';
import { recorderOf } from './support/capture-room.ts';
import { type TestAccount, graphql, openTestAccount, post } from './support/doors.ts';
import { checkDigit, gtin, lot as lotUri, sscc } from './support/events.ts';
import { valueOf } from './support/masterdata.ts';
import { patience } from './support/patience.ts';
import { testService, type TestService } from './support/service.ts';

const gln = (nth: number): string => {
  const digits = `95210050000${nth}`;
  return digits + checkDigit(digits);
};
const [millGln, traderGln, field, yard, corner] = [gln(1), gln(2), gln(3), gln(4), gln(5)];
const pallet = sscc(77).split('/').at(-1) ?? '';
const lot = (product: number, name: string, quantity: string) => ({
  product: gtin(product),
  lot: name,
  quantity,
});

const EVENT = `eventId status title by { name } at { name } correction { reason correctedBy { eventId } } corrects { eventId }
  items { item { name } claim quantity { text } }`;
const HOP = `status from { name organisation { identifiers { value } } } to { name } fromSite { name operator { name } } toSite { name }
  crossesBorder lines { item { name } shipped { text } received { text } } shipping { eventId status } receivings { eventId }`;

/** Every question whose answer depends on the log, by name. */
const questions: Readonly<Record<string, string>> = {
  events: `events(filter: { items: [{ number: "A-1" }] }, order: TIME_ASC, asKnownAt: $known) { nodes { ${EVENT} } }`,
  superseded: `events(filter: { statuses: [CORRECTED, VOIDED] }, order: TIME_ASC, asKnownAt: $known) { nodes { ${EVENT} } }`,
  'events of a place': `events(filter: { atSites: [$site] }, order: TIME_ASC, asKnownAt: $known) { nodes { ${EVENT} } }`,
  'events to a party': `events(filter: { toParties: [$trader] }, order: TIME_ASC, asKnownAt: $known) { nodes { ${EVENT} } }`,
  hops: `hops(asKnownAt: $known) { totalCount nodes { ${HOP} } }`,
  'hops of a sender': `hops(filter: { fromParties: [$farm] }, asKnownAt: $known) { totalCount nodes { ${HOP} } }`,
  'hops with a paper': `hops(filter: { documents: ["DA-7"] }, asKnownAt: $known) { totalCount nodes { ${HOP} } }`,
  'hops to whom a place was': `hops(filter: { toMe: true }, asKnownAt: $known) { totalCount nodes { ${HOP} } }`,
  journey: `item(by: { number: "A-1" }) { journey(asKnownAt: $known) { nodes { ${EVENT} } } }`,
  'journey of a container': `item(by: { number: "${pallet}" }) { journey(asKnownAt: $known) { nodes { ${EVENT} } } }`,
  'where used': `item(by: { number: "A-1" }) { ... on Part { usedIn(asKnownAt: $known) { nodes { name } } } }`,
  event: `event(by: { eventId: "urn:uuid:00000000-0000-7000-8000-000000000001" }, asKnownAt: $known) { ${EVENT} }`,
  'a part': `item(by: { number: "A-1" }, asKnownAt: $known) { name identifiers { value }
    journey { nodes { ${EVENT} } } hops { totalCount nodes { ${HOP} } } provenance(direction: FORWARD) { nodes { item { name } } }
    ... on Part { birth { day quantity { text } site { name } } usedIn { nodes { name } } balance { made used onHand } } }`,
  'a container': `item(by: { number: "${pallet}" }, asKnownAt: $known) {
    ... on Container { contents(at: "2026-03-03T06:00:00Z") { nodes { item { name } quantity { text } until } } } }`,
};

/** Lists in pages: the text around one, its field with what its nodes are told by. */
const lists: Readonly<Record<string, (page: string) => string>> = {
  events: (page) => `whole: events(${page}) { nodes { id } pageInfo { hasNextPage endCursor } }`,
  hops: (page) => `whole: hops(${page}) { nodes { id: key } pageInfo { hasNextPage endCursor } }`,
  journey: (page) =>
    `item(by: { number: "A-1" }) { whole: journey(${page}) { nodes { id } pageInfo { hasNextPage endCursor } } }`,
  'where used': (page) =>
    `item(by: { number: "A-1" }) { ... on Part { whole: usedIn(${page}) { nodes { id } pageInfo { hasNextPage endCursor } } } }`,
};

interface Page {
  readonly nodes: readonly { readonly id: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
}

/** Goods that the farm sent, to whoever runs a place. */
const toPlace = JSON.stringify({
  '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'],
  type: 'EPCISDocument',
  schemaVersion: '2.0',
  creationDate: '2026-03-01T10:00:00Z',
  epcisBody: {
    eventList: [
      {
        type: 'ObjectEvent',
        eventID: 'urn:uuid:00000000-0000-7000-8000-000000000007',
        eventTime: '2026-03-01T13:00:00Z',
        eventTimeZoneOffset: '+00:00',
        action: 'OBSERVE',
        bizStep: 'shipping',
        quantityList: [{ epcClass: lotUri('A-1'), quantity: 1, uom: 'KGM' }],
        sourceList: [{ type: 'location', source: `https://id.gs1.org/414/${field}` }],
        destinationList: [
          { type: 'possessing_party', destination: `https://id.gs1.org/414/${yard}` },
        ],
      },
    ],
  },
});

describe('what was answered then', () => {
  let service: TestService;
  let farm: TestAccount;
  let mill: TestAccount;
  let trader: TestAccount;
  /** As the mill, who asks, is told them, and as the farm is: ids differ by viewer. */
  const ids = { farm: '', trader: '', site: '' };
  const own = { farm: '', site: '' };
  beforeAll(async () => {
    service = await testService();
    farm = await openTestAccount(service, 'Farm');
    mill = await openTestAccount(service, 'Mill', { gln: millGln });
    trader = await openTestAccount(service, 'Trader', { gln: traderGln });
    own.farm = await organisationOf(farm);
    own.site = await register(farm, 'Site', { gln: field, name: 'North field', country: 'KE' });
    await register(mill, 'Site', { gln: yard, name: 'Mill yard', country: 'KE' });
    await register(farm, 'Product', { gtin: gtin(1), name: 'Cherry', unit: 'KGM' });
    await register(mill, 'Product', { gtin: gtin(2), name: 'Green coffee', unit: 'KGM' });
    Object.assign(ids, await seenByMill());
    await tellFirst();
  }, patience(60_000));
  afterAll(() => service.stop());

  const ask = <Data>(query: string, variables: object = {}, by = mill) =>
    graphql<Data>(service.url, by.key, query, { ...variables });
  const organisationOf = async (by: TestAccount): Promise<string> => {
    const { viewer } = await ask<{ viewer: { organisation: { id: string } } }>(
      '{ viewer { organisation { id } } }',
      {},
      by,
    );
    return viewer.organisation.id;
  };
  const seenByMill = async (): Promise<typeof ids> => {
    const { organisations, sites } = await ask<
      Readonly<Record<string, { nodes: readonly { id: string; name: string }[] }>>
    >('{ organisations { nodes { id name } } sites { nodes { id name } } }');
    const idOfNamed = (name: string): string =>
      [...(organisations?.nodes ?? []), ...(sites?.nodes ?? [])].find((one) => one.name === name)
        ?.id ?? '';
    return {
      farm: idOfNamed('Farm'),
      trader: idOfNamed('Trader'),
      site: idOfNamed('North field'),
    };
  };
  const register = async (by: TestAccount, noun: string, input: object): Promise<string> => {
    const name = noun.toLowerCase();
    const text = `mutation($input: Register${noun}Input!) {
      done: register${noun}(input: $input) { problems { message at } ${name} { id } } }`;
    type Done = { readonly problems: readonly object[] } & Readonly<
      Record<string, { readonly id: string } | null>
    >;
    const { done } = await ask<{ done: Done }>(text, { input }, by);
    expect(done.problems).toEqual([]);
    return done[name]?.id ?? '';
  };
  const idOf = (nth: number): string =>
    `urn:uuid:00000000-0000-7000-8000-${String(nth).padStart(12, '0')}`;
  const send = async (by: TestAccount, mutation: string, input: object): Promise<void> => {
    const text = `mutation($input: ${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input!) {
      done: ${mutation}(input: $input) { status problems { message at } } }`;
    expect(await ask(text, { input }, by)).toEqual({ done: { status: 'RECORDED', problems: [] } });
  };
  const stepOf = (nth: number, hour: number, step: object, site: string | null = null) => ({
    id: idOf(nth),
    time: `2026-03-0${1 + Math.floor(hour / 24)}T${String(hour % 24).padStart(2, '0')}:00:00Z`,
    ...(site === null ? {} : { site }),
    step,
  });
  const record = (by: TestAccount, ...step: Parameters<typeof stepOf>): Promise<void> =>
    send(by, 'recordStep', stepOf(...step));
  const all = async (known: string | null): Promise<Readonly<Record<string, unknown>>> => {
    const answers: Record<string, unknown> = {};
    for (const [name, question] of Object.entries(questions)) {
      const used = ['farm', 'trader', 'site'].filter((one) => question.includes(`$${one}`));
      const variables = used.map((one) => `$${one}: ID!`).join(' ');
      answers[name] = await ask(`query($known: DateTime ${variables}) { ${question} }`, {
        ...ids,
        known,
      });
    }
    return answers;
  };
  const moment = async (): Promise<string> => {
    await sleep(5);
    const time = new Date().toISOString();
    await sleep(5);
    return time;
  };

  const tellFirst = async (): Promise<void> => {
    await record(farm, 1, 10, { harvest: { outputs: [lot(1, 'A-1', '400')] } }, field);
    await record(
      farm,
      2,
      20,
      { pack: { container: { number: pallet }, items: [lot(1, 'A-1', '400')] } },
      field,
    );
    const papers = [{ type: 'DESPATCH_ADVICE', number: 'DA-7' }];
    await send(farm, 'recordStep', {
      ...stepOf(3, 30, { ship: { items: [{ item: { number: pallet } }], to: millGln } }, field),
      documents: papers,
    });
    const received = { items: [{ item: { number: pallet } }], from: ids.farm };
    await record(mill, 4, 54, { receive: received }, yard);
    await record(mill, 5, 60, { unpack: { container: { number: pallet } } }, yard);
    expect((await post(service.url, 'capture', toPlace, { key: farm.key })).status).toBe(202);
    const made = { inputs: [lot(1, 'A-1', '100')], outputs: [lot(2, 'M-1', '20')] };
    await record(mill, 6, 70, { make: made }, yard);
  };

  /** A site changes hands. */
  const handOver = async (by: TestAccount, place: string, operator: number): Promise<void> => {
    const sites = service.server.app.get(SiteService);
    const recorder = recorderOf(by.organisation);
    const site = await sites.byKey(recorder, `https://id.gs1.org/414/${place}`);
    const { id, name, country } = site ?? { id: 0, name: '', country: '' };
    valueOf(await sites.register(recorder, { id, name, country, operator }));
  };

  /** What comes later: corrections, late events, another use, other names and numbers, another operator. */
  const tellMore = async (): Promise<void> => {
    const harvest = { harvest: { outputs: [lot(1, 'A-1', '300')] } };
    await send(farm, 'fixStep', {
      event: { eventId: idOf(1) },
      replacement: stepOf(11, 10, harvest, field),
    });
    await send(farm, 'fixStep', {
      event: { eventId: idOf(3) },
      replacement: stepOf(
        13,
        31,
        { ship: { items: [{ item: { number: pallet } }], to: traderGln } },
        field,
      ),
    });
    await record(farm, 14, 12, { inspect: { items: [lot(1, 'A-1', '400')], passed: true } }, field);
    await record(mill, 15, 50, { unpack: { container: { number: pallet } } }, yard);
    const made = { inputs: [lot(1, 'A-1', '50')], outputs: [lot(2, 'M-2', '10')] };
    await record(mill, 16, 72, { make: made }, yard);
    const part = { gln: corner, name: 'Corner', country: 'KE', within: own.site };
    await register(farm, 'Site', part);
    await record(farm, 17, 13, { inspect: { items: [lot(1, 'A-1', '1')], passed: true } }, corner);
    await register(farm, 'Site', { id: own.site, gln: field, name: 'South field', country: 'UG' });
    await handOver(farm, field, trader.organisation);
    await handOver(mill, yard, trader.organisation);
    await register(farm, 'Organisation', {
      id: own.farm,
      name: 'Farmers',
      country: 'UG',
      gln: gln(6),
    });
  };

  it('is answered again as known then, whatever became known since', async () => {
    const then = await all(null);
    const known = await moment();
    expect(await all(known)).toEqual(then);
    await tellMore();
    const again = await all(known);
    for (const name of Object.keys(questions)) {
      expect({ name, answer: again[name] }).toEqual({ name, answer: then[name] });
    }
    const now = await all(null);
    for (const name of Object.keys(questions)) {
      expect({ name, answer: now[name] }).not.toEqual({ name, answer: then[name] });
    }
  });

  const read = async (list: string, page: string): Promise<Page> => {
    const data = await ask<{ whole?: Page; item?: { whole: Page } }>(
      `{ ${lists[list]?.(page) ?? ''} }`,
    );
    return (
      data.whole ??
      data.item?.whole ?? { nodes: [], pageInfo: { hasNextPage: false, endCursor: '' } }
    );
  };
  /** The first entry of a list, and, when that is wanted, all the others one by one. */
  const onePageByOne = async (list: string, known: string) => {
    const first = await read(list, `first: 1, asKnownAt: "${known}"`);
    return async (): Promise<readonly object[]> => {
      const nodes = [...first.nodes];
      for (let { pageInfo } = first; pageInfo.hasNextPage;) {
        const next = await read(
          list,
          `first: 1, after: "${pageInfo.endCursor}", asKnownAt: "${known}"`,
        );
        nodes.push(...next.nodes);
        ({ pageInfo } = next);
      }
      return nodes;
    };
  };

  it('stays the same from page to page, also as known at a time that is still to come', async () => {
    const known = '2100-01-01T00:00:00Z';
    const sent = { ship: { items: [lot(1, 'A-1', '2')], to: traderGln } };
    await record(mill, 20, 90, sent, yard);
    const names = Object.keys(lists);
    const before = new Map<string, readonly object[]>();
    const rests = new Map<string, () => Promise<readonly object[]>>();
    for (const list of names) {
      before.set(list, (await read(list, `asKnownAt: "${known}"`)).nodes);
      rests.set(list, await onePageByOne(list, known));
    }
    await record(mill, 21, 80, sent, yard);
    const made = { inputs: [lot(1, 'A-1', '1')], outputs: [lot(2, 'M-0', '1')] };
    await record(mill, 22, 71, { make: made }, yard);
    for (const list of names) {
      const [was, rest] = [before.get(list) ?? [], (await rests.get(list)?.()) ?? []];
      expect(was.length).toBeGreaterThan(1);
      expect({ list, rest }).toEqual({ list, rest: was });
      const { nodes } = await read(list, `asKnownAt: "${known}"`);
      expect({ list, many: nodes.length > was.length }).toEqual({ list, many: true });
    }
  });

  it('refuses what is no time, and cursors of another one', async () => {
    const errors = async (list: string, page: string): Promise<unknown> => {
      const body = JSON.stringify({ query: `{ ${lists[list]?.(page) ?? ''} }` });
      const headers = { authorization: `Bearer ${mill.key}`, 'content-type': 'application/json' };
      const answer = await fetch(`${service.url}/graphql`, { method: 'POST', headers, body });
      const { errors: found } = (await answer.json()) as {
        readonly errors?: readonly { readonly extensions: object }[];
      };
      return found?.map(({ extensions }) => extensions);
    };
    for (const list of Object.keys(lists)) {
      expect(await errors(list, 'asKnownAt: "yesterday"')).toMatchObject([
        { code: 'INVALID_VALUE', at: 'asKnownAt' },
      ]);
      const { pageInfo } = await read(list, 'first: 1, asKnownAt: "2100-01-01T00:00:00Z"');
      expect(
        await errors(list, `after: "${pageInfo.endCursor}", asKnownAt: "2099-01-01T00:00:00Z"`),
      ).toMatchObject([{ code: 'CURSOR_INVALID' }]);
    }
  });

  it('was nothing before there was anything', async () => {
    const known = '2020-01-01T00:00:00Z';
    for (const list of Object.keys(lists)) {
      expect((await read(list, `asKnownAt: "${known}"`)).nodes).toEqual([]);
    }
    const one = `{ event(by: { eventId: "${idOf(1)}" }, asKnownAt: "${known}") { id }
      item(by: { number: "A-1" }, asKnownAt: "${known}") { id } }`;
    expect(await ask(one)).toEqual({ event: null, item: null });
  });
});
