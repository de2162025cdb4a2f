import type { INestApplicationContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { recorderOf } from '../../test/support/capture-room.ts';
import { testDatabase, type TestDatabase } from '../../test/support/database.ts';
import { entryOf } from '../../test/support/entries.ts';
import { lot } from '../../test/support/events.ts';
import { instantBetween } from '../../test/support/instant.ts';
import { valueOf } from '../../test/support/masterdata.ts';
import { OrganisationService } from '../access/organisation.service.ts';
import type { Viewer } from '../access/viewer.ts';
import type { NewEntry } from '../log/entry.ts';
import { SequencerService } from '../log/sequencer.service.ts';
import { SiteService } from '../masterdata/site.service.ts';
import { Clock } from '../platform/clock.ts';
import { PlatformModule } from '../platform/platform.module.ts';
import { readItemsByKeys } from '../projections/item.store.ts';
import { ProjectionsModule } from '../projections/projections.module.ts';
import { ProvenanceService } from './provenance.service.ts';
import type { ProvenanceView } from './provenance.ts';
import { TraceModule } from './trace.module.ts';
import { type Ways, WayService } from './way.service.ts';

const [MILL_SITE, ROASTERY_SITE] = ['9521005000020', '9521007000011'];
const [MILL, ROASTERY] = ['9521005000006', '9521007000004'];
const partyKey = (gln: string | undefined): string => `https://id.gs1.org/417/${gln}`;
const siteKey = (gln: string | undefined): string => `https://id.gs1.org/414/${gln}`;
const amount = (name: string) => [{ epcClass: lot(name), quantity: 10, uom: 'KGM' }];

describe('the ways of a trace', () => {
  let db: TestDatabase;
  let app: INestApplicationContext;
  let mill: Viewer;
  let roastery: Viewer;
  const room = <Service>(service: new (...parameters: never[]) => Service): Service =>
    app.get(service as new () => Service, { strict: false });

  let events = 0;
  const event = (by: Viewer, hour: number, more: Readonly<Record<string, unknown>>): NewEntry => {
    events += 1;
    const eventTime = `2026-03-02T${String(hour).padStart(2, '0')}:00:00Z`;
    return entryOf(
      { id: `urn:test:${events}`, more: { eventTime, action: 'OBSERVE', ...more } },
      by.organisation ?? 0,
    );
  };
  const account = async (name: string, gln = ''): Promise<Viewer> => {
    const made = await room(OrganisationService).createAccount({ name, country: 'KE', gln });
    return recorderOf(valueOf(made).id);
  };

  beforeAll(async () => {
    db = await testDatabase();
    const { database, settings } = db;
    const platform = PlatformModule.with({ settings, clock: new Clock(), database });
    const imports = [platform, ProjectionsModule, TraceModule];
    app = await (await Test.createTestingModule({ imports }).compile()).init();
    mill = await account('Mill', MILL);
    roastery = await account('Roastery', ROASTERY);
    const parties = {
      sourceList: [
        { type: 'possessing_party', source: partyKey(MILL) },
        { type: 'location', source: siteKey(MILL_SITE) },
      ],
      destinationList: [
        { type: 'possessing_party', destination: partyKey(ROASTERY) },
        { type: 'location', destination: siteKey(ROASTERY_SITE) },
      ],
    };
    const [ship, receive] = ['shipping', 'receiving'].map((bizStep) => ({ bizStep, ...parties }));
    await room(SequencerService).submit([
      event(mill, 1, { action: 'ADD', bizStep: 'commissioning', quantityList: amount('L-1') }),
      event(mill, 2, { ...ship, quantityList: amount('L-1') }),
      event(roastery, 3, { ...receive, quantityList: amount('L-1') }),
      event(roastery, 4, {
        type: 'TransformationEvent',
        action: undefined,
        quantityList: undefined,
        inputQuantityList: amount('L-1'),
        outputQuantityList: amount('L-2'),
      }),
    ]);
  }, 60_000);
  afterAll(async () => {
    await app.close();
    await db.drop();
  });

  const trace = async (asKnownAt: string | null): Promise<ProvenanceView> => {
    const [item] = await db.database.read(null, (tx) => readItemsByKeys(tx, [lot('L-2')]));
    if (item === undefined) throw new Error('the lot is not known');
    const page = { direction: 'BACK', at: null, asKnownAt, depth: 50, first: 100, after: null };
    const view = await room(ProvenanceService).provenance(mill, item, {
      ...page,
      direction: 'BACK',
    });
    if (view === null) throw new Error('the lot is hidden');
    return view;
  };
  const ways = async (asKnownAt: string | null): Promise<Ways> =>
    room(WayService).ways(mill, await trace(asKnownAt));
  const borders = async (asKnownAt: string | null): Promise<readonly (boolean | null)[]> =>
    (await ways(asKnownAt)).hops.map(({ crossesBorder }) => crossesBorder);

  it('tell at once what is described now, and of a moment that is over always the same', async () => {
    const register = async (who: Viewer, gln: string | undefined, country: string) =>
      valueOf(await room(SiteService).register(who, { name: 'Site', country, gln: gln ?? '' }));
    expect(await borders(null)).toEqual([null]);
    const before = await instantBetween();
    expect(await borders(before)).toEqual([null]);
    await register(mill, MILL_SITE, 'KE');
    await register(roastery, ROASTERY_SITE, 'DE');
    expect(await borders(null)).toEqual([true]);
    expect(await borders(before)).toEqual([null]);
    const after = await instantBetween();
    expect(await borders(after)).toEqual([true]);
  });

  it('are derived once for every list of an answer as known at a moment', async () => {
    const at = await instantBetween();
    const [one, other] = await Promise.all([ways(at), ways(at)]);
    expect(await ways(at)).toBe(one);
    expect(other).toBe(one);
    expect(await ways(null)).not.toBe(one);
    expect(await ways('2999-01-01T00:00:00Z')).not.toBe(await ways('2999-01-01T00:00:00Z'));
  });
});
