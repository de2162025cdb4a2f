import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { openAccount } from '../src/cli/account.ts';
import { startPostgres } from '../src/platform/embedded-postgres.ts';
import { Settings } from '../src/platform/settings.ts';
import {
  ask,
  build,
  type ChildService,
  gone,
  killLeftovers,
  postgresPid,
  startService,
  temporaryFolder,
} from './support/child-service.ts';
import { post } from './support/doors.ts';
import { eventJson } from './support/entries.ts';
import { patience } from './support/patience.ts';

const streamMs = process.env['FULL'] === '1' ? 5_000 : 700;

interface Place {
  readonly environment: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly databaseUrl: () => Promise<string>;
}

const company = { name: 'Mill', country: 'KE', gln: null, companyPrefix: null };

const openKey = async (place: Place): Promise<string> => {
  const url = await place.databaseUrl();
  return openAccount(url, new Settings({ databaseUrl: url, logLevel: 'silent' }), company);
};

const bodyOf = (name: string): string =>
  JSON.stringify(eventJson({ id: `urn:example:crash:${name}`, content: name }));

/** What a stream of captures was told: which events were acknowledged, which were only sent. */
interface Stream {
  readonly acknowledged: Set<string>;
  readonly sent: Set<string>;
}

const send = async (url: string, key: string, name: string, stream: Stream): Promise<void> => {
  stream.sent.add(name);
  try {
    const answer = await post(url, 'events', bodyOf(name), { key });
    await answer.text();
    if (answer.status === 201) stream.acknowledged.add(name);
  } catch {
    // The connection broke: nobody knows whether it was recorded.
  }
};

/** Several writers at once until `work` is over. */
const whileSending = async (
  to: { readonly urls: readonly string[]; readonly key: string; readonly label: string },
  work: () => Promise<unknown>,
): Promise<Stream> => {
  const stream: Stream = { acknowledged: new Set(), sent: new Set() };
  let going = true;
  const writers = Array.from({ length: 6 }, async (_, writer) => {
    for (let number = 0; going; number += 1) {
      const url = to.urls[writer % to.urls.length] ?? '';
      await send(url, to.key, `${to.label}-${writer}-${number}`, stream);
      await sleep(2);
    }
  });
  await sleep(streamMs);
  // On a busy machine the first answer may take longer: a kill before it would show nothing.
  for (let waits = 0; stream.acknowledged.size === 0 && waits < 600; waits += 1) await sleep(50);
  await work();
  going = false;
  await Promise.all(writers);
  return stream;
};

interface Stored {
  readonly position: string;
  readonly name: string;
}

const stored = async (place: Place): Promise<readonly Stored[]> => {
  const client = new pg.Client({ connectionString: await place.databaseUrl() });
  await client.connect();
  try {
    const { rows } = await client.query<{ position: string; text: string }>(
      'select body.position::text, doc as text from log.body order by body.position',
    );
    return rows.map(({ position, text }) => ({
      position,
      name: (JSON.parse(text) as Record<string, string>)['example:content'] ?? '',
    }));
  } finally {
    await client.end();
  }
};

/** Positions without a gap, each event once, and everything acknowledged is there. */
const expectWhole = (rows: readonly Stored[], streams: readonly Stream[]): void => {
  expect(rows.map(({ position }) => Number(position))).toEqual(rows.map((_, index) => index));
  const names = rows.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  const there = new Set(names);
  const sent = new Set(streams.flatMap((stream) => [...stream.sent]));
  const lost = streams.flatMap(({ acknowledged }) =>
    [...acknowledged].filter((name) => !there.has(name)),
  );
  expect(lost).toEqual([]);
  expect(names.filter((name) => !sent.has(name))).toEqual([]);
};

/** Sends everything again: afterwards all of it is there, once. */
const expectRetried = async (
  place: Place,
  to: { readonly url: string; readonly key: string },
  streams: readonly Stream[],
): Promise<void> => {
  const all = streams.flatMap((stream) => [...stream.sent]);
  const again: Stream = { acknowledged: new Set(), sent: new Set() };
  for (const name of all) await send(to.url, to.key, name, again);
  expect(again.acknowledged.size).toBe(all.length);
  const rows = await stored(place);
  expectWhole(rows, [...streams, again]);
  expect(rows).toHaveLength(all.length);
};

beforeAll(() => build(), 120_000);
afterAll(() => killLeftovers());

describe.each(['embedded', 'DATABASE_URL'])('a crash while capturing, Postgres by %s', (kind) => {
  let place: Place;
  let remove: () => Promise<void>;
  let postgres: Awaited<ReturnType<typeof startPostgres>> | null = null;
  let own: () => Promise<Awaited<ReturnType<typeof startPostgres>>>;

  beforeAll(async () => {
    const { path: folder, remove: removeFolder } = await temporaryFolder();
    remove = removeFolder;
    own = () => startPostgres({ directory: folder, durable: true, database: 'throughline' });
    if (kind === 'DATABASE_URL') postgres = await own();
    place = {
      folder,
      environment:
        kind === 'embedded'
          ? { THROUGHLINE_DATA_DIRECTORY: folder }
          : { DATABASE_URL: postgres?.url ?? '' },
      databaseUrl: async () => postgres?.url ?? embeddedUrl(folder),
    };
  }, patience(60_000));
  afterAll(async () => {
    killLeftovers();
    await postgres?.stop();
    expect(await gone(place.folder)).toEqual([]);
    await remove();
  }, patience(60_000));

  /** A new Postgres may have another port. */
  const start = (): Promise<ChildService> =>
    startService({
      environment: postgres === null ? place.environment : { DATABASE_URL: postgres.url },
    });

  it(
    'loses and doubles nothing when the process or Postgres is killed',
    async () => {
      const first = await start();
      const key = await openKey(place);
      const one = await whileSending({ urls: [first.url], key, label: 'process' }, () =>
        first.end('SIGKILL'),
      );
      expect(one.acknowledged.size).toBeGreaterThan(0);
      if (postgres === null) expect(await gone(place.folder)).toEqual([]);

      const second = await start();
      expectWhole(await stored(place), [one]);
      const two = await whileSending({ urls: [second.url], key, label: 'postgres' }, async () => {
        process.kill(postgresPid(place.folder), 'SIGKILL');
        await sleep(200);
      });
      expect(two.acknowledged.size).toBeGreaterThan(0);
      await second.end('SIGKILL');
      if (postgres !== null) {
        await postgres.stop();
        postgres = await own();
      }

      const third = await start();
      expectWhole(await stored(place), [one, two]);
      await expectRetried(place, { url: third.url, key }, [one, two]);
      expect(await third.end('SIGTERM')).toBe(0);
      console.log(
        `${kind}: acknowledged ${one.acknowledged.size} and ${two.acknowledged.size}, sent ${one.sent.size} and ${two.sent.size}`,
      );
    },
    patience(180_000),
  );

  if (kind === 'embedded') return;
  it(
    'has neither gap nor double when two services write at once',
    async () => {
      const before = await stored(place);
      const services = await Promise.all([start(), start()]);
      const key = await openKey({ ...place });
      const stream = await whileSending(
        { urls: services.map(({ url }) => url), key, label: 'two' },
        () => sleep(streamMs),
      );
      const rows = await stored(place);
      expect(stream.acknowledged.size).toBe(stream.sent.size);
      expect(rows).toHaveLength(before.length + stream.sent.size);
      expectWhole(rows, [
        stream,
        { acknowledged: new Set(), sent: new Set(before.map(({ name }) => name)) },
      ]);
      for (const service of services) expect(await service.end('SIGTERM')).toBe(0);
    },
    patience(120_000),
  );
});

/** Where the embedded Postgres of a running service listens. */
async function embeddedUrl(folder: string): Promise<string> {
  const [row] = await ask<{ port: number }>(folder, 'select inet_server_port() as port');
  const password = (await readFile(`${folder}/postgres/password`, 'utf8')).trim();
  return `postgres://throughline:${password}@127.0.0.1:${row?.port ?? 0}/throughline`;
}
