import { type EventFilter, readEventPage } from '../../src/log/event-page.store.ts';
import { readPositionAt } from '../../src/log/log-reader.store.ts';
import { cancelReservations } from '../../src/log/reservation.store.ts';
import { readCorrected, readStandings } from '../../src/log/standing.store.ts';
import type { Transaction } from '../../src/platform/transaction.ts';
import { readPositionsOf, readPositionsOfDocuments } from '../../src/query/item.store.ts';
import { readFeedRecords } from '../../src/subscriptions/change.store.ts';
import { type HotQuestion, keysOf } from './hot-question.ts';
import { ITEM, KNOWN, PAGE } from './hot-log.ts';

const page =
  (filter: EventFilter) =>
  (tx: Transaction): Promise<readonly unknown[]> =>
    readEventPage(tx, { filter, order: 'TIME_DESC', ...PAGE });

const pages: readonly HotQuestion[] = [
  {
    name: 'events of an item',
    indexes: ['event_item_item', 'uncounted_item', 'entry_pkey'],
    standIns: ['entry_event_time'],
    answer: 1,
    ask: async (tx) => page({ within: [await readPositionsOf(tx, [ITEM])] })(tx),
  },
  {
    name: 'events with a document',
    indexes: ['event_document_number'],
    answer: 1,
    ask: async (tx) => page({ within: [await readPositionsOfDocuments(tx, ['urn:po:PO-77'])] })(tx),
  },
  {
    name: 'events at a place',
    indexes: ['entry_location'],
    standIns: ['entry_location_step'],
    answer: PAGE.first,
    ask: page({ locations: ['https://id.gs1.org/414/77'] }),
  },
  {
    name: 'events of a step at a place',
    indexes: ['entry_location_step'],
    standIns: ['entry_location'],
    answer: PAGE.first,
    ask: page({ locations: ['https://id.gs1.org/414/77'], steps: ['MAKE'] }),
  },
  {
    name: 'events of a time',
    indexes: ['entry_event_time'],
    answer: PAGE.first,
    ask: page({ from: '2026-01-10T00:00:00Z', until: '2026-01-11T00:00:00Z' }),
  },
  {
    name: 'events recorded in a time',
    indexes: ['entry_record_time'],
    answer: 10,
    ask: page({ recordedFrom: '2026-03-01T04:00:00Z', recordedUntil: '2026-03-01T04:00:12Z' }),
  },
];

const records: readonly HotQuestion[] = [
  {
    name: 'the log as known at a time',
    indexes: ['entry_record_time', 'held_range_span'],
    answer: 1,
    ask: async (tx) => [await readPositionAt(tx, '2026-03-01T04:10:00Z')],
  },
  {
    name: 'changes since a position',
    indexes: ['entry_pkey', 'body_pkey'],
    answer: 100,
    ask: (tx) => readFeedRecords(tx, { after: ITEM, upto: KNOWN, first: 100 }),
  },
  {
    name: 'standing of a record',
    indexes: ['entry_pkey', 'entry_event_key_owner_declaration_time_key'],
    standIns: ['entry_event_time'],
    answer: 1,
    ask: (tx) => keysOf(readStandings(tx, [ITEM - 6], KNOWN)),
  },
  {
    name: 'what a record corrects',
    indexes: ['entry_corrective'],
    answer: 1,
    ask: async (tx) => (await readCorrected(tx, [ITEM + 6], KNOWN)).get(ITEM + 6) ?? [],
  },
  {
    name: 'the end of a rollback job',
    indexes: ['reservation_job'],
    answer: 0,
    ask: async (tx) => {
      await cancelReservations(tx, 77);
      return tx.query("select from log.reservation where event_key = 'urn:promised:77'");
    },
  },
];

/** Questions of the log itself. */
export const eventQuestions: readonly HotQuestion[] = [...pages, ...records];
