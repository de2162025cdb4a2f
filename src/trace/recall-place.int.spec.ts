import { captureRoom } from '../../test/support/capture-room.ts';
import { testDatabase, type TestDatabase } from '../../test/support/database.ts';
import { entryOf } from '../../test/support/entries.ts';
import { lot } from '../../test/support/events.ts';
import { instantBetween } from '../../test/support/instant.ts';
import { masterdataOn, valueOf } from '../../test/support/masterdata.ts';
import type { Viewer } from '../access/viewer.ts';
import { readItems } from '../projections/item.store.ts';
import { readPlace, readRecallStart } from './recall.store.ts';

const [YARD, GATE, DOCK] = ['9521005000020', '9521005000037', '9521005000044'] as const;
const keyOf = (gln: string): string => `https://id.gs1.org/414/${gln}`;

describe('a place that is recalled', () => {
  let db: TestDatabase;
  let rooms: Awaited<ReturnType<typeof masterdataOn>>;
  let mill: Viewer;
  beforeAll(async () => {
    db = await testDatabase();
    rooms = await masterdataOn(db);
    mill = await rooms.account('Mill');
  });
  afterAll(() => db.drop());

  const site = async (name: string, gln: string | null, within: number | null = null) =>
    valueOf(await rooms.sites.register(mill, { name, country: 'KE', gln, within }));
  const placeAt = async (knownAt: string | null): Promise<readonly string[]> => {
    const place = await db.database.read(null, (tx) => readPlace(tx, keyOf(YARD), knownAt));
    return [...place].toSorted();
  };

  it('has the parts that were known at the moment that is asked about', async () => {
    const { sequencer, reader } = captureRoom(db.database);
    const seen = (id: string, name: string, place: string) =>
      entryOf(
        {
          id,
          more: {
            action: 'OBSERVE',
            bizLocation: { id: keyOf(place) },
            quantityList: [{ epcClass: lot(name), quantity: 10, uom: 'KGM' }],
          },
        },
        mill.organisation ?? 0,
      );
    await sequencer.submit([
      seen('urn:test:yard', 'Y-1', YARD),
      seen('urn:test:gate', 'G-1', GATE),
      seen('urn:test:dock', 'D-1', DOCK),
    ]);
    const { position: known } = await reader.watermark();
    const lotsAt = async (namesAt: string | null): Promise<readonly string[]> => {
      const [from, until] = ['2026-03-01T00:00:00Z', '2026-04-01T00:00:00Z'];
      const subject = { kind: 'SITE', site: keyOf(YARD), from, until } as const;
      return db.database.read(null, async (tx) => {
        const { items } = await readRecallStart(tx, subject, { known, namesAt });
        return (await readItems(tx, items)).map((item) => item.lot ?? '').toSorted();
      });
    };

    const before = await instantBetween();
    const yard = await site('Yard', YARD);
    const gate = await site('Gate', GATE);
    const apart = await instantBetween();
    await site('Dock', DOCK, yard.id);
    const docked = await instantBetween();
    valueOf(
      await rooms.sites.register(mill, {
        id: gate.id,
        name: 'Gate',
        country: 'KE',
        within: yard.id,
      }),
    );
    const joined = await instantBetween();
    expect([await placeAt(before), await lotsAt(before)]).toEqual([[keyOf(YARD)], ['Y-1']]);
    expect([await placeAt(apart), await lotsAt(apart)]).toEqual([[keyOf(YARD)], ['Y-1']]);
    expect([await placeAt(docked), await lotsAt(docked)]).toEqual([
      [keyOf(YARD), keyOf(DOCK)],
      ['D-1', 'Y-1'],
    ]);
    const all = [
      [keyOf(YARD), keyOf(GATE), keyOf(DOCK)],
      ['D-1', 'G-1', 'Y-1'],
    ];
    for (const at of [joined, null]) expect([await placeAt(at), await lotsAt(at)]).toEqual(all);
  });

  it('has the numbers that its parts had at that moment', async () => {
    const [yard] = (await rooms.sites.list(mill, { text: 'Yard' }, { first: 1, after: null }))
      .edges;
    const shed = await site('Shed', null, yard?.node.id ?? null);
    const unnumbered = await instantBetween();
    const gln = '9521005000051';
    valueOf(await rooms.sites.register(mill, { id: shed.id, name: 'Shed', country: 'KE', gln }));
    expect(await placeAt(unnumbered)).not.toContain(keyOf(gln));
    expect(await placeAt(null)).toContain(keyOf(gln));
  });
});
