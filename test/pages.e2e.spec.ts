import { type DemoScreens, openAs, openDemo, signInAs } from './support/screens.ts';

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
