import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sampleKey } from '../src/access/api-key.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { SampleLoader } from '../src/sample/loader.ts';
import { readSampleData } from '../src/sample/world.ts';
import { ProductService } from '../src/masterdata/product.service.ts';
import { LARGE_ANSWERS_MAX, OpenAnswers } from '../src/trace/open-answers.ts';
import { buildPages } from './support/built-pages.ts';
import { recorderOf } from './support/capture-room.ts';
import { post } from './support/doors.ts';
import { eventJson } from './support/entries.ts';
import { checkDigit } from './support/events.ts';
import { instantBetween } from './support/instant.ts';
import { large, openLargeAccount } from './support/large-account.ts';
import { valueOf } from './support/masterdata.ts';
import { csvRows } from './support/part-page.ts';
import { patience } from './support/patience.ts';
import { testService, type TestService } from './support/service.ts';

const LOT = 'RR-0415';
const ODD = `0952199000009${checkDigit('0952199000009')}`;
const PALLET = 'https://id.gs1.org/8003/09521005000099PAL7';
/** What is made into it is recalled. */
const SOURCE = 'KM-0312';
type Row = Readonly<Record<string, string>>;
type Line = Readonly<Record<string, string | number | boolean | null>>;

interface Made {
  readonly recall: {
    readonly parts: {
      readonly links: readonly { readonly from: string; readonly to: string }[];
      readonly nodes: readonly {
        readonly part: {
          readonly id: string;
          readonly name: string;
          readonly birth: { readonly country: string; readonly madeBy: { readonly name: string } };
        };
      }[];
    };
  };
}

/** Asks as people do who have no script: by a cookie, whatever a link of a page says. */
describe('the file of a list', () => {
  let service: TestService;
  const cookies = { buyer: '', large: '' };
  let largeKey = '';
  beforeAll(async () => {
    buildPages();
    service = await testService({ demo: true });
    await new SampleLoader(service.server.app, readSampleData()).load();
    const account = await openLargeAccount(service);
    const products = service.server.app.get(ProductService, { strict: false });
    const odd = { name: '=بن', gtin: ODD };
    valueOf(await products.register(recorderOf(account.organisation), odd));
    largeKey = account.key;
    cookies.large = await signedIn(account.key);
    cookies.buyer = await signedIn(sampleKey('buyer'));
  }, patience(240_000));
  afterAll(() => service?.stop());

  const signedIn = async (key: string): Promise<string> => {
    const opened = await fetch(`${service.url}/session`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'sec-fetch-site': 'same-origin' },
      body: new URLSearchParams({ key }),
    });
    return (opened.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '';
  };
  const ask = (path: string, who: keyof typeof cookies = 'buyer'): Promise<Response> =>
    fetch(`${service.url}${path}`, { headers: { cookie: cookies[who] }, redirect: 'manual' });
  const rowsOf = async (
    list: string,
    asked: Readonly<Record<string, string>>,
    who: keyof typeof cookies = 'buyer',
  ): Promise<readonly Row[]> => {
    const answer = await ask(`/console/file/${list}?${new URLSearchParams(asked).toString()}`, who);
    expect([list, answer.status, answer.headers.get('content-type')]).toEqual([
      list,
      200,
      'text/csv; charset=utf-8',
    ]);
    return csvRows((await answer.text()).replace('\uFEFF', ''));
  };
  const told = async <Data>(query: string): Promise<Data> => {
    const answer = await fetch(`${service.url}/graphql`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${sampleKey('buyer')}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ query }),
    });
    return ((await answer.json()) as { readonly data: Data }).data;
  };

  const streamed = async (url: string): Promise<readonly Line[]> =>
    (await (await fetch(url)).text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
  const ofKind =
    (kind: string) =>
    ({ type }: Line): boolean =>
      type === kind;
  /** A line as a row of a file has it. */
  const cells = ({ type: _kind, ...values }: Line): Row =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, value === null ? '' : String(value)]),
    );

  it('has all contents of a container, not the first of them', async () => {
    const rows = await rowsOf('contents', { number: large.container }, 'large');
    expect(rows).toHaveLength(70);
    expect(rows[0]).toMatchObject({ level: '1', quantity: '1', quantityUnit: 'KGM' });
    const then = await rowsOf('contents', { number: large.container, at: '2026-02-01' }, 'large');
    expect(then).toEqual([]);
  });

  it('has every line of the records of a container, as the endpoint tells them', async () => {
    interface Told {
      readonly item: {
        readonly journey: {
          readonly nodes: readonly {
            readonly time: string;
            readonly by: { readonly name: string };
            readonly itemCount: number;
            readonly corrects: readonly { readonly itemCount: number }[];
          }[];
        };
      };
    }
    const { item } = await told<Told>(
      `{ item(by: { number: "${PALLET}" }) { journey(first: 100) { nodes { time by { name } itemCount corrects { itemCount } } } } }`,
    );
    const { nodes } = item.journey;
    const rows = await rowsOf('records', { number: PALLET });
    const lines = nodes.flatMap(({ itemCount, corrects }) => [
      itemCount,
      ...corrects.map((one) => one.itemCount),
    ]);
    expect(rows).toHaveLength(lines.reduce((sum, count) => sum + count, 0));
    const current = rows.filter(({ status }) => status === 'CURRENT' || status === 'CLAIM');
    expect([...new Set(current.map(({ time }) => time))]).toEqual([
      ...new Set(nodes.map(({ time }) => time)),
    ]);
    expect(new Set(current.map(({ who }) => who))).toEqual(new Set(nodes.map(({ by }) => by.name)));
  });

  it('has hand-overs as the endpoint tells them', async () => {
    interface Told {
      readonly item: {
        readonly hops: {
          readonly nodes: readonly {
            readonly from: { readonly name: string };
            readonly to: { readonly name: string };
            readonly fromCountry: string;
            readonly shippedAt: string;
            readonly status: string;
            readonly documents: readonly { readonly number: string }[];
            readonly lines: readonly {
              readonly item: { readonly name: string };
              readonly shipped: { readonly value: string } | null;
            }[];
          }[];
        };
      };
    }
    const { item } = await told<Told>(
      `{ item(by: { number: "${PALLET}" }) { hops(first: 10) { nodes { from { name } to { name } fromCountry shippedAt status documents { number } lines(first: 200) { item { name } shipped { value } } } } } }`,
    );
    const rows = await rowsOf('hops', { number: PALLET });
    expect(rows.length).toBeGreaterThan(1);
    expect(
      rows.map(({ from, to, fromCountry, shipped, hop, papers, part, sent }) =>
        [from, to, fromCountry, shipped, hop, papers, part, sent].join('|'),
      ),
    ).toEqual(
      item.hops.nodes.flatMap((hop) =>
        hop.lines.map((line) =>
          [
            hop.from.name,
            hop.to.name,
            hop.fromCountry,
            hop.shippedAt,
            hop.status,
            hop.documents.map(({ number }) => number).join(' '),
            line.item.name,
            line.shipped?.value ?? '',
          ].join('|'),
        ),
      ),
    );
  });

  it('has the books, where it is and where it was born', async () => {
    interface Told {
      readonly item: {
        readonly balance: Readonly<Record<'made' | 'onHand' | 'unit', string>>;
        readonly state: {
          readonly holdings: {
            readonly nodes: readonly { readonly holder: { readonly name: string } }[];
          };
        };
      };
      readonly provenance: {
        readonly composition: {
          readonly shares: readonly { readonly country: string; readonly share: string }[];
        };
      };
    }
    const { item, provenance } = await told<Told>(
      `{ item(by: { number: "${LOT}" }) { state { holdings { nodes { holder { name } } } } ... on Part { balance { made onHand unit } } }
         provenance(item: { number: "${LOT}" }) { composition(by: COUNTRY) { shares { country share } } } }`,
    );
    const books = await rowsOf('books', { number: LOT });
    expect(books).toHaveLength(8);
    expect(books.find(({ line }) => line === 'made')).toMatchObject({
      quantity: item.balance.made,
      quantityUnit: item.balance.unit,
    });
    const holdings = await rowsOf('holdings', { number: LOT });
    expect(holdings.map(({ holder }) => holder)).toEqual(
      item.state.holdings.nodes.map(({ holder }) => holder.name),
    );
    const origin = await rowsOf('origin', { number: LOT });
    const { shares } = provenance.composition;
    expect(shares.length).toBeGreaterThan(1);
    expect(
      origin
        .filter(({ by, name }) => by === 'COUNTRY' && name !== '')
        .map(({ name, share }) => [name, share]),
    ).toEqual(shares.map(({ country, share }) => [country, share]));
    expect(new Set(origin.map(({ by }) => by))).toEqual(new Set(['COUNTRY', 'SUPPLIER', 'SITE']));
    const forward = await rowsOf('origin', { number: LOT, direction: 'forward' });
    expect(forward).toEqual([]);
  });

  it('has all that a company, a place and a product list, more than their pages show', async () => {
    const party = { number: large.gln };
    const sites = await rowsOf('organisation-sites', party, 'large');
    expect(sites).toHaveLength(61);
    expect(await rowsOf('organisation-products', party, 'large')).toHaveLength(62);
    expect(await rowsOf('product-parts', { number: large.gtin }, 'large')).toHaveLength(72);
    const records = await rowsOf('organisation-records', party, 'large');
    expect(new Set(records.map(({ time, part }) => `${time} ${part}`)).size).toBeGreaterThan(200);
    expect(await rowsOf('site-records', { number: large.site }, 'large')).toHaveLength(
      records.length,
    );
    const hops = await rowsOf('organisation-hops', party, 'large');
    expect(hops).toHaveLength(71);
    expect(await rowsOf('site-parts', { number: '9521005000013' })).toEqual(expect.any(Array));
  });

  it('has all hits of a search', async () => {
    const hits = await rowsOf('hits', { q: 'Product' }, 'large');
    expect(hits.length).toBeGreaterThan(60);
    const [rhein] = await rowsOf('hits', { q: 'Rhein Roastery' });
    expect(rhein).toMatchObject({ kind: 'ORGANISATION', name: 'Rhein Roastery', country: 'DE' });
    const records = await rowsOf('hits', { q: 'BOL-4710' });
    const told = records.map(({ kind, step, name, day }) => [kind, step, name, day].join(' '));
    expect(told.toSorted()).toEqual([
      'EVENT RECEIVE Canal Coffee 2026-02-20',
      'EVENT SHIP Kilele Mill 2026-02-11',
      'ITEM  Pallet PAL7 ',
    ]);
  });

  it('is named after what it is of, in every alphabet, and guards against formulas', async () => {
    const answer = await ask(`/console/file/books?number=${LOT}`);
    expect(answer.headers.get('content-disposition')).toMatch(
      /^attachment; filename="[\x20-\x7e]*RR-0415 books\.csv"; filename\*=UTF-8''[^ ]*RR-0415%20books\.csv$/,
    );
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const odd = await ask(`/console/file/product-parts?number=${ODD}`, 'large');
    expect(odd.headers.get('content-disposition')).toBe(
      `attachment; filename="=__ parts.csv"; filename*=UTF-8''${encodeURIComponent('=بن')}%20parts.csv`,
    );
    const products = await rowsOf('organisation-products', { number: large.gln }, 'large');
    expect(products.map(({ name }) => name)).toContain("'=بن");
  });

  it('is for who is signed in, of what there is, and says so', async () => {
    const stranger = await fetch(`${service.url}/console/file/books?number=${LOT}`, {
      redirect: 'manual',
    });
    expect(stranger.status).toBe(302);
    expect(stranger.headers.get('location')).toMatch(/^\/session\?next=/);
    for (const path of ['books?number=no-such', 'books', 'nothing?number=1', 'hits', 'constructor'])
      expect([path, (await ask(`/console/file/${path}`)).status]).toEqual([path, 404]);
  });

  it.each([
    [`/console/organisation?number=9521005000006`, 4],
    [`/console/site?number=9521001000017`, 1],
    [`/console/product?number=09521005000013`, 1],
    [`/console/part?number=${LOT}`, 8],
    [`/console/part?number=SHAMBA-12&direction=forward`, 8],
    [`/console/container?number=${encodeURIComponent(PALLET)}`, 6],
    [`/console/recall?number=${SOURCE}`, 3],
    [`/console/recall?product=09521001000017`, 3],
    [`/console/recall?site=9521001000017&from=2025-01-01&until=2026-12-31`, 3],
    [`/console/search?q=Rhein`, 1],
  ])('is linked without a script from %s', async (path, least) => {
    const page = await (await ask(path)).text();
    const links = [...page.matchAll(/href="(\/console\/file\/[^"]+)"/g)].map(([, link]) =>
      (link ?? '').replaceAll('&amp;', '&'),
    );
    expect(links.length).toBeGreaterThanOrEqual(least);
    for (const link of links) expect([link, (await ask(link)).status]).toEqual([link, 200]);
  });

  it('is not linked beside a list that has nothing in it', async () => {
    const page = await (await ask('/console/site?number=9521001000017')).text();
    expect(page).toContain('/console/file/site-records?');
    // No other place is within this one.
    expect(page).not.toContain('/console/file/site-parts?');
  });

  it('is asked for by a number where a page has none, without a script', async () => {
    for (const [path, field] of [
      ['part', 'number'],
      ['container', 'number'],
      ['recall', 'number'],
      ['search', 'q'],
    ] as const) {
      const page = await (await ask(`/console/${path}`)).text();
      const [, instead = ''] = /<noscript>(.*?)<\/noscript>/s.exec(page) ?? [];
      expect([path, instead]).toEqual([path, expect.stringContaining('<form method="get"')]);
      expect([path, instead]).toEqual([path, expect.stringContaining(`name="${field}"`)]);
      expect(instead).not.toContain('/console/file/');
    }
  });

  it('has the parts, links and gaps of a trace, as the endpoint streams them', async () => {
    for (const direction of ['BACK', 'FORWARD'] as const) {
      const { provenance } = await told<{
        readonly provenance: { readonly streamUrl: string };
      }>(`{ provenance(item: { number: "${SOURCE}" }, direction: ${direction}) { streamUrl } }`);
      const lines = await streamed(provenance.streamUrl);
      const asked = { number: SOURCE, direction: direction.toLowerCase() };
      for (const [list, kind] of [
        ['parts', 'node'],
        ['links', 'link'],
        ['gaps', 'gap'],
      ] as const)
        expect([list, await rowsOf(list, asked)]).toEqual([
          list,
          lines.filter(ofKind(kind)).map(cells),
        ]);
    }
  });

  it('has the parts, holders and gaps of a recall, as the endpoint streams them', async () => {
    const { recall } = await told<{ readonly recall: { readonly streamUrl: string } }>(
      `{ recall(of: { item: { number: "${SOURCE}" } }) { streamUrl } }`,
    );
    const lines = await streamed(recall.streamUrl);
    for (const [list, kind] of [
      ['recall-parts', 'part'],
      ['recall-links', 'link'],
      ['recall-holders', 'holder'],
      ['recall-gaps', 'gap'],
    ] as const) {
      const rows = await rowsOf(list, { number: SOURCE });
      expect([list, rows]).toEqual([list, lines.filter(ofKind(kind)).map(cells)]);
      if (list !== 'recall-gaps') expect(rows).not.toEqual([]);
    }
    const made = lines
      .filter(ofKind('part'))
      .map(({ name, madeFrom, madeBy, country }) => [name, madeFrom, madeBy, country]);
    const page = await told<Made>(
      `{ recall(of: { item: { number: "${SOURCE}" } }) { parts(first: 200) {
        links { from to } nodes { part { id name birth { country madeBy { name } } } } } } }`,
    );
    const { nodes, links } = page.recall.parts;
    const names = new Map(nodes.map(({ part: { id, name } }) => [id, name]));
    expect(made).toEqual(
      nodes.map(({ part: { id, name, birth } }) => {
        const from = links.flatMap((link) => (link.to === id ? (names.get(link.from) ?? []) : []));
        return [name, from.join('; ') || null, birth.madeBy.name, birth.country];
      }),
    );
    expect(made.filter(([, from]) => from !== null)).not.toEqual([]);
    for (const wrong of ['number=no-such', 'product=1', 'site=9521001000017&from=x', ''])
      expect([wrong, (await ask(`/console/file/recall-parts?${wrong}`)).status]).toEqual([
        wrong,
        404,
      ]);
  });

  it('are held by the limit of the streams, where they are of a trace or a recall', async () => {
    const answers = service.server.app.get(OpenAnswers, { strict: false });
    const { recall } = await told<{ readonly recall: { readonly streamUrl: string } }>(
      `{ recall(of: { item: { number: "${SOURCE}" } }) { streamUrl } }`,
    );
    const free = (): number => {
      const taken = Array.from({ length: LARGE_ANSWERS_MAX + 1 }, () => answers.take());
      for (const giveBack of taken) giveBack?.();
      return taken.filter((one) => one !== null).length;
    };
    const person = { cookie: cookies.buyer, accept: 'text/html' };
    const large = ['parts', 'links', 'gaps', 'recall-parts', 'recall-holders'].map(
      (list) => `/console/file/${list}?number=${SOURCE}`,
    );
    const small = `/console/file/books?number=${SOURCE}`;
    const statuses = () =>
      Promise.all(
        [...large, small].map(async (path) => {
          const answer = await fetch(`${service.url}${path}`, { headers: person });
          const heading = /<h1>(.*?)<\/h1>/.exec(await answer.text())?.[1] ?? '';
          return [answer.status, answer.headers.get('retry-after'), heading];
        }),
      );
    const taken = Array.from({ length: LARGE_ANSWERS_MAX }, () => answers.take());
    const away = [503, '5', 'The service cannot answer right now'];
    expect(await statuses()).toEqual([...large.map(() => away), [200, null, '']]);
    expect((await fetch(recall.streamUrl)).status).toBe(503);
    for (const giveBack of taken) giveBack?.();
    expect(await statuses()).toEqual([...large, small].map(() => [200, null, '']));
    expect((await (await fetch(recall.streamUrl)).text()).length).toBeGreaterThan(0);
    // Also whoever goes before it is whole, or asks for what there is not, takes no place along.
    for (const path of large) {
      const leaving = new AbortController();
      await fetch(`${service.url}${path}`, { headers: person, signal: leaving.signal });
      leaving.abort();
      await (await ask(path.replace(SOURCE, 'no-such'))).text();
    }
    while (free() < LARGE_ANSWERS_MAX) await sleep(20);
  });

  it('has records and hand-overs as they were known', async () => {
    const known = await instantBetween();
    const sent = {
      id: 'urn:test:sent-on',
      time: '2026-06-01T08:00:00.000+03:00',
      more: {
        bizStep: 'shipping',
        quantityList: [],
        epcList: [large.container],
        destinationList: [
          { type: 'possessing_party', destination: 'https://id.gs1.org/417/9521005000006' },
        ],
      },
    };
    const answer = await post(service.url, 'events', JSON.stringify(eventJson(sent)), {
      key: largeKey,
    });
    expect(answer.status).toBe(201);
    for (const list of ['records', 'hops']) {
      const asked = { number: large.container };
      const [then, now] = [
        await rowsOf(list, { ...asked, known }, 'large'),
        await rowsOf(list, asked, 'large'),
      ];
      expect([list, now.length > then.length, then.length > 0]).toEqual([list, true, true]);
    }
  });
});
