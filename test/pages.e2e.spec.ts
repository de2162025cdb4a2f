import { type DemoScreens, openAs, openDemo, signInAs, withoutScripts } from './support/screens.ts';

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

  it('say that an address leads nowhere, to people as a page and to programs as a problem', async () => {
    const { page, service } = watched;
    const plain = await withoutScripts(watched);
    for (const path of [
      '/no/such',
      '/console/no-such',
      '/session/end',
      '//no.such',
      '/\\no',
      '//',
    ]) {
      const browser = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
      const answer = await fetch(`${service.url}${path}`, { headers: browser });
      const type = answer.headers.get('content-type');
      expect([path, answer.status, type]).toEqual([path, 404, 'text/html; charset=utf-8']);
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    }
    for (const [language, heading] of [
      ['en', 'There is no such page'],
      ['fr', 'Cette page n’existe pas'],
      ['ar', 'لا توجد صفحة كهذه'],
    ] as const) {
      await openAs(plain, `${service.url}/no/such`, { language, theme: 'light', width: 360 });
      expect(await plain.locator('h1').innerText()).toBe(heading);
    }
    await openAs(plain, `${service.url}/no/such`, { language: 'en', theme: 'light', width: 360 });
    await plain.locator('main a', { hasText: 'To the start' }).click();
    expect(new URL(plain.url()).pathname).toBe('/');
    const response = await page.goto(`${service.url}//no.such?lang=en`);
    expect(response?.status()).toBe(404);
    // Not to the host that the address seems to name.
    await page.locator('.menu summary').click();
    await page.locator('.chip[lang=fr]').click();
    await page.locator('html[lang=fr] h1').waitFor();
    expect(new URL(page.url()).origin).toBe(new URL(service.url).origin);
    for (const [path, accept] of [
      ['/no/such', '*/*'],
      ['/no/such', 'application/json, text/html;q=0.5'],
      ['/epcis/no-such', 'text/html'],
      ['/epcis/capture', 'text/html'],
      ['/graphql/no-such', 'text/html'],
      ['/streams/no-such', 'text/html'],
    ] as const) {
      const answer = await fetch(`${service.url}${path}`, { headers: { accept } });
      const type = answer.headers.get('content-type');
      expect([path, type]).toEqual([path, 'application/problem+json; charset=utf-8']);
    }
    const posted = await fetch(`${service.url}/no/such`, {
      method: 'POST',
      headers: { accept: 'text/html' },
    });
    expect(posted.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  }, 60_000);

  it('break no policy and ask nobody else', () => {
    // A browser notes also that a page says "nothing here" with its status.
    expect(watched.refused.filter((text) => !/status of 404/.test(text))).toEqual([]);
    expect(watched.outside).toEqual([]);
  });
});
