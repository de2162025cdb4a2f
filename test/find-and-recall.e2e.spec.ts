import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DemoScreens, openAs, openDemo } from './support/screens.ts';

const LOT = 'KM-0312';

interface Told {
  readonly data: {
    readonly recall: {
      readonly parts: {
        readonly nodes: readonly { readonly distance: number; readonly part: { name: string } }[];
      };
      readonly holders: {
        readonly nodes: readonly {
          readonly part: { name: string };
          readonly party: { readonly name: string | null };
        }[];
      };
    };
  };
}

const QUERY = `query($number: String!) { recall(of: { item: { number: $number } }) {
  parts(first: 200) { nodes { distance part { name } } }
  holders(first: 200) { nodes { part { name } party { name } } } } }`;

describe('finding something and recalling it', () => {
  let watched: DemoScreens;
  beforeAll(async () => {
    watched = await openDemo('buyer');
  }, 240_000);
  afterAll(() => watched?.close());

  const cells = (title: string): Promise<readonly (readonly string[])[]> =>
    watched.page
      .locator(`[role=region][aria-label="${title}"] tbody tr`)
      .evaluateAll((rows) =>
        rows.map((row) => [...row.children].map((cell) => (cell.textContent ?? '').trim())),
      );

  it('opens the one part that a number names, from the box above every page', async () => {
    const { page } = watched;
    await page.goto(`${watched.service.url}/?lang=en`);
    await page.locator('.find input').fill('RR-0415');
    await page.locator('.find input').press('Enter');
    await page.waitForURL(/\/console\/part\?number=/);
    await page.locator('[data-shown]').first().waitFor();
  }, 60_000);

  it('lists what a name may mean, and says when nothing is found', async () => {
    const { page } = watched;
    await openAs(page, `${watched.service.url}/console/search?q=Rhein`, {
      language: 'en',
      theme: 'light',
      width: 1280,
    });
    await page.locator('[data-found] li').first().waitFor();
    expect(await page.locator('[data-found]').innerText()).toContain('Rhein Roastery');
    await page.goto(`${watched.service.url}/console/search?q=no-such-number-at-all`);
    await page.locator('[data-nothing]').waitFor();
  }, 60_000);

  it('tells what happened to a container as a picture and as a table with the same rows', async () => {
    const { page } = watched;
    const pallet = 'https://id.gs1.org/8003/09521005000099PAL7';
    await page.goto(
      `${watched.service.url}/console/container?number=${encodeURIComponent(pallet)}&lang=en`,
    );
    await page.locator('[data-shown]').waitFor();
    const drawn = await page
      .locator('[data-record]')
      .evaluateAll((all) => all.map((one) => one.getAttribute('data-record')));
    expect(drawn.length).toBeGreaterThan(2);
    const outside = await page.locator('.lane').evaluateAll(
      (lanes) =>
        lanes.flatMap((lane) => {
          const { top, bottom } = lane.getBoundingClientRect();
          return [...lane.querySelectorAll('.told')].filter((one) => {
            const mark = one.getBoundingClientRect();
            return mark.height === 0 || mark.top < top || mark.bottom > bottom;
          });
        }).length,
    );
    expect(await page.locator('.lane .told').count()).toBeGreaterThan(2);
    expect(outside).toBe(0);
    const table = page.locator('table[data-table=records]');
    expect(await table.isVisible()).toBe(false);
    await page.getByText('The same as a table').click();
    const rows = await table
      .locator('tbody tr')
      .evaluateAll((all) => all.map((one) => one.getAttribute('data-row')));
    // A record has a row for each of its lines: `<record>-<line>`.
    expect([...new Set(rows.map((row) => row?.replace(/-\d+$/, '')))]).toEqual(drawn);
    const file = await page.request.get(
      watched.service.url +
        ((await page.getByRole('link', { name: /^Records: / }).getAttribute('href')) ?? ''),
    );
    expect((await file.text()).trimEnd().split('\r\n')).toHaveLength(rows.length + 1);
  }, 60_000);

  it('recalls what the public contract recalls', async () => {
    const { page } = watched;
    await openAs(page, `${watched.service.url}/console/recall?number=${LOT}`, {
      language: 'en',
      theme: 'light',
      width: 1280,
    });
    await page.locator('[data-shown]').waitFor();
    const told = (await page.evaluate(
      `fetch('/graphql', { method: 'POST', headers: { 'content-type': 'application/json' },
         body: ${JSON.stringify(JSON.stringify({ query: QUERY, variables: { number: LOT } }))} }).then((answer) => answer.json())`,
    )) as Told;
    const { parts, holders } = told.data.recall;
    expect(parts.nodes.length).toBeGreaterThan(1);
    expect((await cells('Parts it reaches')).map(([name, distance]) => [name, distance])).toEqual(
      parts.nodes.map(({ part, distance }) => [part.name, String(distance)]),
    );
    expect((await cells('Who has it')).map(([name, who]) => [name, who])).toEqual(
      holders.nodes.map(({ part, party }) => [part.name, party.name ?? '']),
    );
  }, 60_000);

  it('gives the whole list as a file', async () => {
    const { page } = watched;
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('[role=group] button').first().click(),
    ]);
    const text = await (await file.createReadStream()).toArray();
    expect(Buffer.concat(text as Buffer[]).toString()).toContain(LOT);
  }, 60_000);

  it.each([
    ['Who has it', 'part,number,who,country,status,quantity,quantityUnit,container,shipped,papers'],
    ['Parts it reaches', 'part,number,distance,made,madeUnit,'],
  ])(
    'gives each table as a file with its rows: %s',
    async (title, head) => {
      const { page } = watched;
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: `${title}: This table as CSV` }).click(),
      ]);
      const parts = (await (await file.createReadStream()).toArray()) as Buffer[];
      const [first = '', ...lines] = Buffer.concat(parts).toString().trimEnd().split('\r\n');
      expect(first.replace('\uFEFF', '').startsWith(head)).toBe(true);
      const rows = await cells(title);
      expect(rows.length).toBeGreaterThan(1);
      expect(lines.map((line) => line.split(',')[0])).toEqual(rows.map(([name]) => name));
    },
    60_000,
  );

  it('prints on paper what there is to know, and no buttons, whatever the theme', async () => {
    const { page } = watched;
    await page.goto(`${watched.service.url}/console/recall?number=${LOT}&lang=en&theme=dark`);
    await page.locator('[data-shown]').waitFor();
    // A4 without its margins.
    await page.setViewportSize({ width: 688, height: 1_000 });
    await page.emulateMedia({ media: 'print' });
    const seen = await page.evaluate<Readonly<Record<string, unknown>>>(`(() => {
      const shown = (selector) => [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility()).map((one) => one.outerHTML.slice(0, 80));
      const cut = [...document.querySelectorAll('.scroll')].filter((one) => one.scrollWidth > one.clientWidth + 1);
      const lines = (cell) => {
        const text = document.createRange();
        text.selectNodeContents(cell);
        return new Set([...text.getClientRects()].map(({ top }) => top)).size;
      };
      const broken = [...document.querySelectorAll('td.num')].filter((one) => lines(one) > 1).map((one) => one.textContent);
      const styles = getComputedStyle(document.querySelector('tbody th'));
      return { buttons: shown('button, .btn, .noprint'), tables: shown('table').length, cut: cut.length, broken, color: styles.color };
    })()`);
    const dark = await page.evaluate('document.documentElement.dataset.theme');
    await page.emulateMedia({ media: null });
    await page.setViewportSize({ width: 1_280, height: 800 });
    await page.goto(`${watched.service.url}/?lang=en&theme=light`);
    expect(dark).toBe('dark');
    expect(seen).toEqual({ buttons: [], tables: 2, cut: 0, broken: [], color: 'rgb(72, 87, 84)' });
  }, 60_000);

  it('breaks no policy and asks nobody else', () => {
    expect(watched.refused).toEqual([]);
    expect(watched.outside).toEqual([]);
  });

  it('says that the session has ended, and leads back after signing in', async () => {
    const { page } = watched;
    await page.goto(`${watched.service.url}/console/recall?number=${LOT}&lang=en`);
    await page.locator('[data-shown]').waitFor();
    await page.evaluate("fetch('/session/end', { method: 'POST' })");
    await page.goto(`${watched.service.url}/console/part?number=${LOT}`);
    expect(new URL(page.url()).pathname).toBe('/session');
    await page.locator('main button[value="buyer"]').click();
    await page.goto(`${watched.service.url}/console/part?number=${LOT}`);
    await page.locator('[data-shown]').first().waitFor();
    await page.evaluate("fetch('/session/end', { method: 'POST' })");
    await page.getByRole('button', { name: 'Where to' }).click();
    const failed = page.locator('[data-failed=UNAUTHENTICATED]');
    await failed.waitFor();
    expect(await failed.innerText()).toContain('Your session has ended');
    const href = (await failed.getByRole('link').getAttribute('href')) ?? '';
    expect(href).toBe(
      `/session?${new URLSearchParams({ next: `/console/part?number=${LOT}&direction=forward` }).toString()}`,
    );
  }, 60_000);
});
