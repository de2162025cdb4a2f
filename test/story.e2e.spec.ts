import type { Page } from 'playwright-core';
import { type DemoScreens, openDemo, signInAs } from './support/screens.ts';

/** One lot from the farm gate to a recall, by two companies, each in its browser: what Throughline is for, in one walk. */
describe('a mill and a roastery', () => {
  let watched: DemoScreens;
  beforeAll(async () => {
    watched = await openDemo('mill');
    await watched.page.setViewportSize({ width: 360, height: 800 });
  }, 240_000);
  afterAll(() => watched?.close());

  const at = (path: string): string => `${watched.service.url}${path}`;
  const fill = async (page: Page, values: Readonly<Record<string, string>>): Promise<void> => {
    for (const [name, value] of Object.entries(values))
      await page.locator(`[name="${name}"]`).fill(value);
  };
  const choose = (page: Page, name: string, label: string): Promise<unknown> =>
    page.locator(`[name="${name}"]`).selectOption({ label });
  /** Saves, and says which numbers were made. */
  const save = async (page: Page): Promise<readonly string[]> => {
    await page.locator('button[value="save"]').click();
    await page.locator('[data-recorded="new"]').waitFor();
    return page.locator('[data-recorded] section .num').allInnerTexts();
  };
  const open = async (page: Page, verb: string): Promise<void> => {
    await page.goto(at('/console/record'));
    await page.locator(`.tiles a[href$="step=${verb}"]`).click();
    await page.locator('.record form').waitFor();
  };
  let box = '';

  it('the mill harvests, makes, packs and ships', async () => {
    const { page } = watched;
    await open(page, 'harvest');
    await choose(page, 'out.0.product', 'Green coffee');
    await fill(page, { 'out.0.quantity': '120', 'out.0.lot': 'STORY-H1' });
    await save(page);
    await open(page, 'make');
    await fill(page, { 'in.0.item': 'STORY-H1', 'in.0.quantity': '120' });
    await choose(page, 'out.0.product', 'Green coffee');
    await fill(page, { 'out.0.quantity': '100', 'out.0.lot': 'STORY-G1' });
    await save(page);
    await open(page, 'pack');
    await fill(page, { 'item.0.item': 'STORY-G1', 'item.0.quantity': '100' });
    const [made = ''] = await save(page);
    expect(made).toMatch(/\d{18}$/);
    box = made;
    await page.getByRole('link', { name: 'Ship it' }).click();
    await choose(page, 'to', 'Rhein Roastery');
    await page.locator('summary', { hasText: 'Papers' }).click();
    await fill(page, { 'paper.0.number': 'DN-STORY' });
    await save(page);
  }, 120_000);

  it('the roastery sees it come, and receives less than was sent', async () => {
    const { page } = watched;
    await signInAs(page, watched.service.url, 'buyer');
    await page.goto(at('/console/record'));
    const coming = page.locator('section.card li', { hasText: 'Kilele Mill' }).first();
    expect(await coming.innerText()).toContain(box);
    await coming.getByRole('link').click();
    await fill(page, { 'item.0.item': 'STORY-G1', 'item.0.quantity': '95' });
    await page.locator('[name="complete"]').check();
    await save(page);
  }, 60_000);

  it("finds it by the mill's own number, and sees in its books what is missing", async () => {
    const { page } = watched;
    await page.goto(at('/'));
    await page.locator('.find input').fill('STORY-G1');
    await page.locator('.find input').press('Enter');
    await page.waitForURL(/\/console\/part\?number=/);
    await page.locator('[data-shown]').first().waitFor();
    expect(await page.locator('main').innerText()).toContain('Kilele Mill');
    // In the box that nobody unpacked there is what was counted, not what was packed; and it was handed over once.
    expect(await page.locator('.facts').innerText()).toMatch(
      /95\u00a0kg with Rhein Roastery[^]* 1 hand-over,/,
    );
    await page.goto(`${page.url()}&view=books`);
    await page.locator('main', { hasText: '95\u00a0kg' }).waitFor();
    expect(await page.locator('main').innerText()).toContain('5\u00a0kg');
  }, 60_000);

  it('sees the border that it crossed with its paper, and the box by a link that somebody pasted', async () => {
    const { page } = watched;
    await page.goto(at('/console/part?number=STORY-G1&view=hops'));
    await page.locator('main', { hasText: 'DN-STORY' }).waitFor();
    expect(await page.locator('main').innerText()).toMatch(/Border crossed/);
    await page.locator('.find input').fill(`https://id.gs1.org/00/${box.slice(-18)}`);
    await page.locator('.find input').press('Enter');
    await page.waitForURL(/\/console\/part\?number=/);
    await page.goto(page.url().replace('/part?', '/container?'));
    await page.locator('[data-contents=now]').waitFor();
    expect(await page.locator('[data-contents=now]').innerText()).toContain('STORY-G1');
  }, 60_000);

  it('recalls the harvest, and takes the list with it', async () => {
    const { page } = watched;
    await page.goto(at('/console/recall?number=STORY-H1'));
    await page.locator('[data-shown]').waitFor();
    const holders = page.locator('[role=region][aria-label="Who has it"] tbody');
    expect(await holders.innerText()).toMatch(/STORY-G1[\s\S]*Rhein Roastery/);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'CSV' }).first().click(),
    ]);
    const parts = await (await file.createReadStream()).toArray();
    const csv = Buffer.concat(parts as Buffer[]).toString();
    // Of 100 made 95 are on hand, and 5 nobody knows of.
    expect(csv).toMatch(/,STORY-G1,,1,Green coffee STORY-H1,Kilele Mill,KE,KGM,100,.*,95,5\r?\n/);
  }, 60_000);

  it('breaks no policy on the way and asks nobody else', () => {
    expect(watched.refused).toEqual([]);
    expect(watched.outside).toEqual([]);
  });
});
