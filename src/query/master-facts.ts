import type { Viewer } from '../access/viewer.ts';
import { PartyService } from '../masterdata/party.service.ts';
import { SiteService } from '../masterdata/site.service.ts';
import { type KnownFacts, partyOfOrganisation } from './custody.ts';
import type { FactSource } from './custody-reader.ts';

/** A place as far as custody asks. */
interface Place {
  readonly operator: number | null;
  readonly country: string | null;
}

/** Master data as one question knows it: each key is looked up once. */
export class MasterFacts implements FactSource {
  private readonly parties = new Map<string, string>();
  private readonly places = new Map<string, Place | null>();

  readonly facts: KnownFacts = {
    partyOf: partyOfOrganisation,
    partyNamed: (key) => this.parties.get(key) ?? key,
    operatorOf: (site) => {
      const operator = this.places.get(site)?.operator ?? null;
      return operator === null ? null : partyOfOrganisation(operator);
    },
    countryOf: (site) => this.places.get(site)?.country ?? null,
  };

  constructor(
    private readonly services: { readonly parties: PartyService; readonly sites: SiteService },
    private readonly viewer: Viewer,
    /** Record time of the names; null: now. */
    private readonly namesAt: string | null,
  ) {}

  async load(parties: readonly string[], sites: readonly string[]): Promise<void> {
    const asOf = { knownAt: this.namesAt };
    const unnamed = [...new Set(parties)].filter((key) => !this.parties.has(key));
    const unplaced = [...new Set(sites)].filter((key) => !this.places.has(key));
    const [named, placed] = await Promise.all([
      unnamed.length === 0 ? new Map() : this.services.parties.byKeys(this.viewer, unnamed, asOf),
      unplaced.length === 0 ? new Map() : this.services.sites.byKeys(this.viewer, unplaced, asOf),
    ]);
    for (const key of unnamed) {
      const view = named.get(key);
      this.parties.set(key, view === undefined ? key : partyOfOrganisation(view.id));
    }
    for (const key of unplaced) this.places.set(key, placed.get(key) ?? null);
  }
}
