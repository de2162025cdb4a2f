import { CursorService } from '../../src/access/cursor.service.ts';
import { DirectoryService } from '../../src/access/directory.service.ts';
import { NodeIdService } from '../../src/access/node-id.service.ts';
import type { NewAccount, OrganisationView } from '../../src/access/organisation.ts';
import { OrganisationService } from '../../src/access/organisation.service.ts';
import { RedactionService } from '../../src/access/redaction.service.ts';
import { SecretService } from '../../src/access/secret.service.ts';
import { type Viewer, scopes } from '../../src/access/viewer.ts';
import type { Result } from '../../src/core/result.ts';
import { CertificateService } from '../../src/masterdata/certificate.service.ts';
import { NumberSeriesService } from '../../src/masterdata/number-series.service.ts';
import { PartyService } from '../../src/masterdata/party.service.ts';
import { ProductService } from '../../src/masterdata/product.service.ts';
import { SiteService } from '../../src/masterdata/site.service.ts';
import { VocabularyService } from '../../src/masterdata/vocabulary.service.ts';
import { Clock } from '../../src/platform/clock.ts';
import type { TestDatabase } from './database.ts';

/** Access and master data on a database, wired by hand. */
export async function masterdataOn({ database, settings }: TestDatabase) {
  const clock = new Clock();
  const secrets = await SecretService.load(database);
  const redaction = new RedactionService();
  const cursors = new CursorService(secrets);
  const directory = new DirectoryService(database, clock, redaction, cursors);
  const floor = [database, clock, settings, directory] as const;
  const organisations = new OrganisationService(...floor);
  const sites = new SiteService(...floor);
  return {
    clock,
    secrets,
    nodeIds: new NodeIdService(secrets),
    cursors,
    organisations,
    sites,
    parties: new PartyService(organisations, sites),
    products: new ProductService(...floor),
    certificates: new CertificateService(database, clock, redaction, cursors),
    vocabulary: new VocabularyService(database, clock, redaction),
    numbers: new NumberSeriesService(database, clock),
    /** Opens an account; answers a viewer of it with all scopes. */
    async account(name: string, more: Partial<NewAccount> = {}): Promise<Viewer> {
      const account = valueOf(await organisations.createAccount({ name, country: 'KE', ...more }));
      return viewerOf(account);
    },
  };
}

/** A viewer of an organisation with all scopes. */
export const viewerOf = ({ id }: OrganisationView): Viewer => ({
  organisation: id,
  scopes,
  site: null,
  test: true,
  key: null,
});

/** Nobody. */
export const anonymous: Viewer = {
  organisation: null,
  scopes: [],
  site: null,
  test: false,
  key: null,
};

/** The value of a success; throws with the reasons of a refusal. */
export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

/** The code and pointer of each reason. */
export const reasonsOf = (result: Result<unknown>): readonly string[] =>
  result.ok ? [] : result.problems.map(({ code, at }) => `${code} ${at}`);
