import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { lotKey, products } from '../src/sample/generate-companies.ts';
import { seasonMark } from '../src/sample/generate-season.ts';
import { build, type ChildService, killLeftovers, startService } from './support/child-service.ts';
import { type CliProcess, startCli } from './support/cli-process.ts';
import { reference } from './support/chains-answers.ts';
import { bugs } from './support/chains-bugs.ts';
import { emptyDatabase } from './support/database.ts';
import { askItems } from './support/door-questions.ts';
import { expectKept, Ledger } from './support/load-ledger.ts';
import { type Question, questions } from './support/load-readers.ts';
import { documentsOf, openWorldAccounts, type OwnEvent, WorldQueue } from './support/load-world.ts';
import { type Load, sendDocument, Written, writeEvents } from './support/load-writers.ts';
import { Outages, WatchedDoors } from './support/outages.ts';
import { patience } from './support/patience.ts';
import { randomFrom } from './support/random.ts';
import { fittingQuestions, readLog, ReferenceOfLog, type ToldAt } from './support/told-beside.ts';

const SEED = 745;
/** Events that are there before anybody rebuilds: two tiers and more of four seasons that are told at the same time. */
const EVENTS = process.env['FULL'] === '1' ? 12_000 : 3_100;
/** How long a writer rests after an event: what is derived anew must catch up with both, beside all other tests. */
const WRITE_PAUSE_MS = process.env['FULL'] === '1' ? 60 : 1_500;

/** Pause of the reader between its questions. */
const READ_PAUSE_MS = 150;
/** The longest time for which a rebuild may keep writers waiting, as a part of the time that it takes: noise makes both longer. */
const LOCK_SHARE_MAX = 1 / 10;
/** Items that are asked about while a rebuild runs, and parts of the log over which their answers are compared. */
const ASKED_ITEMS = 6;
const COMPARED_LOGS = 10;

/** Something asked about a lot, and what was answered when it was asked first. */
interface Fixed {
  readonly question: Question;
  readonly number: string;
  readonly asKnownAt: string;
  readonly answer: string;
}

/** What a rebuild says of itself with --json. */
interface Report {
  readonly clean: boolean;
  readonly tables: readonly { readonly table: string; readonly missing: number }[];
  readonly repaired: { readonly deleted: number; readonly inserted: number };
  readonly locks: number;
  readonly longestLockMs: number;
}

/** A rebuild's report with how long it took, in milliseconds. */
type Timed = Report & { readonly tookMs: number };

/** Items of a season, spread over what it tells of: from the first harvest to what was made last. */
const itemsOfSeason = (events: readonly OwnEvent[], season: number): readonly string[] => {
  const mark = `${seasonMark(SEED, season)}-`;
  const keys = events.flatMap(({ event }) => [
    ...JSON.stringify(event).matchAll(/"(https:\/\/id\.gs1\.org\/01\/\d{14}\/10\/([^"]+))"/g),
  ]);
  const all = [
    ...new Set(keys.filter(([, , lot]) => lot?.startsWith(mark)).map(([, key = '']) => key)),
  ];
  return Array.from(
    { length: ASKED_ITEMS },
    (_, index) => all[Math.floor((index * (all.length - 1)) / (ASKED_ITEMS - 1))] ?? '',
  );
};

/** The lot of blended goods that was made last in a season. */
const lastMade = (events: readonly OwnEvent[], season: number): string => {
  const lots = lotKey(products.blended, `${seasonMark(SEED, season)}-B`);
  const made = events.flatMap(
    ({ event }) => (event['outputQuantityList'] ?? []) as readonly { readonly epcClass: string }[],
  );
  return made.findLast(({ epcClass }) => epcClass.startsWith(lots))?.epcClass ?? '';
};

describe('read models made anew beside a running service', () => {
  const outages = new Outages();
  const ledger = new Ledger();
  const queue = new WorldQueue(SEED);
  const written = new Written();
  let databaseUrl: string;
  let remove: () => Promise<void>;
  let client: pg.Client;
  let service: ChildService;
  let keys: ReadonlyMap<string, string>;
  let reader: string;
  /** Of a season that nobody damages, and of one that is damaged. */
  let untouched: readonly Fixed[];
  let damaged: readonly Fixed[];
  let asked: Awaited<ReturnType<typeof fittingQuestions>>;
  /** What was answered of the season that nobody damages, before, while and after read models were made anew. */
  const told: ToldAt[] = [];
  const doors = new WatchedDoors(() => service.url, outages);
  const loadWhile = (going: () => boolean): Load => ({
    doors,
    ledger,
    queue,
    keys,
    going,
    abandoned: () => doors.faults.length > 0,
  });

  const fixedFor = async (number: string): Promise<readonly Fixed[]> => {
    const fixed: Fixed[] = [];
    for (const question of questions) {
      const said = await answerTo(question.query, { number });
      const { asKnownAt } = said ?? {};
      if (said == null || asKnownAt === undefined) throw new Error(`${number} is not known`);
      fixed.push({ question, number, asKnownAt, answer: JSON.stringify(said) });
    }
    return fixed;
  };
  const answerTo = async (
    query: string,
    variables: { readonly number: string; readonly asKnownAt?: string },
  ): Promise<{ readonly asKnownAt: string } | null | undefined> =>
    (
      await doors.graphql<{ readonly answer: { readonly asKnownAt: string } | null }>(
        reader,
        query,
        variables,
      )
    )?.answer;
  /** Asks so many of the questions that can be compared, each in its turn, and keeps what is said. */
  const askAsKnown = async (asKnownAt: string, many: number): Promise<void> => {
    for (let turn = 0; turn < many; turn += 1) {
      const question = asked[told.length % asked.length];
      if (question === undefined) throw new Error('nothing to ask');
      const door = { url: service.url, key: reader };
      for (const given of await askItems(door, [question], { at: null, asKnownAt }))
        told.push({ given, asKnownAt });
    }
  };
  const expectSame = async (fixed: readonly Fixed[]): Promise<void> => {
    for (const { question, number, asKnownAt, answer } of fixed)
      expect(JSON.stringify(await answerTo(question.query, { number, asKnownAt }))).toBe(answer);
  };

  beforeAll(async () => {
    build();
    ({ url: databaseUrl, remove } = await emptyDatabase('throughline_template'));
    client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    service = await startService({
      environment: { DATABASE_URL: databaseUrl, LOG_LEVEL: 'warn' },
    });
    keys = await openWorldAccounts(databaseUrl);
    [reader = ''] = keys.values();
    const first = queue.take(EVENTS);
    for (const { identity } of first) ledger.sent.add(identity);
    for (const document of documentsOf(first))
      await sendDocument(
        loadWhile(() => true),
        document,
        'proceed',
      );
    for (const { identity } of first) ledger.acknowledged.add(identity);
    untouched = await fixedFor(lastMade(first, 0));
    damaged = await fixedFor(lastMade(first, 1));
    asked = await fittingQuestions({ url: service.url, key: reader }, itemsOfSeason(first, 0));
    expect(new Set(asked.map(({ kind }) => kind)).size).toBeGreaterThan(5);
    await askAsKnown(damaged[0]?.asKnownAt ?? '', asked.length);
    expect(doors.faults).toEqual([]);
  }, patience(180_000));
  afterAll(async () => {
    killLeftovers();
    await client.end();
    await remove();
  });

  /** Asks on and on; answers how often it was answered and the longest time between two answers, in milliseconds. */
  const readWhile = async (going: () => boolean) => {
    let answers = 0;
    let longestMs = 0;
    let last = performance.now();
    for (let turn = 0; going(); turn += 1) {
      const { question, number, asKnownAt, answer } = untouched[turn % untouched.length] ?? nothing;
      const then = JSON.stringify(await answerTo(question.query, { number, asKnownAt }));
      if (then !== answer) doors.fault(`${question.name} of ${number} has changed: ${then}`);
      for (const one of [damaged[0]?.number ?? number, number]) {
        const fresh = await answerTo(question.query, { number: one });
        if (fresh == null) doors.fault(`${question.name} of ${one}: nothing`);
        else if (one === number) await askAsKnown(fresh.asKnownAt, 1);
      }
      answers += 4;
      await sleep(READ_PAUSE_MS);
      longestMs = Math.max(longestMs, performance.now() - last);
      last = performance.now();
    }
    return { answers, longestMs: Math.ceil(longestMs) };
  };

  /** Two write and one reads until the work is over; none of them may be told of it. */
  const beside = async <Value>(work: () => Promise<Value>) => {
    let going = true;
    const load = loadWhile(() => going);
    const before = ledger.acknowledged.size;
    const everybody = Promise.all([
      readWhile(() => going && doors.faults.length === 0),
      ...[1, 2].map((writer) =>
        writeEvents(load, written, { random: randomFrom(SEED + writer), pauseMs: WRITE_PAUSE_MS }),
      ),
    ]);
    everybody.catch(() => undefined); // awaited below
    try {
      // Both are at work before it begins.
      while (ledger.acknowledged.size < before + 6 && doors.faults.length === 0) await sleep(20);
      const value = await work();
      going = false;
      const [read] = await everybody;
      expect(doors.faults).toEqual([]);
      expect(doors.counts.tooLong).toBe(0);
      return { value, ...read, captured: ledger.acknowledged.size - before };
    } finally {
      going = false;
    }
  };

  const cli = (word: string): CliProcess =>
    startCli([word, '--json'], { DATABASE_URL: databaseUrl });
  const ended = async (command: CliProcess): Promise<readonly [unknown, Report]> => {
    const code = await command.ended;
    if (code !== 0 && code !== 1) throw new Error(`${code}: ${command.errors()}`);
    return [code, JSON.parse(command.output()) as Report];
  };
  const rebuilt = async (): Promise<Timed> => {
    const began = performance.now();
    const [code, report] = await ended(cli('rebuild'));
    expect([code, report.clean]).toEqual([0, true]);
    return { ...report, tookMs: Math.ceil(performance.now() - began) };
  };
  const expectClean = async (): Promise<void> => {
    const [code, { tables }] = await ended(cli('check'));
    expect([code, tables]).toEqual([0, tables]);
  };
  const shadow = async (): Promise<boolean> => {
    const { rows } = await client.query<{ there: boolean }>(
      `select to_regnamespace('projection_shadow') is not null as there`,
    );
    return rows[0]?.there ?? false;
  };

  /** Takes away rows of three seasons: all packing of their lots, and what feeds what; answers whose packing. */
  const damage = async (): Promise<readonly string[]> => {
    const lots = [1, 2, 3].map((season) => `%/10/${seasonMark(SEED, season)}-%`);
    const { rowCount } = await client.query(
      'delete from projection.xedge e using projection.item i where i.id = e.item and i.key like any($1)',
      [lots],
    );
    const { rows } = await client.query<{ child: string }>(
      'delete from projection.contain c using projection.item i where i.id = c.child and i.key like any($1) returning c.child',
      [lots],
    );
    expect(rowCount).toBeGreaterThan(50);
    expect(rows.length).toBeGreaterThan(600);
    return [...new Set(rows.map(({ child }) => child))];
  };
  /** How many of these are packed again. */
  const packedAgain = async (children: readonly string[]): Promise<number> => {
    const { rows } = await client.query<{ count: string }>(
      'select count(distinct child) as count from projection.contain where child = any($1)',
      [children],
    );
    return Number(rows[0]?.count);
  };

  it(
    'changes no answer and holds up nobody where nothing is wrong',
    async () => {
      const { value, ...did } = await beside(rebuilt);
      expect(value.locks).toBe(0);
      expect(value.repaired).toEqual({ deleted: 0, inserted: 0 });
      expect(await shadow()).toBe(false);
      console.log(`nothing wrong: ${JSON.stringify(did)}`);
    },
    patience(300_000),
  );

  it(
    'brings lost rows back beside the writers',
    async () => {
      const { value, ...did } = await beside(async () => {
        await damage();
        const [code] = await ended(cli('check'));
        expect(code).toBe(1);
        return rebuilt();
      });
      const missing = new Map(value.tables.map((one) => [one.table, one.missing]));
      expect(missing.get('xedge')).toBeGreaterThan(0);
      expect(missing.get('contain')).toBeGreaterThan(0);
      await expectSame([...untouched, ...damaged]);
      const { locks, longestLockMs, tookMs, repaired } = value;
      console.log(
        `rows lost: ${JSON.stringify({ locks, longestLockMs, tookMs, repaired, ...did })}`,
      );
      // Writers are let in between, and never wait for the deriving.
      expect(locks).toBeGreaterThan(1);
      expect(longestLockMs / tookMs).toBeLessThan(LOCK_SHARE_MAX);
    },
    patience(400_000),
  );

  it(
    'may be killed while it derives and while it mends, and is run again',
    async () => {
      const { value, ...did } = await beside(async () => {
        const children = await damage();
        const deriving = cli('rebuild');
        while (!(await shadow())) await sleep(5);
        await sleep(100);
        deriving.child.kill('SIGKILL');
        expect(await deriving.ended).toBe('SIGKILL');
        expect(await shadow()).toBe(true);

        const mending = cli('rebuild');
        const before = await packedAgain(children);
        while ((await packedAgain(children)) < before + 200 && mending.child.exitCode === null)
          await sleep(5);
        mending.child.kill('SIGKILL');
        expect(await mending.ended).toBe('SIGKILL');
        const mended = (await packedAgain(children)) - before;
        const { repaired } = await rebuilt();
        return { mended, of: children.length, repaired };
      });
      await expectSame([...untouched, ...damaged]);
      expect(await shadow()).toBe(false);
      console.log(`killed: ${JSON.stringify({ ...value, ...did })}`);
    },
    patience(400_000),
  );

  it(
    'contradicts the reference at no position',
    async () => {
      const last = told.at(-1)?.asKnownAt ?? '';
      await askAsKnown(last, asked.length);
      const log = await readLog(databaseUrl);
      const times = [...new Set(told.map(({ asKnownAt }) => asKnownAt))];
      const every = Math.ceil(times.length / COMPARED_LOGS);
      const compared = new Set(times.filter((time, index) => index % every === 0 || time === last));
      const answers = told.filter(({ asKnownAt }) => compared.has(asKnownAt));
      const right = new ReferenceOfLog(log, reference);
      expect(answers.filter((one) => right.contradicts(one))).toEqual([]);
      expect(right.logs).toBeGreaterThan(5);

      const atEnd = answers.filter(({ asKnownAt }) => asKnownAt === last);
      const caught = (wrong: ReferenceOfLog): string | null => {
        const one = atEnd.find((answer) => wrong.contradicts(answer))?.given;
        return one === undefined ? null : `${one.kind} of ${one.item}`;
      };
      const planted = [
        ...bugs
          .filter(({ name }) => plantedHere.includes(name))
          .map(({ name, reference: by }) => [name, caught(new ReferenceOfLog(log, by))] as const),
        ['the last records are forgotten', caught(new ReferenceOfLog(log, reference, FORGOTTEN))],
      ] as const;
      console.log(
        `compared ${answers.length} of ${told.length} answers over ${right.logs} logs; ` +
          `mistakes caught: ${JSON.stringify(Object.fromEntries(planted))}`,
      );
      expect(planted).toHaveLength(plantedHere.length + 1);
      expect(planted.filter(([, where]) => where === null)).toEqual([]);
    },
    patience(240_000),
  );

  it(
    'leaves a log without loss and read models as replayed',
    async () => {
      expect(await service.end('SIGTERM')).toBe(0);
      const kept = await expectKept(databaseUrl, ledger);
      expect(kept.stored).toBe(kept.sent);
      await expectClean();
      console.log(JSON.stringify({ ...kept, resent: written.resent, ...doors.counts }));
    },
    patience(240_000),
  );
});

/** Mistakes of lineage, of packing and of hand-overs, each of which some of the answers must tell from what is right. */
const plantedHere = [
  'only the first source counts',
  'by-products are lost',
  'unpacking is ignored',
  'a receipt is a birth',
];
/** Records of a season that a reader who is told of an earlier log would not know. */
const FORGOTTEN = 300;

const nothing: Fixed = { question: { name: '', query: '' }, number: '', asKnownAt: '', answer: '' };
