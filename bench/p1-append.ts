import { LogStore } from '../src/log/log.store.ts';
import { Clock } from '../src/platform/clock.ts';
import type { Bench } from './bench.ts';
import { entriesOf } from './chain.ts';
import { copyAll, copyText, onConnection } from './copy.ts';
import { type Cost, costOf, cpuWords, type Finding, hashOf, insist, median } from './figures.ts';

const BATCH = 256;
const BATCHES = 20;
const EVENTS = BATCH * BATCHES;

/** What lies in the log must be what was given, byte for byte, as COPY put it down. */
const check = async ({ database, events }: Bench, texts: readonly string[]): Promise<string> => {
  const rows = await database.read(null, (tx) =>
    tx.query<{ doc: string; copied: string | null; plain: string | null }>(
      `select b.doc, u.doc as copied, p.doc as plain from log.entry e join log.body b on b.position = e.position
       left join public.copied_unique u on u.id = e.event_key left join public.copied p on p.position = u.position
       where e.position >= $1`,
      [events],
    ),
  );
  insist(
    rows.every(({ doc, copied, plain }) => doc === copied && doc === plain),
    'P1, COPY',
  );
  const hash = hashOf(rows.map(({ doc }) => doc));
  insist(rows.length === texts.length && hash === hashOf(texts), 'P1, append');
  return hash;
};

/** P1: log append of 256 events a transaction, against COPY of the same bytes in the same batches. Runs on the log as loaded. */
export const measureAppend = async (bench: Bench): Promise<Finding> => {
  const { database, rounds, seed, postgresCpu } = bench;
  const store = new LogStore(new Clock());
  await database.dataSource.query(
    `create table public.copied (position bigint primary key, id text collate "C" not null, doc text not null);
     create table public.copied_unique (like public.copied including all, unique (id))`,
  );
  const costs: Record<'append' | 'unique' | 'plain', Cost[]> = {
    append: [],
    unique: [],
    plain: [],
  };
  const texts: string[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const entries = [...entriesOf(seed + 1_000 + round, 0, EVENTS)];
    const batches = Array.from({ length: BATCHES }, (_, index) =>
      entries.slice(index * BATCH, (index + 1) * BATCH),
    );
    const copies = batches.map((batch, index) => copyText(batch, round * EVENTS + index * BATCH));
    const append = async (): Promise<void> => {
      for (const batch of batches) {
        await database.transaction(null, (tx) =>
          store.appendGroups(tx, [{ entries: batch, rollback: false, job: null }]),
        );
      }
    };
    costs.append.push(await costOf(append, postgresCpu));
    costs.unique.push(
      await onConnection(bench, (client) =>
        costOf(() => copyAll(client, 'public.copied_unique', copies), postgresCpu),
      ),
    );
    costs.plain.push(
      await onConnection(bench, (client) =>
        costOf(() => copyAll(client, 'public.copied', copies), postgresCpu),
      ),
    );
    texts.push(...entries.map(({ text }) => text));
  }
  const hash = await check(bench, texts);
  const line = (what: string, list: readonly Cost[]): string =>
    `${what} ${Math.round((1_000 * EVENTS) / median(list.map(({ wall }) => wall)))}/s (${cpuWords(list, EVENTS)})`;
  const ratio = (list: readonly Cost[]): string =>
    median(list.map(({ wall }, round) => wall / (costs.append[round]?.wall ?? Number.NaN))).toFixed(
      2,
    );
  return {
    id: 'P1',
    lines: [
      `log append, ${BATCH} a transaction: ${texts.length} rows, answer ${hash}`,
      line('append', costs.append),
      line('COPY with a unique id', costs.unique),
      line('COPY without', costs.plain),
      `append is ${ratio(costs.unique)} of COPY with a unique id, ${ratio(costs.plain)} of COPY without (goal >= 0.40)`,
    ],
  };
};
