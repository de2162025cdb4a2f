import { Injectable } from '@nestjs/common';
import type { OrganisationView } from '../access/organisation.ts';
import { OrganisationService } from '../access/organisation.service.ts';
import type { AsOf } from '../access/versions.ts';
import type { Viewer } from '../access/viewer.ts';
import { SiteService } from './site.service.ts';

/** Parties as events name them: by a number of their own, or by a place that they run. */
@Injectable()
export class PartyService {
  constructor(
    private readonly organisations: OrganisationService,
    private readonly sites: SiteService,
  ) {}

  /**
   * The organisations that canonical keys mean to this viewer, by key: whose number it is, else who runs the site with that key. Unknown and
   * hidden ones are left out.
   */
  async byKeys(
    viewer: Viewer,
    keys: readonly string[],
    asOf?: AsOf | null,
  ): Promise<ReadonlyMap<string, OrganisationView>> {
    const named = await this.organisations.byKeys(viewer, keys, asOf);
    const rest = keys.filter((key) => !named.has(key));
    const sites = await this.sites.byKeys(viewer, rest, asOf);
    const operators = [...sites.values()].flatMap(({ operator }) => operator ?? []);
    const views = await this.organisations.byIds(viewer, [...new Set(operators)], asOf);
    const run = [...sites].flatMap(([key, { operator }]) => {
      const view = operator === null ? undefined : views.get(operator);
      return view === undefined ? [] : [[key, view] as const];
    });
    return new Map([...named, ...run]);
  }
}
