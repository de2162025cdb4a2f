import { Injectable } from '@nestjs/common';
import { OrganisationService } from '../access/organisation.service.ts';
import type { Viewer } from '../access/viewer.ts';
import { PartyService } from '../masterdata/party.service.ts';
import { ProductService } from '../masterdata/product.service.ts';
import type { SiteView } from '../masterdata/site.ts';
import { SiteService } from '../masterdata/site.service.ts';
import type { PartyName } from '../query/hop.ts';
import { itemName } from '../query/item-name.ts';
import type { ItemView } from '../query/item.ts';
import { ItemService } from '../query/item.service.ts';

/** What some rows name. */
export interface NamedInRows {
  /** Items by internal id, and by canonical key. */
  readonly ids?: readonly (number | null)[];
  readonly keys?: readonly string[];
  readonly parties?: readonly PartyName[];
  /** Canonical keys of places. */
  readonly sites?: readonly (string | null)[];
}

/** A party as rows have it. */
export interface PartyInRow {
  readonly name: string | null;
  readonly country: string | null;
}

/** What the things of some rows are called; null where nobody may know. */
export interface NamesOfRows {
  readonly item: (id: number | null) => string | null;
  /** An item that an event names: it is there since the event is. */
  readonly itemByKey: (key: string) => string | null;
  /** As recorded: by this anybody who may see it finds it. */
  readonly uri: (id: number) => string | null;
  readonly party: (party: PartyName) => PartyInRow;
  readonly site: (key: string | null) => SiteView | null;
}

const nobody: PartyInRow = { name: null, country: null };

/** Reads what the rows of files name, a block of rows at a time. */
@Injectable()
export class RowNames {
  constructor(
    private readonly items: ItemService,
    private readonly products: ProductService,
    private readonly organisations: OrganisationService,
    private readonly parties: PartyService,
    private readonly sites: SiteService,
  ) {}

  /** Names as recorded up to an instant; null: now. */
  async of(
    viewer: Viewer,
    { ids = [], keys = [], parties = [], sites = [] }: NamedInRows,
    knownAt: string | null = null,
  ): Promise<NamesOfRows> {
    const asOf = { knownAt };
    const [byId, byKey, organisations, named, places] = await Promise.all([
      this.items.byIds(viewer, once(ids.flatMap((id) => id ?? []))),
      this.items.byKeys(viewer, once(keys)),
      this.organisations.byIds(
        viewer,
        once(parties.flatMap(({ organisation }) => organisation ?? [])),
        asOf,
      ),
      this.parties.byKeys(viewer, once(parties.flatMap(({ key }) => key ?? [])), asOf),
      this.sites.byKeys(viewer, once(sites.flatMap((key) => key ?? [])), asOf),
    ]);
    const known = [...byId.values(), ...byKey.values()];
    const products = await this.products.byKeys(viewer, once(known.map(({ key }) => key)), asOf);
    const nameOf = (item: ItemView | undefined): string | null =>
      item === undefined ? null : itemName(item, products.get(item.key)?.name ?? null);
    return {
      item: (id) => nameOf(byId.get(id ?? -1)),
      itemByKey: (key) => nameOf(byKey.get(key)),
      uri: (id) => byId.get(id)?.uri ?? null,
      party: ({ organisation, key }) => {
        if (organisation !== null) return organisations.get(organisation) ?? nobody;
        return key === null ? nobody : (named.get(key) ?? { ...nobody, name: glnOf(key) });
      },
      site: (key) => places.get(key ?? '') ?? null,
    };
  }
}

const once = <Value>(values: readonly Value[]): readonly Value[] => [...new Set(values)];

/** Of a party that nobody described the number is all there is. */
const glnOf = (key: string): string => /\/41[47]\/(\d{13})$/.exec(key)?.[1] ?? key;
