import DataLoader from 'dataloader';
import { Injectable } from '@nestjs/common';
import type { OrganisationView } from '../access/organisation.ts';
import { OrganisationService } from '../access/organisation.service.ts';
import type { AsOf } from '../access/versions.ts';
import type { Viewer } from '../access/viewer.ts';
import { LogReaderService } from '../log/log-reader.service.ts';
import type { RecordStanding, StoredRecord } from './records.ts';
import { CertificateService } from '../masterdata/certificate.service.ts';
import type { CertificateView } from '../masterdata/certificate.ts';
import { PartyService } from '../masterdata/party.service.ts';
import type { ProductView } from '../masterdata/product.ts';
import { ProductService } from '../masterdata/product.service.ts';
import type { SiteView } from '../masterdata/site.ts';
import { SiteService } from '../masterdata/site.service.ts';
import { BalanceService } from '../query/balance.service.ts';
import type { ItemBirth, ItemNumber, ItemView } from '../query/item.ts';
import { itemName } from '../query/item-name.ts';
import { type EventClaim, EventService } from '../query/event.service.ts';
import { ItemService } from '../query/item.service.ts';
import type { BalanceView } from '../query/state.ts';
import type { Moment } from '../query/moment.ts';
import type { ObjectBudget } from './budget.ts';
import { failure } from './errors.ts';
import { objectsMax } from './limits.ts';

/** Keys of one batch: one statement each (api.md, section 5). */
const batchMax = 100;
/** The same of names: one thing of each is read. */
const namesMax = 1_000;

type Load<Key, Value> = (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>;

/**
 * Everything that is looked up in one request, each thing once and a tick's keys together. Every object counts against the budget
 * of the answer; null is unknown or hidden.
 */
export class Loaders {
  readonly item: DataLoader<number, ItemView | null>;
  readonly itemByKey: DataLoader<string, ItemView | null>;
  /** Names to put lists in order by: what is not shown does not count. */
  readonly itemName: DataLoader<number, string | null>;
  readonly birth: DataLoader<number, ItemBirth | null>;
  readonly lotOf: DataLoader<number, number | null>;
  readonly numbers: DataLoader<number, readonly ItemNumber[] | null>;
  /** Books are kept by internal id. */
  readonly balance: DataLoader<ItemView, BalanceView | null, number>;
  readonly organisationByKey: DataLoader<string, OrganisationView | null>;
  readonly siteByKey: DataLoader<string, SiteView | null>;
  readonly productByKey: DataLoader<string, ProductView | null>;
  readonly certificates: DataLoader<number, readonly CertificateView[] | null>;
  readonly event: DataLoader<number, StoredRecord | null>;
  readonly standing: DataLoader<number, RecordStanding | null>;
  readonly corrects: DataLoader<number, readonly number[] | null>;
  readonly claims: DataLoader<number, EventClaim | null>;
  readonly #organisations = new Map<string, DataLoader<number, OrganisationView | null>>();
  readonly #sites = new Map<string, DataLoader<number, SiteView | null>>();
  readonly #products = new Map<string, DataLoader<number, ProductView | null>>();
  readonly #rooms: LoaderRooms;
  readonly #viewer: Viewer;
  readonly #budget: ObjectBudget;
  readonly #knownAt: string | null;

  constructor(
    rooms: LoaderRooms,
    viewer: Viewer,
    budget: ObjectBudget,
    moment: Moment | null = null,
  ) {
    this.#rooms = rooms;
    this.#viewer = viewer;
    this.#budget = budget;
    this.#knownAt = moment?.namesAt ?? null;
    const asOf = { knownAt: this.#knownAt };
    const upto = moment?.known;
    const known = moment && { upto: moment.known, at: moment.namesAt };
    const { log, people, masterdata } = rooms;
    const { items, balances, events } = rooms.parts;
    const { sites, products, certificates } = masterdata;
    const { parties } = people;
    this.item = this.#counted((ids) => items.byIds(viewer, ids));
    // Its place in a list of an event has been paid for.
    this.itemByKey = plain((keys) => items.byKeys(viewer, keys));
    this.itemName = plain((ids) => namesOf(rooms, viewer, ids, this.#knownAt), namesMax);
    this.birth = plain((ids) => items.births(viewer, ids, upto));
    this.lotOf = plain((ids) => items.lotsOf(viewer, ids, upto));
    this.numbers = plain((ids) => items.numbers(viewer, ids, known));
    this.balance = booksOf((views) => balances.balances(viewer, views, moment));
    this.organisationByKey = this.#counted((keys) => parties.byKeys(viewer, keys, asOf));
    this.siteByKey = this.#counted((keys) => sites.byKeys(viewer, keys, asOf));
    this.productByKey = this.#counted((keys) => products.byKeys(viewer, keys, asOf));
    this.certificates = plain((owners) => certificates.byHolders(viewer, owners, this.#knownAt));
    this.event = this.#counted((positions) => eventsAt(log, viewer, positions));
    this.standing = plain((positions) => log.standings(viewer, positions, upto));
    this.corrects = plain((positions) => log.corrects(viewer, positions, upto));
    this.claims = plain((positions) => events.claims(viewer, positions, upto));
  }

  /** The same as known at a moment, within the same budget. */
  at(moment: Moment): Loaders {
    return new Loaders(this.#rooms, this.#viewer, this.#budget, moment);
  }

  /** An organisation as of a day; null: today. */
  organisation(id: number, asOf: string | null = null): Promise<OrganisationView | null> {
    return this.#dated(this.#organisations, asOf, (ids, version) =>
      this.#rooms.people.organisations.byIds(this.#viewer, ids, version),
    ).load(id);
  }

  /** A site as of a day; null: today. */
  site(id: number, asOf: string | null = null): Promise<SiteView | null> {
    return this.#dated(this.#sites, asOf, (ids, version) =>
      this.#rooms.masterdata.sites.byIds(this.#viewer, ids, version),
    ).load(id);
  }

  /** A product as of a day; null: today. */
  product(id: number, asOf: string | null = null): Promise<ProductView | null> {
    return this.#dated(this.#products, asOf, (ids, version) =>
      this.#rooms.masterdata.products.byIds(this.#viewer, ids, version),
    ).load(id);
  }

  #dated<Value>(
    known: Map<string, DataLoader<number, Value | null>>,
    asOf: string | null,
    load: (ids: readonly number[], version: AsOf) => Promise<ReadonlyMap<number, Value>>,
  ): DataLoader<number, Value | null> {
    const day = asOf ?? '';
    const version = { day: asOf, knownAt: this.#knownAt };
    const loader = known.get(day) ?? this.#counted((ids: readonly number[]) => load(ids, version));
    known.set(day, loader);
    return loader;
  }

  #counted<Key, Value>(load: Load<Key, Value>): DataLoader<Key, Value | null> {
    return new DataLoader(
      async (keys) => {
        const granted = keys.slice(0, this.#budget.complete(keys.length));
        const found = granted.length === 0 ? new Map<Key, Value>() : await load(granted);
        return keys.map((key, index) =>
          index < granted.length ? (found.get(key) ?? null) : overBudget(),
        );
      },
      { maxBatchSize: batchMax },
    );
  }
}

/** The error of an object that the answer has no room for. */
export const overBudget = (): Error =>
  failure('OBJECT_BUDGET', `An answer holds at most ${objectsMax} objects: ask for fewer at once.`);

function plain<Key, Value>(
  load: Load<Key, Value>,
  maxBatchSize = batchMax,
): DataLoader<Key, Value | null> {
  return new DataLoader(
    async (keys) => {
      const found = await load(keys);
      return keys.map((key) => found.get(key) ?? null);
    },
    { maxBatchSize },
  );
}

async function namesOf(
  { parts, masterdata }: LoaderRooms,
  viewer: Viewer,
  ids: readonly number[],
  knownAt: string | null,
): Promise<ReadonlyMap<number, string>> {
  const items = [...(await parts.items.byIds(viewer, ids)).values()];
  const keys = items.map(({ key }) => key);
  const products = await masterdata.products.byKeys(viewer, keys, { knownAt });
  return new Map(
    items.map((item) => [item.id, itemName(item, products.get(item.key)?.name ?? null)]),
  );
}

function booksOf(
  load: (items: readonly ItemView[]) => Promise<ReadonlyMap<number, BalanceView>>,
): DataLoader<ItemView, BalanceView | null, number> {
  return new DataLoader(
    async (items: readonly ItemView[]) => {
      const found = await load(items);
      return items.map(({ id }) => found.get(id) ?? null);
    },
    { maxBatchSize: batchMax, cacheKeyFn: ({ id }) => id },
  );
}

async function eventsAt(
  log: LogReaderService,
  viewer: Viewer,
  positions: readonly number[],
): Promise<ReadonlyMap<number, StoredRecord>> {
  const records = await log.byPositions(viewer, positions);
  return new Map(records.map((record) => [record.position, record]));
}

/** Who is who. */
@Injectable()
export class PartyRooms {
  constructor(
    readonly parties: PartyService,
    readonly organisations: OrganisationService,
  ) {}
}

/** What organisations say of their sites, products and certificates. */
@Injectable()
export class MasterdataRooms {
  constructor(
    readonly sites: SiteService,
    readonly products: ProductService,
    readonly certificates: CertificateService,
  ) {}
}

/** Parts, and what became of them. */
@Injectable()
export class PartRooms {
  constructor(
    readonly items: ItemService,
    readonly balances: BalanceService,
    readonly events: EventService,
  ) {}
}

/** The services that loaders ask. */
@Injectable()
export class LoaderRooms {
  constructor(
    readonly parts: PartRooms,
    readonly log: LogReaderService,
    readonly people: PartyRooms,
    readonly masterdata: MasterdataRooms,
  ) {}
}
