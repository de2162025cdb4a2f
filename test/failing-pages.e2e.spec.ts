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
