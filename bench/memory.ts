import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiKeyService } from '../src/access/api-key.service.ts';
import { freePort } from '../src/platform/embedded-postgres.ts';
import { packageFile } from '../src/platform/package-root.ts';
import { lotKey, products } from '../src/sample/generate-companies.ts';
import type { GeneratedEvent } from '../src/sample/generate-teller.ts';
import { documentOf, grouped } from '../src/sample/generate.ts';
import { type Finding, insist } from './figures.ts';
import { capture, type World } from './world.ts';

/** How many orders, and lots that one of them makes, or takes. */
const [ORDERS, LOTS] = [100, 1_000];
const DOCUMENT = 10;
const NEWLINE = 10;
const SAMPLE_MS = 20;
const SETTLE_MS = 500;
const TRIES_MAX = 10;
const START_MS_MAX = 60_000;
/** In kB. */
const MEBIBYTE = 1_024;

const lots = (name: string, quantity: number): object => ({
  epcClass: lotKey(products.roasted, name),
  quantity,
  uom: 'KGM',
});

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);

/** One lot that goes into 100 orders of 1,000 lots each, and 100 orders that make one lot of 1,000 each, and then one of all. */
const eventsOf = (name: string): readonly GeneratedEvent[] => {
  const common = { type: 'TransformationEvent', eventTimeZoneOffset: '+00:00' };
  const make = (id: string, day: number, inputs: object[], outputs: object[]): GeneratedEvent => ({
    ...common,
    eventID: `urn:throughline:bench:${name}:${id}`,
    eventTime: `2026-01-0${day}T00:00:00.000Z`,
    bizStep: 'creating_class_instance',
    inputQuantityList: inputs,
    outputQuantityList: outputs,
  });
  const wide = numbers(LOTS);
  const many = (side: string, order: number): object[] =>
    wide.map((index) => lots(`${name}-${side}-${order}-${index}`, 1));
  const orders = numbers(ORDERS);
  return [
    ...orders.map((n) => make(`out-${n}`, 2, [lots(`${name}-FIRST`, LOTS)], many('OUT', n))),
    ...orders.map((n) => make(`in-${n}`, 3, many('IN', n), [lots(`${name}-MID-${n}`, LOTS)])),
    make(
      'last',
      4,
      orders.map((n) => lots(`${name}-MID-${n}`, LOTS)),
      [lots(`${name}-LAST`, ORDERS * LOTS)],
    ),
  ];
};

/** The service as a process of its own on the world's database. */
interface Running {
  readonly url: string;
  readonly child: ChildProcess;
}

const isReady = async (url: string): Promise<boolean> => {
  try {
    return (await fetch(`${url}/health/ready`)).ok;
  } catch {
    return false;
  }
};

const started = async (databaseUrl: string): Promise<Running> => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const environment = {
    ...process.env,
    PORT: `${port}`,
    DATABASE_URL: databaseUrl,
    LOG_LEVEL: 'error',
    THROUGHLINE_PUBLIC_URL: url,
  };
  const file = packageFile('dist', 'src', 'cli.js');
  const child = spawn(process.execPath, [file, 'start'], {
    env: environment,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const until = Date.now() + START_MS_MAX;
  while (!(await isReady(url))) {
    if (child.exitCode !== null || Date.now() > until) throw new Error('it does not start');
    await sleep(SAMPLE_MS);
  }
  return { url, child };
};

/** Resident memory of a process, in MiB (proc(5)). */
const residentOf = ({ pid }: ChildProcess): number => {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / MEBIBYTE;
};

/** Highest resident memory of a process while something is done. */
const peakOf = async <T>(
  child: ChildProcess,
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

const questions = {
  forward: `query($number: String!) { answer: provenance(item: { number: $number }, direction: FORWARD, first: 10) { streamUrl } }`,
  back: `query($number: String!) { answer: provenance(item: { number: $number }, direction: BACK, first: 10) { streamUrl } }`,
  recall: `query($number: String!) { answer: recall(of: { item: { number: $number } }) { streamUrl } }`,
} as const;

/** What is streamed, of which lot. */
interface Case {
  readonly question: keyof typeof questions;
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

/** The link to an answer; one that is not worked out within the time of a question is asked for again. */
const linkOf = async (
  url: string,
  asked: Case & { readonly key: string; readonly number: string },
): Promise<string> => {
  let told = '';
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${asked.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        query: questions[asked.question],
        variables: { number: asked.number },
      }),
    });
    told = await response.text();
    const { data } = JSON.parse(told) as { data?: { answer: { streamUrl: string } | null } };
    const link = data?.answer?.streamUrl;
    if (link !== undefined) return link;
  }
  throw new Error(`no link: ${told}`);
};

/** Takes all of a stream and keeps none of it; answers its bytes, and how many lines it has. */
const take = async (link: string): Promise<{ readonly bytes: number; readonly lines: number }> => {
  const { body, ok } = await fetch(link);
  if (!ok || body === null) throw new Error('no stream');
  let [bytes, lines] = [0, 0];
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    for (const byte of chunk) if (byte === NEWLINE) lines += 1;
  }
  return { bytes, lines };
};

const measure = async (
  world: World,
  asked: Case & { readonly key: string; readonly number: string },
): Promise<string> => {
  const { url, child } = await started(world.settings.databaseUrl ?? '');
  try {
    await sleep(SETTLE_MS);
    const idle = residentOf(child);
    const { value: link, peak: asking } = await peakOf(child, () => linkOf(url, asked));
    const began = performance.now();
    const { value, peak } = await peakOf(child, () => take(`${link}?format=${asked.format}`));
    const seconds = ((performance.now() - began) / 1_000).toFixed(1);
    const least = ORDERS * LOTS;
    insist(asked.format === 'xlsx' || value.lines > least, `${asked.question} ${asked.format}`);
    return `${asked.question} as ${asked.format}: ${value.bytes} bytes in ${seconds} s; resident ${idle.toFixed(0)} MiB before, ${asking.toFixed(0)} while its link is asked for, ${peak.toFixed(0)} while it is streamed`;
  } finally {
    child.kill('SIGTERM');
    await new Promise((done) => child.once('exit', done));
  }
};

/** Resident memory of the service while answers of 100,000 nodes are streamed, each by a process of its own. Adds 201 events to the log, once for each seed. */
export const measureMemory = async (world: World): Promise<Finding> => {
  const name = `MEMORY${world.seed}`;
  for (const some of grouped(eventsOf(name), DOCUMENT)) await capture(world, documentOf(some));
  const { organisation } = world.viewer;
  if (organisation === null) throw new Error('nobody records here');
  const grant = { scopes: world.viewer.scopes, site: null, test: true, label: 'Bench' };
  const keys = world.app.get(ApiKeyService);
  const key = await keys.issue(organisation, { ...grant, expiresAt: null });
  const lines: string[] = [];
  for (const one of cases) {
    const end = one.question === 'back' ? 'LAST' : 'FIRST';
    const number = lotKey(products.roasted, `${name}-${end}`);
    lines.push(await measure(world, { ...one, key, number }));
  }
  return { id: 'MEMORY', lines };
};
