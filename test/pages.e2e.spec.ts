import {
  axeFindings,
  type DemoScreens,
  narrowPixels,
  openDemo,
  openAs,
  signInAs,
  untranslated,
} from './support/screens.ts';

const themes = ['light', 'dark'] as const;

describe('pages for people', () => {
  let watched: DemoScreens;
  beforeAll(async () => {
    watched = await openDemo(null);
  }, 240_000);
  afterAll(() => watched?.close());

  it('show the sample lot to who signs in as a company', async () => {
    const { page } = watched;
    await signInAs(page, watched.service.url, 'buyer');
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
          await openAs(page, `${watched.service.url}${path}`, { language, theme, width: 1280 });
          const about = { path, language, theme };
          expect({ ...about, axe: await axeFindings(page) }).toEqual({ ...about, axe: [] });
          if (language === 'en-XA') expect(await untranslated(page)).toEqual([]);
          const wide = await narrowPixels(page, `${watched.service.url}${path}`, {
            language,
            theme,
          });
          expect({ ...about, wide }).toEqual({ ...about, wide: 0 });
        }
      }
      expect(await page.locator('html').getAttribute('dir')).toBe('ltr');
    },
    120_000,
  );

  it('keep the language and the light that somebody chose', async () => {
    const { page } = watched;
    await openAs(page, watched.service.url, { language: 'ar', theme: 'sun', width: 360 });
    await page.goto(`${watched.service.url}/session`);
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
