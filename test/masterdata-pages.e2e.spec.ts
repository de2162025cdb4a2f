import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { ApiKeyService } from '../src/access/api-key.service.ts';
import { OrganisationService } from '../src/access/organisation.service.ts';
import {
  axeFindings,
  type DemoScreens,
  openAs,
  openDemo,
  sidewaysPixels,
  untranslated,
} from './support/screens.ts';

const MILL = '9521005000006';
const FARM_SITE = '9521001000017';
const GREEN = '09521005000013';

/** Each page in a state that shows all of it. */
const pages = [
  '/console/organisation',
  `/console/organisation?number=${MILL}`,
  '/console/organisation?number=9529999999999',
  `/console/site?number=${FARM_SITE}`,
  `/console/product?number=${GREEN}`,
  '/console/products',
  '/console/sites?q=Farm',
  '/console/products?q=nothing-is-called-so',
  '/console/product/edit',
  '/console/site/edit',
  '/console/organisation/edit',
  `/console/site/edit?number=${FARM_SITE}`,
];

describe('pages of master data', () => {
  let watched: DemoScreens;
  beforeAll(async () => {
    watched = await openDemo('buyer');
  }, 240_000);
  afterAll(() => watched?.close());

  const url = (path: string): string => `${watched.service.url}${path}`;
  const open = (path: string): Promise<unknown> => watched.page.goto(url(path));
  const text = (page: Page = watched.page): Promise<string> => page.locator('main').innerText();

  it.each(pages)(
    'can be read by everybody: %s',
    async (path) => {
      const { page } = watched;
      for (const language of ['en', 'ar', 'en-XA']) {
        for (const theme of ['light', 'dark'] as const) {
          const about = { path, language, theme };
          await openAs(page, url(path), { language, theme, width: 1280 });
          expect({ ...about, axe: await axeFindings(page) }).toEqual({ ...about, axe: [] });
          if (language === 'en-XA') {
            expect({ ...about, plain: await untranslated(page) }).toEqual({ ...about, plain: [] });
          }
          await openAs(page, url(path), { language, theme, width: 360 });
          await page.setViewportSize({ width: 320, height: 800 });
          expect({ ...about, wide: await sidewaysPixels(page) }).toEqual({ ...about, wide: 0 });
        }
      }
      await page.setViewportSize({ width: 1280, height: 800 });
    },
    180_000,
  );
});
void ApiKeyService;
void OrganisationService;
