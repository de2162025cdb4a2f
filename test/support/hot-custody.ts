import type { Transaction } from '../../src/platform/transaction.ts';
import { readPlaced, readPlacements } from '../../src/query/content.store.ts';
import {
  readDocuments,
  readHandOvers,
  readLines,
  readLoadsIn,
  readLoadsOf,
} from '../../src/query/custody.store.ts';
import { readScan, type ScanFilter } from '../../src/query/hop.store.ts';
import { readJourney } from '../../src/query/journey.store.ts';
import { readLives } from '../../src/query/life.store.ts';
import { readStays } from '../../src/query/stay.store.ts';
import { readStowed } from '../../src/trace/inside.store.ts';
import type { RecallSubject } from '../../src/trace/recall-subject.ts';
import { readRecalledInside, readRecallStart } from '../../src/trace/recall.store.ts';
import { readCarried } from '../../src/trace/way.store.ts';
import { GTIN, ITEM, KNOWN, PAGE, PALLET, ROWS, TURNS } from './hot-log.ts';
import { type HotQuestion, keysOf } from './hot-question.ts';

const LATER = '2027-01-01T00:00:00Z';

const scan =
  (filter: Partial<ScanFilter>) =>
  (tx: Transaction): Promise<readonly unknown[]> => {
    const all = { known: KNOWN, senders: null, receivers: null, from: null, until: null };
    return readScan(tx, { ...all, ...filter }, { start: null, rows: PAGE.first });
  };

const hops: readonly HotQuestion[] = [
  {
    name: 'hops of a time',
    indexes: ['hand_over_time', 'event_item_pkey'],
    answer: PAGE.first,
    ask: scan({ from: '2026-01-10T00:00:00Z', until: '2026-01-11T00:00:00Z' }),
  },
  {
    name: 'hops of a sender',
    indexes: ['hand_over_sender', 'event_item_pkey'],
    answer: PAGE.first,
    ask: scan({ senders: ['sender 77'] }),
  },
  {
    name: 'hops of a receiver',
    indexes: ['hand_over_receiver', 'event_item_pkey'],
    answer: PAGE.first,
    ask: scan({ receivers: ['receiver 77'] }),
  },
  {
    name: 'what was told of a hand-over',
    indexes: ['hand_over_pkey'],
    standIns: ['hand_over_time', 'hand_over_sender', 'hand_over_receiver'],
    answer: 1,
    ask: (tx) => readHandOvers(tx, [ITEM], KNOWN),
  },
  {
    name: 'documents of a hop',
    indexes: ['event_document_pkey'],
    answer: 1,
    ask: (tx) => keysOf(readDocuments(tx, [ITEM])),
  },
  {
    name: 'lines of a hop',
    indexes: ['event_item_pkey'],
    answer: 1,
    ask: (tx) => keysOf(readLines(tx, [ITEM], KNOWN)),
  },
];

const stays: readonly HotQuestion[] = [
  {
    name: 'journey',
    indexes: ['event_item_item', 'contain_child'],
    answer: 1,
    ask: (tx) => readJourney(tx, ITEM, KNOWN),
  },
  {
    name: 'life of an item',
    indexes: ['event_item_item', 'contain_child', 'entry_pkey'],
    standIns: ['entry_event_time'],
    answer: 1,
    ask: async (tx) =>
      [...(await readLives(tx, [ITEM], { known: KNOWN, instant: LATER })).values()].flat(),
  },
  {
    name: 'stays of an item',
    indexes: ['contain_child'],
    answer: 2,
    ask: async (tx) => (await readStays(tx, [ITEM], KNOWN)).stays,
  },
  {
    name: 'loads of an item',
    indexes: ['contain_child'],
    answer: 1,
    ask: (tx) => readLoadsOf(tx, [ITEM], KNOWN),
  },
  {
    name: 'loads in a container at an instant',
    indexes: ['contain_parent'],
    answer: 100,
    ask: (tx) => readLoadsIn(tx, [{ container: PALLET, instant: LATER }], KNOWN),
  },
  {
    name: 'what was recorded of a carrier',
    indexes: ['event_item_item', 'contain_child', 'entry_pkey'],
    standIns: ['entry_event_time'],
    answer: 1,
    ask: (tx) =>
      readCarried(tx, [{ item: ITEM, since: '2026-01-01T00:00:00Z', until: null }], KNOWN),
  },
];

const contents: readonly HotQuestion[] = [
  {
    name: 'contents',
    indexes: ['contain_parent', 'contain_pkey'],
    answer: 100,
    ask: async (tx) =>
      readPlaced(tx, await readPlacements(tx, PALLET, { at: LATER, known: KNOWN })),
  },
  {
    name: 'what lay in an item',
    indexes: ['contain_parent', 'item_pkey'],
    answer: 100,
    ask: async (tx) =>
      (await readStowed(tx, { item: PALLET, at: null, known: KNOWN, levels: 5 })).stowed,
  },
];

const recalled =
  (subject: RecallSubject) =>
  async (tx: Transaction): Promise<readonly unknown[]> => {
    const { items } = await readRecallStart(tx, subject, { known: KNOWN, namesAt: null });
    return readRecalledInside(tx, subject, { items, known: KNOWN });
  };

const window = { from: '2026-02-01T00:00:00Z', until: '2026-02-02T00:00:00Z' };

const recalls: readonly HotQuestion[] = [
  {
    name: 'recall of a place that things were received at',
    indexes: ['hand_over_receiver_site'],
    answer: ROWS / TURNS,
    ask: recalled({ kind: 'SITE', ...window, site: 'https://id.gs1.org/414/dock-77' }),
  },
  {
    name: 'recall of a place that things were read at',
    indexes: ['entry_read_point'],
    answer: ROWS / TURNS,
    ask: recalled({ kind: 'SITE', ...window, site: 'https://id.gs1.org/414/gate-70' }),
  },
  {
    name: 'recall of a product',
    indexes: ['item_gtin', 'contain_parent'],
    answer: ROWS / TURNS,
    ask: recalled({ kind: 'PRODUCT', product: `https://id.gs1.org/01/${GTIN}` }),
  },
  {
    name: 'recall of a container',
    indexes: ['contain_parent'],
    answer: 101,
    ask: recalled({ kind: 'ITEM', item: PALLET }),
  },
];

/** Questions of hops, stays, contents and recalls. */
export const custodyQuestions: readonly HotQuestion[] = [
  ...hops,
  ...stays,
  ...contents,
  ...recalls,
];
