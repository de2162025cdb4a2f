import { ApiKeyService } from '../access/api-key.service.ts';
import { OrganisationService } from '../access/organisation.service.ts';
import { scopes } from '../access/viewer.ts';
import type { Settings } from '../platform/settings.ts';
import { valueOr, withAccess } from './key-access.ts';

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
export const openAccount = (
  databaseUrl: string,
  settings: Settings,
  { name, country, gln, companyPrefix }: NewOrganisation,
): Promise<string> =>
  withAccess(databaseUrl, settings, async (app) => {
    const account = await app.get(OrganisationService).createAccount({
      name,
      country,
      ...(gln === null ? {} : { gln }),
      ...(companyPrefix === null ? {} : { companyPrefix }),
    });
    const { id } = valueOr(account);
    const grant = { scopes, site: null, test: false, label: 'first key', expiresAt: null };
    return app.get(ApiKeyService).issue(id, grant);
  });
