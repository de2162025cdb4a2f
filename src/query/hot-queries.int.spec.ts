import { testDatabase, type TestDatabase } from '../../test/support/database.ts';
import { readEventPage } from '../log/event-page.store.ts';
import type { Transaction } from '../platform/transaction.ts';
import { readRecallStart } from '../trace/recall.store.ts';
import { walkEdges } from '../trace/walk.store.ts';
import { readPlacements } from './content.store.ts';
import { readItemsNamed, readPositionsOf } from './item.store.ts';
import { readJourney } from './journey.store.ts';

/** Events, items, transformations and loads that the log holds. */
const ROWS = 30_000;
/** What a hot question may read, rows and index entries together: its answer, and never a whole table. */
const READS_MAX = 2_000;
/** Some item in the middle. */
const ITEM = 15_000;
const LOCATIONS = 300;
const KNOWN = ROWS - 1;
const PAGE = { first: 20, after: null, upto: KNOWN } as const;

/** A log of plain rows, much faster than by capture: item n is made of item n - 1 by event n, and lies on the pallet of its hundred. */
const FILL = `
  insert into log.entry (position, owner, recorder, event_key, event_hash, leaf, known_from, event_time, event_offset, record_time, type,
    action, biz_step, biz_location, step)
  select n, 1, 1, 'urn:test:' || n, '\\x00', '\\x00', n, timestamptz '2026-01-01Z' + n * interval '1 minute', '+00:00',
    timestamptz '2026-03-01Z' + n * interval '1 second', 4, null, 'commissioning', 'https://id.gs1.org/414/' || n % ${LOCATIONS}, 2
  from generate_series(0, ${ROWS - 1}) n;
  update log.head set next = ${ROWS};
  insert into projection.item (key, uri, kind, gtin, lot, serial, first_position)
  select 'https://id.gs1.org/01/09521005000013/10/L-' || n, 'L-' || n, 1, '09521005000013', 'L-' || n, 'S-' || n, n - 1
  from generate_series(1, ${ROWS}) n;
  insert into projection.item_alias (item, organisation, scheme, value, recorded_at, known_from)
  select n, 1, 'OWN', 'A-' || n, now(), n - 1 from generate_series(1, ${ROWS}) n;
  insert into projection.event_document (position, line, type, uri, number)
  select n, 0, 'po', 'urn:po:' || n, 'PO-' || n from generate_series(0, ${ROWS - 1}) n;
  insert into projection.event_item (position, line, item, role, event_time, known_from)
  select n, 0, n + 1, 2, timestamptz '2026-01-01Z' + n * interval '1 minute', n from generate_series(0, ${ROWS - 1}) n;
  insert into projection.xform (position, kind, owner, process, event_time, inputs, outputs, known_from)
  select n, 1, 1, null, timestamptz '2026-01-01Z' + n * interval '1 minute', array[n], array[n + 1]::bigint[], n
  from generate_series(1, ${ROWS - 1}) n;
  insert into projection.xform_item (item, role, xform, event_time, known_from)
  select n + role - 1, role, n, timestamptz '2026-01-01Z' + n * interval '1 minute', n
  from generate_series(1, ${ROWS - 1}) n cross join generate_series(1, 2) role;
  insert into projection.xedge (src, dst, item, kind, known_from)
  select n, n + 1, n + 1, 1, n from generate_series(1, ${ROWS - 2}) n;
  insert into projection.contain (child, parent, kind, quantity, unit, from_time, from_position, known_from)
  select n, ${ROWS} + n / 100, 1, 1, 'KGM', timestamptz '2026-01-01Z' + n * interval '1 minute', n, n
  from generate_series(1, ${ROWS - 1}) n;
  insert into projection.hand_over (position, line, side, owner, receiver_site, complete, event_time, known_from)
  select n, 0, 2, 1, 'https://id.gs1.org/414/dock-' || n % ${LOCATIONS}, false, timestamptz '2026-01-01Z' + n * interval '1 minute', n
  from generate_series(0, ${ROWS - 1}) n`;

/** A question of people who wait, the indexes that it lives on, and how many rows answer it. */
interface Hot {
  readonly name: string;
  readonly indexes: readonly string[];
  /** Another index that does nearly as well, and goes together with each of them. */
  readonly standIn?: string;
  readonly answer: number;
  readonly ask: (tx: Transaction) => Promise<readonly unknown[]>;
}

const walk =
  (direction: 'BACK' | 'FORWARD') =>
  (tx: Transaction): Promise<readonly unknown[]> =>
    walkEdges(tx, { start: [ITEM], direction, known: KNOWN, at: null, depth: 5 });

const named =
  (text: string) =>
  (tx: Transaction): Promise<readonly unknown[]> =>
    readItemsNamed(tx, { text, keys: [text], known: null }, 3);

const hot: readonly Hot[] = [
  {
    name: 'edge_back',
    indexes: ['xform_item_pkey', 'xedge_back', 'xform_pkey'],
    answer: 6,
    ask: walk('BACK'),
  },
  {
    name: 'edge_forward',
    indexes: ['xform_item_pkey', 'xedge_forward', 'xform_pkey'],
    answer: 6,
    ask: walk('FORWARD'),
  },
  {
    name: 'journey',
    indexes: ['event_item_item', 'contain_child'],
    answer: 1,
    ask: (tx) => readJourney(tx, ITEM, KNOWN),
  },
  {
    name: 'contents',
    indexes: ['contain_parent'],
    answer: 100,
    ask: (tx) =>
      readPlacements(tx, ROWS + ITEM / 100, { at: '2027-01-01T00:00:00Z', known: KNOWN }),
  },
  {
    name: 'events of an item',
    indexes: ['event_item_item'],
    answer: 1,
    ask: async (tx) => {
      const within = [await readPositionsOf(tx, [ITEM])];
      return readEventPage(tx, { filter: { within }, order: 'TIME_DESC', ...PAGE });
    },
  },
  {
    name: 'events at a place',
    indexes: ['entry_location'],
    standIn: 'entry_location_step',
    answer: PAGE.first,
    ask: (tx) => {
      const filter = { locations: ['https://id.gs1.org/414/77'] };
      return readEventPage(tx, { filter, order: 'TIME_DESC', ...PAGE });
    },
  },
  {
    name: 'events of a step at a place',
    indexes: ['entry_location_step'],
    standIn: 'entry_location',
    answer: PAGE.first,
    ask: (tx) => {
      const filter = { locations: ['https://id.gs1.org/414/77'], steps: ['MAKE'] } as const;
      return readEventPage(tx, { filter, order: 'TIME_DESC', ...PAGE });
    },
  },
  {
    name: 'events of a time',
    indexes: ['entry_event_time'],
    answer: PAGE.first,
    ask: (tx) => {
      const filter = { from: '2026-01-10T00:00:00Z', until: '2026-01-11T00:00:00Z' };
      return readEventPage(tx, { filter, order: 'TIME_DESC', ...PAGE });
    },
  },
  {
    name: 'recall of a place that things were received at',
    indexes: ['hand_over_receiver_site'],
    answer: ROWS / LOCATIONS,
    ask: async (tx) => {
      const [from, until] = ['2026-02-01T00:00:00Z', '2026-02-02T00:00:00Z'];
      const subject = {
        kind: 'SITE',
        site: 'https://id.gs1.org/414/dock-77',
        from,
        until,
      } as const;
      return (await readRecallStart(tx, subject, { known: KNOWN, namesAt: null })).items;
    },
  },
  {
    name: 'item by key',
    indexes: ['item_key_key'],
    answer: 1,
    ask: named(`https://id.gs1.org/01/09521005000013/10/L-${ITEM}`),
  },
  { name: 'item by lot', indexes: ['item_lot'], answer: 1, ask: named(`L-${ITEM}`) },
  { name: 'item by serial', indexes: ['item_serial'], answer: 1, ask: named(`S-${ITEM}`) },
  {
    name: 'item by further number',
    indexes: ['item_alias_value'],
    standIn: 'item_alias_now',
    answer: 1,
    ask: named(`A-${ITEM}`),
  },
  {
    name: 'item by document',
    indexes: ['event_document_number'],
    answer: 1,
    ask: named(`PO-${ITEM}`),
  },
];

class Undone extends Error {}

describe('hot questions', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase();
    await db.database.dataSource.query(FILL);
    await db.database.dataSource.query('vacuum analyze');
  }, 120_000);
  afterAll(() => db.drop());

  const undone = async (work: (tx: Transaction) => Promise<void>): Promise<void> => {
    const all = db.database.transaction(null, async (tx) => {
      await work(tx);
      throw new Undone();
    });
    await expect(all).rejects.toThrow(Undone);
  };

  interface Reads {
    readonly rows: number;
    /** Scans, by index. */
    readonly scans: ReadonlyMap<string, number>;
  }

  /** What this transaction has read so far of the log and the read models. */
  const readsOf = async (tx: Transaction): Promise<Reads> => {
    const rows = await tx.query<{ name: string; rows: string; scans: string }>(
      `select relname as name, pg_stat_get_xact_tuples_returned(oid) as rows, pg_stat_get_xact_numscans(oid) as scans
       from pg_class where relnamespace in ('projection'::regnamespace, 'log'::regnamespace)`,
    );
    return {
      rows: rows.reduce((sum, row) => sum + Number(row.rows), 0),
      scans: new Map(rows.map(({ name, scans }) => [name, Number(scans)])),
    };
  };

  /** How many rows and index entries the question reads, and the indexes that it uses. */
  const cost = async (
    tx: Transaction,
    { ask, answer }: Hot,
  ): Promise<{ readonly rows: number; readonly used: readonly string[] }> => {
    const before = await readsOf(tx);
    expect(await ask(tx)).toHaveLength(answer);
    const after = await readsOf(tx);
    const used = [...after.scans].filter(([name, scans]) => scans > (before.scans.get(name) ?? 0));
    return { rows: after.rows - before.rows, used: used.map(([name]) => name) };
  };

  /** An index goes, or the constraint that keeps it. */
  const drop = async (tx: Transaction, index: string): Promise<void> => {
    const [found] = await tx.query<{ sql: string }>(
      `select coalesce(
         (select format('alter table %s drop constraint %I', conrelid::regclass, conname) from pg_constraint where conindid = i.indexrelid),
         format('drop index %s', i.indexrelid::regclass)) as sql
       from pg_index i join pg_class c on c.oid = i.indexrelid
       where c.relname = $1 and c.relnamespace in ('projection'::regnamespace, 'log'::regnamespace)`,
      [index],
    );
    if (found === undefined) throw new Error(`there is no index ${index}`);
    await tx.query(found.sql);
  };

  const guard = (question: Hot): Promise<void> =>
    undone(async (tx) => {
      const { rows, used } = await cost(tx, question);
      expect(used).toEqual(expect.arrayContaining([...question.indexes]));
      expect(rows).toBeLessThan(READS_MAX);
    });
  it.each(hot)('$name reads its answer, by its index', guard);

  it.each(hot.flatMap((question) => question.indexes.map((index) => ({ ...question, index }))))(
    '$name would read a whole table without $index',
    ({ index, ...question }) =>
      undone(async (tx) => {
        await drop(tx, index);
        if (question.standIn !== undefined) await drop(tx, question.standIn);
        const { rows } = await cost(tx, question);
        expect(rows).toBeGreaterThan(2 * READS_MAX);
      }),
  );
});
