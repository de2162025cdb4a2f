import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { SampleLoader } from '../src/sample/loader.ts';
import { readSampleData } from '../src/sample/world.ts';
import { openBrowser } from './support/browser.ts';
import {
  axeFindings,
  buildPages,
  openAs,
  sidewaysPixels,
  signInAs,
  untranslated,
  type WatchedPage,
  watchedPage,
} from './support/screens.ts';
import { testService, type TestService } from './support/service.ts';

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
  let service: TestService;
  let browser: Browser;
  let watched: WatchedPage;
  beforeAll(async () => {
    buildPages();
    service = await testService({ demo: true });
    expect(await new SampleLoader(service.server.app, readSampleData()).load()).toBe('LOADED');
    browser = await openBrowser();
    watched = await watchedPage(browser, service.url);
    await signInAs(watched.page, service.url, 'buyer');
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
  });

  const cells = (title: string): Promise<readonly (readonly string[])[]> =>
    watched.page
      .locator(`[role=region][aria-label="${title}"] tbody tr`)
      .evaluateAll((rows) =>
        rows.map((row) => [...row.children].map((cell) => (cell.textContent ?? '').trim())),
      );

  it('opens the one part that a number names, from the box above every page', async () => {
    const { page } = watched;
    await page.goto(`${service.url}/?lang=en`);
    await page.locator('.find input').fill('RR-0415');
    await page.locator('.find input').press('Enter');
    await page.waitForURL(/\/console\/part\?number=/);
    await page.locator('[data-shown]').first().waitFor();
  }, 60_000);

  it('lists what a name may mean, and says when nothing is found', async () => {
    const { page } = watched;
    await openAs(page, `${service.url}/console/search?q=Rhein`, {
      language: 'en',
      theme: 'light',
      width: 1280,
    });
    await page.locator('[data-found] li').first().waitFor();
    expect(await page.locator('[data-found]').innerText()).toContain('Rhein Roastery');
    await page.goto(`${service.url}/console/search?q=no-such-number-at-all`);
    await page.locator('[data-nothing]').waitFor();
  }, 60_000);

  it('recalls what the public contract recalls', async () => {
    const { page } = watched;
    await openAs(page, `${service.url}/console/recall?number=${LOT}`, {
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

  it.each(['/console/search?q=Rhein', `/console/recall?number=${LOT}`, '/console/recall'])(
    'can be read by everybody: %s',
    async (path) => {
      const { page } = watched;
      for (const [language, theme] of [
        ['en', 'light'],
        ['en', 'dark'],
        ['ar', 'light'],
        ['en-XA', 'light'],
      ] as const) {
        const about = { path, language, theme };
        await openAs(page, `${service.url}${path}`, { language, theme, width: 1280 });
        expect({ ...about, axe: await axeFindings(page) }).toEqual({ ...about, axe: [] });
        if (language === 'en-XA') expect(await untranslated(page)).toEqual([]);
        await openAs(page, `${service.url}${path}`, { language, theme, width: 360 });
        await page.setViewportSize({ width: 320, height: 800 });
        expect({ ...about, wide: await sidewaysPixels(page) }).toEqual({ ...about, wide: 0 });
      }
    },
    120_000,
  );

  it('breaks no policy and asks nobody else', () => {
    expect(watched.refused).toEqual([]);
    expect(watched.outside).toEqual([]);
  });
});
