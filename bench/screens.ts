import { createServer } from 'node:http';
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { ApiKeyService } from '../src/access/api-key.service.ts';
import { ProductService } from '../src/masterdata/product.service.ts';
import { lastLotOf } from '../src/sample/generate-season.ts';
import { readSampleData } from '../src/sample/world.ts';
import { openBrowser } from '../test/support/browser.ts';
import { type Device, type Visit, Visitor } from './browser-visit.ts';
import { startChild } from './child.ts';
import { type Finding, insist, median, p99 } from './figures.ts';
import type { World } from './world.ts';

/** Regular 2G, as the developer tools of Chromium had it, and 2G as WebPageTest has it. */
const phones: readonly Device[] = [
  { name: '2G', latencyMs: 300, downKbits: 250, upKbits: 50, cpu: 6 },
  { name: '2G of WebPageTest', latencyMs: 800, downKbits: 280, upKbits: 256, cpu: 6 },
];
/** A throttle that slows by less than this was not heeded. */
const SLOWER_MIN = 3;
/** Of a part: enough to tell what the slowest are like. */
const VISITS_MIN = 10;
const QUESTIONS_ROUNDS = 3;
/** What a view of a part shows once what it needs is there: the graph does not wait for records. */
const shownBy = {
  graph: '[data-drawn] [data-box]',
  table: '[data-shown] [data-table] tbody tr',
} as const;
/** The packed browser is one process, whose processor no throttle slows reliably. */
const ONE_PROCESS = ['--single-process', '--no-zygote'];
const FORM = '.record form';
/** Instead of an answer: the service was too busy. */
const REFUSAL = '#live [role=alert]';
const RECORD = '/console/record?step=make';

const between = (values: readonly number[]): string =>
  `p50 ${median(values).toFixed(0)} ms, p99 ${p99(values).toFixed(0)} ms`;

/** Later of the two: whoever fills in a form must see it, and be heard. */
const interactive = ({ seen, live }: Visit): number => Math.max(seen, live);

/** The same bytes in one answer that nothing has to follow: the least that a page of so many can take. */
const withPlain = async <T>(bytes: number, work: (url: string) => Promise<T>): Promise<T> => {
  const filling = randomBytes(bytes).toString('base64').slice(0, bytes);
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(
      `<!doctype html><title>-</title><div class=record><form><p>-<input></form></div><!--${filling}-->`,
    );
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  try {
    return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
};

/** A key of who records, with something to choose from in the forms. */
const openKey = async ({ app, viewer }: World): Promise<string> => {
  const { organisation } = viewer;
  if (organisation === null) throw new Error('nobody records here');
  for (const { gtin, name, unit, hsCode } of Object.values(readSampleData().products))
    await app.get(ProductService).register(viewer, { gtin, name, unit, hsCode });
  const grant = { scopes: viewer.scopes, site: null, test: true, label: 'Bench', expiresAt: null };
  return app.get(ApiKeyService).issue(organisation, grant);
};

const signIn = async (page: Page, url: string, key: string): Promise<void> => {
  await page.goto(`${url}/session?lang=en`);
  await page.locator('main input[name=key]').fill(key);
  await page.locator('main form:has(input[name=key]) button').first().click();
  await page.waitForURL(`${url}/`);
};

/** A phone, how often to look, and how much slower the processor has become. */
interface Slowed {
  readonly phone: Device;
  readonly visits: number;
  readonly slower: number;
}

/** Cold and again, on one phone; the plain page of as many bytes beside it. */
const recordOn = async (
  visitor: Visitor,
  url: string,
  { phone, visits, slower }: Slowed,
): Promise<readonly string[]> => {
  insist(slower > SLOWER_MIN, `SCREENS, throttle of the processor, ${slower.toFixed(1)}x`);
  const cold: Visit[] = [];
  const again: Visit[] = [];
  for (let visit = 0; visit < visits; visit += 1) {
    await visitor.forget();
    cold.push(await visitor.visit(`${url}${RECORD}`));
    again.push(await visitor.visit(`${url}${RECORD}`));
  }
  const bytes = Math.max(...cold.map((visit) => visit.bytes));
  insist(Math.max(...again.map((visit) => visit.bytes)) < bytes, 'SCREENS, kept files');
  const plain = await withPlain(bytes, async (address) => {
    const seen: Visit[] = [];
    for (let visit = 0; visit < visits; visit += 1) seen.push(await visitor.visit(address));
    return median(seen.map(interactive));
  });
  const told = (name: string, all: readonly Visit[]): string => {
    const [one] = all;
    const lives = all.map(interactive);
    return (
      `${name}: ${one?.bytes} bytes in ${one?.requests} answers, ${one?.documentBytes} of them the document; ` +
      `seen ${between(all.map(({ seen }) => seen))}; interactive ${between(lives)}; ` +
      `${(median(lives) / plain).toFixed(1)}x as many bytes in one answer (${plain.toFixed(0)} ms)`
    );
  };
  return [
    `${phone.name}: ${phone.latencyMs} ms, ${phone.downKbits}/${phone.upKbits} kbit/s, processor ${slower.toFixed(1)}x slower`,
    told('  record page, never seen', cold),
    told('  record page, seen before', again),
  ];
};

/** The questions of a page asked straight, one after another: what is left of its time is the browser's. */
const askAll = async (
  { url, key }: { readonly url: string; readonly key: string },
  questions: readonly string[],
): Promise<number> => {
  const started = performance.now();
  for (const body of questions) {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const answer = await fetch(`${url}/graphql`, { method: 'POST', headers, body });
    insist(!(await answer.text()).includes('"errors"'), 'SCREENS, a question of the page');
  }
  return performance.now() - started;
};

/** A page that is watched, and who looks at it. */
interface Looking {
  readonly page: Page;
  readonly visitor: Visitor;
  readonly url: string;
  readonly key: string;
}

/** The page of a lot that a whole season lies behind. */
const partPage = async (
  { page, visitor, url, key }: Looking,
  { number, visits }: { readonly number: string; readonly visits: number },
): Promise<readonly string[]> => {
  const lines: string[] = [];
  for (const view of ['graph', 'table'] as const) {
    const address = `${url}/console/part?${new URLSearchParams({ number, view }).toString()}`;
    const all: Visit[] = [];
    for (let visit = 0; visit < visits; visit += 1) {
      const one = await visitor.visit(address);
      if ((await page.locator(REFUSAL).count()) > 0) continue;
      insist((await page.locator(shownBy[view]).count()) > 1, `SCREENS, ${view}`);
      all.push(one);
    }
    insist(all.length > 0, `SCREENS, ${view}`);
    const [first] = all;
    const straight: number[] = [];
    for (let round = 0; round < QUESTIONS_ROUNDS; round += 1)
      straight.push(await askAll({ url, key }, first?.questions ?? []));
    const drawn = all.map((visit) => visit.drawn);
    lines.push(
      `part page, ${view}: ${between(drawn)}, ${visits - all.length} of ${visits} told to try again; ${first?.questions.length} questions, ${first?.bytes} bytes; ` +
        `the questions alone, one after another ${between(straight)}, ${(median(drawn) / median(straight)).toFixed(1)}x`,
    );
  }
  return lines;
};

/** Parts behind a lot. */
const partsOf = async (url: string, key: string, number: string): Promise<number> => {
  const query = `query($number: String!) { provenance(item: { number: $number }) { summary { parts } } }`;
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { number } }),
  });
  const { data } = (await answer.json()) as {
    readonly data?: { readonly provenance: { readonly summary: { readonly parts: number } } };
  };
  return data?.provenance.summary.parts ?? 0;
};

/** SCREENS: pages of the built service in a real browser: recording a step on a slow phone, and a part of a whole season at a desk. */
export const measureScreens = async (world: World): Promise<Finding> => {
  const number = lastLotOf(world.seed, world.seasons[0] ?? 0);
  const key = await openKey(world);
  const child = await startChild(world);
  const browser = await openBrowser(ONE_PROCESS);
  try {
    const { url } = child;
    const parts = await partsOf(url, key, number);
    insist(parts > 900, `SCREENS, parts of a season: ${parts}`);
    const page = await (
      await browser.newContext({ viewport: { width: 360, height: 740 } })
    ).newPage();
    await signIn(page, url, key);
    const lines: string[] = [];
    const visitor = await Visitor.of(page, [FORM, REFUSAL, ...Object.values(shownBy)].join(', '));
    for (const phone of phones)
      lines.push(
        ...(await visitor.on(phone, (slower) =>
          recordOn(visitor, url, { phone, slower, visits: world.rounds }),
        )),
      );
    await page.setViewportSize({ width: 1280, height: 800 });
    lines.push(`a lot of ${parts} parts`);
    lines.push(
      ...(await partPage(
        { page, visitor, url, key },
        { number, visits: Math.max(VISITS_MIN, world.rounds) },
      )),
    );
    return { id: 'SCREENS', lines };
  } finally {
    await browser.close();
    await child.stop();
  }
};
