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
