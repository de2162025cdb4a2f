import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { openAccount } from '../src/cli/account.ts';
import { freePort } from '../src/platform/embedded-postgres.ts';
import { Settings } from '../src/platform/settings.ts';
import { documentText, sketchesOf } from './support/capture-room.ts';
import { build, type ChildService, killLeftovers, startService } from './support/child-service.ts';
import { emptyDatabase } from './support/database.ts';
import { post } from './support/doors.ts';
import { eventJson } from './support/entries.ts';
import { type Reading, StreamReader } from './support/event-stream.ts';
import { patience } from './support/patience.ts';

const singles = process.env['FULL'] === '1' ? 2_000 : 150;
const jobs = process.env['FULL'] === '1' ? 10 : 4;
const jobEvents = 600;

interface SaidChange {
  readonly kind: string;
  readonly event: { readonly eventId: string; readonly logEntry: { readonly position: string } };
}

describe('readers of the feed while two instances are written to', () => {
  let database: string;
  let remove: () => Promise<void>;
  let client: pg.Client;
  let key: string;
  let over = false;
  const services: ChildService[] = [];
  const open: StreamReader[] = [];
  const ports: string[] = [];
  const start = async (index: number): Promise<void> => {
    ports[index] ??= String(await freePort());
    const environment = { DATABASE_URL: database, PORT: ports[index], LOG_LEVEL: 'warn' };
    services[index] = await startService({ environment });
  };
  const urlOf = (index: number): string => services[index]?.url ?? '';

  beforeAll(async () => {
    build();
    ({ url: database, remove } = await emptyDatabase('throughline_template'));
    client = new pg.Client({ connectionString: database });
    await client.connect();
    const settings = new Settings({ databaseUrl: database, logLevel: 'silent' });
    const account = { name: 'Mill', country: 'KE', gln: null, companyPrefix: null };
    key = await openAccount(database, settings, account);
    await Promise.all([start(0), start(1)]);
  }, patience(120_000));
  afterAll(async () => {
    over = true;
    await Promise.all(open.map((reader) => reader.close()));
    killLeftovers();
    await client.end();
    await remove();
  });

  const read = (index: number, how: Partial<Reading> = {}): StreamReader => {
    const reader = new StreamReader(() => urlOf(index), { key, ...how });
    open.push(reader);
    return reader;
  };
  /** Sends until it is taken: what was sent twice is recorded once. */
  const send = async (index: number, path: string, body: string, rollback = true) => {
    const headers = { 'gs1-capture-error-behaviour': rollback ? 'rollback' : 'proceed' };
    while (!over) {
      const answer = await post(urlOf(index), path, body, { key, headers }).catch(() => null);
      if (answer?.ok === true) return;
      if (answer !== null && answer.status < 500) throw new Error(await answer.text());
      await sleep(50);
    }
  };
  const writeSingles = async (): Promise<void> => {
    for (let number = 0; number < singles; number += 1) {
      const sketch = { id: `urn:test:single:${number}` };
      await send(number % 2, 'events', JSON.stringify(eventJson(sketch)));
      if (number % 25 !== 24) continue;
      const declaration = { at: '2026-03-04T08:00:00.000Z', reason: 'did_not_occur' };
      await send(0, 'events', JSON.stringify(eventJson({ ...sketch, declaration })));
    }
  };
  const writeJobs = async (): Promise<void> => {
    for (let number = 0; number < jobs; number += 1) {
      const document = documentText(sketchesOf(`job-${number}`, jobEvents));
      await send(number % 2, 'capture', document, number % 2 === 0);
      await sleep(100);
    }
  };
  const count = async (sql: string): Promise<number> => {
    const { rows } = await client.query<{ count: string }>(`select count(*) as count from ${sql}`);
    return Number(rows[0]?.count);
  };

  it(
    'get everything once and in order: one is cut, one is slow, an instance is killed',
    async () => {
      const plain = read(0);
      const cut = read(1);
      const slow = read(0, { pauseMs: 2 });
      const readers = [plain, cut, slow];
      const writing = Promise.all([writeSingles(), writeJobs()]);
      for (let times = 0; times < 5; times += 1) {
        await sleep(200);
        cut.cut();
      }
      await plain.has(jobEvents, patience(30_000));
      expect(await services[0]?.end('SIGKILL')).toBe('SIGKILL');
      await start(0);
      await writing;
      while ((await count('capture.job where finished_at is null')) > 0) await sleep(50);
      const expected = singles + Math.floor(singles / 25) + jobs * jobEvents;
      expect(await count('log.entry')).toBe(expected);

      for (const reader of readers) expect(await reader.has(expected, patience(30_000))).toBe(true);
      await sleep(300);
      await Promise.all(readers.map((reader) => reader.close()));
      const { rows } = await client.query<{ event_key: string; declares: boolean }>(
        `select event_key, declaration_time is not null as declares from log.entry order by position`,
      );
      const log = rows.map(
        ({ event_key, declares }) => `${declares ? 'VOIDED' : 'RECORDED'} ${event_key}`,
      );
      for (const { events } of readers) {
        const said = events.map(({ data }) => JSON.parse(data) as SaidChange);
        expect(said.map(({ kind, event }) => `${kind} ${event.eventId}`)).toEqual(log);
        const places = said.flatMap(({ kind, event }, index) =>
          kind === 'RECORDED' && Number(event.logEntry.position) !== index ? [index] : [],
        );
        expect(places).toEqual([]);
        expect(events.map(({ id }) => id)).toEqual(plain.events.map(({ id }) => id));
        expect(new Set(events.map(({ id }) => id)).size).toBe(expected);
      }
      expect(cut.connections).toBeGreaterThan(3);
      expect(plain.connections).toBeGreaterThan(1);
      console.log(
        `${expected} changes to 3 readers: ${readers.map(({ connections }) => connections).join(', ')} connections`,
      );
    },
    patience(180_000),
  );

  it('hear at once of what another instance commits, and of it all the same when its calls are lost', async () => {
    const since = await cursorNow();
    const reader = read(0, { since });
    await sleep(500);
    await send(1, 'events', JSON.stringify(eventJson({ id: 'urn:test:heard:1' })));
    expect(await reader.has(1, 10_000)).toBe(true);
    // Whoever listens loses the connection; the next event finds it away, or only just back.
    await client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and query ~* '^(listen|notify)'`,
    );
    await send(1, 'events', JSON.stringify(eventJson({ id: 'urn:test:heard:2' })));
    expect(await reader.has(2, 10_000)).toBe(true);
    await sleep(1_500);
    await send(1, 'events', JSON.stringify(eventJson({ id: 'urn:test:heard:3' })));
    expect(await reader.has(3, 10_000)).toBe(true);
    expect(reader.connections).toBe(1);
    await reader.close();
  });

  /** Where the feed ends now. */
  const cursorNow = async (): Promise<string> => {
    let page = { cursor: '', more: true };
    while (page.more) {
      const since = page.cursor === '' ? '' : `&since=${page.cursor}`;
      const answer = await fetch(`${urlOf(0)}/changes?first=200${since}`, {
        headers: { authorization: `Bearer ${key}` },
      });
      page = (await answer.json()) as typeof page;
    }
    return page.cursor;
  };

  it(
    'end cleanly when the service stops, and are served by the next one',
    async () => {
      const since = await cursorNow();
      const reader = read(1, { since });
      await sleep(500);
      const began = Date.now();
      expect(await services[1]?.end('SIGTERM')).toBe(0);
      // It does not wait until requests under way are given up.
      expect(Date.now() - began).toBeLessThan(10_000);
      await start(1);
      await send(0, 'events', JSON.stringify(eventJson({ id: 'urn:test:after-stop' })));
      expect(await reader.has(1, 10_000)).toBe(true);
      expect(reader.connections).toBe(2);
      await reader.close();
    },
    patience(60_000),
  );
});
