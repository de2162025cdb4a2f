import { Injectable } from '@nestjs/common';
import type { LinkShown } from '../../web/masterdata/shown.view.tsx';
import type { OrganisationView } from '../access/organisation.ts';
import { OrganisationService } from '../access/organisation.service.ts';
import type { Viewer } from '../access/viewer.ts';
import { parseNumber } from '../core/gs1/key.ts';
import { PartyService } from '../masterdata/party.service.ts';
import type { ProductView } from '../masterdata/product.ts';
import { ProductService } from '../masterdata/product.service.ts';
import type { SiteView } from '../masterdata/site.ts';
import { SiteService } from '../masterdata/site.service.ts';
import { Settings } from '../platform/settings.ts';
import { organisationHref, siteHref } from './addresses.ts';

/** What an address asks about. */
export interface Asked {
  /** Any number of it. */
  readonly number: string;
  /** A number of who describes it; '' is whoever speaks for it first. */
  readonly by: string;
}

/** Who looks at something, as it was asked for. */
export interface Looked {
  readonly viewer: Viewer;
  readonly asked: Asked;
  /** It was saved just now. */
  readonly saved: boolean;
}

/** What one organisation keeps under a key. */
type Kept<View> = (viewer: Viewer, key: string, keeper: number) => Promise<View | null>;

/** Master data by the numbers that stand in addresses and forms. */
@Injectable()
export class Described {
  constructor(
    private readonly settings: Settings,
    private readonly organisations: OrganisationService,
    private readonly parties: PartyService,
    private readonly sites: SiteService,
    private readonly products: ProductService,
  ) {}

  /** The organisation that a number names, its own or that of a place it runs; null when unknown or hidden. */
  async organisation(viewer: Viewer, { number, by }: Asked): Promise<OrganisationView | null> {
    if (by !== '')
      return this.saidBy(viewer, by, (keeper) => this.ownParty(viewer, number, keeper));
    const keys = this.keysOf(number, 'party');
    return firstOf(await this.parties.byKeys(viewer, keys), keys);
  }

  /** The site that a number names; null when unknown or hidden. */
  async site(viewer: Viewer, { number, by }: Asked): Promise<SiteView | null> {
    if (by !== '') return this.saidBy(viewer, by, (keeper) => this.ownSite(viewer, number, keeper));
    const keys = this.keysOf(number, 'site');
    return firstOf(await this.sites.byKeys(viewer, keys), keys);
  }

  /** The product that a number names, also that of a lot or a piece; null when unknown or hidden. */
  async product(viewer: Viewer, { number, by }: Asked): Promise<ProductView | null> {
    if (by !== '')
      return this.saidBy(viewer, by, (keeper) => this.ownProduct(viewer, number, keeper));
    const keys = this.keysOf(number, 'product');
    return firstOf(await this.products.byKeys(viewer, keys), keys);
  }

  /** The record of a party that an organisation keeps: of itself, or of whom it described. */
  ownParty(viewer: Viewer, number: string, keeper: number): Promise<OrganisationView | null> {
    const kept: Kept<OrganisationView> = this.organisations.keptBy.bind(this.organisations);
    return firstKept(kept, viewer, this.keysOf(number, 'party'), keeper);
  }

  /** The record of a site that an organisation keeps. */
  ownSite(viewer: Viewer, number: string, keeper: number): Promise<SiteView | null> {
    const kept: Kept<SiteView> = this.sites.keptBy.bind(this.sites);
    return firstKept(kept, viewer, this.keysOf(number, 'site'), keeper);
  }

  /** The record of a product that an organisation keeps. */
  ownProduct(viewer: Viewer, number: string, keeper: number): Promise<ProductView | null> {
    const kept: Kept<ProductView> = this.products.keptBy.bind(this.products);
    return firstKept(kept, viewer, this.keysOf(number, 'product'), keeper);
  }

  /** Organisations as links, by internal id; unknown and hidden ones are left out. */
  async linksTo(viewer: Viewer, ids: readonly number[]): Promise<ReadonlyMap<number, LinkShown>> {
    const views = await this.organisations.byIds(viewer, [...new Set(ids)]);
    const describers = await this.describersOf(viewer, [...views.values()]);
    return new Map(
      [...views].map(([id, view]) => {
        const by = describers.get(view.recordedBy ?? -1);
        return [id, { name: view.name, href: organisationHref(view, by) }];
      }),
    );
  }

  /** Sites as links, in the same order. */
  async sitesAsLinks(viewer: Viewer, views: readonly SiteView[]): Promise<readonly LinkShown[]> {
    const owners = [...new Set(views.map(({ owner }) => owner))];
    const describers = await this.organisations.byIds(viewer, owners);
    return views.map((view) => ({
      name: view.name,
      href: siteHref(view, describers.get(view.owner)),
    }));
  }

  /** Who describes some organisations, by internal id. */
  describersOf(
    viewer: Viewer,
    views: readonly OrganisationView[],
  ): Promise<ReadonlyMap<number, OrganisationView>> {
    const ids = views.flatMap(({ recordedBy }) => recordedBy ?? []);
    return this.organisations.byIds(viewer, [...new Set(ids)]);
  }

  /** GS1 keys as people paste them, and the own numbers of this service. */
  private keysOf(number: string, noun: 'party' | 'site' | 'product'): readonly string[] {
    const text = number.trim();
    const own = /^[0-9a-z]{12}$/.test(text) ? [`${this.settings.publicUrl}/${noun}/${text}`] : [];
    return [...own, ...parseNumber(text)];
  }

  private async saidBy<View>(
    viewer: Viewer,
    by: string,
    keptBy: (keeper: number) => Promise<View | null>,
  ): Promise<View | null> {
    const keeper = await this.organisation(viewer, { number: by, by: '' });
    return keeper === null ? null : keptBy(keeper.id);
  }
}

const firstOf = <View>(found: ReadonlyMap<string, View>, keys: readonly string[]): View | null => {
  const key = keys.find((one) => found.has(one));
  return key === undefined ? null : (found.get(key) ?? null);
};

const firstKept = async <View>(
  kept: Kept<View>,
  viewer: Viewer,
  keys: readonly string[],
  keeper: number,
): Promise<View | null> => {
  for (const key of keys) {
    const view = await kept(viewer, key, keeper);
    if (view !== null) return view;
  }
  return null;
};
