import { testDatabase, type TestDatabase } from '../../test/support/database.ts';
import {
  countEvents,
  type EventFilter,
  type EventKey,
  type EventOrder,
  readEventPage,
} from './event-page.store.ts';

const ROWS = 400;
const UPTO = 380;
const PAGE = 7;
const placeOf = (number: number): string => `https://id.gs1.org/414/${number}`;
const hour = (number: number): string =>
  new Date(Date.UTC(2026, 0, 1, number)).toISOString().replace('.000Z', '.000000Z');

/** A plain row of the log; every ninth declares the one four before it wrong, some that it never happened. */
interface Row {
  readonly position: number;
  readonly key: string;
  readonly time: string;
  readonly place: string | null;
  readonly step: number;
  readonly declares: 'did_not_occur' | 'incorrect_data' | null;
}

const rows: readonly Row[] = Array.from({ length: ROWS }, (_, position) => {
  const declares =
    position % 9 !== 8 ? null : position % 2 === 0 ? 'did_not_occur' : 'incorrect_data';
  return {
    position,
    key: `urn:test:${declares === null ? position : position - 4}`,
    time: hour((position * 37) % 90),
    place: position % 5 === 4 ? null : placeOf(position % 5),
    step: position % 3,
    declares,
  };
});

const filters: readonly (readonly [string, EventFilter, (row: Row) => boolean])[] = [
  ['nothing', {}, () => true],
  ['one place', { locations: [placeOf(1)] }, ({ place }) => place === placeOf(1)],
  [
    'two places, one named twice',
    { locations: [placeOf(1), placeOf(3), placeOf(1)] },
    ({ place }) => place === placeOf(1) || place === placeOf(3),
  ],
  ['no place', { locations: [] }, () => false],
  [
    'places, a step and a time',
    { locations: [placeOf(0), placeOf(2)], steps: ['MAKE'], from: hour(10), until: hour(70) },
    ({ place, step, time }) =>
      (place === placeOf(0) || place === placeOf(2)) &&
      step === 2 &&
      time >= hour(10) &&
      time < hour(70),
  ],
  [
    'positions, some twice',
    { within: [[...rows.keys(), 5, 5, 900], rows.map((_, index) => index * 2)] },
    ({ position }) => position % 2 === 0,
  ],
  [
    'positions at places',
    { within: [[...rows.keys()]], locations: [placeOf(0), placeOf(2)] },
    ({ place }) => place === placeOf(0) || place === placeOf(2),
  ],
];
const standings: readonly NonNullable<EventFilter['standings']>[] = [
  ['CURRENT'],
  ['VOIDED', 'CORRECTED'],
];
const orders: readonly EventOrder[] = ['TIME_ASC', 'TIME_DESC', 'RECORDED_ASC', 'RECORDED_DESC'];

/** The answer by reading everything. */
const plainly = (
  { standings: wanted }: EventFilter,
  matches: (row: Row) => boolean,
): readonly Row[] => {
  const declared = new Set(
    rows.flatMap(({ declares, key, position }) =>
      declares === null || position > UPTO ? [] : [key],
    ),
  );
  return rows.filter(
    (row) =>
      row.position <= UPTO &&
      row.declares === null &&
      declared.has(row.key) !== (wanted?.[0] === 'CURRENT') &&
      matches(row),
  );
};

const compareIn =
  (order: EventOrder) =>
  (a: Row, b: Row): number => {
    const [by, direction] = order.split('_');
    const sign = direction === 'ASC' ? 1 : -1;
    const inTime = by === 'TIME' ? a.time.localeCompare(b.time) : 0;
    return sign * (inTime || a.position - b.position);
  };

describe('pages of events', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase();
    await db.database.dataSource.query(
      `insert into log.entry (position, owner, recorder, event_key, event_hash, leaf, known_from, event_time, event_offset, record_time,
         type, biz_location, step, declaration_time, declared_reason)
       select (r->>'position')::bigint, 1, 1, r->>'key', '\\x00', '\\x00', (r->>'position')::bigint, (r->>'time')::timestamptz, '+00:00',
         '2026-06-01Z', 1, r->>'place', (r->>'step')::int, case when r->>'declares' is null then null else timestamptz '2026-06-01Z' end,
         r->>'declares'
       from jsonb_array_elements($1::jsonb) r`,
      [JSON.stringify(rows)],
    );
  });
  afterAll(() => db.drop());

  const cases = filters.flatMap(([name, filter, matches]) =>
    standings.map((wanted) => ({
      name: `${name}, ${wanted.join(' or ')}`,
      filter: { ...filter, standings: wanted },
      matches,
    })),
  );
  it.each(cases)('are those of the whole log: $name', async ({ filter, matches }) => {
    const expected = plainly(filter, matches);
    for (const order of orders) {
      const found: EventKey[] = [];
      let after: EventKey | null = null;
      do {
        const request = { filter, order, first: PAGE, after, upto: UPTO };
        const page: readonly EventKey[] = await db.database.read(null, (tx) =>
          readEventPage(tx, request),
        );
        found.push(...page);
        after = page.length < PAGE ? null : (page.at(-1) ?? null);
      } while (after !== null);
      expect(found).toEqual(
        expected.toSorted(compareIn(order)).map(({ position, time }) => ({ position, time })),
      );
    }
    const count = await db.database.read(null, (tx) =>
      countEvents(tx, { filter, upto: UPTO }, ROWS),
    );
    expect(count).toBe(expected.length);
  });
});
