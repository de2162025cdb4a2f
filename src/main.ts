import { migrations } from '../migrations/all.ts';
import { Clock } from './platform/clock.ts';
import { otherDirectoryOf } from './platform/data-folder.ts';
import type { EmbeddedPostgres } from './platform/embedded-postgres.ts';
import { keepPostgres } from './platform/kept-postgres.ts';
import { refuseTakenAddress } from './platform/listening.ts';
import { createLog, type Log } from './platform/logger.ts';
import { migrate } from './platform/migrate.ts';
import type { Settings } from './platform/settings.ts';
import type { Server } from './server.ts';

/** A running service. */
export interface Service {
  /** Where it listens. */
  readonly url: string;
  readonly server: Server;
  readonly clock: Clock;
  /** Resolves with a sentence when the service's own Postgres ended and cannot be started again: nothing works any more. */
  readonly broken: Promise<string>;
  /** Readiness off first, then the requests under way, then everything else. Nothing acknowledged is lost. */
  stop(): Promise<void>;
}

/**
 * Starts everything.
 * @throws StartError when it cannot; nothing is left running then.
 */
export async function start(settings: Settings, clock: Clock = new Clock()): Promise<Service> {
  await refuseTakenAddress(settings);
  const log = createLog(settings);
  // Postgres starts while the modules load: each takes more than a second.
  const loading = import('./server.ts');
  // Told where it is awaited; until then nobody listens.
  loading.catch(() => undefined);
  const postgres = settings.databaseUrl === null ? await ownPostgres(settings, log) : null;
  try {
    const databaseUrl = postgres?.url ?? settings.databaseUrl ?? '';
    const { serve } = await loading;
    const server = await serve({ settings, databaseUrl, log, clock });
    const url = `http://${settings.host.includes(':') ? `[${settings.host}]` : settings.host}:${settings.port}`;
    log.info({ url }, 'listening');
    return {
      url,
      server,
      clock,
      broken: brokenBy(postgres),
      stop: () => stop(server, postgres, log),
    };
  } catch (error) {
    await postgres?.stop();
    throw error;
  }
}

/**
 * Runs work on the service's database, up to date, without listening; starts and stops its own Postgres when it has one.
 * @throws StartError when it cannot, for example because the service itself is running on the same folder.
 */
export async function withDatabase<Value>(
  settings: Settings,
  work: (databaseUrl: string) => Promise<Value>,
): Promise<Value> {
  const log = createLog(settings);
  const postgres = settings.databaseUrl === null ? await ownPostgres(settings, log) : null;
  try {
    const databaseUrl = postgres?.url ?? settings.databaseUrl ?? '';
    await migrate(databaseUrl, migrations);
    return await work(databaseUrl);
  } finally {
    await postgres?.stop();
  }
}

async function stop(server: Server, postgres: EmbeddedPostgres | null, log: Log): Promise<void> {
  await server.close();
  await postgres?.stop();
  log.info('stopped');
}

function ownPostgres(settings: Settings, log: Log): Promise<EmbeddedPostgres> {
  return keepPostgres({
    directory: settings.dataDirectory,
    otherDirectory: otherDirectoryOf(settings),
    durable: true,
    database: 'throughline',
    onLine: (line) => log.debug({ postgres: line }),
    onFall: (why) =>
      log.error({ why }, "the service's own Postgres has ended and is started again"),
    onRise: () => log.info("the service's own Postgres runs again"),
  });
}

async function brokenBy(postgres: EmbeddedPostgres | null): Promise<string> {
  const why = (await postgres?.ended) ?? null;
  if (why === null) return new Promise(() => undefined);
  return `The service's own Postgres has stopped: ${why}. Everything acknowledged is on disk; start the service again.`;
}
