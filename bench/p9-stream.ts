import { pipeline } from 'node:stream/promises';
import { Readable, Writable } from 'node:stream';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { type Child, startChild } from './child.ts';
import { onConnection } from './copy.ts';
import { type Finding, insist, median, p99 } from './figures.ts';
import { linkOf, WIDE, type WideChain, wideChain } from './wide.ts';
import type { World } from './world.ts';

/** Nodes of a page, and how often it is asked for. */
const PAGE = 1_000;
const ASKED = 20;

const page = `query($number: String!) { provenance(item: { number: $number }, direction: FORWARD, first: ${PAGE}) {
  nodes { key distance tier corrected item { name digitalLink } madeBy { name } quantity { value unit } } } }`;

const nothing = (): Writable =>
  new Writable({ write: (_chunk: unknown, _encoding, done) => done() });

/** How long it takes to copy some lines out of a table. */
const copyOnce = (world: World, text: string): Promise<number> =>
  onConnection(world, async (client) => {
    await client.query('create temporary table lines (line text)');
    const sink = client.query(
      copyFrom("copy lines from stdin (format csv, quote E'\\x01', delimiter E'\\x02')"),
    );
    await pipeline(Readable.from([text]), sink);
    const began = performance.now();
    await pipeline(client.query(copyTo('copy lines to stdout')), nothing());
    return performance.now() - began;
  });

const streamOnce = async (link: string): Promise<{ text: string; ms: number }> => {
  const began = performance.now();
  const text = await (await fetch(link)).text();
  return { text, ms: performance.now() - began };
};

/** A page as a person's program asks for it. */
const pageOnce = async ({ url }: Child, { key, first }: WideChain): Promise<number> => {
  const began = performance.now();
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query: page, variables: { number: first } }),
  });
  const told = await answer.text();
  const ms = performance.now() - began;
  const { data } = JSON.parse(told) as { data?: { provenance: { nodes: readonly unknown[] } } };
  insist(data?.provenance.nodes.length === PAGE, 'a page of nodes');
  return ms;
};

/** P9: an answer of 100,000 nodes streamed as NDJSON over HTTP, to COPY of the same lines; a page of 1,000. Adds 201 events, once for each seed. */
export const measureStream = async (world: World): Promise<Finding> => {
  const chain = await wideChain(world, 'STREAM');
  const child = await startChild(world);
  try {
    const link = await linkOf(child.url, {
      question: 'forward',
      key: chain.key,
      number: chain.first,
    });
    const [streams, copies]: [number[], number[]] = [[], []];
    let [lines, bytes] = [0, 0];
    for (let round = 0; round < Math.max(3, world.rounds); round += 1) {
      const { text, ms } = await streamOnce(link);
      [lines, bytes] = [text.trimEnd().split('\n').length, Buffer.byteLength(text)];
      insist(lines > WIDE && text.includes('"type":"end"'), 'a whole stream');
      streams.push(ms);
      copies.push(await copyOnce(world, text));
    }
    const pages: number[] = [];
    for (let turn = 0; turn < ASKED; turn += 1) pages.push(await pageOnce(child, chain));
    const [first = 0, ...others] = pages;
    const ratio = (median(streams) / median(copies)).toFixed(1);
    return {
      id: 'P9',
      lines: [
        `stream of ${lines} lines, ${bytes} bytes: ${median(streams).toFixed(0)} ms; COPY of the same lines ${median(copies).toFixed(0)} ms: ${ratio}x (goal 1.5x)`,
        `page of ${PAGE} nodes over HTTP: first ${first.toFixed(0)} ms, then p50 ${median(others).toFixed(0)}, p99 ${p99(others).toFixed(0)} ms (goal 30 ms)`,
      ],
    };
  } finally {
    await child.stop();
  }
};
