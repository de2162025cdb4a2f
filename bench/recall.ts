import { readItems, readItemsByKeys } from '../src/projections/item.store.ts';
import { BalanceService } from '../src/query/balance.service.ts';
import { ItemService } from '../src/query/item.service.ts';
import { lotKey, products } from '../src/sample/generate-companies.ts';
import type { GeneratedEvent } from '../src/sample/generate-teller.ts';
import { documentOf, grouped } from '../src/sample/generate.ts';
import { ProvenanceService } from '../src/trace/provenance.service.ts';
import { RecallService } from '../src/trace/recall.service.ts';
import { type Finding, hashOf, insist, median, p99 } from './figures.ts';
import { capture, type World } from './world.ts';

/** A lot, and what it went into: so many orders of so many lots each. */
interface Case {
  readonly name: string;
  readonly orders: number;
  readonly outputs: number;
}

const cases: readonly Case[] = [
  { name: 'PARTS', orders: 100, outputs: 100 },
  { name: 'ORDERS', orders: 1_300, outputs: 1 },
];
/** Parts of which the books are asked for together: a page. */
const PAGE = 1_000;
const DOCUMENT = 100;

const lots = (name: string, quantity: number): object => ({
  epcClass: lotKey(products.roasted, name),
  quantity,
  uom: 'KGM',
});

/** All events of a case: the lot, and each order that uses some of it. */
const eventsOf = (start: string, { orders, outputs }: Case): readonly GeneratedEvent[] => {
  const common = { eventTimeZoneOffset: '+00:00' };
  const made = {
    ...common,
    type: 'ObjectEvent',
    eventID: `urn:throughline:bench:${start}`,
    eventTime: '2026-01-01T00:00:00.000Z',
    action: 'ADD',
    bizStep: 'commissioning',
    quantityList: [lots(start, orders * outputs)],
  };
  const used = Array.from({ length: orders }, (_, order) => ({
    ...common,
    type: 'TransformationEvent',
    eventID: `urn:throughline:bench:${start}:${order}`,
    eventTime: `2026-01-02T00:00:00.${String(order % 1_000).padStart(3, '0')}Z`,
    bizStep: 'creating_class_instance',
    inputQuantityList: [lots(start, outputs)],
    outputQuantityList: Array.from({ length: outputs }, (_item, index) =>
      lots(`${start}-${order}-${index}`, 1),
    ),
  }));
  return [made, ...used];
};

const keysOf = (start: string, { orders, outputs }: Case): readonly string[] => [
  lotKey(products.roasted, start),
  ...Array.from({ length: orders }, (_, order) =>
    Array.from({ length: outputs }, (_item, index) =>
      lotKey(products.roasted, `${start}-${order}-${index}`),
    ),
  ).flat(),
];

/** Times of one question, in milliseconds. */
interface Times {
  readonly list: number[];
  readonly books: number[];
  readonly holders: number[];
  readonly trace: number[];
  readonly limit: number[];
}

const measure = async (world: World, one: Case): Promise<readonly string[]> => {
  const { app, database, rounds, viewer, seed } = world;
  const start = `${one.name}${seed}`;
  const events = eventsOf(start, one);
  for (const some of grouped(events, DOCUMENT)) await capture(world, documentOf(some));
  const keys = keysOf(start, one);
  const [root = ''] = keys;
  const view = (await app.get(ItemService).byKeys(viewer, [root])).get(root);
  if (view === undefined) throw new Error(`${start} is not there`);
  const ids = (await database.read(null, (tx) => readItemsByKeys(tx, keys))).map(({ id }) => id);
  const times: Times = { list: [], books: [], holders: [], trace: [], limit: [] };
  let answer = '';
  for (let round = 0; round < Math.max(rounds, 5); round += 1) {
    const began = performance.now();
    const recall = await app
      .get(RecallService)
      .recall(viewer, { kind: 'ITEM', item: view.id }, null);
    const listed = performance.now();
    if (recall === null) throw new Error(`${start} cannot be seen`);
    const some = recall.parts.slice(0, PAGE).map(({ item }) => item);
    const books = await app.get(BalanceService).balances(viewer, some, recall.moment);
    const booked = performance.now();
    const holders = await app.get(RecallService).holders(viewer, recall);
    const held = performance.now();
    const question = { direction: 'FORWARD', at: null, depth: 50, asKnownAt: null } as const;
    const trace = await app
      .get(ProvenanceService)
      .provenance(viewer, view, { ...question, first: PAGE, after: null });
    const traced = performance.now();
    await database.read(null, (tx) => readItems(tx, ids));
    times.limit.push(performance.now() - traced);
    times.trace.push(traced - held);
    times.holders.push(held - booked);
    times.books.push(booked - listed);
    times.list.push(listed - began);
    const found = recall.parts.map(({ item }) => item.key);
    insist(hashOf(found.toSorted()) === hashOf(keys.toSorted()), `${start}, parts`);
    insist(trace?.summary.parts === keys.length, `${start}, parts of the trace`);
    insist(books.size === Math.min(PAGE, keys.length), `${start}, books`);
    insist(new Set(holders.map(({ item }) => item)).size === keys.length - 1, `${start}, holders`);
    answer = hashOf(found);
  }
  const told = (list: readonly number[]): string =>
    `p50 ${median(list).toFixed(0)} ms, p99 ${p99(list).toFixed(0)} ms`;
  return [
    `a lot in ${one.orders} orders of ${one.outputs}: ${keys.length} parts, answer ${answer}`,
    `all of them listed: ${told(times.list)} (goal 1 s)`,
    `the books of ${Math.min(PAGE, keys.length)} of them: ${told(times.books)}; who has all of them: ${told(times.holders)}`,
    `traced forward, first page of ${PAGE}: ${told(times.trace)} (the graph is kept after the first)`,
    `the same items by id: ${told(times.limit)}; the list takes ${(median(times.list) / median(times.limit)).toFixed(1)}x`,
  ];
};

/** Recall of 10,000 parts, and a lot that went into 1,300 orders reported whole. Adds both to the log, once for each seed. */
export const measureRecall = async (world: World): Promise<Finding> => {
  const lines: string[] = [];
  for (const one of cases) lines.push(...(await measure(world, one)));
  return { id: 'RECALL', lines };
};
