import { readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { builtFile } from '../src/pages/built.ts';
import { packageFile } from '../src/platform/package-root.ts';
import { buildPages } from './support/built-pages.ts';
import { patience } from './support/patience.ts';
import { type RawAnswer, sendRaw } from './support/raw-client.ts';
import { testService, type TestService } from './support/service.ts';

buildPages();
const files = readdirSync(builtFile('assets')).filter((name) => !name.endsWith('.br'));
const [css = ''] = files.filter((name) => name.endsWith('.css'));

/** What must not be had: files of the system, of the package, and of the build that are no assets. */
const aims = ['etc/passwd', 'package.json', 'dist/public/manifest.json', 'manifest.json'];
const ways = [
  '../',
  '..%2f',
  '%2e%2e/',
  '%2e%2e%2f',
  '..%5c',
  '..\\',
  '%2e%2e%5c',
  '%252e%252e%252f',
  '..%252f',
  '..%c0%af',
  '..%ef%bc%8f',
  '....//',
  '..;/',
  '.%00./',
];

const odd = [
  ...ways.flatMap((way) =>
    [1, 2, 3, 8].flatMap((depth) =>
      aims.flatMap((aim) => [
        `/web/assets/${way.repeat(depth)}${aim}`,
        `/web/${way.repeat(depth)}${aim}`,
      ]),
    ),
  ),
  '/web/assets//etc/passwd',
  '/web/assets/%2fetc%2fpasswd',
  '/web/assets/C:%5cwindows%5cwin.ini',
  '/web/assets/file:%2f%2f%2fetc%2fpasswd',
  `/web/assets/${css}%00.js`,
  `/web/assets/%00${css}`,
  `/web/assets/${css}.br`,
  `/web/assets/${css}/`,
  `/web/assets/${css}%2f..%2f${css}`,
  `/web/assets/${css.toUpperCase()}`,
  `/web/assets/${css}%20`,
  `/web/assets/${css}::$DATA`,
  `/web/assets/.${css}`,
  '/web/assets/',
  '/web/assets',
  '/web/assets/.env',
  '/web/assets/__proto__',
  '/web/assets/constructor.js',
  '/web/manifest.json',
  '/web/explorer/index.html',
  '/dist/public/manifest.json',
  '/package.json',
  '/.git/config',
  '/src/main.ts',
  'http://evil.example/web/assets/..%2f..%2fpackage.json',
  'file:///etc/passwd',
];

const mime: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml; charset=utf-8',
};

describe('files of the pages', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await testService();
  }, patience(60_000));
  afterAll(() => service.stop());

  const get = async (target: string, encoding = 'identity'): Promise<RawAnswer> => {
    const headers = [['accept-encoding', encoding]] as const;
    const answer = await sendRaw(service.url, { method: 'GET', target, headers, body: '' });
    if (answer === null) throw new Error(`no answer to ${target}`);
    return answer;
  };

  it('are served as they were built, for ever, packed or not', async () => {
    expect(files.length).toBeGreaterThan(5);
    for (const name of files) {
      const built = readFileSync(builtFile('assets', name));
      const plain = await get(`/web/assets/${name}`);
      expect([name, plain.status, plain.headers.get('content-type')]).toEqual([
        name,
        200,
        mime[name.split('.').at(-1) ?? ''],
      ]);
      expect(Buffer.from(plain.body, 'latin1').equals(built)).toBe(true);
      expect(plain.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      const packed = await get(`/web/assets/${name}`, 'br');
      const bytes = Buffer.from(packed.body, 'latin1');
      const isPacked = packed.headers.get('content-encoding') === 'br';
      expect((isPacked ? brotliDecompressSync(bytes) : bytes).equals(built)).toBe(true);
    }
  });

  it(
    'are all that is served, whatever the path is made of',
    async () => {
      const secrets = ['root:x:', '"devDependencies"', '"isEntry"', '[core]', 'import '];
      for (const target of odd) {
        const { status, headers, body } = await get(target);
        expect([target, [400, 404, 414].includes(status)]).toEqual([target, true]);
        expect([target, headers.get('cache-control')]).toEqual([target, 'no-store']);
        for (const secret of secrets)
          expect([target, body.includes(secret)]).toEqual([target, false]);
      }
      expect(odd.length).toBeGreaterThan(400);
    },
    patience(60_000),
  );

  it('are no links to others', async () => {
    const name = `link-${process.pid}.js`;
    const link = builtFile('assets', name);
    symlinkSync(packageFile('package.json'), link);
    try {
      expect((await get(`/web/assets/${name}`)).status).toBe(404);
    } finally {
      rmSync(link);
    }
  });

  it('are read only', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
      const target = `/web/assets/${css}`;
      const answer = await sendRaw(service.url, { method, target, headers: [], body: '' });
      expect([method, answer?.status]).toEqual([method, 404]);
    }
    expect((await get(`/web/assets/${css}`)).status).toBe(200);
  });
});
