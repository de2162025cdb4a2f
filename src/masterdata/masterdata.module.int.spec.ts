import { Test } from '@nestjs/testing';
import { testDatabase, type TestDatabase } from '../../test/support/database.ts';
import { ApiKeyService } from '../access/api-key.service.ts';
import { OrganisationService } from '../access/organisation.service.ts';
import { Clock } from '../platform/clock.ts';
import { PlatformModule } from '../platform/platform.module.ts';
import { MasterdataModule } from './masterdata.module.ts';
import { PartyService } from './party.service.ts';
import { SiteService } from './site.service.ts';

describe('MasterdataModule', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase();
  });
  afterAll(() => db.drop());

  it('assembles with access on the platform, and writes down key uses when it stops', async () => {
    const { database, settings } = db;
    const platform = PlatformModule.with({ settings, clock: new Clock(), database });
    const app = await Test.createTestingModule({ imports: [platform, MasterdataModule] }).compile();
    await app.init();
    const account = await app
      .get(OrganisationService, { strict: false })
      .createAccount({ name: 'Kilele Mill', country: 'KE' });
    const organisation = account.ok ? account.value.id : 0;
    const keys = app.get(ApiKeyService, { strict: false });
    const key = await keys.issue(organisation, {
      scopes: ['READ', 'MASTER_DATA'],
      site: null,
      test: true,
      label: 'test',
      expiresAt: null,
    });
    const viewer = await keys.authenticate(`Bearer ${key}`);
    if (viewer === null) throw new Error('the key is good');
    const site = await app.get(SiteService).register(viewer, { name: 'Thika', country: 'KE' });
    expect(site).toMatchObject({ ok: true, value: { operator: organisation } });
    const named = site.ok ? (site.value.numbers[0]?.key ?? '') : '';
    const parties = await app.get(PartyService).byKeys(viewer, [named]);
    expect(parties.get(named)?.name).toBe('Kilele Mill');
    await app.close();
    const used = await database.read(null, (tx) =>
      tx.query('select 1 from access.api_key where last_used_at is not null'),
    );
    expect(used).toHaveLength(1);
  });
});
