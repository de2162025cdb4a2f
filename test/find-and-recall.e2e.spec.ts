import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  axeFindings,
  type DemoScreens,
  openAs,
  openDemo,
  shoot,
  sidewaysPixels,
  untranslated,
} from './support/screens.ts';

const LOT = 'KM-0312';
/** Green coffee, and the mill that makes it. */
const PRODUCT = '09521005000013';
const SITE = '9521005000013';

interface Told {
  readonly data: {
    readonly recall: {
      readonly parts: {
        readonly links: readonly { readonly from: string; readonly to: string }[];
        readonly nodes: readonly {
          readonly distance: number;
          readonly part: {
            readonly id: string;
            readonly name: string;
            readonly birth: {
              readonly country: string;
              readonly madeBy: { readonly name: string };
            } | null;
          };
        }[];
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

interface Figures {
  readonly data: {
    readonly recall: {
      readonly balance: {
        readonly totals: readonly { readonly [line: string]: string | null }[];
      };
      readonly parts: {
        readonly nodes: readonly { readonly part: { readonly id: string } }[];
        readonly links: readonly { readonly from: string; readonly to: string }[];
      };
    };
  };
}

const FIGURES = `query($of: RecallInput!) { recall(of: $of) {
  balance { totals { unit made onHand unaccounted missing surplus } }
  parts(first: 200) { nodes { part { id } } links { from to } } } }`;

const QUERY = `query($number: String!) { recall(of: { item: { number: $number } }) {
  parts(first: 200) { links { from to } nodes { distance part { id name birth { country madeBy { name } } } } }
  holders(first: 200) { nodes { part { name } party { name } } } } }`;

const inEnglish = new Intl.DisplayNames('en', { type: 'region' });

/** What a reader would have to move sideways for: columns of a list, and where the picture begins. */
const outOfSight = `(() => {
  const lists = [...document.querySelectorAll('.scroll:has(> .rows)')];
  const wide = lists.filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.ariaLabel);
  const frame = document.querySelector('.graph-frame').getBoundingClientRect();
  const box = document.querySelector('.box.me').getBoundingClientRect();
  const begins = box.left >= frame.left && box.right <= frame.right;
  return [...wide, ...(begins ? [] : ['where the picture begins'])];
})()`;

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
        rows.map((row) =>
          [...row.children].map((cell) =>
            ((cell.querySelector(':scope > a') ?? cell).textContent ?? '').trim(),
          ),
        ),
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
    const names = new Map(parts.nodes.map(({ part }) => [part.id, part.name]));
    const made = await page
      .locator('[role=region][aria-label="Parts it reaches"] tbody th')
      .evaluateAll((all) =>
        all.map((one) =>
          ['from', 'by'].map((name) => one.querySelector(`[data-made=${name}]`)?.textContent ?? ''),
        ),
      );
    expect(made).toEqual(
      parts.nodes.map(({ part }) => {
        const from = parts.links.flatMap((link) =>
          link.to === part.id ? (names.get(link.from) ?? []) : [],
        );
        return [
          from.length === 0 ? '' : `Made from: ${from.join('; ')}`,
          part.birth === null
            ? ''
            : `Made by: ${part.birth.madeBy.name} · ${inEnglish.of(part.birth.country)}`,
        ];
      }),
    );
    expect(made.filter(([from]) => from !== '')).not.toEqual([]);
    expect((await cells('Who has it')).map(([name, who]) => [name, who])).toEqual(
      holders.nodes.map(({ part, party }) => [part.name, party.name ?? '']),
    );
  }, 60_000);

  /** What the public contract says to who is signed in. */
  const asked = (query: string, variables: object): Promise<unknown> =>
    watched.page.evaluate(
      `fetch('/graphql', { method: 'POST', headers: { 'content-type': 'application/json' },
         body: ${JSON.stringify(JSON.stringify({ query, variables }))} }).then((answer) => answer.json())`,
    );
  /** Parts and links that are drawn, by the ids of the contract. */
  const drawn = async (): Promise<readonly [readonly string[], readonly string[]]> => {
    const boxes = watched.page.locator('[data-tree] [data-box]:not(.hole)');
    const links = watched.page.locator('[data-tree] path[data-link]:not(.gap)');
    return [
      await boxes.evaluateAll((all) => all.map((one) => one.getAttribute('data-box') ?? '')),
      await links.evaluateAll((all) => all.map((one) => one.getAttribute('data-link') ?? '')),
    ];
  };

  it.each([
    ['a lot', { number: LOT }, { item: { number: LOT } }, 1],
    ['all lots of a product', { product: PRODUCT }, { product: PRODUCT }, null],
    [
      'what was at a place',
      { site: SITE, from: '2026-03-01', until: '2026-04-30' },
      { site: { site: SITE, from: '2026-03-01T00:00:00Z', until: '2026-05-01T00:00:00Z' } },
      null,
    ],
  ])(
    'draws the parts of its table as the contract links them, and adds up their books: %s',
    async (name, search, of, begins) => {
      const { page } = watched;
      const address = new URLSearchParams(Object.entries(search)).toString();
      await openAs(
        page,
        `${watched.service.url}/console/recall?${address}`,
        { language: 'en', theme: 'light', width: 1280 },
        '[data-shown]',
      );
      await page.locator('[data-tree]').waitFor();
      const { recall } = ((await asked(FIGURES, { of })) as Figures).data;
      const ids = recall.parts.nodes.map(({ part }) => part.id);
      expect(ids.length).toBeGreaterThan(1);
      const [boxes, links] = await drawn();
      expect(boxes.toSorted()).toEqual(ids.toSorted());
      const expected = recall.parts.links.map(({ from, to }) => JSON.stringify([from, to]));
      expect(links.toSorted()).toEqual(expected.toSorted());
      const recalled = (await cells('Parts it reaches')).filter(([, distance]) => distance === '0');
      const said = await page.locator('[data-tree] > p').first().innerText();
      expect(said).toContain(
        recalled.length === 1 ? 'the one part' : `the ${recalled.length} parts that are recalled`,
      );
      expect(await page.locator('[data-tree] .box.me').count()).toBe(recalled.length);
      if (begins === null) expect(recalled.length).toBeGreaterThan(1);
      const { totals } = recall.balance;
      const rows = await cells('Do the books close?');
      expect(rows).toHaveLength(totals.length);
      for (const [index, total] of totals.entries()) {
        const shown = (text: string | undefined): number => Number(text?.replaceAll(',', ''));
        const row = rows[index] ?? [];
        expect([row[2], row[8], row[9], row[10]].map(shown)).toEqual(
          [total['made'], total['onHand'], total['missing'], total['surplus']].map(Number),
        );
      }
      const open = totals.some(({ missing, surplus }) => missing !== '0' || surplus !== '0');
      const verdict = page.locator('[data-balance]');
      expect(await verdict.getAttribute('data-balance')).toBe(open ? 'open' : 'closed');
      await shoot(page, `recall ${name}`);
    },
    60_000,
  );

  it.each([
    { language: 'en', theme: 'light', width: 360 },
    { language: 'en', theme: 'light', width: 1280 },
    { language: 'ar', theme: 'dark', width: 1280 },
    { language: 'ar', theme: 'sun', width: 360 },
    { language: 'en-XA', theme: 'light', width: 360 },
  ] as const)(
    'is for every reader: $language $theme $width',
    async (reader) => {
      const { page } = watched;
      await openAs(
        page,
        `${watched.service.url}/console/recall?product=${PRODUCT}`,
        reader,
        '[data-tree]',
      );
      await shoot(page, `recall ${reader.language} ${reader.theme} ${reader.width}`);
      expect(await axeFindings(page)).toEqual([]);
      expect(await sidewaysPixels(page)).toBe(0);
      expect(await page.evaluate(outOfSight)).toEqual([]);
      if (reader.language === 'en-XA') expect(await untranslated(page)).toEqual([]);
    },
    60_000,
  );

  it('keeps in its address as known when, and what of the tree is chosen', async () => {
    const { page } = watched;
    const { url } = watched.service;
    await page.goto(`${url}/console/recall?number=${LOT}&lang=en`);
    await page.locator('[data-tree]').waitFor();
    const known = new URL(page.url()).searchParams.get('known') ?? '';
    expect(known).toMatch(/^2\d{3}-.*Z$/);
    const before = await page.locator('main').innerText();
    await page.locator('[data-group=companies]').click();
    await page.locator('[data-box]').first().click();
    const address = new URL(page.url()).searchParams;
    expect([address.get('known'), address.get('group')]).toEqual([known, 'companies']);
    const chosen = address.get('chosen');
    expect(chosen).not.toBeNull();
    const other = page.locator('a[data-choice=lang][lang=fr]');
    expect(new URL((await other.getAttribute('href')) ?? '', url).searchParams.get('known')).toBe(
      known,
    );
    await page.goto(new URL((await other.getAttribute('href')) ?? '', url).href);
    await page.locator('[data-box][aria-pressed=true]').waitFor();
    expect(new URL(page.url()).searchParams.get('chosen')).toBe(chosen);
    await page.goto(`${url}/console/recall?number=${LOT}&known=${known}&lang=en`);
    await page.locator('[data-tree]').waitFor();
    expect(await page.locator('main').innerText()).toBe(before);
    const part = await page.locator('tbody th a').first().getAttribute('href');
    await page.goto(new URL(part ?? '', url).href);
    await page.locator('[data-shown]').first().waitFor();
    expect(new URL(page.url()).searchParams.get('known')).toBe(known);
    await page.locator('header .btn.bad').click();
    await page.locator('[data-tree]').waitFor();
    expect(new URL(page.url()).searchParams.get('known')).toBe(known);
  }, 60_000);

  it('is asked from the pages of products and places', async () => {
    const { page } = watched;
    const { url } = watched.service;
    await page.goto(`${url}/console/product?number=${PRODUCT}&lang=en`);
    await page.getByRole('link', { name: 'Recall all of it' }).click();
    await page.locator('[data-tree]').waitFor();
    expect(await page.locator('h1').innerText()).toBe('Recall: Green coffee');
    await page.goto(`${url}/console/site?number=${SITE}&lang=en`);
    await page.getByLabel('First day').fill('2026-03-12');
    await page.getByLabel('Last day').fill('2026-03-12');
    await shoot(page, 'site with recall');
    await page.getByRole('button', { name: 'Recall what was here' }).click();
    await page.locator('[data-tree]').waitFor();
    expect(await page.locator('h1').innerText()).toBe('Recall: Kilele Mill, Thika');
    expect((await cells('Parts it reaches')).map(([name]) => name)).toContain(
      'Green coffee KM-0312',
    );
  }, 60_000);

  it('asks about then what was known then', async () => {
    const { page } = watched;
    const open = async (known: string): Promise<number> => {
      await page.goto(`${watched.service.url}/console/recall?number=${LOT}&known=${known}&lang=en`);
      await page.locator('[data-tree], [data-nothing]').first().waitFor();
      expect(new URL(page.url()).searchParams.get('known')).toBe(known);
      return page.locator('[data-tree] [data-box]').count();
    };
    const now = await open(new Date().toISOString());
    expect(await open('2026-03-13')).toBeLessThan(now);
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
    ['Do the books close?', 'unit,parts,made,adjusted,used,sold,destroyed,inTransit,onHand,'],
    ['Who has it', 'part,number,who,country,status,quantity,quantityUnit,container,shipped,papers'],
    ['Parts it reaches', 'part,number,distance,madeFrom,maker,country,made,madeUnit,'],
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
      expect(rows.length).toBeGreaterThan(0);
      const named = lines.map((line) => line.split(',')[0]);
      const units: Readonly<Record<string, string>> = { KGM: 'kg', '': 'Pieces' };
      expect(named.map((name) => units[name ?? ''] ?? name)).toEqual(rows.map(([name]) => name));
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
    await shoot(page, 'recall on paper');
    const dark = await page.evaluate('document.documentElement.dataset.theme');
    await page.emulateMedia({ media: null });
    await page.setViewportSize({ width: 1_280, height: 800 });
    await page.goto(`${watched.service.url}/?lang=en&theme=light`);
    expect(dark).toBe('dark');
    expect(seen).toEqual({ buttons: [], tables: 3, cut: 0, broken: [], color: 'rgb(19, 32, 30)' });
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
