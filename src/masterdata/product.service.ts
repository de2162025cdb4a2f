import { Injectable } from '@nestjs/common';
import { DirectoryService } from '../access/directory.service.ts';
import { makeOwnName } from '../access/own-key.ts';
import type { Page, PageRequest } from '../access/page.ts';
import { otherRegistered, saysTheSame, writtenOver } from '../access/registration.ts';
import { requireScope } from '../access/scope.ts';
import {
  type AsOf,
  firstVersion,
  knownAtOf,
  merged,
  newestVersion,
  sameFacts,
} from '../access/versions.ts';
import type { Viewer } from '../access/viewer.ts';
import { type Problem, type Result, accept, refuse } from '../core/result.ts';
import { Clock } from '../platform/clock.ts';
import { Database } from '../platform/database.ts';
import { Settings } from '../platform/settings.ts';
import type { Transaction } from '../platform/transaction.ts';
import { checkProduct } from './product-input.ts';
import type { CheckedProduct } from './product-input.ts';
import { gtinIn, ownProductKeyIn } from './product-key.ts';
import type { ProductFacts, ProductFilter, ProductView, RegisterProduct } from './product.ts';
import {
  type AskedProduct,
  addProductVersion,
  insertProduct,
  listProducts,
  lockProducts,
  ownProductAddedAs,
  ownProductByGtin,
  productIdsByNumbers,
  productsByIds,
  setGtin,
} from './product.store.ts';
import type { Asked } from './shown.ts';

/** Products, each as described by who recorded it: two firms' records of one GTIN live side by side (domain rule 44). */
@Injectable()
export class ProductService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: Settings,
    private readonly directory: DirectoryService,
  ) {}

  /** One product as of a day, today unless said, or as known at an instant; null when unknown or hidden. */
  async byId(viewer: Viewer, id: number, asOf?: AsOf | null): Promise<ProductView | null> {
    return (await this.byIds(viewer, [id], asOf)).get(id) ?? null;
  }

  /** Products by internal id as of a day, today unless said, or as known at an instant; unknown and hidden ones are left out. */
  byIds(
    viewer: Viewer,
    ids: readonly number[],
    asOf?: AsOf | null,
  ): Promise<ReadonlyMap<number, ProductView>> {
    return this.directory.byIds(viewer, asOf, (tx, version) => productsByIds(tx, ids, version));
  }

  /** The product that a canonical key (also that of a lot or piece) means to this viewer; null when unknown or hidden. */
  async byKey(viewer: Viewer, key: string, asOf?: AsOf | null): Promise<ProductView | null> {
    return (await this.byKeys(viewer, [key], asOf)).get(key) ?? null;
  }

  /** The products that canonical keys mean to this viewer, by key; unknown and hidden ones are left out. */
  async byKeys(
    viewer: Viewer,
    keys: readonly string[],
    asOf?: AsOf | null,
  ): Promise<ReadonlyMap<string, ProductView>> {
    const views = await this.shown(
      viewer,
      keys.map((key) => ({ key, recorder: null })),
      asOf,
    );
    return new Map(
      keys.flatMap((key, index) => {
        const view = views[index];
        return view === null || view === undefined ? [] : [[key, view] as const];
      }),
    );
  }

  /**
   * The product to show for each key (also those of lots and pieces), in the order asked; null for none. The verified owner of the company
   * prefix speaks first, then the viewer, then who recorded what names it, then whoever did first (domain rule 44).
   */
  async shown(
    viewer: Viewer,
    asked: readonly Asked[],
    asOf?: AsOf | null,
  ): Promise<readonly (ProductView | null)[]> {
    // Thousands of lots and pieces are of few products: each is looked up once.
    const places = new Map<string, number>();
    const numbers: AskedProduct[] = [];
    const placed = asked.map(({ key, recorder }) => {
      const [gtin, ownKey] = [gtinIn(key), ownProductKeyIn(key)];
      const name = `${gtin} ${ownKey} ${recorder}`;
      const place = places.get(name) ?? numbers.push({ gtin, ownKey, recorder }) - 1;
      places.set(name, place);
      return place;
    });
    const ids = await this.directory.lookUp<readonly (number | null)[]>(viewer, [], (tx) =>
      productIdsByNumbers(tx, numbers, viewer.organisation, knownAtOf(asOf)),
    );
    const views = await this.byIds(viewer, [...new Set(ids.flatMap((id) => id ?? []))], asOf);
    return placed.map((place) => views.get(ids[place] ?? -1) ?? null);
  }

  /** What one organisation keeps under a key: two may describe one GTIN (domain rule 44). Null when unknown or hidden. */
  async keptBy(viewer: Viewer, key: string, keeper: number): Promise<ProductView | null> {
    const gtin = gtinIn(key);
    if (gtin === null) {
      // An own number is given once, to one product.
      const view = await this.byKey(viewer, key);
      return view?.owner === keeper ? view : null;
    }
    const id = await this.directory.lookUp<number | null>(viewer, null, (tx) =>
      ownProductByGtin(tx, gtin, keeper),
    );
    return id === null ? null : this.byId(viewer, id);
  }

  /**
   * The directory, by name.
   * @throws CursorInvalidError
   */
  list(viewer: Viewer, filter: ProductFilter, page: PageRequest): Promise<Page<ProductView>> {
    return this.directory.list(viewer, { noun: 'products', filter, page }, (tx, part) =>
      listProducts(tx, filter, part),
    );
  }

  /**
   * Adds a product, or changes one's own: a change makes a version. A product without GTIN may get one later; a GTIN is never changed (it is
   * another product then). Scope MASTER_DATA. Refuses with INVALID_VALUE, CHECK_DIGIT, UNKNOWN_PRODUCT, NOT_YOURS, ALREADY_EXISTS,
   * ID_CONFLICT.
   */
  async register(viewer: Viewer, input: RegisterProduct): Promise<Result<ProductView>> {
    const owner = requireScope(viewer, 'MASTER_DATA');
    const checked = checkProduct(input);
    if (!checked.ok) return checked;
    const id = input.id ?? null;
    return this.database.transaction(viewer, async (tx) => {
      await lockProducts(tx, owner);
      const before = id === null ? await addedBefore(tx, checked.value, owner) : null;
      if (before !== null) return before;
      const problem = await this.problemWith(tx, viewer, checked.value, id);
      if (problem !== null) return refuse(problem);
      return id === null
        ? accept(await this.add(tx, checked.value, owner))
        : this.change(tx, checked.value, { ...input, id });
    });
  }

  private async problemWith(
    tx: Transaction,
    viewer: Viewer,
    { gtin }: CheckedProduct,
    id: number | null,
  ): Promise<Problem | null> {
    if (id !== null) {
      const [product] = this.directory.visible(
        viewer,
        await productsByIds(tx, [id], newestVersion),
      );
      if (product === undefined) return unknown;
      if (product.owner !== viewer.organisation) return notYours;
      if (gtin !== null && product.gtin !== null && product.gtin !== gtin) return otherGtin;
    }
    if (gtin === null) return null;
    const other = await ownProductByGtin(tx, gtin, viewer.organisation ?? 0);
    return other !== null && other !== id ? taken : null;
  }

  private async add(
    tx: Transaction,
    { facts, gtin, registrationId }: CheckedProduct,
    owner: number,
  ): Promise<ProductView> {
    const at = this.clock.now();
    const ownKey = gtin === null ? `${this.settings.publicUrl}/product/${makeOwnName()}` : null;
    const id = await insertProduct(tx, { owner, gtin, ownKey, registrationId, at });
    await addProductVersion(tx, id, merged<ProductFacts>(nothingKnown, facts), at);
    return newest(tx, id);
  }

  private async change(
    tx: Transaction,
    { facts, gtin }: CheckedProduct,
    { id, ...guards }: RegisterProduct & { readonly id: number },
  ): Promise<Result<ProductView>> {
    const before = await newest(tx, id);
    const after = merged<ProductView>(before, facts);
    if (guards.gtin === null && before.gtin !== null) return refuse(otherGtin);
    const problem = writtenOver(guards, before, after);
    if (problem !== null) return refuse(problem);
    if (gtin !== null) await setGtin(tx, id, gtin);
    if (!sameFacts(before, after)) await addProductVersion(tx, id, after, this.clock.now());
    return accept(await newest(tx, id));
  }
}

const newest = async (tx: Transaction, id: number): Promise<ProductView> => {
  const [view] = await productsByIds(tx, [id], newestVersion);
  if (view === undefined) throw new Error(`product ${id} has no version`);
  return view;
};

/** The answer to what was sent before; null: it is new. */
const addedBefore = async (
  tx: Transaction,
  { facts, gtin, registrationId }: CheckedProduct,
  owner: number,
): Promise<Result<ProductView> | null> => {
  const added = registrationId === null ? null : await ownProductAddedAs(tx, owner, registrationId);
  if (added === null) return null;
  const [first] = await productsByIds(tx, [added.id], firstVersion(added));
  const same = first !== undefined && saysTheSame(first, merged(nothingKnown, facts), gtin);
  return same ? accept(await newest(tx, added.id)) : refuse(otherRegistered);
};

const nothingKnown: ProductFacts = { name: '', unit: null, hsCode: null };

const unknown: Problem = {
  code: 'UNKNOWN_PRODUCT',
  message: 'There is no such product that you may see: leave the id out to add one.',
  at: '/id',
};
const notYours: Problem = {
  code: 'NOT_YOURS',
  message: 'Another organisation keeps this product: add a description of your own.',
  at: '/id',
};
const taken: Problem = {
  code: 'ALREADY_EXISTS',
  message: 'You have a product with this GTIN already: change that one.',
  at: '/gtin',
};
const otherGtin: Problem = {
  code: 'INVALID_VALUE',
  message: 'A product keeps its GTIN: another GTIN is another product, so add it as a new one.',
  at: '/gtin',
  expected: 'the GTIN it has, or left out',
};
