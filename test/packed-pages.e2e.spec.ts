import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { sampleKey } from '../src/access/api-key.ts';
import { SampleLoader } from '../src/sample/loader.ts';
import { readSampleData } from '../src/sample/world.ts';
import { buildPages } from './support/built-pages.ts';
import { patience } from './support/patience.ts';
import { type RawAnswer, sendRaw } from './support/raw-client.ts';
import { testService, type TestService } from './support/service.ts';

const form = '/console/record?step=make';
const pages = ['/', '/session', '/console/record', form, '/console/products', '/console/part'];

describe('pages on their way', () => {
  let service: TestService;
  let cookie: string;
  beforeAll(async () => {
    buildPages();
    service = await testService({ demo: true });
    await new SampleLoader(service.server.app, readSampleData()).load();
    const opened = await fetch(`${service.url}/session`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'sec-fetch-site': 'same-origin' },
      body: new URLSearchParams({ key: sampleKey('mill') }),
    });
    cookie = (opened.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '';
  }, patience(120_000));
  afterAll(() => service?.stop());

  const ask = async (
    target: string,
    accepted: string | null,
    { method = 'GET', body = '' } = {},
  ): Promise<RawAnswer> => {
    const headers: [string, string][] = [['sec-fetch-site', 'same-origin']];
    if (target.startsWith('/changes'))
      headers.push(['authorization', `Bearer ${sampleKey('mill')}`]);
    else headers.push(['cookie', cookie]);
    if (accepted !== null) headers.push(['accept-encoding', accepted]);
    if (body.startsWith('{')) headers.push(['content-type', 'application/json']);
    else if (body !== '') headers.push(['content-type', 'application/x-www-form-urlencoded']);
    const answer = await sendRaw(service.url, { method, target, headers, body });
    if (answer === null) throw new Error(`no answer to ${target}`);
    return answer;
  };
  /** The page in an answer, whatever was done to it; without the id of its form, which is new each time. */
  const pageIn = ({ headers, body }: RawAnswer): string => {
    const bytes = Buffer.from(body, 'latin1');
    const encoding = headers.get('content-encoding');
    const page =
      encoding === 'br'
        ? brotliDecompressSync(bytes)
        : encoding === 'gzip'
          ? gunzipSync(bytes)
          : bytes;
    return page
      .toString('utf8')
      .replace(/urn:uuid:[0-9a-f-]{36}/g, 'ID')
      .replace(/value="\d{4}-[\dT:.-]+"/g, 'TIME');
  };

  it.each(pages)('say the same packed or not: %s', async (target) => {
    const plain = await ask(target, null);
    expect(plain.status).toBe(200);
    expect(pageIn(plain)).toMatch(/^<!doctype html><html .*<\/html>$/s);
    for (const [accepted, encoding] of [
      ['identity', undefined],
      ['br;q=0', undefined],
      ['gzip, deflate', 'gzip'],
      ['gzip, deflate, br, zstd', 'br'],
    ] as const) {
      const answer = await ask(target, accepted);
      expect([accepted, answer.headers.get('content-encoding')]).toEqual([accepted, encoding]);
      expect(answer.headers.get('vary')).toBe('accept-encoding');
      expect(answer.headers.get('content-length')).toBe(String(answer.body.length));
      expect(pageIn(answer)).toBe(pageIn(plain));
      if (encoding !== undefined) expect(answer.body.length).toBeLessThan(plain.body.length / 2);
    }
  });

  it('have the same headers when only those are asked for', async () => {
    const names = ['content-type', 'content-encoding', 'content-length', 'vary', 'cache-control'];
    for (const accepted of ['br', 'gzip', null]) {
      const [whole, head] = [
        await ask('/session', accepted),
        await ask('/session', accepted, { method: 'HEAD' }),
      ];
      expect([head.status, head.body]).toEqual([200, '']);
      for (const name of names)
        expect([name, head.headers.get(name)]).toEqual([name, whole.headers.get(name)]);
    }
  });

  it('come packed when they answer a form, and so do their pieces', async () => {
    const body = 'do=check&unknown=1';
    for (const target of [form, '/console/record/preview?step=make']) {
      const [plain, packed] = [
        await ask(target, null, { method: 'POST', body }),
        await ask(target, 'br', { method: 'POST', body }),
      ];
      expect([target, packed.status, packed.headers.get('content-encoding')]).toEqual([
        target,
        plain.status,
        'br',
      ]);
      expect(pageIn(packed)).toBe(pageIn(plain));
    }
  });

  it('alone are packed: no answer that holds a link, and none that comes piece by piece', async () => {
    const targets = [
      '/changes',
      '/changes/stream',
      '/schema.graphql',
      '/openapi.json',
      '/developers/explorer/questions',
      '/graphql',
    ];
    for (const target of targets) {
      const body = target === '/graphql' ? '{"query":"{ __typename }"}' : '';
      const method = body === '' ? 'GET' : 'POST';
      const answer = await ask(target, 'br, gzip', { method, body });
      const { status, headers } = answer;
      expect([target, status, headers.get('content-encoding')]).toEqual([target, 200, undefined]);
    }
  });
});
