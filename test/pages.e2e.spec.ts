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

const themes = ['light', 'dark'] as const;

describe('pages for people', () => {
  let service: TestService;
  let browser: Browser;
  let watched: WatchedPage;
  beforeAll(async () => {
    buildPages();
    service = await testService({ demo: true });
    expect(await new SampleLoader(service.server.app, readSampleData()).load()).toBe('LOADED');
    browser = await openBrowser();
    watched = await watchedPage(browser, service.url);
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
  });

  it('show the sample lot to who signs in as a company', async () => {
    const { page } = watched;
    await signInAs(page, service.url, 'buyer');
    expect(await page.locator('.menu summary').innerText()).toContain('Rhein Roastery');
    await page.locator('#live .thread li').first().waitFor();
    expect(await page.locator('#live').innerText()).toMatch(/\d+ lots on the way/);
  }, 60_000);

  it.each(['/', '/session'])(
    'are read by everybody: %s',
    async (path) => {
      const { page } = watched;
      for (const language of ['en', 'ar', 'en-XA']) {
        for (const theme of themes) {
          await openAs(page, `${service.url}${path}`, { language, theme, width: 1280 });
          const about = { path, language, theme };
          expect({ ...about, axe: await axeFindings(page) }).toEqual({ ...about, axe: [] });
          if (language === 'en-XA') expect(await untranslated(page)).toEqual([]);
          await openAs(page, `${service.url}${path}`, { language, theme, width: 360 });
          await page.setViewportSize({ width: 320, height: 800 });
          expect({ ...about, wide: await sidewaysPixels(page) }).toEqual({ ...about, wide: 0 });
        }
      }
      expect(await page.locator('html').getAttribute('dir')).toBe('ltr');
    },
    120_000,
  );

  it('keep the language and the light that somebody chose', async () => {
    const { page } = watched;
    await openAs(page, service.url, { language: 'ar', theme: 'sun', width: 360 });
    await page.goto(`${service.url}/session`);
    const root = page.locator('html');
    expect([await root.getAttribute('dir'), await root.getAttribute('data-theme')]).toEqual([
      'rtl',
      'sun',
    ]);
  });

  it('break no policy and ask nobody else', () => {
    expect(watched.refused).toEqual([]);
    expect(watched.outside).toEqual([]);
  });
});
