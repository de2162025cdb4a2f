import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildPages } from './support/built-pages.ts';
import { type CutProxy, startCutProxy } from './support/cut-proxy.ts';
import { emptyDatabase } from './support/database.ts';
import { openTestAccount } from './support/doors.ts';
import { patience } from './support/patience.ts';
import { testService, type TestService } from './support/service.ts';

const browser = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
const html = 'text/html; charset=utf-8';
const problem = 'application/problem+json; charset=utf-8';

/** Answers of a service that cannot answer, to a person and to programs. */
describe('a page of a service that fails', () => {
  let service: TestService;
  let proxy: CutProxy;
  let remove: () => Promise<void>;
  let cookie: string;
  beforeAll(async () => {
    buildPages();
    const own = await emptyDatabase('throughline_template');
    ({ remove } = own);
    proxy = await startCutProxy(own.url);
    service = await testService({ databaseUrl: proxy.url, statementTimeoutMs: 1_000 });
    const { key } = await openTestAccount(service, 'Mill');
    const opened = await fetch(`${service.url}/session`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'sec-fetch-site': 'same-origin' },
      body: new URLSearchParams({ key }),
    });
    cookie = (opened.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '';
  }, patience(120_000));
  afterAll(async () => {
    await service?.stop();
    await remove?.();
  });

  const ask = async (path: string, headers: Readonly<Record<string, string>> = browser) => {
    const answer = await fetch(`${service.url}${path}`, {
      redirect: 'manual',
      headers: { cookie, ...headers },
    });
    return {
      status: answer.status,
      type: answer.headers.get('content-type'),
      retryAfter: answer.headers.get('retry-after'),
      requestId: answer.headers.get('x-request-id') ?? '',
      headers: answer.headers,
      text: await answer.text(),
    };
  };
  const here = { ...browser, 'sec-fetch-site': 'same-origin' };
  const send = async (
    path: string,
    fields: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>> = here,
  ) => {
    const answer = await fetch(`${service.url}${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie, ...headers },
      body: new URLSearchParams(fields),
    });
    return {
      status: answer.status,
      type: answer.headers.get('content-type'),
      retryAfter: answer.headers.get('retry-after'),
      location: answer.headers.get('location') ?? '',
      text: await answer.text(),
    };
  };
  /** What a page would send again without being touched. */
  const hiddenIn = (text: string): Readonly<Record<string, string>> =>
    Object.fromEntries(
      [...text.matchAll(/<input type="hidden" name="([^"]*)" value(?:="([^"]*)")?/g)].map(
        ([, name = '', value = '']) => [
          name,
          value.replaceAll('&lt;', '<').replaceAll('&quot;', '"').replaceAll('&amp;', '&'),
        ],
      ),
    );
  const step = '/console/record?step=make';
  const record = { id: 'urn:uuid:0190c0de-0000-7000-8000-000000000002', 'out.0.lot': 'L-1' };
  const product = '/console/product/edit';
  const typed = (id: string) => ({
    id,
    number: '',
    version: '',
    as: '',
    name: `"<b>" & ${id}`,
    unit: 'KGM',
  });
  const heading = (text: string): string => /<h1>(.*?)<\/h1>/.exec(text)?.[1] ?? '';
  const whileLocked = async (work: () => Promise<void>): Promise<void> => {
    const other = service.database.dedicated();
    await other.connect();
    try {
      await other.query('begin; lock table masterdata.product in access exclusive mode');
      await work();
    } finally {
      await other.end();
    }
  };

  it('says that reading took too long', async () => {
    await whileLocked(async () => {
      const person = await ask('/console/products');
      expect([person.status, person.type]).toEqual([504, html]);
      expect(heading(person.text)).toBe('This took too long');
      expect(person.text).toContain('href="/console/products"');
      const program = await ask('/console/products', { accept: '*/*' });
      expect([program.status, program.type]).toEqual([504, problem]);
    });
    expect((await ask('/console/products')).status).toBe(200);
  });

  it('keeps what was typed into a form, which is recorded once however often it is sent', async () => {
    await whileLocked(async () => {
      const { status, type, text } = await send(step, { ...record, do: 'more.out' });
      expect([status, type, heading(text)]).toEqual([504, html, 'This took too long']);
      expect(text).toContain('It is not certain whether what you sent was recorded');
      expect(text).toContain(`action="${step}"`);
      expect(hiddenIn(text)).toEqual(record);
      const program = await send(step, record, { ...here, accept: '*/*' });
      expect([program.status, program.type]).toEqual([504, problem]);
    });
    const lot = await send(step, { ...record, do: 'back' });
    expect([lot.status, hiddenIn(lot.text)['id']]).toEqual([200, record.id]);
    expect(lot.text).toContain(`value="${record['out.0.lot']}"`);
    const fields = typed('0190c0de-0000-7000-8000-000000000001');
    const back = await send(product, { ...fields, do: 'back' });
    expect([back.status, hiddenIn(back.text)['id']]).toEqual([200, fields.id]);
    expect(back.text).toContain('value="&quot;&lt;b>&quot; &amp; ');
    const [first, second] = [await send(product, fields), await send(product, fields)];
    expect([first.status, second.status]).toEqual([303, 303]);
    expect(second.location).toBe(first.location);
    const { text: list } = await ask('/console/products?format=csv');
    expect(list.split(fields.id)).toHaveLength(2);
  });

  it('says that the fault is its own, and by which number it is found', async () => {
    const other = service.database.dedicated();
    await other.connect();
    try {
      await other.query('alter table masterdata.product rename to product_away');
      const person = await ask('/console/products');
      expect([person.status, person.type, person.retryAfter]).toEqual([500, html, null]);
      expect(heading(person.text)).toBe('The service has a fault');
      expect(person.requestId).not.toBe('');
      expect(person.text).toContain(person.requestId);
      expect(person.text).not.toContain('product_away');
      const program = await ask('/console/products', { accept: 'application/json' });
      expect([program.status, program.type]).toEqual([500, problem]);
    } finally {
      await other.query('alter table masterdata.product_away rename to product');
      await other.end();
    }
  });

  it('says to try again while the database is away, in the language of the reader', async () => {
    await proxy.close();
    for (const path of [
      '/',
      '/session',
      '/console/part?number=RR-0415&at=2026-01-01',
      '/console/products',
      '/console/file/books?number=RR-0415',
      '/console/no-such',
    ]) {
      const { status, type, retryAfter, headers, text } = await ask(path);
      expect([path, status, type, retryAfter]).toEqual([path, 503, html, '5']);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(heading(text)).toBe('The service cannot answer right now');
      expect(text).toContain(`href="${path.replaceAll('&', '&amp;')}"`);
      expect(text).not.toContain('Not signed in');
    }
    for (const [language, title] of [
      ['fr', 'Le service ne peut pas répondre pour l’instant'],
      ['ar', 'لا تستطيع الخدمة الإجابة الآن'],
    ] as const) {
      const { text } = await ask('/session', { ...browser, 'accept-language': language });
      expect([heading(text), text.includes(`<html lang="${language}"`)]).toEqual([title, true]);
    }
    for (const [path, fields] of [
      [step, { ...record, do: 'save' }],
      [product, typed('again')],
    ] as const) {
      const { status, type, retryAfter, text } = await send(path, fields);
      expect([path, status, type, retryAfter]).toEqual([path, 503, html, '5']);
      expect(heading(text)).toBe('The service cannot answer right now');
      const { do: todo, ...kept } = { do: undefined, ...fields };
      expect(hiddenIn(text)).toEqual(kept);
      expect(text.includes('name="do" value="save"')).toBe(todo === 'save');
      expect(text).toContain('name="do" value="back"');
      // A page of somebody else gets nothing that one press of a button here would send.
      const stranger = await send(path, fields, { ...browser, 'sec-fetch-site': 'cross-site' });
      expect([stranger.text.includes('L-1'), stranger.text.includes('KGM')]).toEqual([
        false,
        false,
      ]);
    }
    for (const path of ['/session', '/session/end', '/session/demo']) {
      const { status, type, text } = await send(path, { key: 'tl_secret', next: '/' });
      if (path === '/session/demo') expect(status).toBe(404);
      else expect([path, status, type]).toEqual([path, 503, html]);
      expect(text).not.toContain('tl_secret');
      if (status === 503) expect(text).toContain('href="/session"');
    }
    for (const [path, headers] of [
      ['/graphql', browser],
      ['/epcis/capture', browser],
      [product, { ...here, accept: 'application/json' }],
    ] as const) {
      const { status, type } = await send(path, { a: '1' }, headers);
      expect([path, status >= 400, type]).toEqual([
        path,
        true,
        expect.not.stringContaining('html'),
      ]);
    }
    const head = await fetch(`${service.url}/session`, {
      method: 'HEAD',
      headers: { cookie, ...browser },
    });
    expect([head.status, head.headers.get('content-type')]).toEqual([503, html]);
    for (const [path, accept] of [
      ['/console/products', '*/*'],
      ['/console/products', 'application/json, text/html;q=0.5'],
      ['/health/ready', 'text/html'],
      ['/changes', 'text/html'],
    ] as const) {
      const { status, type } = await ask(path, { accept });
      expect([path, status, type]).toEqual([path, 503, expect.not.stringContaining('html')]);
    }
  });
});
