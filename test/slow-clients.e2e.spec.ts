import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { InFlight } from '../src/platform/in-flight.ts';
import { graphql, logPosition, openTestAccount, post, type TestAccount } from './support/doors.ts';
import { eventJson } from './support/entries.ts';
import { patience } from './support/patience.ts';
import { sendRaw } from './support/raw-client.ts';
import { testService, type TestService } from './support/service.ts';
import { connectionsFallTo, connectionsOf, SlowClient } from './support/slow-client.ts';

/** Short ones, so that they are seen to end. */
const times = {
  headersTimeoutMs: 2_000,
  requestTimeoutMs: 4_000,
  keepAliveTimeoutMs: 1_000,
};
const silentTimeoutMs = 3_000;
/** How much later than it should the service may end something, on a busy machine. */
const LATE_MS = patience(12_000);
const DRIP_MS = 100;

const asked = 'GET /health/live HTTP/1.1\r\nhost: here\r\n';
const small = '{ viewer { organisation { name } } }';
const answered = { viewer: { organisation: { name: 'Mill' } } };

const posted = (key: string, length: number): string =>
  `POST /epcis/events HTTP/1.1\r\nhost: here\r\nauthorization: Bearer ${key}\r\n` +
  `content-type: application/json\r\ncontent-length: ${length}\r\n\r\n`;

const event = (id: string): string => JSON.stringify(eventJson({ id }));

describe('slow clients', () => {
  let service: TestService;
  let mill: TestAccount;
  let clients: SlowClient[] = [];
  beforeAll(async () => {
    service = await testService(times);
    mill = await openTestAccount(service, 'Mill');
  }, patience(60_000));
  afterAll(() => service.stop());

  const connected = (): SlowClient => {
    const client = new SlowClient(service.url);
    clients.push(client);
    return client;
  };
  afterEach(async () => {
    for (const client of clients) client.destroy();
    clients = [];
    // Whatever they did, nothing of it is left, and others are served.
    expect(await graphql(service.url, mill.key, small)).toEqual(answered);
    expect(await service.server.app.get(InFlight).drained(LATE_MS)).toBe(0);
    // `fetch` may keep one to ask again.
    expect(await connectionsFallTo(service, 1, LATE_MS)).toBeLessThanOrEqual(1);
  }, patience(30_000));

  it('are told 408 when their headers come too slowly', async () => {
    const client = connected();
    await client.drip(`${asked}x-slow: ${'a'.repeat(1_000)}`, DRIP_MS);
    expect(client.answer).toMatchObject({ status: 408 });
    expect(client.answer?.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(client.lastedMs).toBeGreaterThanOrEqual(times.headersTimeoutMs);
    expect(client.lastedMs).toBeLessThan(times.headersTimeoutMs + LATE_MS);
  });

  it('are told 408 when their body comes too slowly, and nothing is recorded', async () => {
    const before = await logPosition(service);
    const body = event('urn:test:slow');
    const [keyed, unknown] = [connected(), connected()];
    keyed.send(posted(mill.key, body.length));
    unknown.send(posted('tl_test_none', body.length));
    await Promise.all([keyed.drip(body, DRIP_MS), unknown.drip(body, DRIP_MS)]);
    expect(await keyed.ended(LATE_MS)).toBeGreaterThanOrEqual(times.requestTimeoutMs);
    expect(keyed.answer).toMatchObject({ status: 408 });
    expect(await unknown.ended(LATE_MS)).not.toBeNull();
    expect(await logPosition(service)).toBe(before);
  });

  it('are closed when they say nothing, at first or after an answer', async () => {
    const silent = connected();
    const kept = connected().send(`${asked}\r\n`);
    expect(await kept.answered(LATE_MS)).toMatchObject({ status: 200 });
    expect(await silent.ended(LATE_MS)).toBeGreaterThanOrEqual(times.headersTimeoutMs);
    expect(await kept.ended(LATE_MS)).toBeGreaterThanOrEqual(times.keepAliveTimeoutMs);
  });

  it('record nothing with a body that is shorter than they said', async () => {
    const before = await logPosition(service);
    const body = event('urn:test:short');
    const short = connected()
      .send(posted(mill.key, body.length + 10) + body)
      .finish();
    const cut = connected()
      .send(posted(mill.key, body.length) + body.slice(0, -1))
      .finish();
    expect(await short.ended(LATE_MS)).not.toBeNull();
    expect(await cut.ended(LATE_MS)).not.toBeNull();
    for (const { answer } of [short, cut]) if (answer !== null) expect(answer.status).toBe(400);
    expect(await logPosition(service)).toBe(before);
  });

  it('get one answer to a request behind which there is more than they said', async () => {
    const before = await logPosition(service);
    const body = event('urn:test:long');
    const sent = (target: string, length: number) =>
      sendRaw(service.url, {
        method: 'POST',
        target,
        headers: [
          ['authorization', `Bearer ${mill.key}`],
          ['content-type', 'application/json'],
          ['content-length', String(length)],
        ],
        body: `${body}{}`,
      });
    const answers = [
      await sent('/%%ff', 0),
      await sent('/epcis/events', 0),
      await sent('/epcis/events', body.length),
    ];
    expect(answers.map((answer) => answer?.status)).toEqual([400, 400, 201]);
    for (const answer of answers)
      expect(answer?.body).toHaveLength(Number(answer?.headers.get('content-length') ?? 0));
    expect(await logPosition(service)).toBe(before + 1);
  });

  it('record the whole event or nothing when they end their side at once, and may ask again', async () => {
    const before = await logPosition(service);
    const body = event('urn:test:half');
    const client = connected()
      .send(posted(mill.key, body.length) + body)
      .finish();
    expect(await client.ended(LATE_MS)).not.toBeNull();
    expect([201, undefined]).toContain(client.answer?.status);
    const again = await post(service.url, 'events', body, mill);
    expect(again.status).toBe(201);
    expect(await logPosition(service)).toBe(before + 1);
  });
});

describe('readers who stop', () => {
  let service: TestService;
  let mill: TestAccount;
  beforeAll(async () => {
    service = await testService({ silentTimeoutMs });
    mill = await openTestAccount(service, 'Mill');
  }, patience(60_000));
  afterAll(() => service.stop());

  it(
    'are cut, and others read on meanwhile',
    async () => {
      for (let number = 0; number < 40; number += 1) {
        const large = eventJson({ id: `urn:test:large:${number}`, content: 'x'.repeat(500_000) });
        const sent = await post(service.url, 'events', JSON.stringify(large), mill);
        expect([sent.status, (await sent.text()).length > 0]).toEqual([201, true]);
      }
      const streamed = `GET /changes/stream HTTP/1.1\r\nhost: here\r\nauthorization: Bearer ${mill.key}\r\n\r\n`;
      const stopped = [1, 2, 3].map(() => new SlowClient(service.url).stopReading().send(streamed));
      const reader = new SlowClient(service.url).send(streamed);
      const until = performance.now() + LATE_MS;
      while (!reader.hasRead('urn:test:large:39') && performance.now() < until) await sleep(20);
      expect(reader.hasRead('urn:test:large:39')).toBe(true);
      expect(await graphql(service.url, mill.key, small)).toEqual(answered);
      reader.destroy();
      expect(await service.server.app.get(InFlight).drained(silentTimeoutMs + LATE_MS)).toBe(0);
      for (const client of stopped) {
        expect(await client.readOn().ended(LATE_MS)).not.toBeNull();
        expect(client.hasRead('urn:test:large:39')).toBe(false);
      }
    },
    patience(60_000),
  );
});

describe('many connections', () => {
  const connectionsMax = 1_050;
  let service: TestService;
  let mill: TestAccount;
  beforeAll(async () => {
    service = await testService({ connectionsMax });
    mill = await openTestAccount(service, 'Mill');
  }, patience(60_000));
  afterAll(() => service.stop());

  const open = async (count: number, text: string): Promise<readonly SlowClient[]> => {
    const clients = Array.from({ length: count }, () => new SlowClient(service.url).send(text));
    const until = performance.now() + LATE_MS;
    while (
      (await connectionsOf(service)) < Math.min(count, connectionsMax) &&
      performance.now() < until
    )
      await sleep(20);
    return clients;
  };

  it(
    'that wait keep nobody from being served, and leave nothing behind',
    async () => {
      const idle = await open(1_000, asked);
      expect(await connectionsOf(service)).toBeGreaterThanOrEqual(1_000);
      for (let number = 0; number < 50; number += 1)
        expect(await graphql(service.url, mill.key, small)).toEqual(answered);
      for (const client of idle) client.destroy();
      expect(await connectionsFallTo(service, 10, LATE_MS)).toBeLessThanOrEqual(10);
      expect(await graphql(service.url, mill.key, small)).toEqual(answered);
    },
    patience(30_000),
  );

  it(
    'beyond the limit are told when to come again, and watchers are answered',
    async () => {
      const idle = await open(connectionsMax, asked);
      const late = new SlowClient(service.url).send('GET /changes HTTP/1.1\r\nhost: here\r\n\r\n');
      const refused = await late.answered(LATE_MS);
      expect(refused).toMatchObject({ status: 503 });
      expect(refused?.headers.get('retry-after')).toBe('1');
      expect(JSON.parse(refused?.body ?? '')).toMatchObject({ code: 'UNAVAILABLE', status: 503 });
      expect(await late.ended(LATE_MS)).not.toBeNull();
      const watcher = new SlowClient(service.url).send(`${asked}\r\n`);
      expect(await watcher.answered(LATE_MS)).toMatchObject({ status: 200 });
      // Who was there before is served still.
      expect(await idle[0]?.send('\r\n').answered(LATE_MS)).toMatchObject({ status: 200 });
      // He waits only for what he may ask next: the next one has his place.
      const next = new SlowClient(service.url).send('GET /changes HTTP/1.1\r\nhost: here\r\n\r\n');
      expect(await next.answered(LATE_MS)).toMatchObject({ status: 401 });
      for (const client of [...idle, late, watcher, next]) client.destroy();
      expect(await connectionsFallTo(service, 1, LATE_MS)).toBeLessThanOrEqual(1);
    },
    patience(30_000),
  );

  it(
    'far beyond it are closed, and all is as before when they have gone',
    async () => {
      const crowd = await open(connectionsMax + 1_000, asked);
      // Two hundred more may stay to be told so.
      const closed = (): number => crowd.filter(({ lastedMs }) => lastedMs !== null).length;
      const until = performance.now() + LATE_MS;
      while (closed() < 800 && performance.now() < until) await sleep(20);
      expect(closed()).toBeGreaterThanOrEqual(800);
      for (const client of crowd) client.destroy();
      expect(await connectionsFallTo(service, 1, LATE_MS)).toBeLessThanOrEqual(1);
      expect(await graphql(service.url, mill.key, small)).toEqual(answered);
      expect(await service.server.app.get(InFlight).drained(LATE_MS)).toBe(0);
    },
    patience(60_000),
  );
});
