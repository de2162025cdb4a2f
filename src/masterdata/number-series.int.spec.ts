import { testDatabase, type TestDatabase } from '../../test/support/database.ts';
import { masterdataOn, reasonsOf, valueOf } from '../../test/support/masterdata.ts';
import { hasRightCheckDigit } from '../core/gs1/check-digit.ts';
import { ssccOf, ssccsOf } from './sscc.ts';

describe('NumberSeriesService', () => {
  let db: TestDatabase;
  let rooms: Awaited<ReturnType<typeof masterdataOn>>;
  beforeAll(async () => {
    db = await testDatabase();
    rooms = await masterdataOn(db);
  });
  afterAll(() => db.drop());
  afterEach(() => rooms.clock.set(null));

  it('gives 1,000 SSCCs to as many askers at once, all different and all right', async () => {
    const mill = await rooms.account('Kilele Mill', { gln: '9521005000006' });
    const answers = await Promise.all(
      Array.from({ length: 500 }, () => rooms.numbers.nextSsccs(mill, 2)),
    );
    const given = answers.flatMap((answer) => valueOf(answer));
    expect(new Set(given).size).toBe(1_000);
    expect(given.every((sscc) => /^99521005\d{10}$/.test(sscc) && hasRightCheckDigit(sscc))).toBe(
      true,
    );
  });

  it('uses the verified company prefix, whatever its length', async () => {
    const firm = await rooms.account('Firm', { companyPrefix: '401234567' });
    expect(valueOf(await rooms.numbers.nextSsccs(firm, 2))).toEqual([
      ssccOf('401234567', 1),
      ssccOf('401234567', 2),
    ]);
    expect(ssccOf('401234567', 1)).toMatch(/^94012345670000000\d$/);
  });

  it('makes none without a prefix, and none beyond the last', async () => {
    const farm = await rooms.account('Farm');
    const reason = ['INVALID_VALUE '];
    expect(reasonsOf(await rooms.numbers.nextSsccs(farm))).toEqual(reason);
    const real = await rooms.account('Real GLN', { gln: '4012345000009' });
    expect(reasonsOf(await rooms.numbers.nextSsccs(real))).toEqual(reason);
    const tiny = await rooms.account('Tiny', { companyPrefix: '401111111111' });
    expect(ssccsOf('401111111111')).toBe(100_000);
    expect(valueOf(await rooms.numbers.nextSsccs(tiny, 100_000)).at(-1)).toMatch(/^0401111111111/);
    expect(reasonsOf(await rooms.numbers.nextSsccs(tiny))).toEqual(reason);
  });

  it('counts lots by day and product, for each organisation', async () => {
    rooms.clock.set(new Date('2026-11-28T23:59:59Z'));
    const mill = await rooms.account('Mill');
    const other = await rooms.account('Other');
    expect(await rooms.numbers.nextLots(mill, 'coffee', 2)).toEqual(['261128-1', '261128-2']);
    expect(await rooms.numbers.nextLots(mill, 'coffee')).toEqual(['261128-3']);
    expect(await rooms.numbers.nextLots(mill, 'husk')).toEqual(['261128-1']);
    expect(await rooms.numbers.nextLots(other, 'coffee')).toEqual(['261128-1']);
    rooms.clock.set(new Date('2026-11-29T00:00:00Z'));
    expect(await rooms.numbers.nextLots(mill, 'coffee')).toEqual(['261129-1']);
  });
});
