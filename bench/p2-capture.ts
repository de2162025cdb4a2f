import { epcisContextUrl } from '../src/core/epcis/namespace.ts';
import { parseEvent } from '../src/core/epcis/parse.ts';
import { parseJson } from '../src/core/json/parse.ts';
import { readWatermark } from '../src/log/log-reader.store.ts';
import type { NewEntry } from '../src/log/entry.ts';
import { prepareEntry } from '../src/log/new-entry.ts';
import { documentOf, grouped, worldEvents } from '../src/sample/generate.ts';
import { copyAll, copyText, onConnection } from './copy.ts';
import { type Cost, costOf, cpuWords, type Finding, hashOf, insist, median } from './figures.ts';
import { capture, type World } from './world.ts';

const BATCH = 256;
const BATCHES = 8;
const EVENTS = BATCH * BATCHES;

interface Batch {
  readonly document: string;
  readonly entries: readonly NewEntry[];
}

/** Documents that the log does not know, and what will lie in it of each. */
const batchesOf = (seed: number, organisation: number): readonly Batch[] =>
  [...grouped(worldEvents({ seed, events: EVENTS }), BATCH)].map((group) => ({
    document: documentOf(group.map(({ event }) => event)),
    entries: group.map(({ event }) => {
      const json = parseJson(JSON.stringify(event));
      const parsed = json.ok ? parseEvent(json.value, epcisContextUrl, '') : json;
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
      return prepareEntry(parsed.value, { owner: organisation, recorder: organisation });
    }),
  }));

/** What lies in the log is what was sent, byte for byte, and every item of it is in the read models. */
const check = async (
  { database }: World,
  entries: readonly NewEntry[],
  first: number,
): Promise<string> => {
  const [docs, [counts]] = await database.read(null, async (tx) => [
    await tx.query<{ doc: string }>('select doc from log.body where position >= $1', [first]),
    await tx.query<{ lines: string; behind: string }>(
      `select (select count(*) from projection.event_item where position >= $1) as lines,
         (select count(*) from projection.progress) as behind`,
      [first],
    ),
  ]);
  const hash = hashOf(docs.map(({ doc }) => doc));
  insist(hash === hashOf(entries.map(({ text }) => text)), 'P2, the log');
  // An error declaration names no items of its own.
  const items = entries
    .filter(({ event }) => event.errorDeclaration === null)
    .reduce((sum, { event }) => sum + event.items.length, 0);
  insist(Number(counts?.lines) === items, `P2, ${counts?.lines} item rows against ${items}`);
  insist(counts?.behind === '0', 'P2, read models behind the log');
  return hash;
};

/** P2: capture as it is, with all read models current, against COPY of the same bytes in the same batches. Adds to the log. */
export const measureCapture = async (world: World): Promise<Finding> => {
  const { database, rounds, postgresCpu, viewer } = world;
  const { position } = await database.read(null, readWatermark);
  const first = position + 1;
  await database.dataSource.query(
    `drop table if exists public.copied_documents;
     create table public.copied_documents (position bigint primary key, id text collate "C" not null unique, doc text not null)`,
  );
  const costs: Record<'captured' | 'copied', Cost[]> = { captured: [], copied: [] };
  const sent: NewEntry[] = [];
  for (let round = 0; round < rounds; round += 1) {
    // Another world for each round, and for each run on a kept log.
    const batches = batchesOf(world.seed + 1_000_000 + first + round, viewer.organisation ?? 0);
    const copies = batches.map(({ entries }, index) =>
      copyText(entries, round * EVENTS + index * BATCH),
    );
    const captured = async (): Promise<void> => {
      for (const { document } of batches) await capture(world, document);
    };
    costs.captured.push(await costOf(captured, postgresCpu));
    costs.copied.push(
      await onConnection(world, (client) =>
        costOf(() => copyAll(client, 'public.copied_documents', copies), postgresCpu),
      ),
    );
    sent.push(...batches.flatMap(({ entries }) => entries));
  }
  const hash = await check(world, sent, first);
  const line = (what: string, list: readonly Cost[]): string =>
    `${what} ${Math.round((1_000 * EVENTS) / median(list.map(({ wall }) => wall)))}/s (${cpuWords(list, EVENTS)})`;
  const ratio = median(
    costs.copied.map(({ wall }, round) => wall / (costs.captured[round]?.wall ?? Number.NaN)),
  );
  return {
    id: 'P2',
    lines: [
      `documents of ${BATCH} events, read, logged and projected: ${sent.length} rows, answer ${hash}`,
      line('capture', costs.captured),
      line('COPY with a unique id', costs.copied),
      `capture is ${ratio.toFixed(3)} of COPY (goals >= 0.12 to 1M events, >= 0.10 at 10M)`,
    ],
  };
};
