import { spawnSync } from 'node:child_process';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { packageFile } from '../src/platform/package-root.ts';
import {
  build,
  type ChildService,
  killLeftovers,
  spawnService,
  startService,
} from './support/child-service.ts';
import { emptyDatabase } from './support/database.ts';
import { testService, type TestService } from './support/service.ts';

describe('a running service', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await testService();
  }, 60_000);
  afterAll(() => service.stop());

  it('tells that it lives and is ready', async () => {
    for (const [path, status] of [
      ['/health/live', 'live'],
      ['/health/ready', 'ready'],
    ]) {
      const answer = await fetch(`${service.url}${path}`);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(await answer.json()).toEqual({ status });
    }
  });

  it('gives Prometheus the times of requests by route, and the pool', async () => {
    await fetch(`${service.url}/health/live?x=1`);
    await fetch(`${service.url}/no/such/${Math.random()}`);
    const answer = await fetch(`${service.url}/metrics`);
    expect(answer.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    const text = await answer.text();
    expect(text).toMatch(
      /http_request_duration_seconds_count\{method="GET",route="\/health\/live",status="200"\} [1-9]/,
    );
    expect(text).toMatch(
      /http_request_duration_seconds_count\{method="GET",route="unknown",status="404"\} 1/,
    );
    expect(text).toMatch(/throughline_database_connections\{state="waiting"\} 0/);
    expect(text).toContain('nodejs_eventloop_lag_seconds');
    expect(text).not.toContain('no/such');
  });

  it.each(['GET', 'POST'])(
    'answers %s of a path that is not there as a problem',
    async (method) => {
      const answer = await fetch(`${service.url}/nope`, { method });
      expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
      expect([answer.status, await answer.json()]).toEqual([
        404,
        {
          type: '/problems/NOT_FOUND',
          title: 'Nothing here',
          status: 404,
          detail: expect.stringContaining('There is no such path'),
          instance: answer.headers.get('x-request-id'),
          code: 'NOT_FOUND',
          at: '',
        },
      ]);
    },
  );

  it('sends the headers that keep a browser in bounds, and no other origin in them', async () => {
    const { headers } = await fetch(`${service.url}/health/live`);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toMatch(/unsafe|https?:/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it.each([
    ['abc-1.2_3', 'abc-1.2_3'],
    ['a b', /^[0-9a-f-]{36}$/],
    ['x'.repeat(65), /^[0-9a-f-]{36}$/],
    [undefined, /^[0-9a-f-]{36}$/],
  ])('answers with a request id (given %s)', async (given, expected) => {
    const headers: Record<string, string> = given === undefined ? {} : { 'x-request-id': given };
    const answer = await fetch(`${service.url}/health/live`, { headers });
    expect(answer.headers.get('x-request-id')).toEqual(
      typeof expected === 'string' ? expected : expect.stringMatching(expected),
    );
  });

  it('is not ready without its database, and again with it', async () => {
    const { database } = service;
    const [row] = (await database.dataSource.query('select current_database() as name')) as {
      name: string;
    }[];
    const administrator = new URL(service.settings.databaseUrl ?? '');
    administrator.pathname = '/postgres';
    const client = new pg.Client({ connectionString: administrator.href });
    await client.connect();
    const allow = async (connections: boolean) => {
      await client.query(`alter database ${row?.name} allow_connections ${connections}`);
      await client.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1',
        [row?.name],
      );
    };
    await allow(false);
    const away = await fetch(`${service.url}/health/ready`);
    expect([away.status, await away.json()]).toEqual([503, { status: 'no database' }]);
    expect((await fetch(`${service.url}/health/live`)).status).toBe(200);
    await allow(true);
    await client.end();
    expect((await fetch(`${service.url}/health/ready`)).status).toBe(200);
  });
});

describe('throughline start with DATABASE_URL', () => {
  let url: string;
  let remove: () => Promise<void>;
  const start = (more: Readonly<Record<string, string>> = {}) =>
    startService({ environment: { DATABASE_URL: url, ...more } });

  beforeAll(async () => {
    build();
    ({ url, remove } = await emptyDatabase());
  }, 120_000);
  afterAll(async () => {
    killLeftovers();
    await remove();
  });

  it('lets two instances start at once on an empty database, and survives a kill of one', async () => {
    const [first, second] = await Promise.all([start(), start()]);
    expect(await first.end('SIGKILL')).toBe('SIGKILL');
    expect((await fetch(`${second.url}/health/ready`)).status).toBe(200);
    const again = await start();
    expect(await again.end('SIGTERM')).toBe(0);
    expect(await second.end('SIGTERM')).toBe(0);
  });

  it('stops in order: not ready first, then the requests under way, then the rest', async () => {
    const service = await start();
    const slow = slowRequest(service);
    await slow.underWay;
    service.child.kill('SIGTERM');
    await sleep(300);
    const ready = await fetch(`${service.url}/health/ready`);
    expect([ready.status, await ready.json()]).toEqual([503, { status: 'stopping' }]);
    const other = await fetch(`${service.url}/epcis/events`, { method: 'POST', body: '{}' });
    expect([other.status, other.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await other.json()).toMatchObject({
      type: 'epcisException:ImplementationException',
      status: 503,
    });
    slow.finish();
    expect(await slow.answer).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(await service.ended).toBe(0);
    expect(service.output()).toContain('"msg":"stopped"');
  });

  it('does not wait for ever for a caller who never finishes', async () => {
    const service = await start({ THROUGHLINE_STOP_TIMEOUT_MS: '300' });
    const slow = slowRequest(service);
    await slow.underWay;
    expect(await service.end('SIGTERM')).toBe(0);
    expect(service.output()).toContain('stopping although requests are under way');
  });

  it.each([
    ['PORT', 'eighty', 'PORT is "eighty": give a whole number from 0 to 65535, or leave it out.'],
    [
      'LOG_LEVEL',
      'loud',
      'LOG_LEVEL is "loud": give one of trace, debug, info, warn, error, fatal, silent.',
    ],
    ['DATABASE_URL', 'mysql://x', 'DATABASE_URL is not an address of Postgres: give postgres://'],
    ['DATABASE_URL', 'postgres://a:b@127.0.0.1:9/c', 'start it, or correct DATABASE_URL.'],
    ['HOST', 'no.invalid', 'stop what uses it, or set PORT and HOST.'],
  ])('is stopped by %s=%s with a sentence and no stack', async (name, value, sentence) => {
    const service = await spawnService({ environment: { DATABASE_URL: url, [name]: value } });
    expect(await service.ended).toBe(1);
    const said = service.output().trim().split('\n');
    expect(said).toEqual([expect.stringContaining(sentence)]);
  });

  it('says which port is taken', async () => {
    const first = await start();
    const { port } = new URL(first.url);
    const second = await spawnService({ environment: { DATABASE_URL: url, PORT: port } });
    expect(await second.ended).toBe(1);
    expect(second.output().trim().split('\n')).toEqual([
      `The service cannot listen on 127.0.0.1 port ${port} (listen EADDRINUSE: address already in use 127.0.0.1:${port}): stop what uses it, or set PORT and HOST.`,
    ]);
    expect(await first.end('SIGTERM')).toBe(0);
  });

  it('explains itself to who types something else', () => {
    const cli = packageFile('dist', 'src', 'cli.js');
    const asked = spawnSync(process.execPath, [cli, '--help']);
    expect([asked.status, asked.stdout.toString()]).toEqual([
      0,
      expect.stringContaining('throughline start'),
    ]);
    const wrong = spawnSync(process.execPath, [cli, 'strat']);
    expect([wrong.status, wrong.stderr.toString()]).toEqual([
      2,
      expect.stringContaining('throughline start'),
    ]);
  });
});

/** A request whose body comes in two parts. */
function slowRequest(service: ChildService) {
  const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  let answer = '';
  socket.setEncoding('utf8').on('data', (text: string) => (answer += text));
  socket.write(
    'POST /epcis/capture HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{',
  );
  return {
    underWay: sleep(300),
    finish: () => socket.write('}'),
    answer: new Promise<string>((done) => {
      socket.on('close', () => done(answer));
    }),
  };
}
