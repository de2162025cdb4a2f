import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { ApiKeyService } from '../src/access/api-key.service.ts';
import { OrganisationService } from '../src/access/organisation.service.ts';
import type { Scope, Viewer } from '../src/access/viewer.ts';
import { ProductService } from '../src/masterdata/product.service.ts';
import { SiteService } from '../src/masterdata/site.service.ts';
import { type DemoScreens, openDemo } from './support/screens.ts';

/** Numbers of the sample world: Kilele Mill, the farm of Asha, the mill's green coffee. */
const MILL = '9521005000006';
const FARM_SITE = '9521001000017';
const GREEN = '09521005000013';
/** The roastery, who is signed in, its site and its coffee. */
const OWN = '9521007000004';
const OWN_SITE = '9521007000011';
const ROASTED = '09521007000011';

/** Forms that change what the roastery keeps. */
const ownForms = [
  ['organisation', `/console/organisation/edit?number=${OWN}`],
  ['site', `/console/site/edit?number=${OWN_SITE}`],
  ['product', `/console/product/edit?number=${ROASTED}`],
] as const;

const form = { 'sec-fetch-site': 'same-origin' };

describe('pages of master data', () => {
  let watched: DemoScreens;
  /** Without scripts, signed in as the roastery. */
  let plain: Page;
  beforeAll(async () => {
    watched = await openDemo('buyer');
    const context = watched.page.context();
    const unscripted = await context
      .browser()
      ?.newContext({ javaScriptEnabled: false, storageState: await context.storageState() });
    if (unscripted === undefined) throw new Error('there is no browser');
    plain = await unscripted.newPage();
  }, 240_000);
  afterAll(() => watched?.close());

  const url = (path: string): string => `${watched.service.url}${path}`;
  const room = <Service>(service: new (...parameters: never[]) => Service): Service =>
    watched.service.server.app.get(service as new () => Service, { strict: false });
  const open = async (path: string): Promise<number> =>
    (await plain.goto(url(path)))?.status() ?? 0;
  const said = (): Promise<string> => plain.locator('main').innerText();
  const send = async (): Promise<number> => {
    const [answer] = await Promise.all([
      plain.waitForResponse((one) => one.request().method() === 'POST'),
      plain.locator('main form[method=post] button').click(),
    ]);
    await plain.waitForLoadState();
    return answer.status();
  };
  const valueOf = (field: string): Promise<string> => plain.locator(`#${field}`).inputValue();
  const hidden = (field: string): Promise<string> =>
    plain.locator(`main input[type=hidden][name=${field}]`).inputValue();
  const fill = async (fields: Readonly<Record<string, string>>): Promise<void> => {
    for (const [name, value] of Object.entries(fields)) {
      const field = plain.locator(`#${name}`);
      const isChoice = (await field.evaluate(({ tagName }) => tagName)) === 'SELECT';
      if (isChoice) await field.selectOption(value);
      else await field.fill(value);
    }
  };
  /** A viewer, and the cookie of a session, of a company with a key of its own. */
  const keyHolder = async (scopes: readonly Scope[], company = 'Rhein Roastery') => {
    const [holder] = await room(OrganisationService).accountsCalled(company);
    const organisation = holder?.id ?? -1;
    const key = await room(ApiKeyService).issue(organisation, {
      scopes: [...scopes],
      site: null,
      test: true,
      label: 'pages of master data',
      expiresAt: null,
    });
    const viewer: Viewer = { organisation, scopes, site: null, test: true, key: null };
    const signedIn = await post('/session', { key }, form);
    return { viewer, cookie: (signedIn.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '' };
  };
  const post = (
    path: string,
    fields: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>>,
  ): Promise<Response> =>
    fetch(url(path), {
      method: 'POST',
      redirect: 'manual',
      headers,
      body: new URLSearchParams(fields),
    });

  it('break no policy and ask nobody else', () => {
    // A browser notes also that a page says "nothing here", or what is to be mended, with its status.
    const others = watched.refused.filter((one) => !/status of (404|422)/.test(one));
    expect(others).toEqual([]);
    expect(watched.outside).toEqual([]);
  });

  it('show what a company recorded, handed over, runs and makes', async () => {
    await plain.goto(url('/session?lang=en'));
    expect(await open(`/console/organisation?number=${MILL}`)).toBe(200);
    expect(await plain.locator('h1').innerText()).toBe('Kilele Mill');
    const records = plain.locator('[data-records] li');
    expect(await records.count()).toBeGreaterThan(5);
    const made = records.filter({ hasText: 'KM-0312' }).filter({ hasText: 'Made' });
    expect(await made.locator('a').first().getAttribute('href')).toMatch(
      /^\/console\/part\?number=/,
    );
    const short = plain.locator('[data-hand-overs] li').filter({ hasText: 'Baraka Farm' });
    expect(await short.innerText()).toContain('Less received');
    await plain.getByRole('link', { name: 'Green coffee', exact: true }).click();
    expect(await said()).toContain('090111');
    await plain.getByRole('link', { name: 'Green coffee KM-0312' }).click();
    expect(new URL(plain.url()).pathname).toBe('/console/part');
  }, 60_000);

  it('show one’s own company without a number, and any by any of its numbers', async () => {
    await open('/console/organisation');
    expect(await plain.locator('h1').innerText()).toBe('Rhein Roastery');
    for (const number of [
      'https://id.gs1.org/417/9521001000000',
      FARM_SITE,
      'urn:epc:id:pgln:9521001.00000',
    ]) {
      expect(await open(`/console/organisation?number=${encodeURIComponent(number)}`)).toBe(200);
      expect(await plain.locator('h1').innerText()).toBe('Asha Farm');
    }
  }, 60_000);

  it.each(['organisation', 'site', 'product'])(
    'say the same of what is not there and not shared: %s',
    async (noun) => {
      for (const number of ['9529999999999', 'nothing', '%00']) {
        expect(await open(`/console/${noun}?number=${number}`)).toBe(404);
        expect(await said()).toContain('Nothing here, or not shared with you');
      }
    },
    60_000,
  );

  it('add a product: a wrong number is refused at its field, a right one is kept', async () => {
    await open('/console/products');
    await plain.getByRole('link', { name: 'Add a product' }).click();
    const given = { name: 'Espresso <b>dark</b>', gtin: '9521007000029', unit: 'KGM' };
    await fill({ ...given, hsCode: '0901' });
    expect(await send()).toBe(422);
    expect(await plain.title()).toMatch(/^Mistake: Add a product/);
    const links = plain.locator('#mistakes a');
    expect(await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')))).toEqual([
      '#gtin',
      '#hsCode',
    ]);
    expect(await links.allInnerTexts()).toEqual([
      expect.stringMatching(/^“Product number \(GTIN\)”: The check digit/),
      expect.stringMatching(/^“Customs code \(HS\)”: /),
    ]);
    expect(await plain.locator('#gtin').getAttribute('aria-invalid')).toBe('true');
    expect(await plain.locator('#gtin-mistake').innerText()).toContain('check digit');
    expect(await Promise.all(['name', 'gtin', 'unit', 'hsCode'].map(valueOf))).toEqual([
      ...Object.values(given),
      '0901',
    ]);
    await fill({ gtin: '9521 0070 0002 8', hsCode: '090121' });
    expect(await send()).toBe(303);
    expect(await said()).toContain('Saved');
    expect(await said()).toContain('09521007000028');
    expect(await plain.locator('h1').innerText()).toBe(given.name);
    await open('/console/products?q=espresso');
    expect(await plain.locator('tbody tr').count()).toBe(1);
    await plain.getByRole('link', { name: `Change ${given.name}` }).click();
    await fill({ name: 'Espresso', unit: '' });
    expect(await send()).toBe(303);
    expect(await said()).toContain('Pieces');
    const file = await plain.request.get(url('/console/products?q=09521007000028&format=csv'));
    expect(await file.text()).toBe(
      '\uFEFFname,number,unit,hsCode,describedBy\r\nEspresso,09521007000028,,090121,Rhein Roastery\r\n',
    );
  }, 60_000);

  it('add a place, within another: coordinates off the earth are refused', async () => {
    await open('/console/site/edit');
    await fill({ name: 'Roasting hall', country: 'DE', subdivision: 'DE-NW', latitude: '95' });
    await fill({ longitude: '6,95', within: OWN_SITE });
    expect(await send()).toBe(422);
    expect(await plain.locator('#latitude-mistake').innerText()).toContain('at most 90 degrees');
    expect(await Promise.all(['country', 'longitude', 'within'].map(valueOf))).toEqual([
      'DE',
      '6,95',
      OWN_SITE,
    ]);
    await fill({ latitude: '50,94', within: '9521005000013' });
    expect(await send()).toBe(422);
    expect(await plain.locator('#within-mistake').innerText()).toContain('not known');
    await fill({ within: OWN_SITE });
    expect(await send()).toBe(303);
    expect(await said()).toContain('50.94, 6.95');
    await plain.getByRole('link', { name: 'Rhein Roastery, Cologne' }).first().click();
    await plain.getByRole('link', { name: 'Roasting hall' }).click();
    expect(await plain.locator('h1').innerText()).toBe('Roasting hall');
    await open('/console/sites?q=roasting');
    await plain.getByRole('link', { name: 'Change Roasting hall' }).click();
    expect(await Promise.all(['latitude', 'within'].map(valueOf))).toEqual(['50.94', OWN_SITE]);
    const file = await plain.request.get(url('/console/sites?q=roasting&format=csv'));
    expect(await file.text()).toMatch(
      /\r\nRoasting hall,[0-9a-z]{12},DE,DE-NW,Rhein Roastery\r\n$/,
    );
  }, 60_000);

  it('add a supplier, who is found by name and keeps what is not changed', async () => {
    await open('/console/organisation');
    await plain.getByRole('link', { name: 'Add a supplier' }).click();
    const given = { name: 'Mwangaza Coop', women: 'LED', headcountBand: '5-9' };
    await fill({ ...given, members: 'many', gln: '952100' });
    expect(await send()).toBe(422);
    expect(await plain.locator('.wrong').count()).toBe(3);
    expect(await valueOf('members')).toBe('many');
    await fill({ country: 'KE', members: '120', gln: '' });
    expect(await send()).toBe(303);
    expect(await said()).toContain('Led by women');
    expect(await said()).toContain('Rhein Roastery');
    await plain.getByRole('link', { name: 'Change' }).click();
    await fill({ womenMembers: '80' });
    expect(await send()).toBe(303);
    expect(await said()).toMatch(/5-9[^]*120[^]*80/);
    const { page } = watched;
    await page.goto(url('/console/search?q=Mwangaza&lang=en'));
    await page.getByRole('link', { name: 'Mwangaza Coop' }).click();
    expect(await page.locator('h1').innerText()).toBe('Mwangaza Coop');
  }, 60_000);

  it.each(['organisation', 'site', 'product'] as const)(
    'add one %s, however often the form is sent',
    async (noun) => {
      const { viewer, cookie } = await keyHolder(['READ', 'MASTER_DATA']);
      await open(`/console/${noun}/edit?lang=en`);
      const id = await hidden('id');
      const given = { id, number: '', name: `Sent twice ${noun}`, country: 'KE' };
      const send = (fields: Readonly<Record<string, string>>) =>
        post(`/console/${noun}/edit`, fields, { ...form, cookie });
      const answers = await Promise.all([send(given), send(given)]);
      const [shown, again] = answers.map(({ headers }) => headers.get('location') ?? '');
      expect(answers.map(({ status }) => status)).toEqual([303, 303]);
      expect(again).toBe(shown);
      expect((await send(given)).headers.get('location')).toBe(shown);
      await open(shown ?? '');
      expect(await said()).toContain('Saved');
      expect(await plain.locator('h1').innerText()).toBe(given.name);
      const other = await send({ ...given, name: `Sent otherwise ${noun}` });
      expect(other.status).toBe(422);
      const page = await other.text();
      expect(page).toContain('This form was saved before, and says something else now.');
      const [, fresh = ''] = /name="id" value="([^"]*)"/.exec(page) ?? [];
      expect(fresh).not.toBe(id);
      expect((await send({ ...given, id: fresh, name: `Sent otherwise ${noun}` })).status).toBe(
        303,
      );
      const lists = {
        organisation: OrganisationService,
        site: SiteService,
        product: ProductService,
      };
      const found = await room<OrganisationService | SiteService | ProductService>(
        lists[noun],
      ).list(viewer, { text: 'Sent ' }, { first: 50, after: null });
      expect(found.edges.map(({ node }) => node.name)).toEqual([
        `Sent otherwise ${noun}`,
        `Sent twice ${noun}`,
      ]);
    },
    60_000,
  );

  it.each(ownForms)(
    'write over nothing that was changed meanwhile: %s',
    async (noun, path) => {
      await open(`${path}&lang=en`);
      const before = await valueOf('name');
      const { cookie } = await keyHolder(['READ', 'MASTER_DATA']);
      const fields = await plain.locator('main form [name]').evaluateAll((all) =>
        all.map((field) => {
          const { name, value } = field as HTMLInputElement;
          return [name, value] as const;
        }),
      );
      const meanwhile = { ...Object.fromEntries(fields), name: `${before}, renamed` };
      const sent = () => post(`/console/${noun}/edit`, meanwhile, { ...form, cookie });
      expect((await sent()).status).toBe(303);
      // Who sends it twice, as it was, is told that it is saved.
      expect((await sent()).status).toBe(303);
      await fill({ name: `${before}, typed` });
      expect(await send()).toBe(422);
      expect(await plain.locator('#mistakes').innerText()).toContain(
        'Somebody changed this while you were at it',
      );
      expect(await valueOf('name')).toBe(`${before}, typed`);
      const now = plain.getByRole('link', { name: 'See what it says now' });
      expect(await now.getAttribute('target')).toBe('_blank');
      const present = await plain.request.get(url((await now.getAttribute('href')) ?? ''));
      expect(await present.text()).toContain(`value="${before}, renamed"`);
      await fill({ name: before });
      expect(await send()).toBe(303);
      expect(await plain.locator('h1').innerText()).toBe(before);
    },
    60_000,
  );

  it.each([
    ['organisation', OWN, ['gln', '9521007000998'], 'a company keeps the one it has'],
    ['site', OWN_SITE, ['gln', '9521007000998'], 'A place keeps the one it has'],
    ['product', ROASTED, ['gtin', '09521007000998'], 'A product keeps the one it has'],
  ] as const)(
    'keep the number that was given: %s',
    async (noun, number, [field, other], why) => {
      for (const typed of [other, '']) {
        await open(`/console/${noun}/edit?number=${number}&lang=en`);
        expect(await valueOf(field)).toBe(number);
        await fill({ [field]: typed });
        expect(await send()).toBe(422);
        expect(await plain.locator(`#${field}-mistake`).innerText()).toContain(why);
        expect(await valueOf(field)).toBe(typed);
      }
      expect(await open(`/console/${noun}?number=${other}`)).toBe(404);
      expect(await open(`/console/${noun}?number=${number}`)).toBe(200);
    },
    60_000,
  );

  it('lead from a form that was refused to the same form in other words', async () => {
    await open(`/console/site/edit?number=${OWN_SITE}&lang=en`);
    await fill({ latitude: '95' });
    expect(await send()).toBe(422);
    const french = await plain.locator('a.chip[lang=fr]').getAttribute('href');
    await open(french ?? '');
    expect(await valueOf('gln')).toBe(OWN_SITE);
    await open(`/console/site/edit?number=${OWN_SITE}&lang=en`);
  }, 60_000);

  it('keep two descriptions of one number apart', async () => {
    await open('/console/product/edit');
    await fill({ name: 'Our green', gtin: GREEN });
    expect(await send()).toBe(303);
    expect(await plain.locator('h1').innerText()).toBe('Our green');
    await open(`/console/product?number=${GREEN}`);
    // Who owns the company prefix speaks first.
    expect(await plain.locator('h1').innerText()).toBe('Green coffee');
    await open('/console/products?q=our green');
    await plain.getByRole('link', { name: 'Our green', exact: true }).click();
    expect(await plain.locator('h1').innerText()).toBe('Our green');
  }, 60_000);

  it('list what does not fit on one page, and all of it in the file', async () => {
    const { viewer } = await keyHolder(['READ', 'MASTER_DATA']);
    for (let index = 100; index < 160; index += 1) {
      const done = await room(ProductService).register(viewer, { name: `Blend ${index}` });
      expect(done.ok).toBe(true);
    }
    await open('/console/products?q=blend');
    expect(await plain.locator('tbody tr').count()).toBe(50);
    await plain.getByRole('link', { name: 'Show more' }).click();
    expect(await plain.locator('tbody tr').count()).toBe(10);
    expect(await plain.locator('#q').inputValue()).toBe('blend');
    const file = await plain.request.get(url('/console/products?q=blend&format=csv'));
    expect((await file.text()).match(/\r\nBlend /g)).toHaveLength(60);
    await open('/console/products?q=blend&after=strange');
    expect(await plain.locator('tbody tr').count()).toBe(50);
  }, 60_000);

  it('change nothing that another keeps', async () => {
    const before = `/console/product?number=${GREEN}&by=${MILL}`;
    expect(await open('/console/product/edit?number=09521005000020')).toBe(404);
    expect(await said()).toContain('Only who recorded something can change it');
    const { cookie } = await keyHolder(['READ', 'MASTER_DATA']);
    for (const [noun, number] of [
      ['product', '09521005000020'],
      ['site', FARM_SITE],
      ['organisation', MILL],
    ] as const) {
      const stolen = { number, name: 'Stolen', country: 'DE' };
      const answer = await post(`/console/${noun}/edit`, stolen, { ...form, cookie });
      expect([noun, answer.status]).toEqual([noun, 422]);
      expect(await answer.text()).toContain('Only who recorded this can change it.');
      await open(`/console/${noun}?number=${number}`);
      expect(await said()).not.toContain('Stolen');
    }
    await open(before);
    expect(await plain.locator('h1').innerText()).toBe('Green coffee');
  }, 60_000);

  it.each(['organisation', 'site', 'product'] as const)(
    'add no %s for a company that somebody signed in as meanwhile, unasked',
    async (noun) => {
      const { cookie, viewer } = await keyHolder(['READ', 'MASTER_DATA'], 'Kilele Mill');
      await open(`/console/${noun}/edit?lang=en`);
      const given = { name: `Opened by the roastery ${noun}`, country: 'KE', number: '' };
      const hiddenFields = { id: await hidden('id'), as: await hidden('as') };
      const send = (fields: Readonly<Record<string, string>>) =>
        post(`/console/${noun}/edit`, { ...given, ...fields }, { ...form, cookie });
      const refused = await send(hiddenFields);
      const page = await refused.text();
      expect([refused.status, page.includes('as another company now')]).toEqual([422, true]);
      expect(page).toContain(`value="${given.name}"`);
      const [, as = ''] = /name="as" value="([^"]*)"/.exec(page) ?? [];
      const meant = await send({ ...hiddenFields, as });
      expect(meant.status).toBe(303);
      const lists = {
        organisation: OrganisationService,
        site: SiteService,
        product: ProductService,
      };
      const { edges } = await room<OrganisationService | SiteService | ProductService>(
        lists[noun],
      ).list(viewer, { text: 'Opened by' }, { first: 5, after: null });
      expect(edges.map(({ node }) => node.name)).toEqual([given.name]);
    },
    60_000,
  );

  it.each(ownForms)(
    'change no %s for a company that keeps none with that number',
    async (noun, path) => {
      const { cookie } = await keyHolder(['READ', 'MASTER_DATA'], 'Kilele Mill');
      await open(`${path}&lang=en`);
      const [number, as] = [await hidden('number'), await hidden('as')];
      const given = { number, as, version: '1', name: 'Of the roastery', country: 'DE' };
      const answer = await post(`/console/${noun}/edit`, given, { ...form, cookie });
      const page = await answer.text();
      expect([answer.status, page.includes('You keep no record of this')]).toEqual([404, true]);
      expect(page).not.toContain('Save once more');
    },
    60_000,
  );

  it('say in words what a key may not', async () => {
    const { cookie } = await keyHolder(['READ']);
    const asked = await fetch(url('/console/product/edit?lang=en'), { headers: { cookie } });
    const sent = await post('/console/product/edit', { name: 'A' }, { ...form, cookie });
    for (const answer of [asked, sent]) {
      expect(answer.status).toBe(403);
      expect(await answer.text()).toContain('Your key may not change this');
    }
    const list = await fetch(url('/console/products?lang=en'), { headers: { cookie } });
    expect(await list.text()).not.toContain('/console/product/edit');
  }, 60_000);

  it('refuse forms that come from elsewhere', async () => {
    const { cookie } = await keyHolder(['READ', 'MASTER_DATA']);
    const elsewhere = { 'sec-fetch-site': 'cross-site', cookie };
    const answer = await post('/console/product/edit', { name: 'Planted' }, elsewhere);
    expect(answer.status).toBe(403);
    await open('/console/products?q=Planted');
    expect(await said()).toContain('Nothing here, or not shared with you');
  }, 60_000);

  it('ask who is not signed in to be, and keep what was typed', async () => {
    const asked = await fetch(url('/console/site/edit?number=1'), { redirect: 'manual' });
    expect(asked.headers.get('location')).toBe(
      '/session?next=%2Fconsole%2Fsite%2Fedit%3Fnumber%3D1',
    );
    const typed = { name: 'Cellar', country: 'DE', latitude: '50.9', number: '' };
    const answer = await post('/console/site/edit', typed, form);
    expect(answer.status).toBe(401);
    const page = await answer.text();
    for (const shown of ['value="Cellar"', 'value="50.9"', 'href="/session" target="_blank"']) {
      expect(page).toContain(shown);
    }
    expect(page).toMatch(/<option selected value="DE"|<option value="DE" selected/);
  }, 60_000);
});
