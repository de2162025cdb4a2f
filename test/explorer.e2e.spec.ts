import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import type { Browser, Page } from 'playwright-core';
import { SampleLoader } from '../src/sample/loader.ts';
import { readSampleData } from '../src/sample/world.ts';
import { openBrowser } from './support/browser.ts';
import { testService, type TestService } from './support/service.ts';

const root = join(import.meta.dirname, '..');
/** A folder for screenshots to look at; none in CI. */
const shots = process.env['SCREENSHOTS'];

describe('the explorer in a browser', () => {
  let service: TestService;
  let browser: Browser;
  let page: Page;
  const refused: string[] = [];
  const outside: string[] = [];

  beforeAll(async () => {
    if (!existsSync(join(root, 'dist/public/explorer/index.html'))) {
      const built = spawnSync('npx', ['vite', 'build', '-c', 'web/vite.config.ts'], { cwd: root });
      expect(built.status).toBe(0);
    }
    service = await testService({ demo: true });
    expect(await new SampleLoader(service.server.app, readSampleData()).load()).toBe('LOADED');
    browser = await openBrowser();
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.on('console', (message) => {
      if (message.type() === 'error') refused.push(message.text());
    });
    page.on('pageerror', (error) => refused.push(String(error)));
    page.on('request', (request) => {
      if (!request.url().startsWith(service.url)) outside.push(request.url());
    });
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
  });

  const answer = async (): Promise<string> => {
    await page
      .locator('#status')
      .filter({ hasText: /^\d+ in/ })
      .waitFor();
    return page.locator('#answer .cm-content').innerText();
  };
  const shoot = async (name: string): Promise<void> => {
    if (shots !== undefined) await page.screenshot({ path: join(shots, `${name}.png`) });
  };

  it('opens with a question filled in, and Run answers it', async () => {
    await page.goto(`${service.url}/developers/explorer`);
    await page.waitForSelector('nav button');
    expect(await page.evaluate('document.activeElement.id')).toBe('run');
    await page.keyboard.press('Enter');
    const text = await answer();
    await shoot('explorer-1280');
    expect(text).toContain('6 of 6 parts have a known origin.');
    expect(text).toContain('Roasted coffee RR-0415');
  }, 60_000);

  it('asks each question of the list as its company, without an error', async () => {
    for (const button of await page.locator('nav button').all()) {
      const title = await button.innerText();
      await button.click();
      const text = await answer();
      const found = !/"(item|recall|provenance)": null/.test(text);
      const errors = text.includes('"errors"');
      expect({ title, errors, found }).toEqual({ title, errors: false, found: true });
    }
  }, 120_000);

  it('works on a phone, without sideways scroll', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await shoot('explorer-360');
    const wide = await page.evaluate('document.documentElement.scrollWidth');
    expect(wide).toBeLessThanOrEqual(360);
  });

  it('breaks no policy and asks nobody else', () => {
    expect(refused).toEqual([]);
    expect(outside).toEqual([]);
  });
});
