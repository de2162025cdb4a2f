import { Injectable } from '@nestjs/common';
import { canonicalKey } from '../core/gs1/key.ts';
import type { PartyName } from '../query/hop.ts';
import type { RequestContext } from './context.ts';
import type { Party } from './party.types.ts';
import { Presenter } from './present.ts';
import type { Site } from './site.types.ts';

/** Parties and places as events name them. */
@Injectable()
export class Parties {
  constructor(private readonly presenter: Presenter) {}

  /** The party of an organisation; its number when it may not be seen. */
  async ofOrganisation(id: number, { loaders }: RequestContext): Promise<Party> {
    const view = await loaders.organisation(id);
    return view === null ? this.presenter.unknownParty() : this.presenter.party(view);
  }

  /** The party of a canonical key; null for none. */
  async ofKey(key: string | null, { loaders }: RequestContext): Promise<Party | null> {
    if (key === null) return null;
    const view = await loaders.organisationByKey.load(key);
    return view === null ? this.presenter.namedParty(key) : this.presenter.party(view);
  }

  /** The party that a derived fact names; of one that is not recorded nothing is said. */
  async named({ organisation, key }: PartyName, context: RequestContext): Promise<Party> {
    if (organisation !== null) return this.ofOrganisation(organisation, context);
    return (await this.ofKey(key, context)) ?? this.presenter.unknownParty();
  }

  /** The place of a URI; null for none, and for a place that nobody described. */
  async place(uri: string | null, { loaders, viewer }: RequestContext): Promise<Site | null> {
    const view = uri === null ? null : await loaders.siteByKey.load(canonicalKey(uri));
    return view === null ? null : this.presenter.site(viewer, view);
  }
}
