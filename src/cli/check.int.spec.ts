import { testDatabase, type TestDatabase } from '../../test/support/database.ts';
import { checkDatabase, checkText } from './check.ts';

describe('check on the command line', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase();
  });
  afterAll(() => db.drop());

  const check = () => checkDatabase(db.settings.databaseUrl ?? '', db.settings, () => undefined);

  it('tells a clean database and a table with a surplus row', async () => {
    expect(checkText(await check())).toContain('No differences.');
    await db.database.transaction(null, (tx) =>
      tx.query(`insert into projection.persistent_unset values (7, array['recalled'])`),
    );
    const report = await check();
    expect(report.clean).toBe(false);
    const text = checkText(report);
    expect(text).toContain('persistent_unset: 1 rows kept, 0 derived, 0 missing, 1 surplus');
    expect(text).toContain('"position": 7');
  });
});
