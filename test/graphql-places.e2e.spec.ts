import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type TestAccount, graphql, openTestAccount } from './support/doors.ts';
import { checkDigit, gtin } from './support/events.ts';
import { testService, type TestService } from './support/service.ts';

const gln = (index: number): string => `95210050000${index}` + checkDigit(`95210050000${index}`);

let service: TestService;
let port: TestAccount;
beforeAll(async () => {
  service = await testService();
  port = await openTestAccount(service, 'Port');
}, 60_000);
afterAll(() => service.stop());

it('a filter by a place finds what happened there and at the places below it', async () => {
  const register = async (index: number, within: string | null): Promise<string> => {
    const input = { gln: gln(index), name: `Place ${index}`, country: 'KE', within };
    const text =
      'mutation($input: RegisterSiteInput!) { registerSite(input: $input) { site { id } problems { message } } }';
    const data = await graphql<{ registerSite: { site: { id: string } } }>(
      service.url,
      port.key,
      text,
      { input },
    );
    return data.registerSite.site.id;
  };
  const outer = await register(1, null);
  const gate = await register(2, outer);
  const elsewhere = await register(3, null);
  for (const index of [1, 2, 3]) {
    const id = `urn:uuid:00000000-0000-7000-8000-00000000000${index}`;
    const outputs = [{ product: gtin(1), lot: `L-${index}`, quantity: '1' }];
    const input = {
      id,
      time: `2026-03-0${index}T10:00:00Z`,
      site: gln(index),
      step: { commission: { outputs } },
    };
    const { recordStep } = await graphql<{ recordStep: { status: string } }>(
      service.url,
      port.key,
      'mutation($input: RecordStepInput!) { recordStep(input: $input) { status } }',
      { input },
    );
    expect(recordStep.status).toBe('RECORDED');
  }
  const places = async (filter: object): Promise<readonly string[]> => {
    const text =
      'query($filter: EventFilter) { events(filter: $filter, order: TIME_ASC) { nodes { at { name } } } }';
    const { events } = await graphql<{ events: { nodes: readonly { at: { name: string } }[] } }>(
      service.url,
      port.key,
      text,
      { filter },
    );
    return events.nodes.map(({ at }) => at.name);
  };
  for (const field of ['atSites', 'locations']) {
    expect(await places({ [field]: [outer] })).toEqual(['Place 1', 'Place 2']);
    expect(await places({ [field]: [gate] })).toEqual(['Place 2']);
    expect(await places({ [field]: [gate, elsewhere] })).toEqual(['Place 2', 'Place 3']);
    expect(await places({ [field]: ['sit_AAAAAAAAAAAAAAAAAAAAAA'] })).toEqual([]);
    expect(await places({ [field]: [] })).toEqual([]);
  }
});
