import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { graphql } from './doors.ts';
import type { TestService } from './service.ts';

/** What one part is asked by. */
export interface PartAsked {
  readonly number: string;
  readonly direction: 'BACK' | 'FORWARD';
  /** Instants of event time and of record time; left out: no bound, and now. */
  readonly at?: string;
  readonly known?: string;
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
  /** Keys. */
  readonly hops: readonly string[];
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
    readonly gaps: { readonly nodes: readonly object[] };
  } | null;
}
interface Recorded {
  readonly id: string;
  readonly corrects: readonly { readonly id: string }[];
}
interface List<Node> {
  readonly pageInfo: PageInfo;
  readonly nodes: readonly Node[];
}
interface OwnHop {
  readonly key: string;
  readonly shipping: Recorded | null;
  readonly receivings: readonly Recorded[];
}

const asked =
  'provenance(item: { number: $number }, direction: $direction, at: $at, asKnownAt: $known';
const given = '$number: String!, $at: DateTime, $known: DateTime, $after: String';
const nodesQuery = `query($direction: Direction!, ${given}) {
  ${asked}, first: 1000, after: $after) { streamUrl asKnownAt pageInfo { hasNextPage endCursor }
    nodes { key item { name } madeBy { name } country quantity { value unit } share distance corrected }
    links { from to } gaps(first: 200) { nodes { reason } } } }`;
const record = '{ id corrects { id } }';
const page = 'pageInfo { hasNextPage endCursor }';
const recordsQuery = `query($direction: Direction!, ${given}) {
  of: ${asked}) { list: steps(first: 200, after: $after) { nodes ${record} ${page} } } }`;
const hopsQuery = `query($direction: Direction!, ${given}) {
  of: ${asked}) { list: hops(first: 200, after: $after) { nodes { key } ${page} } } }`;
const ownHopsQuery = `query(${given}) { of: item(by: { number: $number }) {
  list: hops(first: 20, at: $at, asKnownAt: $known, after: $after) {
    nodes { key shipping ${record} receivings ${record} } ${page} } } }`;

type Trace = NonNullable<Answer['provenance']>;

/** The whole `list` of what is asked about. */
const everyOne = async <Node>(
  { service, key }: Looking,
  query: string,
  variables: PartAsked,
): Promise<readonly Node[]> => {
  const all: Node[] = [];
  for (let after: string | null = null, more = true; more;) {
    const { of }: { readonly of: { readonly list: List<Node> } } = await graphql(
      service.url,
      key,
      query,
      { ...variables, after },
    );
    const { nodes, pageInfo }: List<Node> = of.list;
    all.push(...nodes);
    more = pageInfo.hasNextPage;
    after = pageInfo.endCursor;
  }
  return all;
};

const inOrder = (all: readonly string[]): readonly string[] => [...new Set(all)].toSorted();

/** What the endpoint says, asked page by page in other words than the page uses; null: nothing. */
export const toldByEndpoint = async (
  looking: Looking,
  variables: PartAsked,
): Promise<(Told & { readonly streamUrl: string }) | null> => {
  const { service, key } = looking;
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
  const steps = await everyOne<Recorded>(looking, recordsQuery, variables);
  const way = await everyOne<Pick<OwnHop, 'key'>>(looking, hopsQuery, variables);
  const own = await everyOne<OwnHop>(looking, ownHopsQuery, variables);
  const records = [
    ...steps,
    ...own.flatMap(({ shipping, receivings }) => [shipping ?? [], ...receivings].flat()),
  ].flatMap(({ id, corrects }) => [id, ...corrects.map((one) => `-${one.id}`)]);
  const [first] = pages;
  if (first === undefined) return null;
  const nodes = pages.flatMap((page) => page.nodes);
  const links = pages.flatMap((page) => page.links);
  return {
    streamUrl: first.streamUrl,
    parts: nodes.map(({ key: id, item }) => `${id} ${item.name}`).toSorted(),
    links: inOrder(links.map(({ from, to }) => `${from} ${to}`)),
    records: inOrder(records),
    hops: inOrder([...way, ...own].map((hop) => hop.key)),
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

const addressOf = ({ service }: Looking, { number, direction, ...moments }: PartAsked): string => {
  const search = { number, direction: direction.toLowerCase(), group: 'parts', ...moments };
  return `${service.url}/console/part?${new URLSearchParams(search).toString()}`;
};

const list = <Item>(page: Page, selector: string, read: string): Promise<readonly Item[]> =>
  page.evaluate(
    `[...document.querySelectorAll(${JSON.stringify(selector)})].map((one) => ${read})`,
  );

const pressIfThere = async (page: Page, name: RegExp): Promise<void> => {
  const button = page.getByRole('button', { name });
  if ((await button.count()) > 0) await button.first().click();
};

/** Downloads a table that is shown; an empty one has no file. */
const fileOf = async (page: Page, name: string) => {
  if ((await page.locator(`[data-table=${name}] tbody tr`).count()) === 0) return [];
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.locator(`[data-csv=${name}]`).click(),
  ]);
  return csvRows(readFileSync(await download.path(), 'utf8'));
};

/** What the page says, each list from the way of showing that is named; the table's file and rows beside it. */
export const toldByPage = async (
  looking: Looking,
  part: PartAsked,
): Promise<
  Told & {
    readonly rows: readonly string[];
    readonly known: string | null;
    /** Of the table of hand-overs, and of its file: a row a line. */
    readonly hopRows: readonly string[];
    readonly hopLines: number;
    /** What stands above all pictures. */
    readonly head: string;
  }
> => {
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
  const lines = await fileOf(page, 'parts');
  await page.getByRole('button', { name: 'Hand-overs', exact: true }).click();
  await pressIfThere(page, /^Show all/);
  const hopRows = await list<string>(page, '[data-table=hops] tbody tr', 'one.dataset.row');
  const { length: hopLines } = await fileOf(page, 'hops');
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
    hops: hops.toSorted(),
    hopRows,
    hopLines,
    head: await page.locator('.facts').innerText(),
    gaps: gaps.length,
    facts: lines.map((line) => JSON.stringify(columns.map((name) => line[name]))).toSorted(),
    rows: rows.toSorted(),
  };
};
