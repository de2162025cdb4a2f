import { expectedLoads, inWords, keptLoads } from '../../test/support/contained.ts';
import { testDatabase, type TestDatabase } from '../../test/support/database.ts';
import { entryOf } from '../../test/support/entries.ts';
import { lot, sscc } from '../../test/support/events.ts';
import { capturePacking, undoneIn } from '../../test/support/packing-log.ts';
import { readBatches } from '../log/batch.store.ts';
import type { NewEntry } from '../log/entry.ts';
import { ContainmentProjection } from './containment.projection.ts';

type Name = 'A' | 'B';
const pallets: Readonly<Record<Name, string>> = { A: sscc(1), B: sscc(2) };

interface Told {
  readonly id: string;
  readonly hour: number;
  readonly wrong?: boolean;
}

const at = (hour: number): string => `2026-03-02T${String(hour).padStart(2, '0')}:00:00.000Z`;

const told = ({ id, hour, wrong }: Told, more: Readonly<Record<string, unknown>>): NewEntry =>
  entryOf({
    id: `urn:test:${id}`,
    time: at(hour),
    more: { type: 'AggregationEvent', quantityList: undefined, ...more },
    ...(wrong === true ? { declaration: { at: '2026-03-05T00:00:00.000Z' } } : {}),
  });

const children = (amounts: readonly number[]) =>
  amounts.map((quantity) => ({ epcClass: lot('L-1'), quantity, uom: 'KGM' }));

const packs = (to: Name, event: Told, amounts: readonly number[] = [5]): NewEntry =>
  told(event, {
    action: 'ADD',
    parentID: pallets[to],
    childQuantityList: children(amounts),
  });

const unpacks = (from: Name, event: Told, amounts: readonly number[] = [5]): NewEntry =>
  told(event, { action: 'DELETE', parentID: pallets[from], childQuantityList: children(amounts) });

const empties = (pallet: Name, event: Told): NewEntry =>
  told(event, { action: 'DELETE', parentID: pallets[pallet] });

/** Another thing, so that the pallet is no new one. */
const packsOther = (to: Name, event: Told): NewEntry =>
  told(event, {
    action: 'ADD',
    parentID: pallets[to],
    childQuantityList: [{ epcClass: lot('L-2'), quantity: 1, uom: 'KGM' }],
  });

/** The lot is named, and lies in nothing. */
const sees = (id: string): NewEntry =>
  entryOf({
    id: `urn:test:${id}`,
    time: at(1),
    more: { quantityList: [{ epcClass: lot('L-1'), quantity: 5, uom: 'KGM' }] },
  });

/** Batch by batch; how many loads are known at the end. */
const cases: readonly [string, readonly (readonly NewEntry[])[], number][] = [
  ['a new lot, once', [[packs('A', { id: 'p', hour: 5 })]], 1],
  ['a lot known but never packed', [[sees('s')], [packs('A', { id: 'p', hour: 5 })]], 1],
  [
    'twice in one batch, the later told first',
    [[packs('B', { id: 'q', hour: 7 }), packs('A', { id: 'p', hour: 5 })]],
    2,
  ],
  ['twice in one event', [[packs('A', { id: 'p', hour: 5 }, [5, 2])]], 2],
  [
    'packed and taken out in part in one batch',
    [[packs('A', { id: 'p', hour: 5 }), unpacks('A', { id: 'u', hour: 6 }, [2])]],
    2,
  ],
  [
    'packed and emptied in one batch',
    [[packs('A', { id: 'p', hour: 5 }), empties('A', { id: 'e', hour: 6 })]],
    1,
  ],
  [
    'emptied at the very time of the packing, in one batch',
    [[empties('A', { id: 'e', hour: 5 }), packs('A', { id: 'p', hour: 5 })]],
    0,
  ],
  [
    'emptied before it is packed, in one batch',
    [[empties('A', { id: 'e', hour: 4 }), packs('A', { id: 'p', hour: 5 })]],
    1,
  ],
  [
    'late, into a pallet that was emptied after that',
    [
      [packsOther('A', { id: 'o', hour: 2 })],
      [empties('A', { id: 'e', hour: 6 })],
      [packs('A', { id: 'p', hour: 5 })],
    ],
    2,
  ],
  [
    'late, into a pallet of which only the emptying is known',
    [[empties('A', { id: 'e', hour: 6 })], [packs('A', { id: 'p', hour: 5 })]],
    1,
  ],
  [
    'late, and the emptying is declared wrong in the same batch',
    [
      [empties('A', { id: 'e', hour: 6 })],
      [packs('A', { id: 'p', hour: 5 }), empties('A', { id: 'e', hour: 6, wrong: true })],
    ],
    1,
  ],
  [
    'taken out before it was ever packed',
    [[unpacks('A', { id: 'u', hour: 6 })], [packs('A', { id: 'p', hour: 5 })]],
    1,
  ],
  [
    'packed again after it was packed',
    [[packs('A', { id: 'p', hour: 5 })], [packs('B', { id: 'q', hour: 6 }, [3])]],
    2,
  ],
  [
    'declared wrong in the same batch',
    [[packs('A', { id: 'p', hour: 5 }), packs('A', { id: 'p', hour: 5, wrong: true })]],
    0,
  ],
  [
    'declared wrong before it came',
    [[packs('A', { id: 'p', hour: 5, wrong: true })], [packs('A', { id: 'p', hour: 5 })]],
    0,
  ],
  [
    'declared wrong before it came, beside one that holds',
    [
      [packs('A', { id: 'p', hour: 5, wrong: true })],
      [packs('A', { id: 'p', hour: 5 }), packs('B', { id: 'q', hour: 6 })],
    ],
    1,
  ],
  [
    'declared wrong later, and packed for good in that batch',
    [
      [packs('A', { id: 'p', hour: 5 })],
      [packs('A', { id: 'p', hour: 5, wrong: true }), packs('B', { id: 'q', hour: 6 }, [4])],
    ],
    1,
  ],
  [
    'emptied by an event declared wrong in the same batch',
    [
      [
        packs('A', { id: 'p', hour: 5 }),
        empties('A', { id: 'e', hour: 6 }),
        empties('A', { id: 'e', hour: 6, wrong: true }),
      ],
    ],
    1,
  ],
  [
    'emptied in the next batch',
    [[packs('A', { id: 'p', hour: 5 })], [empties('A', { id: 'e', hour: 6 })]],
    1,
  ],
];

describe('what is packed for the first time', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase();
  });
  afterAll(() => db.drop());

  it.each(cases)('%s: as the reference has it, live and filled later', (_, batches, count) =>
    undoneIn(db, async (tx) => {
      const records = await capturePacking(tx, batches);
      const positions = [...new Set(records.map(({ knownFrom }) => knownFrom))];
      const agree = async (): Promise<void> => {
        for (const known of positions) {
          expect(await keptLoads(tx, known)).toEqual(inWords(expectedLoads(records, known)));
        }
      };
      await agree();
      expect(expectedLoads(records, positions.at(-1) ?? -1)).toHaveLength(count);
      await tx.query('delete from projection.contain');
      const projector = new ContainmentProjection();
      for (const batch of await readBatches(tx, 0, 100)) await projector.apply(tx, batch);
      await agree();
    }),
  );
});
