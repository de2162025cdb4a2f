import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registerAll } from '../src/cli/ingest-master-data.ts';
import { generatedMasterData } from '../src/sample/generate-companies.ts';
import { build, killLeftovers } from './support/child-service.ts';
import { type Counted, expectKept, Ledger } from './support/load-ledger.ts';
import { Place, type PlaceKind } from './support/load-places.ts';
import { Reader } from './support/load-readers.ts';
import { StepWriter } from './support/load-steps.ts';
import { openWorldAccounts, WorldQueue } from './support/load-world.ts';
import { type Load, Written, writeDocuments, writeEvents } from './support/load-writers.ts';
import { Outages, WatchedDoors } from './support/outages.ts';
import { patience } from './support/patience.ts';
import { type Random, randomFrom, upTo } from './support/random.ts';

const isFull = process.env['FULL'] === '1';
const SEED = 20_261_128;
/** Kills of each place; both kinds by turns. At full size ten minutes with one each minute. */
const KILLS = isFull ? 10 : 4;
/** Between two kills: so long at least, in milliseconds, until so much was acknowledged, and up to so much longer by chance. */
const [CALM_MS, CALM_ACKNOWLEDGED, CHANCE_MS] = isFull ? [30_000, 500, 15_000] : [500, 60, 2_500];
/** Pauses of writers: at full size the log must stay small enough to be checked after each kill. */
const PAUSES = isFull
  ? { event: 40, document: 8_000, step: 300, read: 60 }
  : { event: 10, document: 800, step: 50, read: 30 };
/** Events that are taken for documents at once: at full size some companies have more than one transaction takes, which become jobs. */
const BATCHES = isFull ? [40, 200, 2_500] : [20, 60, 500];

interface Told {
  kills: { service: number; postgres: number };
  checks: number;
  kept: Counted;
}

beforeAll(() => build(), 120_000);
afterAll(() => killLeftovers());

describe.each<PlaceKind>(['embedded', 'DATABASE_URL'])('mixed load, Postgres by %s', (kind) => {
  const outages = new Outages();
  const place = new Place(kind, outages);
  const doors = new WatchedDoors(() => place.url, outages);
  const ledger = new Ledger();
  const random: Random = randomFrom(SEED + kind.length);
  const told: Told = {
    kills: { service: 0, postgres: 0 },
    checks: 0,
    kept: { stored: 0, sent: 0, acknowledged: 0 },
  };
  let keys: ReadonlyMap<string, string>;

  beforeAll(async () => {
    await place.open();
    keys = await openWorldAccounts(await place.databaseUrl());
    const [key = ''] = keys.values();
    await registerAll(generatedMasterData, { url: place.url, key, proceed: false });
  }, patience(90_000));
  afterAll(async () => {
    expect(await place.close()).toEqual([]);
  }, patience(60_000));

  /** `throughline check` as a process of its own, which must find nothing. */
  const check = async (): Promise<void> => {
    const command = place.command(['check']);
    const code = await command.ended;
    expect([code, command.output(), command.errors()]).toEqual([
      0,
      expect.stringContaining('No differences.'),
      expect.anything(),
    ]);
    told.checks += 1;
  };

  /** Kills the one or the other; the log is looked at before anybody may mend anything by sending again. */
  const killOne = async (turn: number): Promise<void> => {
    if (turn % 2 === 0) {
      await place.killService();
      told.kills.service += 1;
      // The embedded one is gone with the service, so that it can be checked now.
      if (isFull && kind === 'embedded') await check();
      await place.start();
    } else {
      await place.killPostgres(200 + upTo(random, 1_500));
      told.kills.postgres += 1;
      if (isFull && kind === 'embedded') {
        expect(await place.stop()).toBe(0);
        await check();
        await place.start();
      }
    }
    told.kept = await expectKept(await place.databaseUrl(), ledger);
    if (isFull && kind === 'DATABASE_URL') await check();
  };

  /** Lets them work, however slow the machine is. */
  const calm = async (): Promise<void> => {
    const enough = ledger.acknowledged.size + CALM_ACKNOWLEDGED;
    await sleep(CALM_MS);
    while (ledger.acknowledged.size < enough && doors.faults.length === 0) await sleep(50);
    await sleep(upTo(random, CHANCE_MS));
    expect(doors.faults).toEqual([]);
  };

  const writersOf = (load: Load, written: Written, steps: StepWriter) => [
    ...[1, 2].map((writer) =>
      writeEvents(load, written, { random: randomFrom(SEED + writer), pauseMs: PAUSES.event }),
    ),
    writeDocuments(load, written, {
      random: randomFrom(SEED),
      pauseMs: PAUSES.document,
      batches: BATCHES,
    }),
    steps.write(PAUSES.step),
  ];

  it(
    'loses, doubles and spoils nothing while the service and its Postgres are killed by turns',
    async () => {
      let going = true;
      let abandoned = true;
      const queue = new WorldQueue(SEED % 1_000);
      const load: Load = {
        doors,
        ledger,
        queue,
        keys,
        going: () => going,
        abandoned: () => !going && abandoned,
      };
      const written = new Written();
      const steps = new StepWriter(load, written);
      const facts = { written, made: steps.made };
      const readers = [3, 4].map((reader) => new Reader(load, facts, randomFrom(SEED + reader)));
      const everybody = Promise.all([
        ...writersOf(load, written, steps),
        ...readers.map((reader) => reader.read(PAUSES.read)),
      ]);
      everybody.catch(() => undefined); // awaited below
      try {
        for (let turn = 0; turn < KILLS; turn += 1) {
          await calm();
          await killOne(turn);
        }
        await calm();
        abandoned = false;
      } finally {
        going = false;
      }
      await everybody;
      const askedAgain = await Promise.all(readers.map((reader) => reader.askAllAgain()));
      expect(doors.faults).toEqual([]);
      // Whoever sent something went on until it was acknowledged: all of it is there, once.
      told.kept = await expectKept(await place.databaseUrl(), ledger);
      expect(told.kept.acknowledged).toBe(told.kept.sent);
      expect(told.kept.stored).toBe(told.kept.sent);
      expect(await place.stop()).toBe(0);
      await check();
      const { events: _events, ...did } = written;
      const reads = readers.map(({ counts }) => counts);
      console.log(
        JSON.stringify({ kind, ...told, ...did, answers: doors.counts, reads, askedAgain }),
      );
      expect(told.kills).toEqual({ service: KILLS / 2, postgres: KILLS / 2 });
      expect(written.jobs).toBeGreaterThan(0);
      expect(written.corrections).toBeGreaterThan(0);
    },
    patience(240_000),
  );
});
