import { setTimeout as sleep } from 'node:timers/promises';
import { type Child, residentOf, startChild } from './child.ts';
import { type Finding, insist } from './figures.ts';
import { linkOf, type Streamed, take, WIDE, wideChain } from './wide.ts';
import type { World } from './world.ts';

const SAMPLE_MS = 20;
const SETTLE_MS = 500;

/** Highest resident memory of a process while something is done. */
const peakOf = async <T>(
  child: Child,
  work: () => Promise<T>,
): Promise<{ readonly value: T; readonly peak: number }> => {
  let peak = 0;
  const timer = setInterval(() => (peak = Math.max(peak, residentOf(child))), SAMPLE_MS);
  try {
    const value = await work();
    return { value, peak: Math.max(peak, residentOf(child)) };
  } finally {
    clearInterval(timer);
  }
};

/** What is streamed, of which lot. */
interface Case {
  readonly question: Streamed['question'];
  readonly format: 'ndjson' | 'csv' | 'xlsx';
}

const cases: readonly Case[] = [
  { question: 'forward', format: 'ndjson' },
  { question: 'forward', format: 'csv' },
  { question: 'forward', format: 'xlsx' },
  { question: 'back', format: 'ndjson' },
  { question: 'recall', format: 'ndjson' },
  { question: 'recall', format: 'csv' },
  { question: 'recall', format: 'xlsx' },
];

const measure = async (world: World, asked: Case & Streamed): Promise<string> => {
  const child = await startChild(world);
  try {
    await sleep(SETTLE_MS);
    const idle = residentOf(child);
    const { value: link, peak: asking } = await peakOf(child, () => linkOf(child.url, asked));
    const began = performance.now();
    const { value, peak } = await peakOf(child, () => take(`${link}?format=${asked.format}`));
    const seconds = ((performance.now() - began) / 1_000).toFixed(1);
    insist(asked.format === 'xlsx' || value.lines > WIDE, `${asked.question} ${asked.format}`);
    return `${asked.question} as ${asked.format}: ${value.bytes} bytes in ${seconds} s; resident ${idle.toFixed(0)} MiB before, ${asking.toFixed(0)} while its link is asked for, ${peak.toFixed(0)} while it is streamed`;
  } finally {
    await child.stop();
  }
};

/** Resident memory of the service while answers of 100,000 nodes are streamed, each by a process of its own. Adds 201 events to the log, once for each seed. */
export const measureMemory = async (world: World): Promise<Finding> => {
  const { key, first, last } = await wideChain(world, 'MEMORY');
  const lines: string[] = [];
  for (const one of cases) {
    const number = one.question === 'back' ? last : first;
    lines.push(await measure(world, { ...one, key, number }));
  }
  return { id: 'MEMORY', lines };
};
