import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AccessModule } from '../access/access.module.ts';
import type { Result } from '../core/result.ts';
import { Clock } from '../platform/clock.ts';
import { Database } from '../platform/database.ts';
import { PlatformModule } from '../platform/platform.module.ts';
import type { Settings } from '../platform/settings.ts';
import { StartError } from '../platform/start-error.ts';

/** Runs work with the services of accounts and keys on a database, and nothing else of the service. */
export const withAccess = async <Value>(
  databaseUrl: string,
  settings: Settings,
  work: (app: INestApplicationContext) => Promise<Value>,
): Promise<Value> => {
  const database = await Database.connect(databaseUrl, settings);
  try {
    const platform = { settings, clock: new Clock(), database };
    const module = { module: KeyModule, imports: [PlatformModule.with(platform), AccessModule] };
    const app = await NestFactory.createApplicationContext(module, { logger: false });
    try {
      return await work(app);
    } finally {
      await app.close();
    }
  } finally {
    await database.close();
  }
};

/** Options of the command line by the field of the input that they fill. */
const optionOf: Readonly<Record<string, string>> = {
  companyPrefix: 'prefix',
};

/**
 * The value of a result.
 * @throws StartError with a sentence for each reason that names its option.
 */
export const valueOr = <Value>(result: Result<Value>): Value => {
  if (result.ok) return result.value;
  const sentences = result.problems.map(({ at, message, expected }) => {
    const field = at.slice(1);
    const wanted = expected === undefined ? '' : ` Expected: ${expected}.`;
    return `--${optionOf[field] ?? field}: ${message}${wanted}`;
  });
  throw new StartError(sentences.join('\n'));
};

class KeyModule {}
