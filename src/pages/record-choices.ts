import { Injectable } from '@nestjs/common';
import type { Choice } from '../../web/form.view.tsx';
import type { RecordChoices } from '../../web/record/choices.view.tsx';
import { NodeIdService } from '../access/node-id.service.ts';
import type { OrganisationView } from '../access/organisation.ts';
import { OrganisationService } from '../access/organisation.service.ts';
import { pageMax } from '../access/page.ts';
import type { Viewer } from '../access/viewer.ts';
import { ProductService } from '../masterdata/product.service.ts';
import { SiteService } from '../masterdata/site.service.ts';

const wholeList = { first: pageMax, after: null } as const;

type MasterChoices = Pick<RecordChoices, 'products' | 'parties' | 'sites'>;

/** What a form of `/console/record` offers to choose, so that nobody types what the service knows. */
@Injectable()
export class RecordChoicesReader {
  constructor(
    private readonly ids: NodeIdService,
    private readonly organisations: OrganisationService,
    private readonly products: ProductService,
    private readonly sites: SiteService,
  ) {}

  /** Of one viewer. */
  async of(viewer: Viewer): Promise<MasterChoices> {
    const [products, parties, sites] = await Promise.all([
      this.productChoices(viewer),
      this.parties(viewer),
      this.siteChoices(viewer),
    ]);
    return {
      products,
      sites,
      parties: parties.map(({ id, name }) => ({
        value: this.ids.encode(viewer, 'organisation', id),
        label: name,
      })),
    };
  }

  /** Id of the viewer's organisation. */
  own(viewer: Viewer): string {
    return this.ids.encode(viewer, 'organisation', viewer.organisation ?? -1);
  }

  /** Id of the place where things happen unless somebody says otherwise: that of the key, or the only one there is; null for none. */
  async usualSite(viewer: Viewer): Promise<string | null> {
    if (viewer.site !== null) return this.ids.encode(viewer, 'site', viewer.site);
    const [only, ...others] = await this.siteChoices(viewer);
    return others.length === 0 ? (only?.value ?? null) : null;
  }

  private async productChoices(viewer: Viewer): Promise<readonly Choice[]> {
    const [mine, visible] = await Promise.all([
      this.products.list(viewer, { owner: viewer.organisation }, wholeList),
      this.products.list(viewer, {}, wholeList),
    ]);
    const own = mine.edges.map(({ node }) => node);
    const all = visible.edges.map(({ node }) => node);
    // What others call the same is offered only where oneself has no word for it.
    const numbers = new Set(own.map(({ gtin }) => gtin));
    const others = all.filter(
      ({ owner, gtin }) => owner !== viewer.organisation && !numbers.has(gtin),
    );
    const owners = new Map((await this.parties(viewer)).map(({ id, name }) => [id, name]));
    const value = ({ id }: { readonly id: number }): string =>
      this.ids.encode(viewer, 'product', id);
    return [
      ...own.map((one) => ({ value: value(one), label: one.name })),
      ...others.map((one) => ({
        value: value(one),
        label: [one.name, owners.get(one.owner)].filter(Boolean).join(', '),
      })),
    ];
  }

  private async parties(viewer: Viewer): Promise<readonly OrganisationView[]> {
    const { edges } = await this.organisations.list(viewer, {}, wholeList);
    return edges.map(({ node }) => node).filter(({ id }) => id !== viewer.organisation);
  }

  private async siteChoices(viewer: Viewer): Promise<readonly Choice[]> {
    const { edges } = await this.sites.list(viewer, { operator: viewer.organisation }, wholeList);
    return edges
      .filter(({ node }) => node.owner === viewer.organisation)
      .map(({ node }) => ({ value: this.ids.encode(viewer, 'site', node.id), label: node.name }));
  }
}
