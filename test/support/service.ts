import { start } from '../../src/main.ts';
import type { Server } from '../../src/server.ts';
import { Clock } from '../../src/platform/clock.ts';
import { Database } from '../../src/platform/database.ts';
import { freePort } from '../../src/platform/embedded-postgres.ts';
import { Settings } from '../../src/platform/settings.ts';
import { emptyDatabase } from './database.ts';

/** The whole service on a database of its own, for stories through the doors. */
export interface TestService {
  readonly url: string;
  readonly server: Server;
  readonly database: Database;
  readonly clock: Clock;
  readonly settings: Settings;
  /** Stops it and removes the database. */
  stop(): Promise<void>;
}

/** Starts the service in this process. Give `beforeAll` 60 s. */
export async function testService(given: Partial<Settings> = {}): Promise<TestService> {
  const { url: databaseUrl, remove } = await emptyDatabase('throughline_template');
  const port = await freePort();
  const settings = new Settings({
    databaseUrl,
    port,
    publicUrl: `http://127.0.0.1:${port}`,
    logLevel: 'silent',
    poolSize: 5,
    ...given,
  });
  const clock = new Clock();
  const service = await start(settings, clock);
  return {
    url: service.url,
    server: service.server,
    database: service.server.app.get(Database),
    clock,
    settings,
    async stop() {
      await service.stop();
      await remove();
    },
  };
}
