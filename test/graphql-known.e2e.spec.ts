import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestAccount, graphql, openTestAccount } from './support/doors.ts';
import { gtin } from './support/events.ts';
import { testService, type TestService } from './support/service.ts';

const everything = `query($number: String!, $asKnownAt: DateTime) {
  provenance(item: { number: $number }, asKnownAt: $asKnownAt) {
    asKnownAt item { name identifiers { value } } summary { countries }
    nodes { item { name ... on Part { product { name madeBy { name } } birth { site { name } country madeBy { name } } } }
      country madeBy { name country organisation { name } }
      step { title status by { name } at { name operator { name } } items { item { name } } correction { reason } } }
    links { step { title } }
    gaps { nodes { text item { name } ask { name } } }
    suppliers { nodes { party { name country } parts { name } } } } }`;

interface Known {
  readonly asKnownAt: string;
  readonly item: { readonly name: string };
  readonly nodes: readonly { readonly item: { readonly name: string } }[];
}

const millGln = '9521005000006';

describe('a question asked as known at a record time', () => {
  let service: TestService;
  let mill: TestAccount;
  let farm: TestAccount;
  beforeAll(async () => {
    service = await testService();
    mill = await openTestAccount(service, 'Mill', { gln: millGln });
    farm = await openTestAccount(service, 'Farm');
  }, 60_000);
  afterAll(() => service.stop());

  let steps = 0;
  const record = async (by: TestAccount, step: object, site: string): Promise<string> => {
    steps += 1;
    const id = `urn:uuid:00000000-0000-7000-8000-00000000010${steps}`;
    const input = { id, time: `2026-03-0${steps}T10:00:00Z`, site, step };
    const { recordStep } = await graphql<{
      readonly recordStep: { readonly status: string; readonly problems: readonly object[] };
    }>(
      service.url,
      by.key,
      'mutation($input: RecordStepInput!) { recordStep(input: $input) { status problems { message at } } }',
      { input },
    );
    expect(recordStep).toEqual({ status: 'RECORDED', problems: [] });
    return id;
  };
  const register = async (by: TestAccount, noun: string, input: object): Promise<string> => {
    const name = `register${noun}`;
    const field = noun.toLowerCase();
    const answer = await graphql<Record<string, Record<string, { readonly id: string }>>>(
      service.url,
      by.key,
      `mutation($input: Register${noun}Input!) { ${name}(input: $input) { problems { message at } ${field} { id } } }`,
      { input },
    );
    return answer[name]?.[field]?.id ?? '';
  };
  const ask = async (number: string, asKnownAt?: string): Promise<Known | null> => {
    const variables = { number, ...(asKnownAt === undefined ? {} : { asKnownAt }) };
    const answer = await graphql<{ readonly provenance: Known | null }>(
      service.url,
      mill.key,
      everything,
      variables,
    );
    return answer.provenance;
  };

  it('gets exactly the answer that was given then, names and all', async () => {
    const place = '9521005000020';
    const site = await register(farm, 'Site', { gln: place, name: 'North field', country: 'KE' });
    const cherry = await register(farm, 'Product', { gtin: gtin(1), name: 'Cherry', unit: 'KGM' });
    await register(mill, 'Product', { gtin: gtin(2), name: 'Green coffee', unit: 'KGM' });
    const lot = (product: number, name: string, quantity: string) => ({
      product: gtin(product),
      lot: name,
      quantity,
    });
    const outputs = [lot(1, 'A-1', '400')];
    const wrong = await record(farm, { harvest: { outputs } }, place);
    const shipped = { items: [lot(1, 'A-1', '400')], to: millGln };
    await record(farm, { ship: shipped }, place);
    const made = { inputs: [lot(1, 'A-1', '400')], outputs: [lot(2, 'M-1', '80')] };
    await record(mill, { make: made }, place);
    const then = await ask('M-1');
    expect(then?.nodes.map(({ item }) => item.name)).toEqual(['Green coffee M-1', 'Cherry A-1']);
    const moment = then?.asKnownAt ?? '';
    await sleep(5);

    await register(farm, 'Site', { id: site, gln: place, name: 'South field', country: 'UG' });
    await register(farm, 'Product', { id: cherry, gtin: gtin(1), name: 'Berry', unit: 'KGM' });
    const own = '{ viewer { organisation { id } } }';
    const { viewer } = await graphql<{ viewer: { organisation: { id: string } } }>(
      service.url,
      farm.key,
      own,
    );
    const { id } = viewer.organisation;
    await register(farm, 'Organisation', { id, name: 'Farmers', country: 'UG' });
    expect(await ask('M-1', moment)).toEqual(then);
    const replacement = {
      id: 'urn:uuid:00000000-0000-7000-8000-000000000201',
      time: '2026-03-01T10:00:00Z',
      site: place,
      step: { harvest: { outputs: [lot(1, 'A-1', '300')] } },
    };
    const fix = `mutation($input: FixStepInput!) { fixStep(input: $input) { status } }`;
    const input = { event: { eventId: wrong }, replacement };
    expect(await graphql(service.url, farm.key, fix, { input })).toEqual({
      fixStep: { status: 'RECORDED' },
    });
    expect(await ask('M-1', moment)).toEqual(then);

    const now = await ask('M-1');
    expect(now?.nodes.map(({ item }) => item.name)).toEqual(['Green coffee M-1', 'Berry A-1']);
    expect(JSON.stringify(now)).toMatch(/South field/);
    expect(JSON.stringify(now)).toMatch(/Farmers/);
    expect(JSON.stringify(now)).not.toMatch(/North field|Cherry|"Farm"/);
    expect(await ask('M-1', now?.asKnownAt)).toEqual(now);
  });

  it('finds nothing by a number that was given later, and nothing that was recorded later', async () => {
    const before = (await ask('A-1'))?.asKnownAt ?? '';
    await sleep(5);
    const add = `mutation($input: AliasInput!) { addNumber(input: $input) { problems { message } } }`;
    const input = { item: { number: 'A-1' }, number: 'SHAMBA-7' };
    expect(await graphql(service.url, farm.key, add, { input })).toEqual({
      addNumber: { problems: [] },
    });
    expect((await ask('SHAMBA-7'))?.item.name).toBe('Berry A-1');
    expect(await ask('SHAMBA-7', before)).toBeNull();
    expect((await ask('SHAMBA-7', new Date().toISOString()))?.item.name).toBe('Berry A-1');
    const outputs = [{ product: gtin(1), lot: 'B-1', quantity: '1' }];
    await record(farm, { harvest: { outputs } }, '9521005000020');
    expect((await ask('B-1'))?.item.name).toBe('Berry B-1');
    expect(await ask('B-1', before)).toBeNull();
    expect(await ask('B-1', '2020-01-01T00:00:00Z')).toBeNull();
  });
});
