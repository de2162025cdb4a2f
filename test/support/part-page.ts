import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { graphql } from './doors.ts';
import type { TestService } from './service.ts';

/** What one part is asked by. */
export interface PartAsked {
  readonly number: string;
  readonly direction: 'BACK' | 'FORWARD';
}

/** Who is looking. */
export interface Looking {
  readonly service: TestService;
  readonly page: Page;
  readonly key: string;
}

/** One part as each way of showing it says it, in the same words; lists are sorted. */
export interface Told {
  /** Key and name of each part. */
  readonly parts: readonly string[];
  /** Keys of the two ends. */
  readonly links: readonly string[];
  /** Keys; `-` before one that was put right. */
  readonly records: readonly string[];
  readonly hops: number;
  readonly gaps: number;
  /** Name, maker, country, quantity, unit, share, distance and whether it was corrected. */
  readonly facts: readonly string[];
}

interface PageInfo {
  readonly hasNextPage: boolean;
  readonly endCursor: string | null;
}
interface Answer {
  readonly provenance: {
    readonly streamUrl: string;
    readonly asKnownAt: string;
    readonly pageInfo: PageInfo;
    readonly nodes: readonly {
      readonly key: string;
      readonly item: { readonly name: string };
      readonly madeBy: { readonly name: string | null };
      readonly country: string | null;
      readonly quantity: { readonly value: string; readonly unit: string | null } | null;
      readonly share: string | null;
      readonly distance: number;
      readonly corrected: boolean;
    }[];
    readonly links: readonly { readonly from: string; readonly to: string }[];
    readonly hops: { readonly totalCount: number };
    readonly gaps: { readonly nodes: readonly object[] };
  } | null;
}
interface Records {
  readonly provenance: {
    readonly steps: {
      readonly pageInfo: PageInfo;
      readonly nodes: readonly {
        readonly id: string;
        readonly corrects: readonly { readonly id: string }[];
      }[];
    };
  };
}

const asked = 'provenance(item: { number: $number }, direction: $direction';
const nodesQuery = `query($number: String!, $direction: Direction!, $after: String) {
  ${asked}, first: 1000, after: $after) { streamUrl asKnownAt pageInfo { hasNextPage endCursor }
    nodes { key item { name } madeBy { name } country quantity { value unit } share distance corrected }
    links { from to } hops(first: 1) { totalCount } gaps(first: 200) { nodes { reason } } } }`;
const recordsQuery = `query($number: String!, $direction: Direction!, $after: String) {
  ${asked}) { steps(first: 200, after: $after) { nodes { id corrects { id } } pageInfo { hasNextPage endCursor } } } }`;

type Trace = NonNullable<Answer['provenance']>;

/** What the endpoint says, asked page by page in other words than the page uses; null: nothing. */
export const toldByEndpoint = async (
  { service, key }: Looking,
  variables: PartAsked,
): Promise<(Told & { readonly streamUrl: string }) | null> => {
  const pages: Trace[] = [];
  for (let after: string | null = null, more = true; more;) {
    const { provenance }: Answer = await graphql<Answer>(service.url, key, nodesQuery, {
      ...variables,
      after,
    });
    if (provenance === null) return null;
    pages.push(provenance);
    more = provenance.pageInfo.hasNextPage;
    after = provenance.pageInfo.endCursor;
  }
  const records: string[] = [];
  for (let after: string | null = null, more = true; more;) {
    const { provenance }: Records = await graphql<Records>(service.url, key, recordsQuery, {
      ...variables,
      after,
    });
    const { nodes, pageInfo }: Records['provenance']['steps'] = provenance.steps;
    records.push(
      ...nodes.flatMap(({ id, corrects }) => [id, ...corrects.map((one) => `-${one.id}`)]),
    );
    more = pageInfo.hasNextPage;
    after = pageInfo.endCursor;
  }
  const [first] = pages;
  if (first === undefined) return null;
  const nodes = pages.flatMap((page) => page.nodes);
  const links = pages.flatMap((page) => page.links);
  return {
    streamUrl: first.streamUrl,
    parts: nodes.map(({ key: id, item }) => `${id} ${item.name}`).toSorted(),
    links: [...new Set(links.map(({ from, to }) => `${from} ${to}`))].toSorted(),
    records: [...new Set(records)].toSorted(),
    hops: first.hops.totalCount,
    gaps: first.gaps.nodes.length,
    facts: nodes
      .map(({ item, madeBy, country, quantity, share, distance, corrected }) =>
        JSON.stringify([
          item.name,
          madeBy.name ?? '',
          country ?? '',
          quantity?.value ?? '',
          quantity?.unit ?? '',
          share === null ? '' : String(Number(share)),
          String(distance),
          String(corrected),
        ]),
      )
      .toSorted(),
  };
};

/** Rows of a CSV file by its heading (RFC 4180). */
export const csvRows = (text: string): readonly Readonly<Record<string, string>>[] => {
  const rows: string[][] = [[]];
  const field = /("(?:[^"]|"")*"|[^,\r\n]*)(,|\r\n|$)/gy;
  const body = text.replace(/^\uFEFF/, '');
  while (field.lastIndex < body.length) {
    const [, value = '', end = ''] = field.exec(body) ?? [];
    rows.at(-1)?.push(value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value);
    if (end === '\r\n') rows.push([]);
  }
  const [head = [], ...lines] = rows.filter(({ length }) => length > 0);
  return lines.map((line) =>
    Object.fromEntries(head.map((name, index) => [name, line[index] ?? ''])),
  );
};

const addressOf = ({ service }: Looking, { number, direction }: PartAsked): string =>
  `${service.url}/console/part?${new URLSearchParams({ number, direction: direction.toLowerCase(), group: 'parts' }).toString()}`;

const list = <Item>(page: Page, selector: string, read: string): Promise<readonly Item[]> =>
  page.evaluate(
    `[...document.querySelectorAll(${JSON.stringify(selector)})].map((one) => ${read})`,
  );

const pressIfThere = async (page: Page, name: RegExp): Promise<void> => {
  const button = page.getByRole('button', { name });
  if ((await button.count()) > 0) await button.first().click();
};

/** What the page says, each list from the way of showing that is named; the table's file and rows beside it. */
export const toldByPage = async (
  looking: Looking,
  part: PartAsked,
): Promise<Told & { readonly rows: readonly string[]; readonly known: string | null }> => {
  const { page } = looking;
  await page.goto(addressOf(looking, part));
  await page.waitForSelector('[data-shown] [data-box]');
  const boxes = await list<string>(
    page,
    '[data-box]:not(.hole)',
    "one.dataset.box + ' ' + one.querySelector('b').textContent",
  );
  const links = await list<readonly string[]>(page, '[data-link]', 'JSON.parse(one.dataset.link)');
  const known = await page.locator('[data-known]').first().textContent();
  await page.locator('#tab-table').click();
  await pressIfThere(page, /^Show all/);
  const rows = await list<string>(page, '[data-table=parts] tbody tr', 'one.cells[0].textContent');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.locator('[data-csv=parts]').click(),
  ]);
  const lines = csvRows(readFileSync(await download.path(), 'utf8'));
  await page.locator('#tab-timeline').click();
  await pressIfThere(page, /^Show all/);
  const records = await list<string>(
    page,
    '[data-record]',
    "(one.dataset.struck === 'true' ? '-' : '') + one.dataset.record",
  );
  await page.locator('#tab-hops').click();
  const hops = await list<string>(page, '[data-hop]', 'one.dataset.hop');
  await page.locator('#tab-gaps').click();
  const gaps = await list<string>(page, '[data-gap]', 'one.dataset.gap');
  const columns = 'part maker country quantity quantityUnit share distance corrected'.split(' ');
  return {
    known,
    parts: boxes.toSorted(),
    links: links
      .filter((ends) => ends.every((end) => !end.startsWith('NOT_')))
      .map((ends) => ends.join(' '))
      .toSorted(),
    records: records.toSorted(),
    hops: hops.length,
    gaps: gaps.length,
    facts: lines.map((line) => JSON.stringify(columns.map((name) => line[name]))).toSorted(),
    rows: rows.toSorted(),
  };
};
