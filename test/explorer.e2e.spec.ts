import { type DemoScreens, openDemo, shoot } from './support/screens.ts';

describe('the explorer in a browser', () => {
  let demo: DemoScreens;

  beforeAll(async () => {
    demo = await openDemo(null);
    await demo.page.setViewportSize({ width: 1280, height: 800 });
  }, 240_000);
  afterAll(() => demo?.close());

  const answer = async (): Promise<string> => {
    await demo.page
      .locator('#status')
      .filter({ hasText: /^\d+ in/ })
      .waitFor();
    return demo.page.locator('#answer .cm-content').innerText();
  };

  it('opens with a question filled in, and Run answers it', async () => {
    const { page, service } = demo;
    await page.goto(`${service.url}/developers/explorer`);
    await page.waitForSelector('nav button');
    expect(await page.evaluate('document.activeElement.id')).toBe('run');
    await page.keyboard.press('Enter');
    const text = await answer();
    await shoot(page, 'explorer-1280');
    expect(text).toContain('6 of 6 parts have a known origin.');
    expect(text).toContain('Roasted coffee RR-0415');
  }, 60_000);

  it('asks each question of the list as its company, without an error', async () => {
    for (const button of await demo.page.locator('nav button').all()) {
      const title = await button.innerText();
      await button.click();
      const text = await answer();
      const found = !/"(item|recall|provenance)": null/.test(text);
      const errors = text.includes('"errors"');
      expect({ title, errors, found }).toEqual({ title, errors: false, found: true });
    }
  }, 120_000);

  it('works on a phone, without sideways scroll', async () => {
    const { page } = demo;
    await page.setViewportSize({ width: 360, height: 740 });
    await shoot(page, 'explorer-360');
    const wide = await page.evaluate('document.documentElement.scrollWidth');
    expect(wide).toBeLessThanOrEqual(360);
  });

  it('breaks no policy and asks nobody else', () => {
    expect(demo.refused).toEqual([]);
    expect(demo.outside).toEqual([]);
  });
});
