import type { Page } from 'playwright-core';
import { sampleKey } from '../src/access/api-key.ts';
import { ApiKeyService } from '../src/access/api-key.service.ts';
import { OrganisationService } from '../src/access/organisation.service.ts';
import { verbForms } from '../web/record/verbs.view.tsx';
import {
  axeFindings,
  type DemoScreens,
  openDemo,
  shoot,
  sidewaysPixels,
  signInAs,
  untranslated,
  withoutScripts,
} from './support/screens.ts';

const path = '/console/record';
const verbs = Object.keys(verbForms);

describe('recording a step on a page', () => {
  let watched: DemoScreens;
  beforeAll(async () => {
    watched = await openDemo('mill');
  }, 240_000);
  afterAll(() => watched?.close());

  const go = async (address: string): Promise<Page> => {
    await watched.page.setViewportSize({ width: 360, height: 800 });
    await watched.page.goto(`${watched.service.url}${address}`);
    return watched.page;
  };
  const field = (page: Page, name: string) => page.locator(`[name="${name}"]`);
  const fill = async (page: Page, values: Readonly<Record<string, string>>): Promise<void> => {
    for (const [name, value] of Object.entries(values)) await field(page, name).fill(value);
  };
  const save = (page: Page): Promise<void> => page.locator('button[value="save"]').click();
  const recorded = async (page: Page): Promise<string> => {
    await page.locator('[data-recorded]').waitFor();
    return (await page.locator('[data-recorded]').getAttribute('data-recorded')) ?? '';
  };
  const ask = async (query: string, variables: object = {}, role = 'mill'): Promise<unknown> => {
    const answer = await fetch(`${watched.service.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${sampleKey(role)}`,
      },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await answer.json()) as Readonly<Record<string, unknown>>;
    expect(errors).toBeUndefined();
    return data;
  };
  /** Newest events of the mill that name an item. */
  const eventsOf = async (
    number: string,
  ): Promise<readonly Readonly<Record<string, unknown>>[]> => {
    const data = (await ask(
      `query($n: String!) { events(filter: { items: [{ number: $n }] }, first: 50) { nodes {
        eventId step note title } } }`,
      { n: number },
    )) as
      | { readonly events: { readonly nodes: readonly Readonly<Record<string, unknown>>[] } }
      | undefined;
    return data?.events.nodes ?? [];
  };

  it('offers eleven words, and a form for each', async () => {
    const page = await go(path);
    expect(await page.locator('.tiles a').count()).toBe(11);
    expect(verbs).toHaveLength(11);
    for (const verb of verbs) {
      await page.goto(`${watched.service.url}${path}?step=${verb}`);
      expect([verb, await page.locator('.record form').count()]).toEqual([verb, 1]);
    }
  });

  it('says while somebody types what would be recorded, and what is unlikely', async () => {
    const page = await go(`${path}?step=sell`);
    await fill(page, { 'item.0.item': 'KM-0312' });
    await page.locator('[data-forecast="ready"]').waitFor();
    expect(await page.locator('#forecast').innerText()).toContain('KM-0312');
    await fill(page, { 'item.0.quantity': '9,999,999' });
    await page.locator('#forecast .note.warn').waitFor();
    expect(await page.locator('#forecast').innerText()).toMatch(/9,999,999\s*kg/);
    await fill(page, { 'item.0.item': 'no-such-lot' });
    await page.locator('[data-forecast="missing"]').waitFor();
    expect(await eventsOf('KM-0312')).not.toContainEqual(expect.objectContaining({ step: 'SELL' }));
  }, 60_000);

  it('records what was made, with one more line and a number made for it', async () => {
    const page = await go(`${path}?step=make`);
    await fill(page, { 'in.0.item': 'KM-0312', 'in.0.quantity': '10' });
    // Enter looks first: it neither saves nor adds a line.
    await page.locator('[name="in.0.quantity"]').press('Enter');
    await page.locator('[data-forecast="missing"]').waitFor();
    expect(await field(page, 'in.1.item').count()).toBe(0);
    await page.locator('button[value="more.in"]').click();
    expect(await page.evaluate('document.activeElement.name')).toBe('in.1.item');
    await field(page, 'out.0.product').selectOption({ index: 1 });
    await fill(page, { 'out.0.quantity': '8.5' });
    await page.locator('summary', { hasText: 'Papers' }).click();
    await fill(page, { note: 'by hand', 'paper.0.number': 'PO-7' });
    await save(page);
    expect(await recorded(page)).toBe('new');
    expect(await page.locator('main').innerText()).toMatch(/Numbers made for you/);
    const number = await page.locator('[data-recorded] section .num').first().innerText();
    expect(await eventsOf(number)).toEqual([
      expect.objectContaining({
        step: 'MAKE',
        note: 'by hand',
        title: expect.stringContaining('8.5 kg'),
      }),
    ]);
    // On to the next step with it.
    await page.locator('a', { hasText: 'Ship it' }).click();
    expect(await field(page, 'item.0.item').inputValue()).toContain(number);
  }, 60_000);

  it('keeps what was typed when something is wrong, and leads to it', async () => {
    const page = await go(`${path}?step=inspect`);
    await fill(page, { 'item.0.item': 'no-such-lot', 'item.0.quantity': '12,5' });
    await save(page);
    await page.locator('#mistakes').waitFor();
    expect(await page.title()).toMatch(/^Mistake: /);
    expect(await page.evaluate('document.activeElement.id')).toBe('mistakes');
    const text = await page.locator('#mistakes').innerText();
    expect(text).toContain('no-such-lot');
    expect(text).toContain('12,5');
    const leads = (name: string) => page.locator(`#mistakes a[href="#${name}"]`).first();
    expect(await leads('passed').innerText()).toBe('“Good?”: Say this.');
    expect(await leads('item.0.item').innerText()).toMatch(
      /^“What\?”, line 1, “Number: lot, serial, box”: /,
    );
    expect(await field(page, 'item.0.item').inputValue()).toBe('no-such-lot');
    for (const name of ['item.0.item', 'item.0.quantity', 'passed'])
      expect([name, await field(page, name).getAttribute('aria-invalid')]).toEqual([name, 'true']);
    expect(await axeFindings(page)).toEqual([]);
    await fill(page, { 'item.0.item': 'KM-0312', 'item.0.quantity': '12' });
    await field(page, 'passed').selectOption('no');
    await save(page);
    expect(await recorded(page)).toBe('new');
    expect(await eventsOf('KM-0312')).toContainEqual(
      expect.objectContaining({ step: 'INSPECT', title: expect.stringContaining('not passed') }),
    );
  }, 60_000);

  it('is sent again by itself when the answer was lost, and is one record', async () => {
    const page = await go(`${path}?step=inspect`);
    await fill(page, { 'item.0.item': 'KM-0312', 'item.0.quantity': '3', result: 'once' });
    await field(page, 'passed').selectOption('yes');
    const id = await field(page, 'id').inputValue();
    let tries = 0;
    await page.route('**/console/record?step=inspect', async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      tries += 1;
      // The first is stored and its answer lost, the second never arrives.
      if (tries === 1)
        await route.fetch({
          headers: { ...(await route.request().allHeaders()), 'sec-fetch-site': 'same-origin' },
        });
      return tries < 3 ? route.abort('connectionreset') : route.continue();
    });
    await save(page);
    await page.locator('#sending', { hasText: 'No connection' }).waitFor();
    expect(await field(page, 'result').inputValue()).toBe('once');
    expect(await recorded(page)).toBe('again');
    await page.unroute('**/console/record?step=inspect');
    expect(tries).toBe(3);
    expect((await eventsOf('KM-0312')).filter((one) => one['eventId'] === id)).toHaveLength(1);
  }, 60_000);

  it('loses nothing when the session ended meanwhile', async () => {
    const page = await go(`${path}?step=inspect`);
    await fill(page, { 'item.0.item': 'KM-0312', result: 'kept' });
    await field(page, 'passed').selectOption('yes');
    const cookies = await page.context().cookies();
    await page.context().clearCookies();
    await save(page);
    const told = page.locator('.note.warn', { hasText: 'sign in in a new tab' });
    await told.getByRole('link', { name: 'Sign in' }).waitFor();
    expect(await field(page, 'result').inputValue()).toBe('kept');
    await page.context().addCookies(cookies);
    await save(page);
    expect(await recorded(page)).toBe('new');
  }, 60_000);

  it('receives with two taps what is on its way', async () => {
    const input = {
      id: 'urn:uuid:019d0000-0000-7000-8000-000000000001',
      time: new Date().toISOString(),
      step: {
        ship: { items: [{ item: { number: 'KM-0312' }, quantity: '5' }], to: '9521007000004' },
      },
    };
    expect(
      await ask('mutation($i: RecordStepInput!) { recordStep(input: $i) { status } }', {
        i: input,
      }),
    ).toEqual({ recordStep: { status: 'RECORDED' } });
    const { page: buyer, service } = watched;
    await signInAs(buyer, service.url, 'buyer');
    await buyer.goto(`${watched.service.url}${path}`);
    const card = buyer.locator('section.card li', { hasText: 'KM-0312' }).first();
    expect(await card.innerText()).toContain('Kilele Mill');
    await card.locator('a').click();
    await buyer.locator('button[value="save"]').click();
    expect(await recorded(buyer)).toBe('new');
    const hops = await ask(
      '{ hops(filter: { toMe: true, statuses: [RECEIVED] }, first: 5) { nodes { lines(first: 5) { item { name } received { value } shipped { value } } } } }',
      {},
      'buyer',
    );
    expect(JSON.stringify(hops)).toContain(
      '"item":{"name":"Green coffee KM-0312"},"received":{"value":"5"},"shipped":{"value":"5"}',
    );
    await signInAs(buyer, service.url, 'mill');
  }, 60_000);

  it('works without a script: more lines, a look first, mistakes, and saving twice', async () => {
    const page = await withoutScripts(watched);
    await signInAs(page, watched.service.url, 'mill');
    await page.goto(`${watched.service.url}${path}?step=make`);
    await fill(page, { 'in.0.item': 'KM-0312', 'in.0.quantity': '2 000,5' });
    await page.locator('button[value="more.in"]').click();
    expect(await field(page, 'in.1.item').count()).toBe(1);
    expect(await field(page, 'in.0.item').inputValue()).toBe('KM-0312');
    await page.locator('.save button[value="check"]').click();
    expect(await page.locator('#mistakes').innerText()).toContain('2 000,5');
    await fill(page, { 'in.0.quantity': '4', 'out.0.quantity': '3', 'out.0.lot': 'NO-SCRIPT-1' });
    await field(page, 'out.0.product').selectOption({ index: 1 });
    await page.locator('.save button[value="check"]').click();
    expect(await page.locator('[data-forecast="ready"]').innerText()).toContain('NO-SCRIPT-1');
    expect(await eventsOf('NO-SCRIPT-1')).toEqual([]);
    await save(page);
    expect(await recorded(page)).toBe('new');
    await page.reload();
    expect(await recorded(page)).toBe('again');
    expect(await eventsOf('NO-SCRIPT-1')).toHaveLength(1);
    // The same form with another amount, as from the history of a browser: another record, but only when somebody means it.
    const [first] = await eventsOf('NO-SCRIPT-1');
    const body = new URLSearchParams({
      id: String(first?.['eventId']),
      'in.0.item': 'KM-0312',
      'out.0.gtin': '09521005000013',
      'out.0.lot': 'NO-SCRIPT-1',
      'out.0.quantity': '2',
      time: '2026-11-01T08:00',
      zone: 'UTC',
    });
    const again = await fetch(`${watched.service.url}${path}?step=make`, {
      method: 'POST',
      headers: { authorization: `Bearer ${sampleKey('mill')}` },
      body,
    });
    const text = await again.text();
    expect([again.status, text.includes('saved before')]).toEqual([422, true]);
    const id = /name="id" value="([^"]+)"/.exec(text)?.[1] ?? '';
    expect(id).not.toBe(first?.['eventId']);
    expect(await eventsOf('NO-SCRIPT-1')).toHaveLength(1);
  }, 60_000);

  it('is declared wrong without a script, once, and stays', async () => {
    const page = await withoutScripts(watched);
    await signInAs(page, watched.service.url, 'mill');
    await page.setViewportSize({ width: 360, height: 800 });
    await page.goto(`${watched.service.url}${path}?step=make`);
    await fill(page, { 'in.0.item': 'KM-0312', 'in.0.quantity': '1' });
    await fill(page, { 'out.0.quantity': '1', 'out.0.lot': 'WRONG-1' });
    await field(page, 'out.0.product').selectOption({ index: 1 });
    await save(page);
    await page.getByRole('link', { name: 'This is wrong' }).click();
    const address = page.url();
    expect(await page.locator('main').innerText()).toContain('WRONG-1');
    for (const language of ['en', 'fr', 'ar', 'en-XA']) {
      const seen = await go(`${address.slice(watched.service.url.length)}&lang=${language}`);
      await shoot(seen, `wrong ${language}`);
      expect(await axeFindings(seen)).toEqual([]);
      expect(await sidewaysPixels(seen)).toBe(0);
      if (language === 'en-XA') expect(await untranslated(seen)).toEqual([]);
    }
    await go(`${path}?lang=en`);
    await page.goto(`${address}&lang=en`);
    // Too long: nothing is declared, and what was typed stays.
    await fill(page, { note: 'x'.repeat(20_000) });
    await page.getByRole('button', { name: 'It did not happen' }).click();
    expect(await page.locator('#mistakes a').getAttribute('href')).toBe('#note');
    expect(await field(page, 'note').inputValue()).toHaveLength(20_000);
    await fill(page, { note: 'counted twice' });
    await page.getByRole('button', { name: 'It did not happen' }).click();
    expect(await page.locator('[data-wrong=new]').count()).toBe(1);
    await shoot(page, 'wrong done');
    await page.reload();
    expect(await page.locator('[data-wrong=again]').count()).toBe(1);
    expect(
      await page.getByRole('link', { name: 'Record what did happen' }).getAttribute('href'),
    ).toBe(`${path}?step=make`);
    const data = JSON.stringify(
      await ask(
        '{ events(filter: { items: [{ number: "WRONG-1" }], statuses: [VOIDED] }, first: 5) { nodes { step correction { reason } } } }',
      ),
    );
    expect(data).toBe(
      '{"events":{"nodes":[{"step":"MAKE","correction":{"reason":"did_not_occur"}}]}}',
    );
    // Nobody is asked again about what is declared wrong.
    await page.goto(address);
    expect(await page.locator('[data-refused]').innerText()).toContain('corrected already');
    await page.goto(`${watched.service.url}/console/organisation`);
    expect(await page.locator('[data-records] a[href^="/console/wrong"]').count()).toBeGreaterThan(
      0,
    );
    expect(
      await page
        .locator(`[data-records] a[href="${address.slice(watched.service.url.length)}"]`)
        .count(),
    ).toBe(0);
  }, 120_000);

  it('is declared wrong by nobody but whoever recorded it', async () => {
    const made = (await eventsOf('KM-0312')).find(({ title }) =>
      String(title).startsWith('Kilele Mill'),
    );
    const event = String(made?.['eventId']);
    const url = `${watched.service.url}/console/wrong?${new URLSearchParams({ event }).toString()}`;
    const body = new URLSearchParams({ event, note: 'it was not so' });
    const cookies = await watched.page.context().cookies();
    const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    const buyer = { authorization: `Bearer ${sampleKey('buyer')}` };
    const mill = { authorization: `Bearer ${sampleKey('mill')}` };
    const told = async (answer: Promise<Response>) => {
      const { status, text } = await answer.then(async (one) => ({
        status: one.status,
        text: await one.text(),
      }));
      return [status, /ask it to|nothing here|it was not so/i.exec(text)?.[0] ?? null];
    };
    const post = (headers: Readonly<Record<string, string>>): Promise<Response> =>
      fetch(url, { method: 'POST', headers, body, redirect: 'manual' });
    expect(await told(fetch(url, { headers: buyer }))).toEqual([403, 'ask it to']);
    expect(await told(post(buyer))).toEqual([403, 'ask it to']);
    expect(await told(post({ cookie, 'sec-fetch-site': 'cross-site' }))).toEqual([403, null]);
    expect(await told(post({}))).toEqual([401, 'it was not so']);
    expect((await fetch(url, { redirect: 'manual' })).status).toBe(302);
    for (const wrong of [url.replace(/event=.*/, 'event=no-such'), url.replace(/\?.*/, '')])
      expect((await fetch(wrong, { headers: mill })).status).toBe(404);
    expect((await fetch(url, { headers: mill })).status).toBe(200);
    const { events } = (await ask(
      `query($n: String!) { events(filter: { items: [{ number: $n }], statuses: [VOIDED] }, first: 5) { nodes { eventId } } }`,
      { n: 'KM-0312' },
    )) as { readonly events: { readonly nodes: readonly { readonly eventId: string }[] } };
    expect(events.nodes.map(({ eventId }) => eventId)).not.toContain(event);
  });

  it('is refused to strangers: another site, nobody, and who may only look', async () => {
    const url = `${watched.service.url}${path}?step=inspect`;
    const body = new URLSearchParams({ 'item.0.item': 'KM-0312', passed: 'yes' });
    const bearer = { authorization: `Bearer ${sampleKey('mill')}` };
    const cookies = await watched.page.context().cookies();
    const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    const post = (address: string, headers: Readonly<Record<string, string>>): Promise<Response> =>
      fetch(address, { method: 'POST', headers, body, redirect: 'manual' });
    for (const address of [url, url.replace('?', '/preview?')]) {
      const foreign = { cookie, 'sec-fetch-site': 'cross-site' };
      expect([address, (await post(address, foreign)).status]).toEqual([address, 403]);
      expect([address, (await post(address, {})).status]).toEqual([address, 401]);
    }
    // Opened as one company, saved as another.
    const other = new URLSearchParams({ ...Object.fromEntries(body), as: 'org_of-another' });
    const mistaken = await fetch(url, { method: 'POST', headers: bearer, body: other });
    expect([mistaken.status, (await mistaken.text()).includes('as another company')]).toEqual([
      422,
      true,
    ]);
    const kept = await post(url, {});
    expect(await kept.text()).toContain('value="KM-0312"');
    expect((await fetch(url, { redirect: 'manual' })).status).toBe(302);
    const strange = await post(url.replace('inspect', 'toString'), bearer);
    expect([strange.status, strange.headers.get('location')]).toEqual([303, path]);
    const keys = watched.service.server.app.get(ApiKeyService, { strict: false });
    const organisations = watched.service.server.app.get(OrganisationService, { strict: false });
    const made = await organisations.createAccount({ name: 'A reader', country: 'KE' });
    if (!made.ok) throw new Error('no account');
    const grant = {
      scopes: ['READ'],
      site: null,
      test: true,
      label: 'reader',
      expiresAt: null,
    } as const;
    const reader = { authorization: `Bearer ${await keys.issue(made.value.id, grant)}` };
    const looked = await fetch(url, { headers: reader });
    expect([looked.status, (await looked.text()).includes('but not record')]).toEqual([403, true]);
    expect((await post(url, reader)).status).toBe(403);
  });

  it('breaks no policy and asks nobody else', () => {
    // A form that is refused and a connection that breaks are told by browsers as errors.
    const told = /status of 4(01|22)|ERR_CONNECTION_RESET/;
    expect(watched.refused.filter((text) => !told.test(text))).toEqual([]);
    expect(watched.outside).toEqual([]);
  });
});
