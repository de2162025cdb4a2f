import type { LogRecord } from '../../src/core/epcis/event.ts';
import { readItemsByNumber } from '../../src/capture/item-number.store.ts';
import { readPersisting } from '../../src/capture/step-on-hold.store.ts';
import { readNearSteps } from '../../src/capture/step-twin.store.ts';
import type { Transaction } from '../../src/platform/transaction.ts';
import { readClaimedSince, readClaimsAbout } from '../../src/projections/claim.store.ts';
import { refreshEdges } from '../../src/projections/edge.store.ts';
import { LineageProjection } from '../../src/projections/lineage.projection.ts';
import {
  noteContainers,
  readUsedAlong,
  readUsesOfRepacked,
} from '../../src/projections/used-contents.store.ts';
import { readMadeBefore } from '../../src/projections/made-before.store.ts';
import { readRestated } from '../../src/projections/uncounted.store.ts';
import {
  readItemPage,
  readItemsNamed,
  readNumbers,
  readUsedIn,
} from '../../src/query/item.store.ts';
import { walkEdges } from '../../src/trace/walk.store.ts';
import { eventOfSketch } from './entries.ts';
import { GTIN, ITEM, ITEM_KEY, KNOWN, PALLET, ROWS } from './hot-log.ts';
import { type HotQuestion, keysOf } from './hot-question.ts';

const named =
  (text: string) =>
  (tx: Transaction): Promise<readonly unknown[]> =>
    readItemsNamed(tx, { text, keys: [text], known: null }, 3);

const numbers: readonly HotQuestion[] = [
  { name: 'item by key', indexes: ['item_key_key'], answer: 1, ask: named(ITEM_KEY) },
  { name: 'item by lot', indexes: ['item_lot'], answer: 1, ask: named(`L-${ITEM}`) },
  { name: 'item by serial', indexes: ['item_serial'], answer: 1, ask: named(`S-${ITEM}`) },
  {
    name: 'item by further number',
    indexes: ['item_alias_value'],
    standIns: ['item_alias_now'],
    answer: 1,
    ask: named(`A-${ITEM}`),
  },
  {
    name: 'item by document',
    indexes: ['event_document_number'],
    answer: 1,
    ask: named(`PO-${ITEM}`),
  },
  {
    name: 'item of a step by any number',
    indexes: ['item_key_key', 'item_lot', 'item_serial'],
    answer: 1,
    ask: (tx) => readItemsByNumber(tx, `S-${ITEM}`, [ITEM_KEY]),
  },
  {
    name: 'items of a product',
    indexes: ['item_gtin'],
    answer: 20,
    ask: (tx) => readItemPage(tx, [GTIN], { start: null, rows: 20, upto: KNOWN }),
  },
  {
    name: 'further numbers of an item',
    indexes: ['item_alias_item'],
    answer: 1,
    ask: (tx) => keysOf(readNumbers(tx, [ITEM], null)),
  },
];

const walk =
  (direction: 'BACK' | 'FORWARD') =>
  (tx: Transaction): Promise<readonly unknown[]> =>
    walkEdges(tx, { start: [ITEM], direction, known: KNOWN, at: null, depth: 5 });

/** A declaration in a batch of its own: the event that made the item is wrong. */
const declared = (): LogRecord => ({
  position: ROWS,
  owner: 1,
  recordTime: '2026-04-01T00:00:00.000Z',
  knownFrom: ROWS,
  eventKey: `urn:test:${ITEM - 6}`,
  hash: 'ni:///sha-256;00?ver=CBV2.0',
  event: eventOfSketch({
    id: `urn:test:${ITEM - 6}`,
    declaration: { at: '2026-04-01T00:00:00.000Z' },
  }),
});

const lineage: readonly HotQuestion[] = [
  {
    name: 'edge_back',
    indexes: ['xform_item_pkey', 'xedge_back', 'xform_pkey', 'xform_process'],
    answer: 6,
    ask: walk('BACK'),
  },
  {
    name: 'edge_forward',
    indexes: ['xform_item_pkey', 'xedge_forward', 'xform_pkey', 'xform_process'],
    answer: 6,
    ask: walk('FORWARD'),
  },
  {
    name: 'what an item is used in',
    indexes: ['xform_item_pkey', 'xform_pkey', 'xform_process'],
    answer: 1,
    ask: (tx) => readUsedIn(tx, ITEM, { start: null, rows: 20, upto: KNOWN }),
  },
  {
    name: 'a transformation declared wrong',
    indexes: ['xform_position', 'xform_item_pkey', 'xedge_back', 'xedge_forward'],
    answer: 2,
    ask: async (tx) => {
      noteContainers(tx, { knownFrom: declared().knownFrom, repacked: [], filled: [] });
      await new LineageProjection().apply(tx, [declared()]);
      return tx.query(
        `select from projection.xedge where id in (${ITEM - 7}, ${ITEM - 6}) and known_until = ${ROWS}`,
      );
    },
  },
  {
    name: 'uses of a container that is packed otherwise',
    indexes: ['contain_child', 'xform_item_pkey', 'xform_pkey'],
    answer: 1,
    ask: (tx) => {
      noteContainers(tx, { knownFrom: KNOWN, repacked: [ITEM], filled: [] });
      return readUsesOfRepacked(tx, KNOWN, KNOWN);
    },
  },
  {
    name: 'contents that are used',
    indexes: ['contain_parent', 'item_pkey'],
    answer: 100,
    ask: async (tx) =>
      [
        ...(
          await readUsedAlong(
            tx,
            [{ item: PALLET, instant: '2027-01-01T00:00:00.000000Z', position: 0 }],
            KNOWN,
          )
        ).values(),
      ].flatMap(({ contents }) => contents),
  },
  {
    name: 'edges of an item that lost a maker',
    indexes: ['xedge_item', 'xform_item_pkey', 'xform_pkey'],
    answer: 1,
    ask: async (tx) => {
      const lost = { closed: [], remade: [ITEM], gained: [], firstOpened: null };
      await refreshEdges(tx, lost, ROWS);
      return tx.query(
        `select from projection.xedge where id = ${ITEM - 1} and known_until is null`,
      );
    },
  },
];

const doubts: readonly HotQuestion[] = [
  {
    name: 'what is claimed of an item',
    indexes: ['uncounted_item'],
    answer: 1,
    ask: (tx) => keysOf(readClaimsAbout(tx, [ITEM], { direction: 'BACK', known: KNOWN, at: null })),
  },
  {
    name: 'events restated by a batch',
    indexes: ['uncounted_from', 'uncounted_until'],
    answer: 2,
    ask: (tx) => readRestated(tx, ITEM),
  },
  {
    name: 'claims since a batch',
    indexes: ['uncounted_from'],
    answer: 1,
    ask: (tx) => readClaimedSince(tx, ITEM + 1),
  },
  {
    name: 'what put an item on hold',
    indexes: ['entry_stopping', 'event_item_item', 'contain_child', 'item_key_key'],
    answer: 1,
    ask: (tx) => readPersisting(tx, [{ key: ITEM_KEY, instant: '2027-01-01T00:00:00Z' }], KNOWN),
  },
  {
    name: 'a lot made before',
    indexes: ['item_key_key', 'event_item_item', 'entry_pkey', 'xform_process'],
    standIns: ['entry_event_time', 'xform_position'],
    answer: 1,
    ask: async (tx) => {
      const told = { position: null, owner: 1, hash: `ni:///sha-256;${'11'.repeat(32)}` };
      return [...(await readMadeBefore(tx, [{ told, process: 'P', lot: ITEM_KEY }]))];
    },
  },
  {
    name: 'a lot made by two events',
    indexes: ['event_item_item', 'entry_pkey'],
    standIns: ['entry_event_time'],
    answer: 0,
    ask: async (tx) => {
      const lot = { told: { position: ITEM - 1 }, process: null, lot: ITEM_KEY };
      return [...(await readMadeBefore(tx, [lot]))];
    },
  },
  {
    name: 'twins of a step',
    indexes: ['event_item_item', 'uncounted_item'],
    answer: 1,
    ask: async (tx) => {
      const instant = new Date(Date.UTC(2026, 0, 1) + (ITEM - 1) * 60_000).toISOString();
      const twin = { eventKey: 'urn:twin', step: 2, instant, item: ITEM_KEY };
      return (await readNearSteps(tx, 1, [{ ...twin, location: null, before: null }], 5)).flat();
    },
  },
];

/** Questions of items: by number, of what became of them, and of who is believed. */
export const itemQuestions: readonly HotQuestion[] = [...numbers, ...lineage, ...doubts];
