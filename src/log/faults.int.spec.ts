import { setTimeout as sleep } from 'node:timers/promises';
import { type CutProxy, type CutRule, startCutProxy } from '../../test/support/cut-proxy.ts';
import { testDatabase, type TestDatabase } from '../../test/support/database.ts';
import { entryOf, type EventSketch } from '../../test/support/entries.ts';
import { type Random, randomFrom, upTo } from '../../test/support/random.ts';
import type { LogRecord } from '../core/epcis/event.ts';
import { Clock } from '../platform/clock.ts';
import { Database } from '../platform/database.ts';
import { Settings } from '../platform/settings.ts';
import type { Transaction } from '../platform/transaction.ts';
import type { Appended, NewEntry } from './entry.ts';
import { contentOf, identityOf } from './entry.ts';
import { readRange } from './log-reader.store.ts';
import { LogStore } from './log.store.ts';
import type { Projector } from './projector.ts';
import { retrying } from './retry.ts';
import { SequencerService } from './sequencer.service.ts';
import { UnavailableError } from './unavailable.ts';

/**
 * Random captures through two instances on one database, with connections cut after COMMIT and at random bytes and backends
 * terminated. Part of it in every run, all of it with FULL=1.
 */
const full = process.env['FULL'] === '1';
const worlds = full ? 20 : 3;
const submissionsPerCaller = full ? 120 : 20;
const callersPerInstance = 5;

/** Writes each position once into a table that refuses a second time. */
class Seen implements Projector {
  readonly name = 'seen';
  async apply(tx: Transaction, records: readonly LogRecord[]): Promise<void> {
    await tx.query('insert into seen select unnest($1::bigint[])', [
      records.map(({ position }) => position),
    ]);
  }
}

/** Few ids for many callers, so that repeats, conflicts and declarations of the same thing meet. */
const sketchOf = (random: Random): EventSketch => {
  const dice = random();
  const content = `content ${upTo(random, 10) < 8 ? 0 : 1}`;
  if (dice < 0.15) return { id: null, content: `only ${upTo(random, 60)}` };
  const id = `urn:test:${upTo(random, 150)}`;
  if (dice > 0.85) {
    const at = `2026-04-01T00:00:0${upTo(random, 2)}Z`;
    return {
      id,
      content,
      declaration: { at, corrective: [`urn:test:${upTo(random, 3)}`] },
    };
  }
  return { id, content };
};

const ruleOf = (random: Random): CutRule => {
  const dice = random();
  if (dice < 0.12) return { kind: 'AFTER_COMMIT' };
  if (dice < 0.3) return { kind: 'AFTER_BYTES', bytes: 1 + upTo(random, 12_000) };
  return { kind: 'PASS' };
};

interface Told {
  readonly entries: readonly NewEntry[];
  readonly answers: readonly Appended[];
  readonly rollback: boolean;
}

interface Instance {
  readonly database: Database;
  readonly proxy: CutProxy;
  readonly sequencer: SequencerService;
}

const startInstance = async (db: TestDatabase, random: Random): Promise<Instance> => {
  const proxy = await startCutProxy(db.settings.databaseUrl ?? '');
  const settings = new Settings({
    databaseUrl: proxy.url,
    logLevel: 'silent',
    poolSize: 3,
  });
  const database = await Database.connect(proxy.url, settings);
  proxy.setRule(() => ruleOf(random));
  const store = new LogStore(new Clock());
  return {
    database,
    proxy,
    sequencer: new SequencerService(database, store, [new Seen()]),
  };
};

/** One caller that submits, and submits again what it was told to. */
const call = async (instance: Instance, random: Random): Promise<readonly Told[]> => {
  const told: Told[] = [];
  for (let number = 0; number < submissionsPerCaller; number += 1) {
    const owner = 1 + upTo(random, 2);
    const rollback = random() < 0.3;
    const sketches = Array.from({ length: 1 + upTo(random, 5) }, () => sketchOf(random));
    told.push(
      await insist(
        instance,
        rollback,
        sketches.map((sketch) => entryOf(sketch, owner)),
      ),
    );
  }
  return told;
};

const insist = async (
  { sequencer }: Instance,
  rollback: boolean,
  entries: readonly NewEntry[],
): Promise<Told> => {
  for (;;) {
    try {
      return {
        entries,
        answers: await sequencer.submit(entries, { rollback }),
        rollback,
      };
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
    }
  }
};

/** The test's own connections are ended too. */
const patiently = <T>(db: TestDatabase, work: (tx: Transaction) => Promise<T>): Promise<T> =>
  retrying(() => db.database.transaction(null, work));

/** Does something again and again until other work is over, and answers how often. */
const meanwhile = async (
  over: Promise<unknown>,
  something: () => Promise<number>,
): Promise<number> => {
  let going = true;
  over.then(
    () => (going = false),
    () => (going = false),
  );
  let sum = 0;
  while (going) sum += await something();
  return sum;
};

const terminateOne = async (db: TestDatabase, random: Random): Promise<number> => {
  await sleep(50 + upTo(random, 150));
  const rows = await patiently(db, (tx) =>
    tx.query(
      `select pg_terminate_backend(pid) from (
         select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
         order by random() limit 1) one`,
    ),
  );
  return rows.length;
};

/** What is visible never has a hole. */
const lookForHoles = async (db: TestDatabase): Promise<number> => {
  await sleep(10);
  const [row] = await patiently(db, (tx) =>
    tx.query<{ count: string; next: string }>(
      'select (select count(*) from log.entry) as count, next from log.head',
    ),
  );
  expect(row?.count).toBe(row?.next);
  return 1;
};

const judgeLog = (records: readonly LogRecord[]): void => {
  expect(records.map(({ position }) => position)).toEqual(records.map((_, index) => index));
  const batches = new Map<number, LogRecord[]>();
  for (const record of records) {
    batches.set(record.knownFrom, [...(batches.get(record.knownFrom) ?? []), record]);
  }
  let before = '';
  let next = 0;
  for (const [last, batch] of batches) {
    const time = batch[0]?.recordTime ?? '';
    expect(batch.map(({ position }) => position)).toEqual(batch.map((_, index) => next + index));
    expect(batch.at(-1)?.position).toBe(last);
    expect(batch.every(({ recordTime }) => recordTime === time)).toBe(true);
    expect(time > before).toBe(true);
    before = time;
    next = last + 1;
  }
  expect(new Set(records.map(identityOf)).size).toBe(records.length);
};

const contentOfRecord = ({ hash, event }: Pick<LogRecord, 'hash' | 'event'>): string =>
  contentOf(hash, event);

/** Every answer against what is in the log; answers the positions that were told to be new, once for each telling. */
const judgeAnswers = (records: readonly LogRecord[], told: readonly Told[]): readonly number[] => {
  const byIdentity = new Map(records.map((record) => [identityOf(record), record]));
  return told.flatMap(({ entries, answers, rollback }) => {
    const undone = rollback && answers.some(({ status }) => status === 'CONFLICT');
    expect(answers).toHaveLength(entries.length);
    return entries.flatMap((entry, index) => {
      const answer = answers[index];
      const record = byIdentity.get(identityOf(entry));
      const same = record !== undefined && contentOfRecord(record) === contentOfRecord(entry);
      const where = {
        position: record?.position,
        recordTime: record?.recordTime,
      };
      if (answer?.status === 'CREATED' || answer?.status === 'EXISTING') {
        expect({ same, ...where }).toMatchObject({
          same: true,
          position: answer.position,
          recordTime: answer.recordTime,
        });
      }
      if (answer?.status === 'CONFLICT' && answer.existing !== null) {
        expect({ same, position: where.position }).toEqual({
          same: false,
          position: answer.existing,
        });
        expect(answer.differs).not.toEqual([]);
      }
      if (answer?.status === 'ROLLED_BACK') expect(undone).toBe(true);
      if (answer?.status !== 'CREATED') return [];
      expect(undone).toBe(false);
      return [answer.position];
    });
  });
};

type WorldResult = Awaited<ReturnType<typeof runWorld>>;

/** One world: answers what happened in it. */
const runWorld = async (seed: number) => {
  const random = randomFrom(seed);
  const db = await testDatabase();
  await patiently(db, (tx) => tx.query('create table seen (position bigint primary key)'));
  const instances = [await startInstance(db, random), await startInstance(db, random)];
  const callers = instances.flatMap((instance) =>
    Array.from({ length: callersPerInstance }, () => ({
      instance,
      seed: upTo(random, 1e9),
    })),
  );
  const calls = Promise.all(callers.map((one) => call(one.instance, randomFrom(one.seed))));
  const [answers, terminated, looks] = await Promise.all([
    calls,
    meanwhile(calls, () => terminateOne(db, random)),
    meanwhile(calls, () => lookForHoles(db)),
  ]);
  const told = answers.flat();
  const records = await patiently(db, (tx) => readRange(tx, 0, 1_000_000));
  judgeLog(records);
  // Nobody gave up, so each record was told to exactly one caller as new.
  const positions = records.map(({ position }) => position);
  expect(judgeAnswers(records, told).toSorted((a, b) => a - b)).toEqual(positions);
  const [row] = await patiently(db, (tx) =>
    tx.query<{ seen: string; secrets: string; next: string }>(
      `select (select count(*) from seen) as seen, (select count(*) from log.event_secret) as secrets, next from log.head`,
    ),
  );
  const count = String(records.length);
  expect(row).toEqual({ seen: count, secrets: count, next: count });
  for (const { database, proxy } of instances) {
    proxy.setRule(() => ({ kind: 'PASS' }));
    await database.close();
    await proxy.close();
  }
  await db.drop();
  const cuts = instances.map(({ proxy }) => proxy.cuts);
  const statuses = new Set(told.flatMap((one) => one.answers.map(({ status }) => status)));
  return {
    records: records.length,
    looks,
    terminated,
    afterCommit: cuts.reduce((sum, cut) => sum + cut.AFTER_COMMIT, 0),
    atBytes: cuts.reduce((sum, cut) => sum + cut.AFTER_BYTES, 0),
    statuses: statuses.size,
  };
};

describe('two instances on one database, with faults', () => {
  it(
    'acknowledge each event once by content, without a gap, in commit order',
    async () => {
      const results: WorldResult[] = [];
      for (let seed = 1; seed <= worlds; seed += 1) results.push(await runWorld(seed));
      const isNonTrivial = (one: WorldResult) =>
        one.afterCommit > 0 && one.atBytes > 0 && one.terminated > 0 && one.statuses === 4;
      const nonTrivial = results.filter(isNonTrivial).length;
      const sum = (pick: (one: WorldResult) => number) =>
        results.reduce((total, one) => total + pick(one), 0);
      console.log(
        `worlds ${worlds}, non-trivial ${nonTrivial}: ${sum((one) => one.records)} records, ` +
          `cut after COMMIT ${sum((one) => one.afterCommit)}, at random bytes ${sum((one) => one.atBytes)}, ` +
          `backends terminated ${sum((one) => one.terminated)}, looks for holes ${sum((one) => one.looks)}`,
      );
      // How many faults strike one world depends on the machine; over all of them every kind must have struck.
      expect(nonTrivial).toBeGreaterThan(worlds / 2);
      expect(sum((one) => one.afterCommit)).toBeGreaterThan(0);
      expect(sum((one) => one.atBytes)).toBeGreaterThan(0);
      expect(sum((one) => one.terminated)).toBeGreaterThan(0);
      expect(Math.max(...results.map(({ statuses }) => statuses))).toBe(4);
    },
    full ? 1_800_000 : 180_000,
  );
});
