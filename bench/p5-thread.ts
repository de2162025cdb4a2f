import { readTexts, readWatermark } from '../src/log/log-reader.store.ts';
import { type Finding, hashOf, insist, median, p99 } from './figures.ts';
import { askedOf, checkThread, lineage, thread, threadPositions } from './world-figures.ts';
import type { World } from './world.ts';

/** Last lots asked in a round. */
const ASKED = 10;
/** Of these so many are compared with the reference, which is slow. */
const CHECKED = 3;

/** Milliseconds of the middle question, by what was asked: the growth of P10. */
export type Middle = Readonly<Record<'lineage' | 'thread' | 'events', number>>;

/** Lineage and thread of a few lots, once checked and a few times asked. */
export const askThreads = async (
  world: Pick<World, 'database' | 'seed' | 'rounds'>,
  seasons: readonly number[],
): Promise<{
  readonly middle: Middle;
  readonly told: readonly string[];
  readonly threads: readonly number[];
  readonly bodies: readonly number[];
}> => {
  const { database, rounds } = world;
  const { position: known } = await database.read(null, readWatermark);
  const asked = await askedOf(world, seasons, ASKED);
  if (asked.length === 0) throw new Error('no season is whole: ask for more events');
  const told: string[] = [];
  for (const one of asked.slice(0, CHECKED))
    told.push(...(await database.read(null, (tx) => checkThread(tx, world, one, known))));
  const [walks, threads, bodies, events]: [number[], number[], number[], number[]] = [
    [],
    [],
    [],
    [],
  ];
  for (let round = 0; round < rounds; round += 1) {
    for (const { item, key } of asked) {
      const positions = await database.read(null, (tx) => threadPositions(tx, item, known));
      const started = performance.now();
      await database.read(null, (tx) => lineage(tx, item, known));
      const walked = performance.now();
      const found = await database.read(null, (tx) => thread(tx, item, known));
      const read = performance.now();
      await database.read(null, (tx) => readTexts(tx, positions));
      bodies.push(performance.now() - read);
      threads.push(read - walked);
      walks.push(walked - started);
      events.push(found.size);
      insist(found.size === positions.length, `thread of ${key} again`);
    }
  }
  const middle = { lineage: median(walks), thread: median(threads), events: median(events) };
  return { middle, told, threads, bodies };
};

/** P5: the whole thread of a lot with its documents, against reading the same documents by key. */
export const measureThread = async (world: World): Promise<Finding> => {
  const { middle, told, threads, bodies } = await askThreads(world, world.seasons);
  const ratio = median(threads.map((ms, index) => ms / (bodies[index] ?? Number.NaN)));
  return {
    id: 'P5',
    lines: [
      `thread of ${middle.events} events with documents: ${told.length} rows, answer ${hashOf(told)}`,
      `thread: p50 ${median(threads).toFixed(1)} ms, p99 ${p99(threads).toFixed(1)} ms; lineage alone p50 ${middle.lineage.toFixed(1)} ms`,
      `the same documents by key: p50 ${median(bodies).toFixed(1)} ms, p99 ${p99(bodies).toFixed(1)} ms`,
      `a thread takes ${ratio.toFixed(1)}x (goals: p50 <= 20 ms, p99 <= 60 ms)`,
    ],
  };
};

/** P10: what lineage and thread cost when the log is ten times as long, for each item and event of the answer. */
export const measureGrowth = async (
  world: World,
  tenth: Readonly<Record<string, number>>,
): Promise<Finding> => {
  const { middle } = await askThreads(world, world.seasons);
  const grown = (name: 'lineage' | 'thread'): string =>
    (middle[name] / middle.events / ((tenth[name] ?? 0) / (tenth['events'] ?? 0))).toFixed(2);
  const words = ({
    lineage: walk,
    thread: all,
    events,
  }: Readonly<Record<string, number>>): string =>
    `lineage ${walk?.toFixed(1)} ms, thread ${all?.toFixed(1)} ms of ${events} events`;
  return {
    id: 'P10',
    lines: [
      `growth from ${tenth['at']} to ${world.events} events, answers as in P5`,
      `before: ${words(tenth)}`,
      `after: ${words(middle)}`,
      `for each node ${grown('lineage')}x lineage, ${grown('thread')}x thread (goals <= 1.2x, <= 2x)`,
    ],
  };
};
