import { Injectable } from '@nestjs/common';
import { CursorInvalidError, CursorService } from '../access/cursor.service.ts';
import type { OrganisationView } from '../access/organisation.ts';
import { OrganisationService } from '../access/organisation.service.ts';
import { type Page, type PageRequest, pageOf, rowsFor } from '../access/page.ts';
import type { Viewer } from '../access/viewer.ts';
import type { ProductView } from '../masterdata/product.ts';
import { ProductService } from '../masterdata/product.service.ts';
import type { SiteView } from '../masterdata/site.ts';
import { SiteService } from '../masterdata/site.service.ts';
import { type EventRecord, EventService } from './event.service.ts';
import type { ItemView } from './item.ts';
import { ItemService } from './item.service.ts';

/** Something that a text names. */
export type SearchHit =
  | { readonly kind: 'ITEM'; readonly matched: string; readonly view: ItemView }
  | { readonly kind: 'PRODUCT'; readonly matched: string; readonly view: ProductView }
  | { readonly kind: 'ORGANISATION'; readonly matched: string; readonly view: OrganisationView }
  | { readonly kind: 'SITE'; readonly matched: string; readonly view: SiteView }
  | { readonly kind: 'EVENT'; readonly matched: string; readonly view: EventRecord };

/** Hits of each kind that are looked for: five kinds make the 1,000 of the contract. */
const eachMax = 200;

/** One box for everything: numbers first, exact; then names. */
@Injectable()
export class SearchService {
  constructor(
    private readonly cursors: CursorService,
    private readonly items: ItemService,
    private readonly events: EventService,
    private readonly products: ProductService,
    private readonly organisations: OrganisationService,
    private readonly sites: SiteService,
  ) {}

  /**
   * What the text names: items, then events by their id or papers, then products, organisations and sites by name or number.
   * @throws CursorInvalidError
   */
  async search(viewer: Viewer, text: string, page: PageRequest): Promise<Page<SearchHit>> {
    const question = `search ${text}`;
    const start = page.after === null ? 0 : this.start(viewer, question, page.after);
    const wanted = text.trim();
    const hits = wanted === '' ? [] : await this.hits(viewer, wanted);
    const placed = hits.map((hit, place) => ({ hit, place }));
    const found = pageOf(placed.slice(start, start + rowsFor(page)), page, ({ place }) =>
      this.cursors.encode(viewer, question, { asKnownAt: null, key: [place] }),
    );
    return { ...found, edges: found.edges.map(({ node, cursor }) => ({ node: node.hit, cursor })) };
  }

  private async hits(viewer: Viewer, text: string): Promise<readonly SearchHit[]> {
    const page = { first: eachMax, after: null };
    const [items, events, products, organisations, sites] = await Promise.all([
      this.items.named(viewer, text, eachMax),
      this.eventsOf(viewer, text),
      this.products.list(viewer, { text }, page),
      this.organisations.list(viewer, { text }, page),
      this.sites.list(viewer, { text }, page),
    ]);
    return [
      ...items.map((view) => ({ kind: 'ITEM', matched: text, view }) as const),
      ...events.map((view) => ({ kind: 'EVENT', matched: text, view }) as const),
      ...products.edges.map(
        ({ node: view }) => ({ kind: 'PRODUCT', matched: view.name, view }) as const,
      ),
      ...organisations.edges.map(
        ({ node: view }) => ({ kind: 'ORGANISATION', matched: view.name, view }) as const,
      ),
      ...sites.edges.map(({ node: view }) => ({ kind: 'SITE', matched: view.name, view }) as const),
    ];
  }

  private async eventsOf(viewer: Viewer, text: string): Promise<readonly EventRecord[]> {
    const own = await this.events.byEventId(viewer, text);
    if (own !== null) return [own];
    const page = { first: eachMax, after: null };
    const found = await this.events.list(viewer, { documents: [text] }, 'TIME_DESC', page);
    return found.edges.map(({ node }) => node);
  }

  private start(viewer: Viewer, question: string, after: string): number {
    const [place] = this.cursors.decode(viewer, question, after).key;
    if (typeof place !== 'number') throw new CursorInvalidError();
    return place + 1;
  }
}
