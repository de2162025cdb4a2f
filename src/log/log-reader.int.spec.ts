import { testDatabase, type TestDatabase } from '../../test/support/database.ts';
import { entryOf, type EventSketch } from '../../test/support/entries.ts';
import { Clock } from '../platform/clock.ts';
import type { EventFilter, EventOrder } from './event-page.store.ts';
import { LogReaderService } from './log-reader.service.ts';
import { LogStore } from './log.store.ts';

const viewer = { organisation: 1 };
const day = (number: number): string => `2026-03-0${number}T08:00:00.000+03:00`;
const mill = 'https://id.gs1.org/414/9521234000013';
const farm = 'https://id.gs1.org/414/9521234000020';
const buyer = 'https://id.gs1.org/417/9521234000037';

/** Positions 0 to 7, one batch a row. */
const batches: readonly (readonly { readonly sketch: EventSketch; readonly owner?: number }[])[] = [
  [{ sketch: { id: 'urn:e:0', time: day(1), more: { readPoint: { id: farm } } } }],
  [
    {
      sketch: {
        id: 'urn:e:1',
        time: day(3),
        more: { bizStep: 'packing', bizLocation: { id: mill } },
      },
    },
    { sketch: { id: 'urn:e:2', time: day(2), more: { disposition: 'active' } }, owner: 2 },
  ],
  [
    {
      sketch: {
        id: 'urn:e:3',
        time: day(3),
        more: {
          bizStep: 'shipping',
          readPoint: { id: mill },
          destinationList: [{ type: 'possessing_party', destination: buyer }],
          persistentDisposition: { set: ['available'] },
        },
      },
    },
  ],
  // 0 was wrong, 5 is right; 2 never happened, says its owner; 1 is declared wrong by a stranger: no effect.
  [
    {
      sketch: {
        id: 'urn:e:0',
        time: day(1),
        more: { readPoint: { id: farm } },
        declaration: { at: '2026-04-01T00:00:00Z', corrective: ['urn:e:right'] },
      },
    },
    { sketch: { id: 'urn:e:right', time: day(4), more: { readPoint: { id: farm } } } },
    {
      sketch: {
        id: 'urn:e:2',
        time: day(2),
        declaration: { at: '2026-04-02T00:00:00Z', reason: 'did_not_occur' },
      },
      owner: 2,
    },
    {
      sketch: { id: 'urn:e:1', time: day(3), declaration: { at: '2026-04-02T00:00:00Z' } },
      owner: 2,
    },
  ],
];

describe('LogReaderService', () => {
  let db: TestDatabase;
  let reader: LogReaderService;
  beforeAll(async () => {
    db = await testDatabase();
    const clock = new Clock();
    reader = new LogReaderService(db.database, clock);
    const store = new LogStore(clock);
    for (const [index, batch] of batches.entries()) {
      clock.set(new Date(`2026-05-0${index + 1}T00:00:00.000Z`));
      await db.database.transaction(null, (tx) =>
        store.appendBatch(
          tx,
          batch.map(({ sketch, owner }) => entryOf(sketch, owner ?? 1)),
        ),
      );
    }
  });
  afterAll(() => db.drop());

  const find = async (filter: EventFilter, order: EventOrder = 'RECORDED_ASC', upto?: number) => {
    const page = await reader.events(viewer, filter, {
      order,
      first: 50,
      after: null,
      ...(upto === undefined ? {} : { upto }),
    });
    return page.events.map(({ position }) => position);
  };

  it('names the prefix that a record time stands for', async () => {
    expect(await reader.watermark()).toEqual({
      position: 7,
      recordTime: '2026-05-04T00:00:00.000Z',
    });
    const times = [
      '2026-04-30T23:59:59.999Z',
      '2026-05-01T00:00:00Z',
      '2026-05-02T12:00:00Z',
      '2027-01-01T00:00:00Z',
    ];
    expect(await Promise.all(times.map((time) => reader.positionAt(time)))).toEqual([-1, 0, 2, 7]);
  });

  it('reads records by range, position and key, the own first', async () => {
    expect((await reader.records(1, 3)).map(({ eventKey }) => eventKey)).toEqual([
      'urn:e:1',
      'urn:e:2',
    ]);
    expect((await reader.byPositions(viewer, [5, 0, 99])).map(({ position }) => position)).toEqual([
      0, 5,
    ]);
    const keys = async (organisation: number) =>
      (await reader.byEventKey({ organisation }, 'urn:e:1')).map(({ position }) => position);
    expect([await keys(1), await keys(2), await keys(3)]).toEqual([
      [1, 7],
      [7, 1],
      [1, 7],
    ]);
    const texts = await reader.texts(viewer, [3]);
    expect([...texts.keys()]).toEqual([3]);
  });

  it('says what stands, by the word of the owner only', async () => {
    const standings = await reader.standings(viewer, [0, 1, 2, 3, 5]);
    expect([...standings].map(([position, { standing }]) => [position, standing])).toEqual([
      [0, 'CORRECTED'],
      [1, 'CURRENT'],
      [2, 'VOIDED'],
      [3, 'CURRENT'],
      [5, 'CURRENT'],
    ]);
    expect(standings.get(0)?.correction).toEqual({
      declaration: 4,
      declaredAt: '2026-04-01T00:00:00.000000Z',
      reason: 'incorrect_data',
      correctiveEventIds: ['urn:e:right'],
      correctedBy: [5],
    });
    expect(await reader.corrects(viewer, [5, 3])).toEqual(
      new Map([
        [5, [0]],
        [3, []],
      ]),
    );
    const before = await reader.standings(viewer, [0], 3);
    expect(before.get(0)).toEqual({ standing: 'CURRENT', correction: null });
  });

  const cases: readonly (readonly [string, EventFilter, readonly number[]])[] = [
    ['what counts', {}, [1, 3, 5]],
    ['what was corrected', { standings: ['CORRECTED'] }, [0]],
    ['what was taken back', { standings: ['VOIDED'] }, [2]],
    ['all events', { standings: ['CURRENT', 'CORRECTED', 'VOIDED'] }, [0, 1, 2, 3, 5]],
    ['declarations too', { declarations: true, standings: ['VOIDED'] }, [2, 4, 6, 7]],
    ['places', { sites: [mill] }, [1, 3]],
    ['locations', { locations: [mill] }, [1]],
    ['steps', { steps: ['SHIP'] }, [3]],
    ['business steps', { bizSteps: ['packing', 'shipping'] }, [1, 3]],
    ['dispositions', { dispositions: ['active'], standings: ['VOIDED'] }, [2]],
    ['persistent dispositions', { persistentDispositions: ['available'] }, [3]],
    ['destinations', { destinations: [buyer] }, [3]],
    ['sources', { sources: [buyer] }, []],
    ['types', { types: ['AggregationEvent'] }, []],
    ['owners', { owners: [2], standings: ['VOIDED', 'CURRENT'] }, [2]],
    ['event times, half open', { from: day(3), until: day(4) }, [1, 3]],
    [
      'record times, half open',
      { recordedFrom: '2026-05-02T00:00:00Z', recordedUntil: '2026-05-03T00:00:00Z' },
      [1],
    ],
    [
      'positions',
      {
        within: [
          [1, 2, 3],
          [3, 5],
        ],
      },
      [3],
    ],
    ['an empty list', { within: [[]] }, []],
  ];
  it.each(cases)('finds by %s', async (_, filter, expected) => {
    expect(await find(filter)).toEqual(expected);
    expect(await reader.count(viewer, filter)).toBe(expected.length);
  });

  it('finds what was known at a position', async () => {
    expect(await find({}, 'RECORDED_ASC', 3)).toEqual([0, 1, 2, 3]);
    expect(await find({}, 'RECORDED_ASC', 99)).toEqual([1, 3, 5]);
  });

  it.each<readonly [EventOrder, readonly number[]]>([
    ['TIME_ASC', [0, 2, 1, 3, 5]],
    ['TIME_DESC', [5, 3, 1, 2, 0]],
    ['RECORDED_ASC', [0, 1, 2, 3, 5]],
    ['RECORDED_DESC', [5, 3, 2, 1, 0]],
  ])('orders by %s, page after page', async (order, expected) => {
    const filter: EventFilter = { standings: ['CURRENT', 'CORRECTED', 'VOIDED'] };
    const found: number[] = [];
    for (let after = null; ;) {
      const page = await reader.events(viewer, filter, { order, first: 2, after });
      found.push(...page.events.map(({ position }) => position));
      after = page.events.at(-1) ?? null;
      if (!page.hasNext) break;
    }
    expect(found).toEqual(expected);
  });

  it('feeds changes in log order, declarations included', async () => {
    const first = await reader.changes(viewer, -1, 5);
    expect(first).toEqual({ positions: [0, 1, 2, 3, 4], cursor: 4, more: true });
    expect(await reader.changes(viewer, 4, 5)).toEqual({
      positions: [5, 6, 7],
      cursor: 7,
      more: false,
    });
    expect(await reader.changes(viewer, 7, 5)).toEqual({ positions: [], cursor: 7, more: false });
  });
});
