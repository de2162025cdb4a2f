import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@jest/globals';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { kindWords } from '../../src/core/gs1/kind-words.ts';
import { SampleLoader } from '../../src/sample/loader.ts';
import { readSampleData } from '../../src/sample/world.ts';
import { openBrowser } from './browser.ts';
import { buildPages } from './built-pages.ts';
import { testService, type TestService } from './service.ts';

/** A folder for screenshots to look at; none in CI. */
const shots = process.env['SCREENSHOTS'];

/** How a reader has a page. */
export interface Reader {
  readonly language: string;
  readonly theme: 'light' | 'dark' | 'sun';
  readonly width: number;
}

/** A page in a browser, with what it did that no page may do. */
interface WatchedPage {
  readonly page: Page;
  /** Errors of scripts and breaches of the policy. */
  readonly refused: readonly string[];
  /** Requests to others. */
  readonly outside: readonly string[];
}

/** The sample world with a browser before it. */
export interface DemoScreens extends WatchedPage {
  readonly service: TestService;
  close(): Promise<void>;
}

/** Starts the demo, loads the sample world and opens a browser, signed in as a company. Give `beforeAll` four minutes. */
export const openDemo = async (role: string | null): Promise<DemoScreens> => {
  buildPages();
  // What is looked at is looks: how long answers may take is measured elsewhere.
  const service = await testService({ demo: true, statementTimeoutMs: 30_000 });
  expect(await new SampleLoader(service.server.app, readSampleData()).load()).toBe('LOADED');
  const browser = await openBrowser();
  const watched = await watchedPage(browser, service.url);
  if (role !== null) await signInAs(watched.page, service.url, role);
  return {
    ...watched,
    service,
    close: async () => {
      await browser.close();
      await service.stop();
    },
  };
};

/** A page of a service in a browser of its own, that notes what it does wrong. */
const watchedPage = async (browser: Browser, url: string): Promise<WatchedPage> => {
  const context: BrowserContext = await browser.newContext();
  const page = await context.newPage();
  const refused: string[] = [];
  const outside: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') refused.push(message.text());
  });
  page.on('pageerror', (error) => refused.push(String(error)));
  page.on('request', (request) => {
    const own = [url, `blob:${url}`, 'data:'].some((start) => request.url().startsWith(start));
    if (!own) outside.push(request.url());
  });
  return { page, refused, outside };
};

/** A page of the same browser that runs no script, with nobody signed in. */
export const withoutScripts = async ({ page }: WatchedPage): Promise<Page> => {
  const browser = page.context().browser();
  if (browser === null) throw new Error('the browser is gone');
  const context = await browser.newContext({ javaScriptEnabled: false });
  return context.newPage();
};

/** Signs in as a company of the sample world, as a person does: by its button. */
export const signInAs = async (page: Page, url: string, role: string): Promise<void> => {
  await page.goto(`${url}/session?lang=en`);
  await page.locator(`main button[value="${role}"]`).click();
  await page.waitForURL(`${url}/`);
};

/** Signs in with a key, as a person does who was given one. */
export const signInWith = async (page: Page, url: string, key: string): Promise<void> => {
  await page.goto(`${url}/session?lang=en`);
  await page.locator('[name=key]').fill(key);
  await page.locator('main form:has([name=key]) button').click();
  await page.waitForURL(`${url}/`);
};

/** Keeps how a page looks now, where somebody wants to look at it. */
export const shoot = async (page: Page, name: string): Promise<void> => {
  if (shots !== undefined) await page.screenshot({ path: join(shots, `${name}.png`) });
};

/** Opens a path as a reader has it, and waits until something is there. */
export const openAs = async (
  page: Page,
  address: string,
  reader: Reader,
  ready: string | null = null,
): Promise<void> => {
  await page.setViewportSize({ width: reader.width, height: 800 });
  const url = new URL(address);
  url.searchParams.set('lang', reader.language);
  url.searchParams.set('theme', reader.theme);
  await page.goto(url.href, { waitUntil: ready === null ? 'networkidle' : 'load' });
  if (ready !== null) await page.locator(ready).first().waitFor({ timeout: 30_000 });
  const { language, theme, width } = reader;
  for (const choice of ['lang', 'theme']) url.searchParams.delete(choice);
  const asked = `${url.pathname}${url.search}`.replace(/\W+/g, '-').slice(1, 100);
  const name = `${asked}-${language}-${theme}-${width}.png`;
  if (shots !== undefined) await page.screenshot({ path: join(shots, name), fullPage: true });
};

/** Rules of WCAG 2.0 to 2.2 AA and of good practice that a page breaks. */
export const axeFindings = async (page: Page): Promise<readonly string[]> => {
  // No frames, so no second page for them; nothing but what is wrong.
  const builder = new AxeBuilder({ page }).options({ resultTypes: ['violations'] });
  const { violations } = await builder.setLegacyMode(true).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target }) => `${id}: ${target.join()}`),
  );
};

/** How many pixels a page is wider than its window. */
export const sidewaysPixels = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

/**
 * Words that the service itself says in the default language, so that none of them may stand among what a page shows as a name: what
 * an item is called that nobody described, amounts, sentences, and instants as the contract writes them. `Product 7` is also how
 * somebody called one.
 */
const servedWords = [
  `^(?:${Object.entries(kindWords)
    .flatMap(([kind, word]) => (kind === 'CLASS' ? [] : word))
    .join('|')}) \\S`,
  '\\d pieces?\\b',
  '\\b(?:from|and) \\d+ (?:lots?|parts?|more)\\b',
  '[a-z]{2}\\.$',
  '\\d{4}-\\d\\d-\\d\\dT\\d\\d:',
].join('|');

/**
 * Texts of a page in the made-up language that were written past the messages, those that are only read aloud or shown on hovering
 * too: letters without an accent outside of values (in FSI and PDI) and names, and words of the service itself among those.
 */
export const untranslated = (page: Page): Promise<readonly string[]> =>
  page.evaluate(`(() => {
    const served = new RegExp(${JSON.stringify(servedWords)});
    const isPlain = (text) => {
      const values = [];
      let [before, rest] = [null, text];
      while (before !== rest) {
        before = rest;
        rest = rest.replace(/\u2068([^\u2068\u2069]*)\u2069/g, (_, value) => (values.push(value), ''));
      }
      return /[A-Za-z]{3}/.test(rest) || values.some((value) => served.test(value));
    };
    const found = [];
    const look = (text, element) => {
      if (element.closest('pre, code, [lang]:not(html), script') !== null) return;
      const isName = element.closest('bdi, [data-name]') !== null;
      if (isName ? served.test(text) : isPlain(text)) found.push(text);
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) look(walker.currentNode.textContent.trim(), walker.currentNode.parentElement);
    for (const name of ['aria-label', 'placeholder', 'title'])
      for (const element of document.querySelectorAll('[' + name + ']')) look(element.getAttribute(name), element);
    return found;
  })()`);
