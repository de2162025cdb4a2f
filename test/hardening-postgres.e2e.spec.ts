import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { openAccount } from '../src/cli/account.ts';
import { Settings } from '../src/platform/settings.ts';
import {
  ask,
  build,
  gone,
  killLeftovers,
  postgresPid,
  startService,
  temporaryFolder,
} from './support/child-service.ts';
import { post } from './support/doors.ts';
import { eventJson } from './support/entries.ts';

const company = { name: 'Mill', country: 'KE', gln: null, companyPrefix: null };

describe('writers while the embedded Postgres is killed', () => {
  let folder: string;
  let remove: () => Promise<void>;
  beforeAll(async () => {
    build();
    ({ path: folder, remove } = await temporaryFolder());
  }, 120_000);
  afterAll(async () => {
    killLeftovers();
    expect(await gone(folder)).toEqual([]);
    await remove();
  });

  const openKey = async (): Promise<string> => {
    const [row] = await ask<{ port: number }>(folder, 'select inet_server_port() as port');
    const password = (await readFile(`${folder}/postgres/password`, 'utf8')).trim();
    const url = `postgres://throughline:${password}@127.0.0.1:${row?.port ?? 0}/throughline`;
    return openAccount(url, new Settings({ databaseUrl: url, logLevel: 'silent' }), company);
  };

  it('are answered or told to come again, and find all that was acknowledged', async () => {
    const service = await startService({ environment: { THROUGHLINE_DATA_DIRECTORY: folder } });
    const key = await openKey();
    const statuses = new Map<number, number>();
    const acknowledged: string[] = [];
    let running = true;
    const writers = Array.from({ length: 3 }, async (_, writer) => {
      for (let number = 0; running; number += 1) {
        const body = JSON.stringify(eventJson({ id: `urn:x:${writer}:${number}` }));
        const answer = await post(service.url, 'events', body, { key });
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        if (answer.status === 503)
          expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
        if (answer.status === 201) acknowledged.push(answer.headers.get('location') ?? '');
        await answer.text();
        await sleep(10);
      }
    });
    const killed = postgresPid(folder);
    while (acknowledged.length < 20) await sleep(20);
    const before = acknowledged.length;
    process.kill(killed, 'SIGKILL');
    while (postgresPid(folder) === killed || acknowledged.length < before + 20) await sleep(20);
    running = false;
    await Promise.all(writers);
    expect([...statuses.keys()].filter((status) => status !== 201 && status !== 503)).toEqual([]);
    for (const location of acknowledged) {
      const read = await fetch(service.url + location, {
        headers: { authorization: `Bearer ${key}` },
      });
      expect(read.status).toBe(200);
    }
    console.log(`answers around the kill: ${JSON.stringify(Object.fromEntries(statuses))}`);
    expect(await service.end('SIGTERM')).toBe(0);
  }, 120_000);
});
