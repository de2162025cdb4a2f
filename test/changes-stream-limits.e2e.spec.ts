import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiKeyService } from '../src/access/api-key.service.ts';
import { InFlight } from '../src/platform/in-flight.ts';
import { documentText, sketchesOf } from './support/capture-room.ts';
import { graphql, openTestAccount, post, type TestAccount } from './support/doors.ts';
import { eventJson } from './support/entries.ts';
import { StreamReader } from './support/event-stream.ts';
import { patience } from './support/patience.ts';
import { testService, type TestService } from './support/service.ts';

interface Page {
  readonly changes: readonly {
    readonly kind: string;
    readonly event: { readonly eventId: string };
  }[];
  readonly cursor: string;
  readonly more: boolean;
}

interface Problem {
  readonly type: string;
  readonly status: number;
  readonly code: string;
  readonly at: string;
  readonly instance: string;
}

describe('the change feed over REST', () => {
  let service: TestService;
  let mill: TestAccount;
  let other: TestAccount;
  beforeAll(async () => {
    service = await testService();
    mill = await openTestAccount(service, 'Mill');
    other = await openTestAccount(service, 'Other');
    const document = documentText(sketchesOf('first', 30));
    expect((await post(service.url, 'capture', document, mill)).status).toBe(202);
  }, patience(60_000));
  afterAll(() => service.stop());

  const ask = (path: string, { key }: { readonly key: string } = mill): Promise<Response> =>
    fetch(`${service.url}${path}`, { headers: { authorization: `Bearer ${key}` } });
  const page = async (query: string): Promise<Page> =>
    (await (await ask(`/changes?${query}`)).json()) as Page;
  const problem = async (answer: Response): Promise<Problem> => {
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    return (await answer.json()) as Problem;
  };

  it('pages as GraphQL does, with the same cursors', async () => {
    const first = await page('first=20');
    expect(first).toMatchObject({ more: true });
    expect(first.changes).toHaveLength(20);
    expect(first.changes[0]).toMatchObject({
      kind: 'RECORDED',
      event: { eventId: 'urn:test:first:0', step: 'INSPECT', epcis: { 'example:content': 'one' } },
    });
    const { changes } = await graphql<{ readonly changes: Page }>(
      service.url,
      mill.key,
      'query($since: String) { changes(since: $since) { changes { kind event { eventId } } cursor more } }',
      { since: first.cursor },
    );
    expect(changes.changes.map(({ event }) => event.eventId)).toEqual(
      Array.from({ length: 10 }, (_, index) => `urn:test:first:${20 + index}`),
    );
    expect(await page(`since=${changes.cursor}`)).toEqual({
      changes: [],
      cursor: changes.cursor,
      more: false,
    });
  });

  it('refuses with a problem what it cannot answer', async () => {
    const { cursor } = await page('first=5');
    for (const path of ['/changes', '/changes/stream']) {
      const end = cursor.endsWith('AA') ? 'BA' : 'AA';
      const altered = await ask(`${path}?since=${cursor.slice(0, -2)}${end}`);
      expect(altered.status).toBe(400);
      expect(await problem(altered)).toMatchObject({
        type: '/problems/CURSOR_INVALID',
        status: 400,
        code: 'CURSOR_INVALID',
      });
      expect(await problem(await ask(`${path}?since=${cursor}`, other))).toMatchObject({
        code: 'CURSOR_INVALID',
      });
      expect(await problem(await ask(`${path}?sinc=${cursor}`))).toMatchObject({
        code: 'INVALID_VALUE',
        at: 'sinc',
      });
      const unknown = await ask(path, { key: 'tl_test_none' });
      expect(unknown.headers.get('www-authenticate')).toBe('Bearer');
      expect(await problem(unknown)).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
      const recorder = await openTestAccount(service, `Recorder of ${path}`, {
        allowed: ['RECORD'],
      });
      expect(await problem(await ask(path, recorder))).toMatchObject({
        status: 403,
        code: 'FORBIDDEN',
      });
    }
    for (const first of ['0', '201', 'x', '1e1'])
      expect(await problem(await ask(`/changes?first=${first}`))).toMatchObject({ at: 'first' });
    expect(await (await ask('/problems/CURSOR_INVALID')).text()).toMatch(/^CURSOR_INVALID\n/);
  });

  it('lets a key have five streams, and another key others', async () => {
    const { cursor } = await page('first=200');
    const readers = Array.from(
      { length: 5 },
      () => new StreamReader(() => service.url, { key: mill.key, since: cursor }),
    );
    while (readers.some(({ connections }) => connections === 0)) await sleep(10);
    const sixth = await ask(`/changes/stream?since=${cursor}`);
    expect(sixth.headers.get('retry-after')).toBe('5');
    expect(await problem(sixth)).toMatchObject({ status: 429, code: 'RATE_LIMITED' });
    const another = new StreamReader(() => service.url, { key: other.key });
    expect(await another.has(30, patience(10_000))).toBe(true);
    await Promise.all([...readers, another].map((reader) => reader.close()));
    await sleep(200);
    const again = new StreamReader(() => service.url, { key: mill.key });
    expect(await again.has(30, patience(10_000))).toBe(true);
    await again.close();
  });

  it('keeps no place and no request of readers who go at any moment', async () => {
    const port = Number(new URL(service.url).port);
    const { key } = await openTestAccount(service, 'Hasty');
    for (let number = 0; number < 60; number += 1) {
      const socket = connect(port, '127.0.0.1');
      socket.write(
        `GET /changes/stream HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\n\r\n`,
      );
      await sleep(number % 20);
      socket.destroy();
    }
    expect(await service.server.app.get(InFlight).drained(patience(5_000))).toBe(0);
    const reader = new StreamReader(() => service.url, { key });
    expect(await reader.has(30, patience(10_000))).toBe(true);
    await reader.close();
  });

  it('ends when the key is revoked', async () => {
    const keys = service.server.app.get(ApiKeyService);
    const grant = {
      scopes: ['READ'],
      site: null,
      test: true,
      label: 'lost',
      expiresAt: null,
    } as const;
    const key = await keys.issue(mill.organisation, grant);
    const reader = new StreamReader(() => service.url, { key });
    expect(await reader.has(30, patience(10_000))).toBe(true);
    expect(await keys.revoke(mill.organisation, key.slice(0, 16))).toBe(true);
    const until = Date.now() + patience(15_000);
    while (reader.refusal === null && Date.now() < until) await sleep(50);
    expect(reader.refusal).toMatchObject({ status: 401 });
    expect(reader.connections).toBe(1);
    await reader.close();
  });

  it('reads no more of the log while a reader takes nothing', async () => {
    const { cursor } = await page('first=200');
    const large = 'x'.repeat(500_000);
    for (let number = 0; number < 60; number += 1) {
      const text = JSON.stringify(eventJson({ id: `urn:test:large:${number}`, content: large }));
      expect((await post(service.url, 'events', text, mill)).status).toBe(201);
    }
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
    let bytes = 0;
    socket.write(
      `GET /changes/stream?since=${cursor} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${mill.key}\r\n\r\n`,
    );
    // All 30 MB would be in memory, or in the buffers of the socket, if it were read on; a busy machine takes its time to fill those.
    const settledBy = Date.now() + patience(20_000);
    let statements = -1;
    for (let last = -2; last !== statements && Date.now() < settledBy;) {
      last = statements;
      await sleep(1_500);
      ({ statements } = await feedReads());
    }
    await sleep(1_000);
    expect((await feedReads()).statements).toBe(statements);
    let text = '';
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      bytes += chunk.length;
      text = (text + chunk).slice(-2_000_000);
    });
    const until = Date.now() + patience(30_000);
    while (bytes < 60 * large.length && Date.now() < until) await sleep(50);
    expect(bytes).toBeGreaterThan(60 * large.length);
    // It had stopped: the rest was read only now.
    await sleep(1_500);
    expect((await feedReads()).statements).toBeGreaterThan(statements);
    socket.destroy();
  });

  /** How many records of the log were looked up for feeds. */
  const feedReads = async (): Promise<{ readonly statements: number }> => {
    await service.database.transaction(null, (tx) => tx.query('select pg_stat_force_next_flush()'));
    const [row] = await service.database.read(null, (tx) =>
      tx.query<{ scans: string }>(
        `select coalesce(sum(idx_scan), 0) as scans from pg_stat_all_indexes
         where schemaname = 'log' and relname = 'body'`,
      ),
    );
    return { statements: Number(row?.scans) };
  };
});
