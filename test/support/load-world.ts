import { ApiKeyService } from '../../src/access/api-key.service.ts';
import { OrganisationService } from '../../src/access/organisation.service.ts';
import { scopes } from '../../src/access/viewer.ts';
import { valueOr, withAccess } from '../../src/cli/key-access.ts';
import { epcisContextUrl } from '../../src/core/epcis/namespace.ts';
import { Settings } from '../../src/platform/settings.ts';
import { companies, type GeneratedCompany, siteOf } from '../../src/sample/generate-companies.ts';
import { documentOf, worldEvents } from '../../src/sample/generate.ts';
import { identityOf } from './load-ledger.ts';

type Json = Readonly<Record<string, unknown>>;

/** All companies of a generated world. */
export const everybody: readonly GeneratedCompany[] = Object.values(companies).flat();

const bySite = new Map(everybody.map((one) => [siteOf(one), one]));

/** Opens an account with a key for each company of a generated world; answers the keys by GLN. */
export const openWorldAccounts = (databaseUrl: string): Promise<ReadonlyMap<string, string>> => {
  const settings = new Settings({ databaseUrl, logLevel: 'silent' });
  return withAccess(databaseUrl, settings, async (app) => {
    const keys = new Map<string, string>();
    for (const { name, country, gln, prefix: companyPrefix } of everybody) {
      const given = { name, country, gln, companyPrefix };
      const { id } = valueOr(await app.get(OrganisationService).createAccount(given));
      const grant = { scopes, site: null, test: false, label: name, expiresAt: null };
      keys.set(gln, await app.get(ApiKeyService).issue(id, grant));
    }
    return keys;
  });
};

/** An event of a company that it sends itself. */
export interface OwnEvent {
  readonly gln: string;
  readonly identity: string;
  readonly event: Json;
}

/** Events of a generated world in the order in which they are sent, each one's turn once. */
export class WorldQueue {
  private readonly events;

  constructor(seed: number) {
    this.events = worldEvents({ seed, events: Number.MAX_SAFE_INTEGER });
  }

  take(count: number): readonly OwnEvent[] {
    const taken: OwnEvent[] = [];
    while (taken.length < count) {
      const { value, done } = this.events.next();
      if (done === true) break;
      const { event } = value;
      const company = bySite.get((event['readPoint'] as { readonly id: string }).id);
      if (company === undefined) throw new Error(`nobody works at ${JSON.stringify(event)}`);
      taken.push({ gln: company.gln, identity: identityOf(event), event });
    }
    return taken;
  }
}

/** The body of one event. */
export const bodyOf = ({ event }: OwnEvent): string =>
  JSON.stringify({ '@context': epcisContextUrl, ...event });

/** A document of somebody's events. */
export interface OwnDocument {
  readonly gln: string;
  readonly events: readonly OwnEvent[];
  readonly body: string;
}

/** A document for each company that has events among these. */
export const documentsOf = (events: readonly OwnEvent[]): readonly OwnDocument[] => {
  const byCompany = new Map<string, OwnEvent[]>();
  for (const one of events) byCompany.set(one.gln, [...(byCompany.get(one.gln) ?? []), one]);
  return [...byCompany].map(([gln, own]) => ({
    gln,
    events: own,
    body: documentOf(own.map(({ event }) => event)),
  }));
};
