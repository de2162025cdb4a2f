import { Injectable } from '@nestjs/common';
import type { OrganisationView } from '../access/organisation.ts';
import { OrganisationService } from '../access/organisation.service.ts';
import type { Page, PageRequest } from '../access/page.ts';
import type { Viewer } from '../access/viewer.ts';
import { stepOf } from '../core/epcis/step.ts';
import type { ProductView } from '../masterdata/product.ts';
import { ProductService } from '../masterdata/product.service.ts';
import type { SiteView } from '../masterdata/site.ts';
import { SiteService } from '../masterdata/site.service.ts';
import { ItemService } from '../query/item.service.ts';
import { type SearchHit, SearchService } from '../query/search.service.ts';
import { valueOf } from './addresses.ts';
import { atOnce, type CsvFile, type CsvRow, everyPage } from './csv-file.ts';
import { Described } from './described.ts';
import { hopColumns, recordColumns, RecordRows } from './record-rows.ts';
import { RowNames } from './row-names.ts';
import { askedText } from './signed-in.ts';

/** A list by pages. */
type Listing<View> = (page: PageRequest) => Promise<Page<View>>;
/** Rows of a file, without what the file is called. */
type Listed = Omit<CsvFile, 'name'>;

/** Lists of companies, places and products as files, and what is found. */
@Injectable()
export class DescribedFiles {
  constructor(
    private readonly described: Described,
    private readonly organisations: OrganisationService,
    private readonly sites: SiteService,
    private readonly products: ProductService,
    private readonly items: ItemService,
    private readonly searches: SearchService,
    private readonly names: RowNames,
    private readonly records: RecordRows,
  ) {}

  /** A list of what an address names; null: there is no such list, or nothing of that number. */
  async of(
    viewer: Viewer,
    list: string,
    query: Readonly<Record<string, unknown>>,
  ): Promise<CsvFile | null> {
    const asked = { number: askedText(query['number']), by: askedText(query['by']) };
    const [noun, ...words] = list.split('-');
    const name = words.join('-');
    switch (noun) {
      case 'organisation': {
        const id = viewer.organisation ?? -1;
        const view =
          asked.number === ''
            ? await this.organisations.byId(viewer, id)
            : await this.described.organisation(viewer, asked);
        return named(view, name, this.ofOrganisation(viewer, name, view));
      }
      case 'site': {
        const view = await this.described.site(viewer, asked);
        return named(view, name, await this.ofSite(viewer, name, view));
      }
      case 'product': {
        const view = await this.described.product(viewer, asked);
        return named(view, name, this.ofProduct(viewer, name, view));
      }
      case 'hits':
        return name === '' ? this.hits(viewer, askedText(query['q'])) : null;
      default:
        return null;
    }
  }

  /** Every site of a list. */
  siteRows(viewer: Viewer, list: Listing<SiteView>): Listed {
    const { organisations } = this;
    const rows = async function* (): AsyncGenerator<readonly CsvRow[]> {
      for await (const views of everyPage(list)) {
        const ids = views.flatMap(({ operator }) => operator ?? []);
        const operators = await organisations.byIds(viewer, [...new Set(ids)]);
        yield views.map(({ name, numbers, country, subdivision, operator }) => [
          name,
          valueOf(numbers),
          country,
          subdivision,
          operators.get(operator ?? -1)?.name ?? null,
        ]);
      }
    };
    return { columns: ['name', 'number', 'country', 'subdivision', 'operator'], rows: rows() };
  }

  /** Every product of a list. */
  productRows(viewer: Viewer, list: Listing<ProductView>): Listed {
    const { organisations } = this;
    const rows = async function* (): AsyncGenerator<readonly CsvRow[]> {
      for await (const views of everyPage(list)) {
        const ids = views.map(({ owner }) => owner);
        const owners = await organisations.byIds(viewer, [...new Set(ids)]);
        yield views.map(({ name, numbers, unit, hsCode, owner }) => [
          name,
          valueOf(numbers),
          unit,
          hsCode,
          owners.get(owner)?.name ?? null,
        ]);
      }
    };
    return { columns: ['name', 'number', 'unit', 'hsCode', 'describedBy'], rows: rows() };
  }

  private ofOrganisation(
    viewer: Viewer,
    list: string,
    view: OrganisationView | null,
  ): Listed | null {
    if (view === null) return null;
    const { id } = view;
    switch (list) {
      case 'records': {
        const rows = this.records.records(viewer, { owners: [id] }, 'TIME_DESC');
        return { columns: recordColumns, rows };
      }
      case 'hops': {
        const rows = this.records.hopsBy(viewer, [{ fromParties: [id] }, { toParties: [id] }]);
        return { columns: hopColumns, rows };
      }
      case 'sites':
        return this.siteRows(viewer, (page) => this.sites.list(viewer, { operator: id }, page));
      case 'products':
        return this.productRows(viewer, (page) => this.products.list(viewer, { owner: id }, page));
      default:
        return null;
    }
  }

  private async ofSite(
    viewer: Viewer,
    list: string,
    view: SiteView | null,
  ): Promise<Listed | null> {
    if (view === null) return null;
    if (list === 'records') {
      const sites = await this.sites.keysWithin(viewer, [view.id]);
      const rows = this.records.records(viewer, { sites }, 'TIME_DESC');
      return { columns: recordColumns, rows };
    }
    if (list !== 'parts') return null;
    const parts = await this.sites.partsOf(viewer, view.id);
    const edges = parts.map((node) => ({ node, cursor: '' }));
    return this.siteRows(viewer, () => Promise.resolve({ edges, hasNextPage: false }));
  }

  private ofProduct(viewer: Viewer, list: string, view: ProductView | null): Listed | null {
    const gtin = view?.gtin ?? null;
    if (list !== 'parts' || gtin === null) return null;
    const { items, names: reader } = this;
    const rows = async function* (): AsyncGenerator<readonly CsvRow[]> {
      for await (const parts of everyPage((page) => items.list(viewer, { gtins: [gtin] }, page))) {
        const names = await reader.of(viewer, { ids: parts.map(({ id }) => id) });
        yield parts.map(({ id, uri, lot, serial }) => [names.item(id), uri, lot, serial]);
      }
    };
    return { columns: ['part', 'number', 'lot', 'serial'], rows: rows() };
  }

  /** As many as a search finds: 200 of each kind; a record by its step and the company that recorded it. */
  private async hits(viewer: Viewer, text: string): Promise<CsvFile | null> {
    if (text === '') return null;
    const hits: SearchHit[] = [];
    for await (const page of everyPage((asked) => this.searches.search(viewer, text, asked)))
      hits.push(...page);
    const ids = hits.flatMap((hit) => (hit.kind === 'ITEM' ? hit.view.id : []));
    const owners = hits.flatMap((hit) => (hit.kind === 'EVENT' ? hit.view.owner : []));
    const names = await this.names.of(viewer, {
      ids,
      parties: owners.map((organisation) => ({ organisation, key: null })),
    });
    // Country, step and day.
    const unsaid = [null, null, null];
    const rows = hits.map((hit): CsvRow => {
      switch (hit.kind) {
        case 'ITEM':
          return [hit.kind, names.item(hit.view.id), hit.view.uri, ...unsaid, hit.matched];
        case 'EVENT': {
          const { event, eventKey, owner } = hit.view;
          const who = names.party({ organisation: owner, key: null }).name;
          const { day } = event.time;
          return [hit.kind, who, eventKey, null, stepOf(event), day, hit.matched];
        }
        case 'PRODUCT':
          return [hit.kind, hit.view.name, valueOf(hit.view.numbers), ...unsaid, hit.matched];
        case 'ORGANISATION':
        case 'SITE': {
          const { name, numbers, country } = hit.view;
          return [hit.kind, name, valueOf(numbers), country, null, null, hit.matched];
        }
      }
    });
    const columns = ['kind', 'name', 'number', 'country', 'step', 'day', 'matched'];
    return { name: `${text} hits`, columns, rows: atOnce(rows) };
  }
}

const named = (
  view: { readonly name: string } | null,
  list: string,
  listed: Listed | null,
): CsvFile | null =>
  view === null || listed === null ? null : { name: `${view.name} ${list}`, ...listed };
