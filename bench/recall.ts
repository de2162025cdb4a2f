import { readItems, readItemsByKeys } from '../src/projections/item.store.ts';
import { BalanceService } from '../src/query/balance.service.ts';
import { ItemService } from '../src/query/item.service.ts';
import { lotKey, pieceKey, products } from '../src/sample/generate-companies.ts';
import type { GeneratedEvent } from '../src/sample/generate-teller.ts';
import { documentOf, grouped } from '../src/sample/generate.ts';
import { ProvenanceService } from '../src/trace/provenance.service.ts';
import { RecallService } from '../src/trace/recall.service.ts';
import { type Finding, hashOf, insist, median, p99 } from './figures.ts';
import { capture, type World } from './world.ts';

/** A lot, and what it went into: so many orders of so many lots each, or of so many pieces that are fixed into machines. */
interface Case {
  readonly name: string;
  readonly orders: number;
  readonly outputs: number;
  readonly fixed: boolean;
}

const cases: readonly Case[] = [
  { name: 'PARTS', orders: 100, outputs: 100, fixed: false },
  { name: 'ORDERS', orders: 1_300, outputs: 1, fixed: false },
  { name: 'PIECES', orders: 10, outputs: 1_000, fixed: true },
];
/** Pieces in a machine. */
const IN_A_MACHINE = 10;
/** Parts of which the books are asked for together: a page. */
const PAGE = 1_000;
const DOCUMENT = 100;

const lots = (name: string, quantity: number): object => ({
  epcClass: lotKey(products.roasted, name),
  quantity,
  uom: 'KGM',
});

const common = { eventTimeZoneOffset: '+00:00' };

/** Keys of what an order makes. */
const madeIn = (start: string, order: number, { outputs, fixed }: Case): readonly string[] =>
  Array.from({ length: outputs }, (_, index) => {
    const name = `${start}-${order}-${index}`;
    return fixed ? pieceKey(name) : lotKey(products.roasted, name);
  });

/** What an order makes is fixed into machines, and these leave together. */
const fixing = (start: string, order: number, one: Case): readonly GeneratedEvent[] => {
  const made = madeIn(start, order, one);
  const machines = [...grouped(made, IN_A_MACHINE)].map((pieces, index) => ({
    machine: pieceKey(`${start}-${order}-M${index}`),
    pieces,
  }));
  const fixed = machines.map(({ machine, pieces }, index) => ({
    ...common,
    type: 'AssociationEvent',
    eventID: `urn:throughline:bench:${start}:${order}:fixed:${index}`,
    eventTime: '2026-01-03T00:00:00.000Z',
    action: 'ADD',
    parentID: machine,
    childEPCs: pieces,
  }));
  const left = {
    ...common,
    type: 'ObjectEvent',
    eventID: `urn:throughline:bench:${start}:${order}:left`,
    eventTime: '2026-01-04T00:00:00.000Z',
    action: 'OBSERVE',
    bizStep: 'departing',
    epcList: machines.map(({ machine }) => machine),
  };
  return [...fixed, left];
};

/** All events of a case: the lot, and each order that uses some of it. */
const eventsOf = (start: string, one: Case): readonly GeneratedEvent[] => {
  const { orders, outputs, fixed } = one;
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
    ...(fixed
      ? { outputEPCList: madeIn(start, order, one) }
      : {
          outputQuantityList: madeIn(start, order, one).map((epcClass) => ({
            epcClass,
            quantity: 1,
            uom: 'KGM',
          })),
        }),
  }));
  const moved = used.flatMap((_, order) => (fixed ? fixing(start, order, one) : []));
  return [made, ...used, ...moved];
};

const keysOf = (start: string, one: Case): readonly string[] => [
  lotKey(products.roasted, start),
  ...Array.from({ length: one.orders }, (_, order) => madeIn(start, order, one)).flat(),
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
    `a lot in ${one.orders} orders of ${one.outputs}${one.fixed ? ' pieces, fixed into machines' : ''}: ${keys.length} parts, answer ${answer}`,
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
