import { expectedLoads, inWords, keptLoads } from '../../test/support/contained.ts';
import { testDatabase, type TestDatabase } from '../../test/support/database.ts';
import { entryOf } from '../../test/support/entries.ts';
import { lot, sscc } from '../../test/support/events.ts';
import { capturePacking, undoneIn } from '../../test/support/packing-log.ts';
import type { NewEntry } from '../log/entry.ts';

const A = sscc(1);
const B = sscc(2);

interface Told {
  readonly id: string;
  readonly hour: number;
  readonly wrong?: boolean;
}

const told = ({ id, hour, wrong }: Told, more: Readonly<Record<string, unknown>>): NewEntry =>
  entryOf({
    id: `urn:test:${id}`,
    time: `2026-03-02T${String(hour).padStart(2, '0')}:00:00.000Z`,
    more: { quantityList: undefined, ...more },
    ...(wrong === true ? { declaration: { at: '2026-03-05T00:00:00.000Z' } } : {}),
  });

const packs = (child: string, parentID: string, event: Told): NewEntry =>
  told(event, { type: 'AggregationEvent', action: 'ADD', parentID, childEPCs: [child] });

const uses = (item: string, event: Told): NewEntry =>
  told(event, {
    type: 'TransformationEvent',
    action: undefined,
    inputEPCList: [item],
    outputQuantityList: [{ epcClass: lot('L-3') }],
  });

const used: Told = { id: 'used', hour: 3 };
const unused: Told = { ...used, wrong: true };

describe('containers that are told to lie in each other', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase();
  });
  afterAll(() => db.drop());

  const isAsReference = (batches: readonly (readonly NewEntry[])[]): Promise<void> =>
    undoneIn(db, async (tx) => {
      const records = await capturePacking(tx, batches);
      for (const known of new Set(records.map(({ knownFrom }) => knownFrom))) {
        expect(await keptLoads(tx, known)).toEqual(inWords(expectedLoads(records, known)));
      }
    });

  it('are filled again when their use did not occur', () =>
    isAsReference([
      [packs(A, B, { id: 'a', hour: 1 }), packs(B, A, { id: 'b', hour: 1 })],
      [uses(B, used)],
      [uses(B, unused)],
    ]));

  it('end when one batch takes a use back and packs the second into the first', () =>
    isAsReference([
      [packs(A, B, { id: 'a', hour: 1 })],
      [uses(B, used)],
      [uses(B, unused), packs(B, A, { id: 'b', hour: 2 })],
    ]));
});
