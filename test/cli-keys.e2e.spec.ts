import { setTimeout as sleep } from 'node:timers/promises';
import { openAccount } from '../src/cli/account.ts';
import { endKey, type KeyPlace, listKeys, makeAnotherKey } from '../src/cli/keys.ts';
import type { AskedKey } from '../src/access/key-input.ts';
import { KeyUseJob } from '../src/access/key-use.job.ts';
import { logPosition, post } from './support/doors.ts';
import { testService, type TestService } from './support/service.ts';

/** Longest time that a running service still takes a revoked key, and a little more. */
const REVOKED_MS = 2_100;

const event = {
  '@context': 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
  type: 'ObjectEvent',
  eventTime: '2026-05-01T09:00:00.000+02:00',
  eventTimeZoneOffset: '+02:00',
  action: 'OBSERVE',
  bizStep: 'inspecting',
  epcList: ['https://id.gs1.org/01/09521005000013/21/1'],
};

describe('keys on the command line', () => {
  let service: TestService;
  let place: KeyPlace;
  const gln = '9521005000006';
  beforeAll(async () => {
    service = await testService();
    place = { databaseUrl: service.settings.databaseUrl ?? '', settings: service.settings };
    const mill = { name: 'Kilele Mill', country: 'KE', gln, companyPrefix: '9521005' };
    await openAccount(place.databaseUrl, place.settings, mill);
  }, 120_000);
  afterAll(() => service.stop());

  const ask = (key: string): Promise<Response> =>
    fetch(`${service.url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ organisations { nodes { name } } }' }),
    });
  const record = (key: string): Promise<Response> =>
    post(service.url, 'events', JSON.stringify(event), { key });
  const reading: AskedKey = { scopes: ['READ'], label: 'dashboard', expires: null };
  const prefixOf = (key: string): string => key.slice(0, key.lastIndexOf('_'));

  it('make one that may ask and not record, and one that may record and not ask', async () => {
    const reader = await makeAnotherKey(place, gln, reading);
    expect(await (await ask(reader)).text()).toContain('Kilele Mill');
    const before = await logPosition(service);
    const refused = await record(reader);
    expect(refused.status).toBe(403);
    expect(await refused.text()).toContain('This key lacks the scope RECORD.');
    expect(await logPosition(service)).toBe(before);

    const recorder = await makeAnotherKey(place, 'kilele mill', {
      scopes: ['record'],
      label: 'scale',
      expires: '2099-12-31',
    });
    expect((await record(recorder)).status).toBe(201);
    expect(await (await ask(recorder)).text()).toContain('FORBIDDEN');
  });

  it('end at once, at the latest within the time that is promised, by prefix or as a whole', async () => {
    for (const named of [prefixOf, (key: string) => key]) {
      const key = await makeAnotherKey(place, gln, { ...reading, scopes: ['READ', 'RECORD'] });
      expect((await record(key)).status).toBe(201);
      expect(await endKey(place, named(key))).toBe(prefixOf(key));
      await sleep(REVOKED_MS);
      expect((await record(key)).status).toBe(401);
      expect(await (await ask(key)).text()).toContain('UNAUTHENTICATED');
      expect(await endKey(place, named(key))).toBe(prefixOf(key));
    }
  });

  it('are listed by what is no secret', async () => {
    const key = await makeAnotherKey(place, gln, {
      ...reading,
      label: 'Büro',
      expires: '2099-12-31',
    });
    const ended = await makeAnotherKey(place, gln, reading);
    await endKey(place, ended);
    expect((await ask(key)).status).toBe(200);
    await service.server.app.get(KeyUseJob, { strict: false }).flush();
    const list = await listKeys(place, gln);
    const lineOf = (wanted: string): string =>
      list.split('\n').find((line) => line.startsWith(prefixOf(wanted))) ?? '';
    expect(list).toMatch(/^prefix +scopes +last use +works until +label\n/);
    expect(list).toMatch(/first key$/m);
    expect(lineOf(key)).toMatch(/ READ +20\d\d-\S+Z +2100-01-01T00:00Z +Büro$/);
    expect(lineOf(ended)).toMatch(/ READ +never +revoked 20\d\d-\S+Z +dashboard$/);
    for (const one of [key, ended]) expect(list).not.toContain(one);
  });

  it('refuse with a sentence that names the option', async () => {
    const wrong: readonly [Partial<AskedKey>, RegExp][] = [
      [{ scopes: ['RAED'] }, /^--scopes: There is no such scope\. Expected: .*READ, RECORD/],
      [{ scopes: ['READ', ''] }, /^--scopes: /],
      [{ label: ' ' }, /^--label: This must not be empty/],
      [{ expires: 'tomorrow' }, /^--expires: This is no day\./],
      [{ expires: '2020-01-01' }, /^--expires: This day is over\./],
    ];
    for (const [given, sentence] of wrong)
      await expect(makeAnotherKey(place, gln, { ...reading, ...given })).rejects.toThrow(sentence);
    await expect(makeAnotherKey(place, 'Nobody', reading)).rejects.toThrow(/^--organisation: /);
    await expect(listKeys(place, '\0')).rejects.toThrow(/^--organisation: There is no such/);
    await expect(endKey(place, 'tl_live_00000000')).rejects.toThrow(/^--key: There is no such key/);
  });

  it('want a number where two accounts have one name', async () => {
    const twin = { name: 'Kilele Mill', country: 'KE', gln: null, companyPrefix: null };
    await openAccount(place.databaseUrl, place.settings, twin);
    const refusal = await listKeys(place, 'Kilele Mill').catch(String);
    const numbers = /Give one of (\w+), (\w+)\./.exec(refusal)?.slice(1) ?? [];
    expect(numbers).toContain(gln);
    const [other = ''] = numbers.filter((number) => number !== gln);
    expect(await listKeys(place, other)).toContain('first key');
  });

  it('of an account: its options are named too', async () => {
    const good = { name: 'X', country: 'KE', gln: null, companyPrefix: null };
    const wrong: readonly [Partial<Record<keyof typeof good, string>>, RegExp][] = [
      [{ country: 'XX' }, /^--country: There is no such country code\. Expected: .* KE\.$/],
      [{ name: '' }, /^--name: This must not be empty\./],
      [{ gln: '123' }, /^--gln: This number has another form\./],
      [{ gln }, /^--gln: Another account has this GLN\.$/],
      [{ companyPrefix: 'x' }, /^--prefix: This is no GS1 company prefix\./],
      [{ companyPrefix: '9521005' }, /^--prefix: Another account has this company prefix\.$/],
      [{ name: '', country: 'XX' }, /^--name: .*\n--country: /],
    ];
    for (const [given, sentence] of wrong)
      await expect(
        openAccount(place.databaseUrl, place.settings, { ...good, ...given }),
      ).rejects.toThrow(sentence);
  });
});
