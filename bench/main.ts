import 'reflect-metadata';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Bench, withBench } from './bench.ts';
import { measureContents } from './contents.ts';
import type { Finding } from './figures.ts';
import { measureGraph } from './graph.ts';
import { measureHttp } from './http.ts';
import { load } from './load.ts';
import { measureMemory } from './memory.ts';
import { measureAppend } from './p1-append.ts';
import { measureCapture } from './p2-capture.ts';
import { measureOwners } from './p2-owners.ts';
import { measureSingles } from './p3-singles.ts';
import { measureLineage } from './p4-lineage.ts';
import { measureGrowth, measureThread } from './p5-thread.ts';
import { measurePages } from './p8-pages.ts';
import { measureStream } from './p9-stream.ts';
import { measureRecall } from './recall.ts';
import { measureScreens } from './screens.ts';
import { withWorld } from './world-database.ts';

/** Measured on the chain of `chain.ts`, in a log of its own. */
const onChain = ['P4', 'P1', 'P3'] as const;
/** Measured on a generated world, in this order: what adds to the log comes last. */
const onWorld = [
  'P5',
  'P8',
  'P10',
  'CONTENTS',
  'RECALL',
  'SCREENS',
  'P9',
  'MEMORY',
  'P2',
  'OWNERS',
  'HTTP',
] as const;
/** Measured without a database. */
const alone = ['GRAPH'] as const;
const known: readonly string[] = [...onChain, ...onWorld, ...alone];

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: known.join(',') },
    keep: { type: 'string' },
  },
});

const numberOf = (name: 'events' | 'rounds' | 'seed'): number => {
  const number = Number(values[name]);
  if (!Number.isSafeInteger(number) || number < 1)
    throw new Error(`--${name} wants a whole number from 1 on, not ${values[name]}`);
  return number;
};

const wanted = values.only.toUpperCase().split(',');
const unknown = wanted.filter((id) => !known.includes(id));
if (unknown.length > 0)
  throw new Error(`--only knows ${known.join(', ')}, not ${unknown.join(', ')}`);

const tell = ({ id, lines }: Finding): void => {
  console.log(`${id} ${lines.join('\n   ')}`);
};

const measureChain = async (bench: Bench): Promise<void> => {
  const memory = await load(bench);
  if (wanted.includes('P4')) tell(await measureLineage(bench, memory));
  if (wanted.includes('P1')) tell(await measureAppend(bench));
  if (wanted.includes('P3')) tell(await measureSingles(bench));
};

const measureWorld = (bench: Bench): Promise<void> =>
  withWorld(bench, async (world, tenth) => {
    if (wanted.includes('P5')) tell(await measureThread(world));
    if (wanted.includes('P8')) tell(await measurePages(world));
    if (wanted.includes('P10')) tell(await measureGrowth(world, tenth));
    if (wanted.includes('CONTENTS')) tell(await measureContents(world));
    if (wanted.includes('RECALL')) tell(await measureRecall(world));
    if (wanted.includes('SCREENS')) tell(await measureScreens(world));
    if (wanted.includes('P9')) tell(await measureStream(world));
    if (wanted.includes('MEMORY')) tell(await measureMemory(world));
    if (wanted.includes('P2')) tell(await measureCapture(world));
    if (wanted.includes('OWNERS')) tell(await measureOwners(world));
    if (wanted.includes('HTTP')) tell(await measureHttp(world));
  });

const options = { events: numberOf('events'), rounds: numberOf('rounds'), seed: numberOf('seed') };
const keep = values.keep === undefined ? null : resolve(values.keep);
if (onChain.some((id) => wanted.includes(id))) await withBench(options, null, measureChain);
if (onWorld.some((id) => wanted.includes(id))) await withBench(options, keep, measureWorld);
if (alone.some((id) => wanted.includes(id))) tell(measureGraph(options.rounds, options.seed));
