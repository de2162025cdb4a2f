import { testDatabase, type TestDatabase } from '../../test/support/database.ts';
import { entryOf } from '../../test/support/entries.ts';
import { lot, sscc } from '../../test/support/events.ts';
import { capturePacking, undoneIn } from '../../test/support/packing-log.ts';
import type { NewEntry } from '../log/entry.ts';
import type { Transaction } from '../platform/transaction.ts';
import { ContainmentProjection } from './containment.projection.ts';
import { ItemProjection } from './item.projection.ts';
import { LineageProjection } from './lineage.projection.ts';

const MACHINE = 'https://id.gs1.org/01/09521234000017/21/MACHINE';
const PUMP = 'https://id.gs1.org/01/09521234000017/21/PUMP';

const told = (id: string, hour: number, more: Readonly<Record<string, unknown>>): NewEntry =>
  entryOf({
    id: `urn:test:${id}`,
    time: `2026-03-02T${String(hour).padStart(2, '0')}:00:00.000Z`,
    more: { quantityList: undefined, ...more },
  });

const fixes = told('fixes', 9, {
  type: 'AssociationEvent',
  action: 'ADD',
  parentID: MACHINE,
  childEPCs: [PUMP],
});

const packs = (hour: number): NewEntry =>
  told('packs', hour, {
    type: 'AggregationEvent',
    action: 'ADD',
    parentID: sscc(1),
    childQuantityList: [{ epcClass: lot('L-1'), quantity: 5, uom: 'KGM' }],
  });

const uses = (item: string): NewEntry =>
  told('uses', 10, {
    type: 'TransformationEvent',
    action: undefined,
    inputEPCList: [item],
    outputQuantityList: [{ epcClass: lot('L-3') }],
  });

const inputs = async (tx: Transaction): Promise<readonly string[]> => {
  const rows = await tx.query<{ key: string }>(
    `select i.key from projection.xform x join projection.item i on i.id = any(x.inputs)
     where x.kind = 1 and x.known_until is null order by i.key`,
  );
  return rows.map(({ key }) => key);
};

describe('what a use takes along without ending its stay', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase();
  });
  afterAll(() => db.drop());

  const project = (): readonly [ItemProjection, ContainmentProjection, LineageProjection] => [
    new ItemProjection(),
    new ContainmentProjection(),
    new LineageProjection(),
  ];

  it('is what was fixed to it, also when a later batch tells the use', () =>
    undoneIn(db, async (tx) => {
      await capturePacking(tx, [[fixes], [uses(MACHINE)]], project());
      expect(await inputs(tx)).toEqual([MACHINE, PUMP]);
    }));

  it('is what was packed at its very time, also when a later batch tells the use', () =>
    undoneIn(db, async (tx) => {
      await capturePacking(tx, [[packs(10)], [uses(sscc(1))]], project());
      expect(await inputs(tx)).toHaveLength(2);
    }));
});
