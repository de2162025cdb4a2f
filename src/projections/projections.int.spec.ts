import fc from 'fast-check';
import { OwnNumbers1790000000009 } from '../../migrations/9-own-numbers.ts';
import { testDatabase, type TestDatabase } from '../../test/support/database.ts';
import { entryOf } from '../../test/support/entries.ts';
import { lot } from '../../test/support/events.ts';
import { parsed } from '../../test/support/world-log.ts';
import { arbitraryWorld, type WorldCapture } from '../../test/support/worlds.ts';
import type { NewEntry } from '../log/entry.ts';
import { prepareEntry } from '../log/new-entry.ts';
import { LogStore } from '../log/log.store.ts';
import { Clock } from '../platform/clock.ts';
import type { Transaction } from '../platform/transaction.ts';
import { ItemProjection } from './item.projection.ts';
import { LineageProjection } from './lineage.projection.ts';
import { patience } from '../../test/support/patience.ts';

/** Five in a hundred in every run, all of it with FULL=1. */
const runs = process.env['FULL'] === '1' ? 400 : 20;

/** What is believed now, in words that do not depend on the order in which it arrived. */
const BELIEVED = `
  with x as (
    select x.*, concat_ws(' ', e.owner, e.event_key, x.kind,
      (select i.key from projection.item i where x.kind = 2 and i.id = x.inputs[1])) as name
    from projection.xform x join log.entry e using (position)
  )
  select concat_ws(' ', 'item', e.event_key, e.owner, l.line, i.key, l.role, l.quantity, l.unit, l.event_time) as fact
  from projection.event_item l join projection.item i on i.id = l.item join log.entry e using (position) where l.known_until is null
  union all
  select concat_ws(' ', 'xform', x.name, x.process, (select array_agg(i.key order by i.key) from projection.item i where i.id = any(x.inputs)),
    (select array_agg(i.key order by i.key) from projection.item i where i.id = any(x.outputs))) from x where x.known_until is null
  union all
  select concat_ws(' ', 'end', x.name, i.key, l.role, l.event_time)
  from projection.xform_item l join x on x.id = l.xform join projection.item i on i.id = l.item where l.known_until is null
  union all
  select concat_ws(' ', 'edge', s.name, d.name, i.key, e.kind)
  from projection.xedge e join x s on s.id = e.src join x d on d.id = e.dst join projection.item i on i.id = e.item
  where e.known_until is null
  order by fact`;

/** Everything, whatever is believed. */
const ALL = `
  select 'item ' || t::text as row from projection.item t union all select 'event_item ' || t::text from projection.event_item t
  union all select 'xform ' || t::text from projection.xform t union all select 'xform_item ' || t::text from projection.xform_item t
  union all select 'xedge ' || t::text from projection.xedge t order by row`;

class Undone extends Error {}

describe('read models of items and lineage', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase();
  });
  afterAll(() => db.drop());

  /** Runs on an empty log, and empties it again. */
  const undone = async <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => {
    const kept: T[] = [];
    const all = db.database.transaction(null, async (tx) => {
      kept.push(await work(tx));
      throw new Undone();
    });
    await expect(all).rejects.toThrow(Undone);
    const [value] = kept;
    if (value === undefined) throw new Error('nothing was answered');
    return value;
  };

  const capture = async (
    tx: Transaction,
    batches: readonly (readonly NewEntry[])[],
  ): Promise<void> => {
    const store = new LogStore(new Clock());
    const projectors = [new ItemProjection(), new LineageProjection()];
    for (const entries of batches) {
      const { records } = await store.appendGroups(tx, [{ entries, rollback: false, job: null }]);
      for (const projector of projectors) await projector.apply(tx, records);
    }
  };

  const rows = async (tx: Transaction, sql: string): Promise<readonly string[]> =>
    (await tx.query<Readonly<Record<string, string>>>(sql)).flatMap((row) => Object.values(row));

  const entriesOf = ({ owner, events }: WorldCapture): readonly NewEntry[] =>
    events.map((plain) => prepareEntry(parsed(plain), { owner: owner + 1, recorder: owner + 1 }));

  const inBatches = (
    entries: readonly NewEntry[],
    size: number,
  ): readonly (readonly NewEntry[])[] =>
    Array.from({ length: Math.ceil(entries.length / size) }, (_, batch) =>
      entries.slice(batch * size, (batch + 1) * size),
    );

  it(
    'are the same in any order and in any batches, and a repeat changes nothing',
    async () => {
      let [worlds, nonTrivial] = [0, 0];
      await fc.assert(
        fc.asyncProperty(
          arbitraryWorld(),
          fc.array(fc.nat(), { minLength: 40, maxLength: 40 }),
          fc.integer({ min: 1, max: 9 }),
          async ({ captures }, ranks, size) => {
            const entries = captures.flatMap(entriesOf);
            const shuffled = entries
              .map((entry, index) => ({ entry, rank: ranks[index % ranks.length] ?? 0, index }))
              .toSorted((a, b) => a.rank - b.rank || a.index - b.index)
              .map(({ entry }) => entry);
            const believed = await undone(async (tx) => {
              await capture(tx, captures.map(entriesOf));
              const facts = await rows(tx, BELIEVED);
              const all = await rows(tx, ALL);
              await capture(tx, inBatches(shuffled, size));
              expect(await rows(tx, ALL)).toEqual(all);
              return facts;
            });
            const otherwise = await undone(async (tx) => {
              await capture(tx, inBatches(shuffled, size));
              return rows(tx, BELIEVED);
            });
            expect(otherwise).toEqual(believed);
            worlds += 1;
            if (believed.some((fact) => fact.startsWith('edge'))) nonTrivial += 1;
          },
        ),
        { seed: 20_261_129, numRuns: runs, endOnFailure: true },
      );
      console.log(`worlds ${worlds}, non-trivial ${nonTrivial}`);
      expect(nonTrivial).toBeGreaterThan(worlds / 2);
    },
    patience(600_000),
  );

  /** At an hour of one day, something becomes something. */
  const made = (id: string, hour: number, [input, output]: readonly [string, string]): NewEntry =>
    entryOf({
      id: `urn:test:${id}`,
      time: `2026-03-02T${String(hour).padStart(2, '0')}:00:00.000+00:00`,
      more: {
        type: 'TransformationEvent',
        action: undefined,
        quantityList: undefined,
        inputQuantityList: [{ epcClass: lot(input), quantity: 1, uom: 'KGM' }],
        outputQuantityList: [{ epcClass: lot(output), quantity: 1, uom: 'KGM' }],
      },
    });

  const voided = (entry: NewEntry): NewEntry =>
    prepareEntry(
      {
        ...entry.event,
        errorDeclaration: {
          declaredAt: '2026-03-05T00:00:00.000Z',
          instant: '2026-03-05T00:00:00.000Z',
          reason: 'did_not_occur',
          correctiveEventIds: [],
        },
      },
      { owner: entry.owner, recorder: entry.recorder },
    );

  /** Edges as `maker>use since-until`, by the last parts of the ids. */
  const edges = (tx: Transaction): Promise<readonly string[]> =>
    rows(
      tx,
      `select replace(s.event_key || '>' || d.event_key, 'urn:test:', '') || ' ' || e.known_from || '-' || coalesce(e.known_until::text, '')
       from projection.xedge e join projection.xform a on a.id = e.src join projection.xform b on b.id = e.dst
       join log.entry s on s.position = a.position join log.entry d on d.position = b.position order by 1`,
    );

  it('let a use that seemed earlier than all makers go when an earlier maker arrives', async () => {
    const answer = await undone(async (tx) => {
      await capture(tx, [
        [made('use', 5, ['silo', 'bread'])],
        [made('late', 8, ['wheat', 'silo'])],
        [made('early', 3, ['wheat', 'silo'])],
      ]);
      return edges(tx);
    });
    expect(answer).toEqual(['early>use 2-', 'late>use 1-2']);
  });

  it('bring the wrong clock back when the earlier maker is declared wrong', async () => {
    const early = made('early', 3, ['wheat', 'silo']);
    const answer = await undone(async (tx) => {
      await capture(tx, [
        [made('use', 5, ['silo', 'bread'])],
        [made('late', 8, ['wheat', 'silo'])],
        [early],
        [voided(early)],
      ]);
      return edges(tx);
    });
    expect(answer).toEqual(['early>use 2-3', 'late>use 1-2', 'late>use 3-']);
  });

  it('leave the edges of a silo alone when it is filled and emptied once more', async () => {
    const answer = await undone(async (tx) => {
      await capture(tx, [
        [made('fill-1', 1, ['wheat', 'silo']), made('use-1', 2, ['silo', 'bread'])],
        [made('fill-2', 3, ['wheat', 'silo'])],
        [made('use-2', 4, ['silo', 'bread'])],
        [voided(made('use-1', 2, ['silo', 'bread']))],
      ]);
      return edges(tx);
    });
    expect(answer).toEqual(['fill-1>use-1 1-4', 'fill-1>use-2 3-', 'fill-2>use-2 3-']);
  });

  it('find a lot without a GS1 key by its own number, in an older database too', async () => {
    const numbers = (tx: Transaction): Promise<readonly string[]> =>
      rows(tx, `select concat_ws(' ', key, lot, serial) from projection.item order by key`);
    const [before, after] = await undone(async (tx) => {
      await capture(tx, [
        [
          entryOf({
            id: 'urn:test:own',
            more: {
              epcList: ['https://farm.example/bag/7'],
              quantityList: [
                { epcClass: 'https://farm.example/lot/A%20%2F1', quantity: 1, uom: 'KGM' },
              ],
            },
          }),
        ],
      ]);
      const fresh = await numbers(tx);
      const migration = new OwnNumbers1790000000009();
      await migration.down(tx.runner);
      await migration.up(tx.runner);
      return [fresh, await numbers(tx)];
    });
    expect(before).toEqual([
      'https://farm.example/bag/7 7',
      'https://farm.example/lot/A%20%2F1 A /1',
    ]);
    expect(after).toEqual(before);
  });
});
