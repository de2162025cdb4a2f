import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { openAccount } from '../src/cli/account.ts';
import { Settings } from '../src/platform/settings.ts';
import { documentText, sketchesOf } from './support/capture-room.ts';
import { build, type ChildService, killLeftovers, startService } from './support/child-service.ts';
import { emptyDatabase } from './support/database.ts';
import { post } from './support/doors.ts';
import { eventJson } from './support/entries.ts';
import { patience } from './support/patience.ts';

const events = process.env['FULL'] === '1' ? 10_000 : 2_500;

interface Job {
  readonly running: boolean;
  readonly success: boolean;
}

describe('a process killed in the middle of a bulk job', () => {
  let url: string;
  let remove: () => Promise<void>;
  let client: pg.Client;
  let key: string;
  beforeAll(async () => {
    build();
    ({ url, remove } = await emptyDatabase('throughline_template'));
    client = new pg.Client({ connectionString: url });
    await client.connect();
    const settings = new Settings({ databaseUrl: url, logLevel: 'silent' });
    key = await openAccount(url, settings, {
      name: 'Mill',
      country: 'KE',
      gln: null,
      companyPrefix: null,
    });
  }, patience(120_000));
  afterAll(async () => {
    killLeftovers();
    await client.end();
    await remove();
  });

  const start = (): Promise<ChildService> => startService({ environment: { DATABASE_URL: url } });
  const count = async (sql: string): Promise<number> => {
    const { rows } = await client.query<{ count: string }>(`select count(*) as count from ${sql}`);
    return Number(rows[0]?.count);
  };
  /** What readers may see of the job. */
  const shown = (name: string) =>
    count(
      `log.entry, log.head where event_key like 'urn:test:${name}:%' and position <= log.visible_prefix(next - 1)`,
    );
  const jobAt = async (service: ChildService, path: string): Promise<Job> => {
    const answer = await fetch(`${service.url}${path}`, {
      headers: { authorization: `Bearer ${key}` },
    });
    return (await answer.json()) as Job;
  };

  it.each(['rollback', 'proceed'])(
    'is ended by the next one, %s',
    async (behaviour) => {
      const name = `killed-${behaviour}`;
      const before = await count('log.entry');
      const first = await start();
      const answer = await post(first.url, 'capture', documentText(sketchesOf(name, events)), {
        key,
        headers: { 'gs1-capture-error-behaviour': behaviour },
      });
      expect(answer.status).toBe(202);
      const path = new URL(answer.headers.get('location') ?? '', first.url).pathname;
      while ((await count('log.entry')) < before + events / 4) await sleep(2);
      expect(await first.end('SIGKILL')).toBe('SIGKILL');

      const partly = (await count('log.entry')) - before;
      expect(partly).toBeLessThan(events);
      expect(await shown(name)).toBe(behaviour === 'rollback' ? 0 : partly);
      const second = await start();
      const single = JSON.stringify(eventJson({ id: `urn:test:single:${behaviour}` }));
      expect((await post(second.url, 'events', single, { key })).status).toBe(201);
      const seen = new Set<number>();
      while ((await jobAt(second, path)).running) {
        seen.add(await shown(name));
        await sleep(20);
      }
      expect(await jobAt(second, path)).toMatchObject({ running: false, success: true });
      expect(await shown(name)).toBe(events);
      expect(await count('log.entry')).toBe(before + events + 1);
      expect(await count('log.hold')).toBe(0);
      expect(await count('log.reservation')).toBe(0);
      if (behaviour === 'rollback')
        expect([...seen].filter((one) => one > 0 && one < events)).toEqual([]);
      expect(await second.end('SIGTERM')).toBe(0);
      console.log(
        `${behaviour}: killed after ${partly} of ${events} events, all there once after the next start`,
      );
    },
    180_000,
  );
});
