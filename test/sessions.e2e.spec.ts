import { request } from 'node:http';
import { ApiKeyService } from '../src/access/api-key.service.ts';
import { SESSION_MS } from '../src/access/session.service.ts';
import { scopes } from '../src/access/viewer.ts';
import { OrganisationService } from '../src/access/organisation.service.ts';
import { SampleLoader } from '../src/sample/loader.ts';
import { readSampleData } from '../src/sample/world.ts';
import { testService, type TestService } from './support/service.ts';

describe('sessions of people in browsers', () => {
  let service: TestService;
  let organisation: number;
  beforeAll(async () => {
    service = await testService();
    const account = await service.server.app
      .get(OrganisationService, { strict: false })
      .createAccount({ name: 'Kilele Mill', country: 'KE' });
    if (!account.ok) throw new Error('no account');
    organisation = account.value.id;
  }, 60_000);
  afterAll(() => service?.stop());
  afterEach(() => service.clock.set(null));

  const here = { 'sec-fetch-site': 'same-origin' };
  const newKey = (): Promise<string> =>
    service.server.app.get(ApiKeyService, { strict: false }).issue(organisation, {
      scopes: scopes.filter((scope) => scope !== 'ADMIN'),
      site: null,
      test: false,
      label: 'a person',
      expiresAt: null,
    });
  const post = (
    path: string,
    fields: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>> = here,
  ): Promise<Response> =>
    fetch(`${service.url}${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers,
      body: new URLSearchParams(fields),
    });
  const signIn = async (key: string): Promise<string> => {
    const answer = await post('/session', { key });
    expect(answer.status).toBe(303);
    return (answer.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '';
  };
  const asks = async (
    headers: Readonly<Record<string, string>>,
  ): Promise<{ readonly status: number; readonly text: string }> => {
    const answer = await fetch(`${service.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query: '{ viewer { organisation { name } } }' }),
    });
    return { status: answer.status, text: await answer.text() };
  };
  /** As `fetch`, which sets `Host` itself. */
  const ask = (
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body = '',
  ): Promise<{ readonly status: number; readonly text: string; readonly cookie?: string }> =>
    new Promise((resolve, reject) => {
      const type = body === '' ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
      const sent = request(`${service.url}${path}`, { method, headers: { ...headers, ...type } });
      sent.on('error', reject);
      sent.on('response', (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => (text += part));
        const cookie = answer.headers['set-cookie']?.join();
        const status = answer.statusCode ?? 0;
        answer.on('end', () =>
          resolve({ status, text, ...(cookie === undefined ? {} : { cookie }) }),
        );
      });
      sent.end(body);
    });
  const capture = (headers: Readonly<Record<string, string>>): Promise<Response> =>
    fetch(`${service.url}/epcis/capture`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: '{}',
    });

  it('open with a key, and are asked and recorded with as with the key', async () => {
    const key = await newKey();
    const answer = await post('/session', { key, next: '/console' });
    expect(answer.headers.get('location')).toBe('/console');
    const set = answer.headers.get('set-cookie') ?? '';
    expect(set).toMatch(/^throughline-session=[\w-]{43}; .*Path=\/;.*HttpOnly; SameSite=Lax$/);
    const cookie = set.split(';', 1)[0] ?? '';
    expect(await asks({ cookie, ...here })).toMatchObject({
      status: 200,
      text: expect.stringContaining('Kilele Mill'),
    });
    expect((await capture({ cookie, ...here })).status).toBe(400);
    expect((await fetch(`${service.url}/changes`, { headers: { cookie } })).status).toBe(200);
    expect(await (await fetch(service.url, { headers: { cookie } })).text()).toContain('Kilele');
  });

  it('keep a hash of the token only', async () => {
    const cookie = await signIn(await newKey());
    const token = cookie.split('=')[1] ?? '';
    const rows = await service.database.read(null, (tx) =>
      tx.query<{ row: string }>(
        `select encode(token_hash, 'escape') || s::text as row from access.session s`,
      ),
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.map(({ row }) => row).join()).not.toContain(token);
    expect(rows.map(({ row }) => row).join()).not.toContain(
      Buffer.from(token, 'base64url').toString('hex'),
    );
  });

  it('are refused where another site makes the request', async () => {
    const key = await newKey();
    const cookie = await signIn(key);
    const foreign: readonly Readonly<Record<string, string>>[] = [
      {},
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
    ];
    for (const headers of foreign) {
      expect([headers, (await asks({ cookie, ...headers })).status]).toEqual([headers, 403]);
      expect([headers, (await capture({ cookie, ...headers })).status]).toEqual([headers, 403]);
      expect((await post('/session', { key }, headers)).status).toBe(403);
      expect((await post('/session/end', {}, { cookie, ...headers })).status).toBe(403);
    }
    expect((await asks({ cookie, origin: service.url })).status).toBe(200);
    const form = { cookie, ...here, 'content-type': 'application/x-www-form-urlencoded' };
    expect((await asks(form)).status).toBeGreaterThanOrEqual(400);
  });

  it('are refused to a foreign name that was made to lead here', async () => {
    const cookie = await signIn(await newKey());
    const { port } = new URL(service.url);
    const host = `evil.example:${port}`;
    const end = (headers: Readonly<Record<string, string>>): Promise<{ readonly status: number }> =>
      ask('POST', '/session/end', { cookie, ...headers });
    expect((await end({ host, origin: `http://${host}` })).status).toBe(403);
    // The same machine by another of its own names.
    const own = `localhost:${port}`;
    expect((await end({ host: own, origin: `https://${own}` })).status).toBe(403);
    expect((await end({ host: own, origin: `http://${own}` })).status).toBe(303);
  });

  it('are not opened where a key would travel unencrypted over a network', async () => {
    const key = await newKey();
    const { port } = new URL(service.url);
    const headers = { ...here, host: `warehouse.example:${port}` };
    const page = await ask('GET', '/session', headers);
    expect(page.text).not.toContain('name="key"');
    const answer = await ask('POST', '/session', headers, new URLSearchParams({ key }).toString());
    expect([answer.status, answer.cookie]).toEqual([422, undefined]);
    expect((await ask('GET', '/session', here)).text).toContain('name="key"');
  });

  it('hold beside what a proxy says for itself', async () => {
    const cookie = await signIn(await newKey());
    const authorization = `Basic ${Buffer.from('proxy:secret').toString('base64')}`;
    expect((await asks({ cookie, authorization, ...here })).status).toBe(200);
    expect((await asks({ cookie, authorization })).status).toBe(403);
    expect((await asks({ authorization, ...here })).status).toBe(401);
    expect((await asks({ cookie, ...here, authorization: 'Bearer tl_live_no_such' })).status).toBe(
      401,
    );
  });

  it('end by signing out, by time, and with their key', async () => {
    const out = await signIn(await newKey());
    const left = await post('/session/end', {}, { ...here, cookie: out });
    expect(left.headers.get('set-cookie')).toMatch(/^throughline-session=; .*1970/);
    expect((await asks({ cookie: out, ...here })).status).toBe(401);

    const late = await signIn(await newKey());
    service.clock.set(new Date(Date.now() + SESSION_MS - 60_000));
    expect((await asks({ cookie: late, ...here })).status).toBe(200);
    service.clock.set(new Date(Date.now() + SESSION_MS + 60_000));
    expect((await asks({ cookie: late, ...here })).status).toBe(401);
    service.clock.set(null);

    const key = await newKey();
    const bound = await signIn(key);
    const keys = service.server.app.get(ApiKeyService, { strict: false });
    await keys.revoke(organisation, key.slice(0, key.lastIndexOf('_')));
    expect((await asks({ cookie: bound, ...here })).status).toBe(401);
    const again = await post('/session', { key });
    expect([again.status, again.headers.get('set-cookie')]).toEqual([422, null]);
  });

  it('lead nowhere but to this service, and take no other body', async () => {
    const key = await newKey();
    for (const next of ['//evil.example', '/\\evil.example', 'https://evil.example', '/a b']) {
      const answer = await post('/session', { key, next });
      expect([next, answer.headers.get('location')]).toEqual([next, '/']);
    }
    const json = { ...here, 'content-type': 'application/json' };
    const body = JSON.stringify({ key });
    const answer = await fetch(`${service.url}/session`, { method: 'POST', headers: json, body });
    expect(answer.status).toBe(422);
    const elsewhere = await post(
      '/epcis/capture',
      { a: 'b' },
      { ...here, cookie: await signIn(key) },
    );
    expect(elsewhere.status).toBe(415);
  });

  it('have no switch of companies in a production start', async () => {
    expect((await post('/session/demo', { role: 'buyer' })).status).toBe(404);
  });

  it('are switched between the companies of the demo, on this machine only', async () => {
    const demo = await testService({ demo: true });
    try {
      await new SampleLoader(demo.server.app, readSampleData()).load();
      const switched = await fetch(`${demo.url}/session/demo`, {
        method: 'POST',
        redirect: 'manual',
        headers: here,
        body: new URLSearchParams({ role: 'mill' }),
      });
      const cookie = (switched.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '';
      const page = await fetch(demo.url, { headers: { cookie } });
      expect(await page.text()).toContain('Signed in as Kilele Mill');
      const again = await fetch(`${demo.url}/session/demo`, {
        method: 'POST',
        redirect: 'manual',
        headers: { ...here, cookie },
        body: new URLSearchParams({ role: 'farm' }),
      });
      expect(again.headers.get('set-cookie')).toMatch(/^throughline-session=[\w-]{43};/);
      const before = await fetch(demo.url, { headers: { cookie } });
      for (const [next, there] of [
        ['/console/part?number=RR-0415', '/console/part?number=RR-0415'],
        ['//evil.example', '/'],
        ['https://evil.example', '/'],
        ['/\\evil.example', '/'],
      ] as const) {
        const led = await fetch(`${demo.url}/session/demo`, {
          method: 'POST',
          redirect: 'manual',
          headers: here,
          body: new URLSearchParams({ role: 'farm', next }),
        });
        expect([next, led.headers.get('location')]).toEqual([next, there]);
      }
      const asFarm = async (): Promise<Record<string, string>> => {
        const { headers } = await fetch(`${demo.url}/session/demo`, {
          method: 'POST',
          redirect: 'manual',
          headers: here,
          body: new URLSearchParams({ role: 'farm' }),
        });
        return { cookie: (headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '' };
      };
      // Every page names itself; the one that asks who it is, what was wanted.
      for (const [path, next] of [
        ['/console/search?q=a', '/console/search?q=a'],
        ['/session?next=%2Fconsole%2Fsearch', '/console/search'],
      ] as const) {
        const shown = await (await fetch(`${demo.url}${path}`, { headers: await asFarm() })).text();
        const forms = shown.split('action="/session/demo"').slice(1);
        expect(forms.length).toBeGreaterThan(0);
        for (const form of forms) expect(form).toContain(`name="next" value="${next}"`);
      }
      expect(await before.text()).not.toContain('Signed in as');
    } finally {
      await demo.stop();
    }
  }, 60_000);

  it('are named for this host alone where the service is reached by https', async () => {
    const safe = await testService({ publicUrl: 'https://trace.example' });
    try {
      const page = await fetch(`${safe.url}/session/end`, {
        method: 'POST',
        redirect: 'manual',
        headers: here,
      });
      expect(page.headers.get('set-cookie')).toMatch(/^__Host-throughline-session=; .*Secure/);
    } finally {
      await safe.stop();
    }
  }, 60_000);
});
