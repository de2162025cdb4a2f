import { testDatabase, type TestDatabase } from '../../test/support/database.ts';
import { entryOf } from '../../test/support/entries.ts';
import { lot, sscc } from '../../test/support/events.ts';
import type { NewEntry } from '../log/entry.ts';
import { LogStore } from '../log/log.store.ts';
import { Clock } from '../platform/clock.ts';
import type { Transaction } from '../platform/transaction.ts';
import { ContainmentProjection } from './containment.projection.ts';
import { ItemProjection } from './item.projection.ts';
import { LineageProjection } from './lineage.projection.ts';

const BATCH = 50;
/** Batches before the first and before the second measurement. */
const [EARLY, LATE] = [10, 70];
const MEASURED = 5;

class Undone extends Error {}

/** Puts a lot on a pallet of its own, and takes it off again. */
const packed = (number: number) => ({
  id: `urn:test:${number}`,
  more: {
    type: 'AggregationEvent',
    action: number % 20 === 9 ? 'ADD' : 'DELETE',
    quantityList: undefined,
    parentID: sscc(Math.floor(number / 20)),
    ...(number % 20 === 9
      ? { childQuantityList: [{ epcClass: lot(`L-${number - 5}`), quantity: 1, uom: 'KGM' }] }
      : {}),
  },
});

/**
 * A lot out of the one three before it, two of five in a process; every tenth event packs or unpacks, every fiftieth declares an earlier one
 * wrong.
 */
const eventOf = (number: number): NewEntry => {
  const made = (index: number) =>
    ({
      id: `urn:test:${index}`,
      more: {
        type: 'TransformationEvent',
        action: undefined,
        quantityList: undefined,
        ...(index % 5 < 2 ? { transformationID: `urn:test:process-${Math.floor(index / 5)}` } : {}),
        inputQuantityList: [{ epcClass: lot(`L-${index - 3}`), quantity: 1, uom: 'KGM' }],
        outputQuantityList: [{ epcClass: lot(`L-${index}`), quantity: 1, uom: 'KGM' }],
      },
    }) as const;
  if (number % 10 === 9 && number % 50 !== 49) return entryOf(packed(number));
  return number % 50 === 49
    ? entryOf({ ...made(number - 20), declaration: { at: '2026-03-05T00:00:00.000Z' } })
    : entryOf(made(number));
};

describe('what a batch costs', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase();
  });
  afterAll(() => db.drop());

  const undone = async (work: (tx: Transaction) => Promise<void>): Promise<void> => {
    const all = db.database.transaction(null, async (tx) => {
      await work(tx);
      throw new Undone();
    });
    await expect(all).rejects.toThrow(Undone);
  };

  const rowsRead = async (tx: Transaction): Promise<number> => {
    const [row] = await tx.query<{ reads: string }>(
      `select sum(pg_stat_get_xact_tuples_returned(oid)) as reads from pg_class
       where relnamespace in ('projection'::regnamespace, 'log'::regnamespace)`,
    );
    return Number(row?.reads);
  };

  /** Rows and index entries that some batches read, on a connection that met the log while it was empty. */
  const readsAt = async (tx: Transaction): Promise<readonly [number, number]> => {
    const store = new LogStore(new Clock());
    const projectors = [new ItemProjection(), new ContainmentProjection(), new LineageProjection()];
    const reads: number[] = [];
    let number = 0;
    const run = async (batches: number): Promise<void> => {
      for (let batch = 0; batch < batches; batch += 1) {
        const entries = Array.from({ length: BATCH }, (_, index) => eventOf(number + index));
        number += BATCH;
        const { records } = await store.appendGroups(tx, [{ entries, rollback: false, job: null }]);
        for (const projector of projectors) await projector.apply(tx, records);
      }
    };
    for (const before of [EARLY, LATE - EARLY - MEASURED]) {
      await run(before);
      const start = await rowsRead(tx);
      await run(MEASURED);
      reads.push((await rowsRead(tx)) - start);
    }
    return [reads[0] ?? 0, reads[1] ?? 0];
  };

  it('does not grow with the log, whenever its plans were made', () =>
    undone(async (tx) => {
      const [early, late] = await readsAt(tx);
      expect(early).toBeGreaterThan(BATCH * MEASURED);
      expect(late).toBeLessThan(early * 1.2);
    }));

  it('would grow without the index of a look-up', () =>
    undone(async (tx) => {
      await tx.query('alter table projection.xform_item drop constraint xform_item_pkey');
      const [early, late] = await readsAt(tx);
      expect(late).toBeGreaterThan(early * 1.4);
    }));
});
