import { testDatabase, type TestDatabase } from '../../test/support/database.ts';
import { masterdataOn } from '../../test/support/masterdata.ts';
import { ApiKeyService, type KeyGrant } from './api-key.service.ts';
import { KeyUseJob } from './key-use.job.ts';

describe('ApiKeyService', () => {
  let db: TestDatabase;
  let rooms: Awaited<ReturnType<typeof masterdataOn>>;
  let keys: ApiKeyService;
  let uses: KeyUseJob;
  let mill: number;
  beforeAll(async () => {
    db = await testDatabase();
    rooms = await masterdataOn(db);
    uses = new KeyUseJob(db.database);
    keys = new ApiKeyService(db.database, rooms.clock, uses);
    mill = (await rooms.account('Kilele Mill')).organisation ?? 0;
  });
  afterAll(() => db.drop());
  afterEach(() => rooms.clock.set(null));

  const grant: KeyGrant = {
    scopes: ['READ', 'RECORD'],
    site: 7,
    test: false,
    label: 'ERP',
    expiresAt: null,
  };
  const bearer = (key: string): string => `Bearer ${key}`;

  it('knows a key by its organisation, scopes and site', async () => {
    const key = await keys.issue(mill, grant);
    expect(key).toMatch(/^tl_live_[0-9a-z]{8}_[0-9a-z]{32}$/);
    const viewer = await keys.authenticate(bearer(key));
    expect(viewer).toMatchObject({
      organisation: mill,
      scopes: ['READ', 'RECORD'],
      site: 7,
      test: false,
    });
    expect(await keys.authenticate(`bearer  ${key} `)).toEqual(viewer);
    expect(await keys.issue(mill, { ...grant, test: true })).toMatch(/^tl_test_/);
  });

  it('keeps no key, only its hash', async () => {
    const key = await keys.issue(mill, grant);
    const rows = await db.database.read(null, (tx) =>
      tx.query<{ row: string }>('select k::text as row from access.api_key k'),
    );
    const secret = key.slice(key.lastIndexOf('_') + 1);
    expect(rows.map(({ row }) => row).join()).not.toContain(secret);
    expect(rows.map(({ row }) => row).join()).toContain(key.slice(0, key.lastIndexOf('_')));
  });

  it('takes nothing else for a key', async () => {
    const key = await keys.issue(mill, grant);
    const wrong = [
      undefined,
      '',
      'Bearer',
      'Bearer ',
      key,
      `Basic ${key}`,
      bearer(`${key}x`),
      bearer(key.slice(0, -1)),
      bearer(`${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}`),
      bearer(key.replace('tl_live', 'tl_test')),
      bearer(key.toUpperCase()),
      bearer(`${key} ${key}`),
      bearer('tl_test_sample_mill'),
      bearer("tl_live_' or 1=1"),
      bearer('x'.repeat(100_000)),
    ];
    for (const header of wrong) expect(await keys.authenticate(header)).toBeNull();
    expect(await keys.authenticate(bearer(key))).not.toBeNull();
  });

  it('ends with its day, and when it is revoked, here at once and elsewhere soon', async () => {
    const now = new Date('2026-03-01T12:00:00Z');
    rooms.clock.set(now);
    const key = await keys.issue(mill, { ...grant, expiresAt: new Date('2026-03-02T00:00:00Z') });
    expect(await keys.authenticate(bearer(key))).not.toBeNull();
    rooms.clock.set(new Date('2026-03-02T00:00:00Z'));
    expect(await keys.authenticate(bearer(key))).toBeNull();
    rooms.clock.set(now);
    const elsewhere = new ApiKeyService(db.database, rooms.clock, uses);
    expect(await elsewhere.authenticate(bearer(key))).not.toBeNull();
    const prefix = key.slice(0, key.lastIndexOf('_'));
    expect(await keys.revoke(mill + 1, prefix)).toBe(false);
    expect(await keys.authenticate(bearer(key))).not.toBeNull();
    expect(await keys.revoke(mill, prefix)).toBe(true);
    expect(await keys.authenticate(bearer(key))).toBeNull();
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    expect(await elsewhere.authenticate(bearer(key))).toBeNull();
  });

  it('gives a role of the sample world the same key always, and says that it is there', async () => {
    expect(await keys.hasSampleKeys()).toBe(false);
    const sample = await keys.issueSample(mill, 'mill', grant);
    expect(sample).toBe('tl_test_sample_mill');
    expect(await keys.issueSample(mill, 'mill', grant)).toBe(sample);
    expect(await keys.authenticate(bearer(sample))).toMatchObject({
      organisation: mill,
      test: true,
    });
    expect(await keys.hasSampleKeys()).toBe(true);
    await keys.revoke(mill, sample);
    expect(await keys.hasSampleKeys()).toBe(false);
  });

  it('writes down the last use, all at once and never an older one', async () => {
    const lastUse = async (id: number | null | undefined) => {
      const [row] = await db.database.read(null, (tx) =>
        tx.query<{ at: Date }>('select last_used_at as at from access.api_key where id = $1', [id]),
      );
      return row?.at ?? null;
    };
    rooms.clock.set(new Date('2026-03-01T12:00:00Z'));
    const viewer = await keys.authenticate(bearer(await keys.issue(mill, grant)));
    expect(await lastUse(viewer?.key)).toBeNull();
    await uses.flush();
    expect(await lastUse(viewer?.key)).toEqual(new Date('2026-03-01T12:00:00Z'));
    uses.note(viewer?.key ?? 0, new Date('2026-02-01T12:00:00Z'));
    await uses.onModuleDestroy();
    expect(await lastUse(viewer?.key)).toEqual(new Date('2026-03-01T12:00:00Z'));
  });
});
