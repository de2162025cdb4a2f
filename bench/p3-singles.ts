import type { Appended, NewEntry } from '../src/log/entry.ts';
import { LogStore } from '../src/log/log.store.ts';
import type { Projector } from '../src/log/projector.ts';
import { SequencerService } from '../src/log/sequencer.service.ts';
import { Clock } from '../src/platform/clock.ts';
import { ContainmentProjection } from '../src/projections/containment.projection.ts';
import { ItemProjection } from '../src/projections/item.projection.ts';
import { LineageProjection } from '../src/projections/lineage.projection.ts';
import type { Bench } from './bench.ts';
import { entriesOf } from './chain.ts';
import {
  type Cost,
  costOf,
  cpuWords,
  type Finding,
  hashOf,
  insist,
  median,
  p99,
} from './figures.ts';

const CLIENTS = 64;
const EVENTS = 5_120;
/** Of the slow way fewer, or a round would take a minute. */
const ALONE = 640;

type Send = (entry: NewEntry) => Promise<Appended | undefined>;

/** What the clients of one way were told. */
interface Told {
  /** `position key document`, by what the service acknowledged. */
  readonly lines: string[];
  /** Milliseconds. */
  readonly latencies: number[];
}

/** Every client sends its events one after the other. */
const clients = async (entries: readonly NewEntry[], send: Send, told: Told): Promise<void> => {
  const client = async (first: number): Promise<void> => {
    for (let index = first; index < entries.length; index += CLIENTS) {
      const entry = entries[index];
      if (entry === undefined) return;
      const started = performance.now();
      const answer = await send(entry);
      told.latencies.push(performance.now() - started);
      insist(answer?.status === 'CREATED', 'P3, an event');
      if (answer?.status === 'CREATED')
        told.lines.push(`${answer.position} ${entry.eventKey} ${entry.text}`);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, (_, first) => client(first)));
};

/** No gap, nothing twice, everything where it was acknowledged to be, and all of it in the read models that were asked for. */
const check = async (
  { database }: Bench,
  { first, lines, readModels }: { first: number; lines: readonly string[]; readModels: boolean },
): Promise<string> => {
  const rows = await database.read(null, (tx) =>
    tx.query<{ position: string; line: string; items: string }>(
      `select e.position, concat_ws(' ', e.position, e.event_key, b.doc) as line,
         (select count(*) from projection.event_item i where i.position = e.position) as items
       from log.entry e join log.body b on b.position = e.position where e.position >= $1 order by e.position`,
      [first],
    ),
  );
  insist(
    rows.every(({ position }, index) => Number(position) === first + index),
    'P3, gapless',
  );
  insist(
    rows.every(({ items }) => Number(items) > 0 === readModels),
    'P3, read models',
  );
  const hash = hashOf(rows.map(({ line }) => line));
  insist(rows.length === lines.length && hash === hashOf(lines), 'P3');
  return hash;
};

/** What is appended to: the log alone, or the log and all read models in the same transaction. */
interface Way {
  readonly name: string;
  readonly projectors: readonly Projector[];
  /** Apart, so that no event of one way repeats one of the other. */
  readonly seed: number;
}

const measureWay = async (
  bench: Bench,
  { name, projectors, seed }: Way,
): Promise<readonly string[]> => {
  const { database, rounds, postgresCpu } = bench;
  const store = new LogStore(new Clock());
  const sequencer = new SequencerService(database, store, projectors);
  const inGroup: Send = async (entry) => (await sequencer.submit([entry]))[0];
  const alone: Send = (entry) =>
    database.transaction(null, async (tx) => {
      const group = { entries: [entry], rollback: false, job: null };
      const { results, records } = await store.appendGroups(tx, [group]);
      for (const projector of projectors) await projector.apply(tx, records);
      return results[0]?.[0];
    });
  const [head] = await database.read(null, (tx) =>
    tx.query<{ next: string }>('select next from log.head'),
  );
  const grouped: Told = { lines: [], latencies: [] };
  const lonely: Told = { lines: [], latencies: [] };
  const [groupCosts, aloneCosts]: [Cost[], Cost[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    const many = [...entriesOf(seed + round, 0, EVENTS)];
    const few = [...entriesOf(seed + 1_000 + round, 0, ALONE)];
    groupCosts.push(await costOf(() => clients(many, inGroup, grouped), postgresCpu));
    aloneCosts.push(await costOf(() => clients(few, alone, lonely), postgresCpu));
  }
  await sequencer.drain();
  const lines = [...grouped.lines, ...lonely.lines];
  const told = { first: Number(head?.next), lines, readModels: projectors.length > 0 };
  const hash = await check(bench, told);
  const rates = (costs: readonly Cost[], events: number): readonly number[] =>
    costs.map(({ wall }) => (1_000 * events) / wall);
  const [fast, slow] = [rates(groupCosts, EVENTS), rates(aloneCosts, ALONE)];
  const ratio = median(fast.map((rate, round) => rate / (slow[round] ?? Number.NaN)));
  return [
    `single events, ${CLIENTS} clients, ${name}: ${lines.length} rows, gapless, answer ${hash}`,
    `group sequencer ${Math.round(median(fast))}/s, p50 ${median(grouped.latencies).toFixed(1)} ms, p99 ${p99(grouped.latencies).toFixed(1)} ms (${cpuWords(groupCosts, EVENTS)})`,
    `lock per transaction ${Math.round(median(slow))}/s, p50 ${median(lonely.latencies).toFixed(1)} ms, p99 ${p99(lonely.latencies).toFixed(1)} ms (${cpuWords(aloneCosts, ALONE)})`,
    `groups are ${ratio.toFixed(1)}x (goals >= 5x, >= 5000/s, p99 <= 30 ms)`,
  ];
};

/** P3: single events of 64 clients through the group sequencer, against a transaction under the head lock for each. */
export const measureSingles = async (bench: Bench): Promise<Finding> => {
  const projectors = [new ItemProjection(), new ContainmentProjection(), new LineageProjection()];
  const seed = bench.seed + 2_000;
  return {
    id: 'P3',
    lines: [
      ...(await measureWay(bench, { name: 'the log alone', projectors: [], seed })),
      ...(await measureWay(bench, {
        name: 'read models included',
        projectors,
        seed: seed + 5_000,
      })),
    ],
  };
};
