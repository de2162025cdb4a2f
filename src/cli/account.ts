import { NestFactory } from '@nestjs/core';
import { AccessModule } from '../access/access.module.ts';
import { ApiKeyService } from '../access/api-key.service.ts';
import { OrganisationService } from '../access/organisation.service.ts';
import { scopes } from '../access/viewer.ts';
import { Clock } from '../platform/clock.ts';
import { Database } from '../platform/database.ts';
import { PlatformModule } from '../platform/platform.module.ts';
import type { Settings } from '../platform/settings.ts';
import { StartError } from '../platform/start-error.ts';

/** An organisation that is to record here. */
export interface NewOrganisation {
  readonly name: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** Party GLN, 13 digits; null without. */
  readonly gln: string | null;
  /** GS1 company prefix whose licence was seen; null without. */
  readonly companyPrefix: string | null;
}

/**
 * Opens an account and makes its first key, with every scope; the only time that it can be read.
 * @throws StartError with a sentence for each thing that is wrong.
 */
export const openAccount = async (
  databaseUrl: string,
  settings: Settings,
  { name, country, gln, companyPrefix }: NewOrganisation,
): Promise<string> => {
  const database = await Database.connect(databaseUrl, settings);
  const platform = { settings, clock: new Clock(), database };
  const module = { module: AccountModule, imports: [PlatformModule.with(platform), AccessModule] };
  const app = await NestFactory.createApplicationContext(module, { logger: false });
  try {
    const account = await app.get(OrganisationService).createAccount({
      name,
      country,
      ...(gln === null ? {} : { gln }),
      ...(companyPrefix === null ? {} : { companyPrefix }),
    });
    if (!account.ok) {
      throw new StartError(account.problems.map(({ message }) => message).join('\n'));
    }
    return await app.get(ApiKeyService).issue(account.value.id, {
      scopes,
      site: null,
      test: false,
      label: 'first key',
      expiresAt: null,
    });
  } finally {
    await app.close();
    await database.close();
  }
};

class AccountModule {}
