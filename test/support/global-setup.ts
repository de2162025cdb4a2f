import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrations } from '../../migrations/all.ts';
import { startPostgres } from '../../src/platform/embedded-postgres.ts';
import { migrate } from '../../src/platform/migrate.ts';

/**
 * One Postgres for all tests of a run, with a migrated template that `testDatabase()` copies. Jest calls this once for each project
 * that names it, as CommonJS: no `import.meta` in anything it loads.
 */
export default async function globalSetup(): Promise<void> {
  if (globalThis.stopTestPostgres !== undefined) return;
  const directory = await mkdtemp(join(tmpdir(), 'throughline-test-'));
  const postgres = await startPostgres({
    directory,
    durable: false,
    database: 'throughline_template',
  });
  globalThis.stopTestPostgres = async () => {
    await postgres.stop();
    await rm(directory, { recursive: true, force: true });
  };
  await migrate(postgres.url, migrations);
  process.env['TEST_POSTGRES_URL'] = postgres.url;
}

declare global {
  var stopTestPostgres: (() => Promise<void>) | undefined;
}
