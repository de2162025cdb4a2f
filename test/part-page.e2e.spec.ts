import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { graphql, openTestAccount, post } from './support/doors.ts';
import { csvRows, type PartAsked, toldByEndpoint, toldByPage } from './support/part-page.ts';
import { patience } from './support/patience.ts';
import { seasonChain } from './support/season-chains.ts';
import { type DemoScreens, openDemo } from './support/screens.ts';
import type { TestService } from './support/service.ts';

/** A folder for screenshots to look at; none in CI. */
const shots = process.env['SCREENSHOTS'];
/** Seasons as `throughline generate` tells them, of seeds from 1. */
const worlds = process.env['FULL'] === '1' ? 200 : 10;
const buyer = 'tl_test_sample_buyer';
const pallet = 'https://id.gs1.org/8003/09521005000099PAL7';

describe('the page of a part in a browser', () => {
  let demo: DemoScreens;
  let service: TestService;
  let page: Page;

  beforeAll(async () => {
    demo = await openDemo('buyer');
    ({ service, page } = demo);
    await page.setViewportSize({ width: 1280, height: 800 });
  }, patience(240_000));
  afterAll(() => demo?.close());

  const open = async (
    noun: 'part' | 'container',
    search: Record<string, string>,
  ): Promise<void> => {
    await page.goto(`${service.url}/console/${noun}?${new URLSearchParams(search).toString()}`);
    await page.waitForSelector('[data-shown], [data-nothing], [role=alert]');
  };
  const shoot = async (name: string): Promise<void> => {
    if (shots === undefined) return;
    await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
  };

  /** Graph, table, timeline, file and endpoint of one part; how many parts there were. */
  const sameEverywhere = async (key: string, part: PartAsked): Promise<number> => {
    const looking = { service, page, key };
    const told = await toldByEndpoint(looking, part);
    if (told === null) throw new Error(`${part.number} is not there`);
    const { streamUrl, ...expected } = told;
    const { rows, known, hopRows, hopLines, head, ...shown } = await toldByPage(looking, part);
    expect({ part, ...shown }).toEqual({ part, ...expected });
    const inTable = new Set(hopRows.map((one) => one.replace(/-\d+$/, '')));
    expect([...inTable].toSorted()).toEqual(expected.hops);
    expect(hopLines).toBe(hopRows.length);
    const { length: many } = expected.hops;
    expect(head).toMatch(many === 1 ? /\b1 hand-over,/ : new RegExp(`\\b${many} hand-overs,`));
    expect(rows).toEqual(expected.parts.map((one) => one.slice(one.indexOf(' ') + 1)).toSorted());
    expect(known).toMatch(/\d+ of \d+ parts have a known origin/);
    const file = await (await fetch(`${streamUrl}?format=csv`)).text();
    const filed = csvRows(file).map(({ key: id, name }) => `${id ?? ''} ${name ?? ''}`);
    expect(filed.toSorted()).toEqual(expected.parts);
    return expected.parts.length;
  };

  it.each([
    ['RR-0415', 'BACK', 6],
    ['KM-0312', 'BACK', 5],
    ['KM-0312', 'FORWARD', null],
    ['SHAMBA-12', 'FORWARD', null],
    ['B-0302', 'BACK', 1],
    [pallet, 'BACK', null],
    [pallet, 'FORWARD', null],
  ] as const)('says the same everywhere: %s %s', async (number, direction, parts) => {
    const many = await sameEverywhere(buyer, { number, direction });
    if (parts !== null) expect(many).toBe(parts);
  });

  const then = '2026-03-20T12:00:00Z';
  it.each([
    // Made on 12 March, sent on 16 March, received in April: not one of it is on the way to its making.
    ['made and handed over', {}, ['Received', 'Received', 'On the way']],
    ['at an earlier time', { at: then }, ['On the way']],
    ['as it was known earlier', { known: then }, ['On the way']],
  ] as const)(
    "has a lot's own hand-overs, and the same everywhere: %s",
    async (_, when, states) => {
      await sameEverywhere(buyer, { number: 'KM-0312', direction: 'BACK', ...when });
      await open('part', { number: 'KM-0312', view: 'hops', ...when });
      const own = page.locator('[data-hop]', { hasText: 'KM-0312' });
      expect(await own.locator('h3 .tag').allInnerTexts()).toEqual(states);
      // Of all that went together only what is this lot.
      for (const line of await own.locator('li').allInnerTexts()) expect(line).toContain('KM-0312');
      if (states.length > 1) await shoot('part-own-hops-1280');
      await open('part', { number: 'KM-0312', view: 'timeline', ...when });
      const sent = page.locator('[data-record]', { hasText: 'Sent, Kilele Mill' });
      expect(await sent.count()).toBe(1);
    },
  );

  it(
    'says the same everywhere for generated chains',
    async () => {
      const { key } = await openTestAccount(service, 'Auditor');
      // Somebody else, who asks with a key: it goes before the session.
      await page.setExtraHTTPHeaders({ authorization: `Bearer ${key}` });
      let many = 0;
      let large = 0;
      for (let seed = 1; seed <= worlds; seed += 1) {
        const { asked, documents } = seasonChain(seed);
        for (const document of documents) {
          const { status } = await post(service.url, 'capture', document, { key });
          expect(status).toBe(202);
        }
        const parts = await sameEverywhere(key, asked);
        many += parts;
        if (parts > 60) large += 1;
      }
      await page.setExtraHTTPHeaders({});
      console.info(`worlds ${worlds}, parts ${many}, chains above 60 parts ${large}`);
      expect(many).toBeGreaterThan(worlds);
    },
    patience(240_000),
  );

  it('keeps what is chosen in the address, by a number that others find too', async () => {
    await open('part', { number: 'RR-0415' });
    await page.locator('[data-box]', { hasText: 'KM-0312' }).click();
    expect(new URL(page.url()).searchParams.get('chosen')).toMatch(/KM-0312/);
    await page.reload();
    await page.waitForSelector('[data-box][aria-pressed=true]');
    expect(await page.locator('[data-box][aria-pressed=true] b').textContent()).toMatch(/KM-0312/);
    expect(page.url()).not.toMatch(/(prt|evt|org)_/);
  });

  it('keeps in the address which table is shown, how it is sorted and how much of it', async () => {
    await open('part', { number: 'RR-0415', view: 'table' });
    await page.getByRole('button', { name: 'Hand-overs', exact: true }).click();
    await page.getByRole('button', { name: 'Sent', exact: true }).click();
    await page.getByRole('button', { name: 'Sent', exact: true }).click();
    const rows = (): Promise<readonly string[]> => page.locator('tbody tr').allInnerTexts();
    const seen = await rows();
    const address = new URL(page.url()).searchParams;
    expect([address.get('table'), address.get('sort')]).toEqual(['hops', '-shipped']);
    await page.reload();
    await page.waitForSelector('[data-table=hops] [aria-sort=descending]');
    expect(await rows()).toEqual(seen);
    await page.goBack();
    await page.waitForSelector('[data-table=hops] [aria-sort=ascending]');
    expect(await rows()).not.toEqual(seen);
    await page.goForward();
    await page.waitForSelector('[data-table=hops] [aria-sort=descending]');
    const french = page.locator('a[data-choice=lang][lang=fr]');
    const there = new URL((await french.getAttribute('href')) ?? '', page.url());
    expect(there.searchParams.get('sort')).toBe('-shipped');
    await page.goto(there.href);
    await page.waitForSelector('[data-table=hops] [aria-sort=descending]');
    expect(await page.locator('tbody tr').count()).toBe(seen.length);
    await page.goto(`${service.url}/?lang=en`);
    // Another table starts as it comes.
    await open('part', { number: 'RR-0415', view: 'table', table: 'hops', sort: '-shipped' });
    await page.getByRole('button', { name: 'Parts', exact: true }).click();
    expect(new URL(page.url()).search).toBe('?number=RR-0415&view=table');
  });

  it('keeps in the address that all of a long table is shown', async () => {
    const { key } = await openTestAccount(service, 'Packer');
    const line = { product: '09521001000017', quantity: '1', unit: 'KGM' };
    const text =
      'mutation($input: RecordStepInput!) { recordStep(input: $input) { status problems { code at } } }';
    for (let day = 1; day <= 4; day += 1) {
      const outputs = Array.from({ length: 80 }, (_, index) => ({
        ...line,
        lot: `L-${day}-${index}`,
      }));
      const step = { make: { inputs: [{ ...line, lot: 'LONG' }], outputs } };
      const input = { id: `urn:uuid:${randomUUID()}`, time: `2026-05-0${day}T08:00:00Z`, step };
      expect(await graphql(service.url, key, text, { input })).toEqual({
        recordStep: { status: 'RECORDED', problems: [] },
      });
    }
    const number = 'https://id.gs1.org/01/09521001000017/10/LONG';
    await open('part', { number, direction: 'forward', view: 'table' });
    expect(await page.locator('tbody tr').count()).toBe(300);
    await page.getByRole('button', { name: 'Show all 321 rows' }).click();
    expect(await page.locator('tbody tr').count()).toBe(321);
    await page.reload();
    await page.waitForSelector('[data-shown]');
    expect(await page.locator('tbody tr').count()).toBe(321);
  });

  it('walks from part to part with the arrow keys, and Enter chooses', async () => {
    await open('part', { number: 'RR-0415' });
    await page.locator('[data-box].me').focus();
    const here = (): Promise<string> =>
      page.evaluate("document.activeElement.querySelector('b').textContent");
    await page.keyboard.press('ArrowLeft');
    expect(await here()).toBe('Green coffee KM-0312');
    await page.keyboard.press('Enter');
    expect(await page.locator('[aria-live=polite] h3').textContent()).toBe('Green coffee KM-0312');
    await page.keyboard.press('ArrowRight');
    expect(await here()).toBe('Roasted coffee RR-0415');
  });

  it('shows a record that was put right, struck, with the one in its place', async () => {
    await open('part', { number: 'B-0302', view: 'timeline' });
    const struck = page.locator('[data-struck=true]');
    expect(await struck.count()).toBe(1);
    expect(await struck.innerText()).toMatch(/350.kg[^]*replaced by “Harvested”/);
  });

  it('turns back what was known, and says when nothing was', async () => {
    await open('part', { number: 'B-0302', view: 'books', known: '2026-03-04' });
    expect(await page.locator('[data-book=made]').innerText()).toMatch(/350/);
    await open('part', { number: 'B-0302', view: 'books' });
    expect(await page.locator('[data-book=made]').innerText()).toMatch(/300/);
  });

  it('leads on as known then from wherever it names another item', async () => {
    const known = '2026-03-20T12:00:00Z';
    const leading = async (within: string): Promise<readonly (string | null)[]> => {
      const links = page.locator(`main a:is([href*="/part?"], [href*="/container?"])${within}`);
      const hrefs = await links.evaluateAll((all) =>
        all.map((one) => (one as HTMLAnchorElement).href),
      );
      return [...new Set(hrefs.map((href) => new URL(href).searchParams.get('known')))];
    };
    for (const [noun, asked] of [
      ['part', { number: 'KM-0312', view: 'graph', group: 'parts', chosen: 'B-0302' }],
      ['part', { number: 'KM-0312', view: 'hops' }],
      ['part', { number: 'KM-0312', view: 'timeline' }],
      ['part', { number: pallet }],
      ['container', { number: pallet, at: '2026-03-20' }],
    ] as const) {
      await open(noun, { ...asked, known });
      if ('chosen' in asked) await page.locator('[data-box]', { hasText: asked.chosen }).click();
      const moments = await leading(':not([data-contents=now] *)');
      expect({ asked, moments }).toEqual({ asked, moments: [known] });
    }
    await open('part', { number: 'KM-0312', view: 'hops', known });
    await page.locator('[data-hop] li a').first().click();
    await page.waitForSelector('[data-shown]');
    expect(new URL(page.url()).searchParams.get('known')).toBe(known);
    // What is inside now was perhaps not known then.
    await open('container', { number: pallet, known });
    expect(await leading(':is([data-contents=now] *)')).toEqual([null]);
  });

  it('says where it was, not where it is, when the question is about an earlier time', async () => {
    await open('part', { number: 'KM-0312' });
    expect(await page.locator('.facts').innerText()).toContain('Where now');
    await open('part', { number: 'KM-0312', at: '2026-03-20' });
    expect(await page.locator('.facts').innerText()).toMatch(/Where on .*Mar 20, 2026/);
  });

  it('shows nothing of another time while it asks, and goes back with the browser', async () => {
    await open('container', { number: pallet });
    expect(await page.locator('[data-contents=then]').count()).toBe(0);
    await page.locator('input[type=date]').fill('2026-03-20');
    await page.waitForSelector('[data-contents=then]');
    expect(await page.locator('[data-contents=then]').innerText()).toMatch(/KM-0312/);
    expect(new URL(page.url()).searchParams.get('at')).toBe('2026-03-20');
    await page.goBack();
    await page.waitForSelector('[data-contents=now]');
    await page.waitForSelector('[data-contents=then]', { state: 'detached' });
  });

  it('draws the chain while its records still come, and leaves it where it is when they have', async () => {
    let go = (): void => undefined;
    const held = new Promise<void>((resolve) => (go = resolve));
    await page.route('**/graphql', async (route) => {
      if (route.request().postData()?.includes('query PartRecords') === true) await held;
      await route.continue();
    });
    await page.goto(`${service.url}/console/part?number=RR-0415&view=graph`);
    const box = page.locator('[data-drawn] [data-box]').first();
    await box.waitFor();
    const drawn = await box.elementHandle();
    expect(await page.locator('[data-drawn] [role=status]').innerText()).toMatch(/6 parts/);
    await page.getByRole('tab', { name: 'Timeline' }).click();
    expect(await page.locator('.records').count()).toBe(0);
    await page.getByRole('tab', { name: 'Graph' }).click();
    const again = await page.locator('[data-box]').first().elementHandle();
    go();
    await page.waitForSelector('[data-shown]');
    expect(await again?.evaluate((one) => one.isConnected)).toBe(true);
    expect(await drawn?.evaluate((one) => one.isConnected)).toBe(false);
    await page.getByRole('tab', { name: 'Timeline' }).click();
    expect(await page.locator('.records li').count()).toBeGreaterThan(5);
    await page.unroute('**/graphql');
  });

  it('asks who is not signed in to be, and knows where to come back to', async () => {
    const answer = await fetch(`${service.url}/console/part?number=RR-0415`, {
      redirect: 'manual',
    });
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toBe(
      '/session?next=%2Fconsole%2Fpart%3Fnumber%3DRR-0415',
    );
  });

  it('has cards on a phone: nothing of a table is out of sight, and it can be sorted', async () => {
    const before = page.viewportSize();
    await page.setViewportSize({ width: 360, height: 800 });
    for (const table of ['parts', 'links', 'hops', 'records', 'gaps']) {
      await open('part', { number: 'RR-0415', view: 'table', table });
      await page.locator(`[data-table=${table}]`).waitFor();
      const wide = await page
        .locator('.scroll')
        .evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth + 1).length);
      expect([table, wide]).toEqual([table, 0]);
      // Nothing to take where nothing is listed.
      const rows = await page.locator(`[data-table=${table}] tbody tr`).count();
      expect([table, await page.locator('[data-csv]').count()]).toEqual([table, rows > 0 ? 1 : 0]);
    }
    await open('part', { number: 'RR-0415', view: 'table' });
    const cell = page.locator('[data-table=parts] tbody td').nth(1);
    expect(await cell.getAttribute('data-head')).toBe('Made by');
    await page.getByRole('button', { name: 'Made by', exact: true }).click();
    expect(await cell.innerText()).toContain('Asha Farm');
    if (before !== null) await page.setViewportSize(before);
  }, 60_000);

  it('calls what nobody described in the language of the reader', async () => {
    await page.goto(
      `${service.url}/console/container?number=${encodeURIComponent(pallet)}&lang=ar`,
    );
    await page.waitForSelector('[data-shown]');
    expect(await page.locator('h1').innerText()).toBe('منصّة PAL7');
    await page.goto(`${service.url}/console/part?number=RR-0415&view=books&lang=ar`);
    await page.waitForSelector('[data-holding]');
    expect(await page.locator('main').innerText()).not.toContain('Pallet');
    await page.goto(
      `${service.url}/console/container?number=${encodeURIComponent(pallet)}&lang=en`,
    );
    await page.waitForSelector('[data-shown]');
    expect(await page.locator('h1').innerText()).toBe('Pallet PAL7');
    // Empty now: no file beside the empty list.
    expect(await page.locator('[data-contents=now] a[href^="/console/file"]').count()).toBe(
      (await page.locator('[data-contents=now] li').count()) > 0 ? 1 : 0,
    );
  }, 60_000);

  it('says the same of what is not there and what is not shared', async () => {
    await open('part', { number: 'NK-9999' });
    expect(await page.locator('[data-nothing]').innerText()).toMatch(/not shared with you/);
  });

  it('shows what was inside a container then, and what is now', async () => {
    await open('container', { number: pallet, at: '2026-03-20' });
    expect(await page.locator('[data-contents=then]').innerText()).toMatch(/KM-0312[^]*500.kg/);
    expect(await page.locator('[data-contents=now]').innerText()).not.toMatch(/KM-0312/);
    const records = await page
      .locator('.records [data-record]')
      .evaluateAll((all) => all.map((one) => one.getAttribute('data-record')));
    const rows = await page
      .locator('[data-table=records] tbody tr')
      .evaluateAll((all) =>
        all.map((one) => (one.getAttribute('data-row') ?? '').replace(/-\d+$/, '')),
      );
    expect(records.length).toBeGreaterThan(1);
    expect([...new Set(rows)]).toEqual(records);
    await page.locator('details summary', { hasText: 'table' }).click();
    await page.getByRole('button', { name: 'Time', exact: true }).click();
    await page.getByRole('button', { name: 'Time', exact: true }).click();
    expect(new URL(page.url()).searchParams.get('sort')).toBe('-time');
    expect(new URL(page.url()).searchParams.get('at')).toBe('2026-03-20');
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('a[href^="/console/file/records"]').click(),
    ]);
    const text = await (await file.createReadStream()).toArray();
    const lines = Buffer.concat(text as Buffer[])
      .toString()
      .trimEnd()
      .split('\r\n');
    expect(lines).toHaveLength(rows.length + 1);
    await shoot('container-1280');
    // Whoever opens an address of it sorted or whole sees it.
    for (const [shown, many] of [
      [{ all: '1' }, 1],
      [{ sort: 'time' }, 1],
      [{}, 0],
    ] as const) {
      await open('container', { number: pallet, ...shown });
      expect(await page.locator('main details[open]:has([data-table=records])').count()).toBe(many);
    }
  });

  it('breaks no policy and asks nobody else', () => {
    expect(demo.refused).toEqual([]);
    expect(demo.outside).toEqual([]);
  });
});
