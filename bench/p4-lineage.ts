import { traceReference } from '../src/core/lineage/trace.ts';
import { readRange } from '../src/log/log-reader.store.ts';
import type { Transaction } from '../src/platform/transaction.ts';
import { readItems, readItemsByKeys } from '../src/projections/item.store.ts';
import { assemble, type WalkGraph } from '../src/trace/assemble.ts';
import { walkEdges } from '../src/trace/walk.store.ts';
import type { Bench } from './bench.ts';
import { blocksIn, groupOf, lastLot, LINEAGE, lotMark, randomOf } from './chain.ts';
import { type Finding, hashOf, insist, median, p99 } from './figures.ts';
import type { MemoryGraph } from './memory-graph.ts';

const DEPTH = 50;
/** Lineages asked in a round. */
const ASKED = 100;

interface Question {
  readonly block: number;
  readonly key: string;
  readonly item: number;
}

const walk = async (tx: Transaction, item: number, known: number): Promise<WalkGraph> => {
  const asked = { start: [item], direction: 'BACK', known, at: null, depth: DEPTH } as const;
  return assemble(await walkEdges(tx, asked), asked);
};

const questionsOf = async ({ database, seed, events }: Bench): Promise<readonly Question[]> => {
  const blocks = blocksIn(events);
  if (blocks === 0) throw new Error('P4 needs a whole lineage in the log: ask for more events');
  const random = randomOf(seed + 4);
  const picked = Array.from({ length: ASKED }, () => Math.floor(random() * blocks));
  const keys = [...new Set(picked)].map(lastLot);
  const items = await database.read(null, (tx) => readItemsByKeys(tx, keys));
  const ids = new Map(items.map(({ key, id }) => [key, id]));
  return picked.map((block) => {
    const key = lastLot(block);
    return { block, key, item: ids.get(key) ?? Number.NaN };
  });
};

/** Items with their distances, and links with their steps, by key: as the reference tells them. */
const linesOf = async (tx: Transaction, graph: WalkGraph): Promise<readonly string[]> => {
  const items = await readItems(tx, [...graph.distances.keys()]);
  const keys = new Map(items.map(({ id, key }) => [id, key]));
  return [
    ...[...graph.distances].map(([id, distance]) => `${keys.get(id)} ${distance}`),
    ...graph.links.map(
      ({ from, to, kind, steps }) => `${keys.get(from)} ${keys.get(to)} ${kind} ${steps.join()}`,
    ),
  ];
};

/** The lines that the reference makes of the events of a block. */
const expectedOf = async (
  tx: Transaction,
  { block, key }: Question,
  known: number,
): Promise<readonly string[]> => {
  const records = (await readRange(tx, ...groupOf(block))).filter(({ event }) =>
    event.items.some((line) => line.key.includes(lotMark(block))),
  );
  const question = {
    item: key,
    direction: 'BACK',
    knownAt: known,
    at: null,
    depth: DEPTH,
  } as const;
  const { nodes, links } = traceReference(records, question);
  return [
    ...nodes.map((node) => `${node.key} ${node.distance}`),
    ...links.map(({ from, to, kind, steps }) => `${from} ${to} ${kind} ${steps.join()}`),
  ];
};

/** Every question once, unhurried: SQL, memory and the reference say the same. */
const check = async (
  { database, events }: Bench,
  questions: readonly Question[],
  memory: MemoryGraph,
): Promise<{ readonly rows: number; readonly hash: string }> => {
  const all = new Map<string, readonly string[]>();
  for (const question of questions) {
    if (all.has(question.key)) continue;
    const lines = await database.read(null, async (tx) => {
      const found = await linesOf(tx, await walk(tx, question.item, events - 1));
      const expected = await expectedOf(tx, question, events - 1);
      insist(hashOf(found) === hashOf(expected), `P4, ${question.key} against the reference`);
      return found;
    });
    const { items, distances } = memory.back(memory.numberOf(question.key));
    const kept = [...items].map((number, index) => `${memory.keyOf(number)} ${distances[index]}`);
    insist(hashOf(lines.slice(0, kept.length)) === hashOf(kept), `P4, ${question.key} in memory`);
    all.set(question.key, lines);
  }
  const lines = [...all.values()].flat();
  return { rows: lines.length, hash: hashOf(lines) };
};

/** P4: lineage back over 230 transformations, by SQL as the service does it, against a walk in memory. */
export const measureLineage = async (bench: Bench, memory: MemoryGraph): Promise<Finding> => {
  const { database, rounds, events, postgresCpu } = bench;
  const questions = await questionsOf(bench);
  const { rows, hash } = await check(bench, questions, memory);
  const [sql, limit, ratios]: [number[], number[], number[]] = [[], [], []];
  const cpu = { own: process.cpuUsage(), postgres: postgresCpu() };
  for (let round = 0; round < rounds; round += 1) {
    const [sqlBefore, limitBefore] = [sql.length, limit.length];
    for (const { key, item } of questions) {
      const number = memory.numberOf(key);
      const started = performance.now();
      const kept = memory.back(number);
      const between = performance.now();
      const graph = await database.read(null, (tx) => walk(tx, item, events - 1));
      sql.push(performance.now() - between);
      limit.push(between - started);
      insist(graph.distances.size === kept.items.length, `P4, ${key} again`);
    }
    ratios.push(median(sql.slice(sqlBefore)) / median(limit.slice(limitBefore)));
  }
  const { user, system } = process.cpuUsage(cpu.own);
  const after = postgresCpu();
  const each = (ms: number): string => (ms / sql.length).toFixed(2);
  return {
    id: 'P4',
    lines: [
      `lineage back, ${LINEAGE} events: ${rows} rows, answer ${hash}`,
      `SQL and assembling, in a transaction of its own: p50 ${median(sql).toFixed(2)} ms, p99 ${p99(sql).toFixed(2)} ms (CPU a question: service ${each((user + system) / 1_000)} ms, Postgres ${after === null || cpu.postgres === null ? '?' : each(after - cpu.postgres)} ms)`,
      `in memory: p50 ${median(limit).toFixed(3)} ms, p99 ${p99(limit).toFixed(3)} ms`,
      `SQL takes ${median(ratios).toFixed(0)}x (goals: p99 <= 3 ms, <= 50x)`,
    ],
  };
};
