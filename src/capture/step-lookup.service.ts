import { Injectable } from '@nestjs/common';
import { NodeIdService } from '../access/node-id.service.ts';
import { OrganisationService } from '../access/organisation.service.ts';
import type { OrganisationView } from '../access/organisation.ts';
import { RedactionService } from '../access/redaction.service.ts';
import type { Viewer } from '../access/viewer.ts';
import {
  canonicalKey,
  checkDigitProblems,
  describeKey,
  parseNumber,
  partKey,
  partyKey,
  placeKey,
} from '../core/gs1/key.ts';
import { type Problem, type Result, accept, refuse } from '../core/result.ts';
import { gtinIn } from '../masterdata/product-key.ts';
import { ProductService } from '../masterdata/product.service.ts';
import { SiteService } from '../masterdata/site.service.ts';
import type { SiteView } from '../masterdata/site.ts';
import { Database } from '../platform/database.ts';
import { type ItemRow, readItems, readItemsByKeys } from '../projections/item.store.ts';
import { readItemsByNumber } from './item-number.store.ts';
import { shown } from './step-form.ts';
import type { HeldItem } from './step-hold.ts';
import type { NamedItem, NamedProduct, StepLookup } from './step-lookup.ts';
import type { GtinReference, ItemReference } from './step.ts';

/** GLN as people write it. */
const glnPattern = /^\d{13}$/;
const gtinPattern = /^(\d{8}|\d{12,14})$/;

/** Looks up what a step names: items, products, places, parties, for one viewer and only what that viewer may see. */
@Injectable()
export class StepLookupService {
  constructor(
    private readonly database: Database,
    private readonly ids: NodeIdService,
    private readonly redaction: RedactionService,
    private readonly organisations: OrganisationService,
    private readonly sites: SiteService,
    private readonly products: ProductService,
  ) {}

  /** A look-up bound to the viewer. */
  for(viewer: Viewer): StepLookup {
    return {
      item: (reference) => this.item(viewer, reference),
      product: (text) => this.product(viewer, text),
      site: (text) => this.site(viewer, text),
      party: (text) => this.party(viewer, text),
      issuer: (text) => this.issuer(viewer, text),
      named: (product, lot, serial) => this.named(viewer, product, { lot, serial }),
    };
  }

  /** URI of the viewer's organisation, and its GLN, as its events name it. */
  async self(viewer: Viewer): Promise<OrganisationView | null> {
    return viewer.organisation === null
      ? null
      : this.organisations.byId(viewer, viewer.organisation);
  }

  /** Items by internal id, as events name them; unknown and hidden ones are left out. */
  async items(viewer: Viewer, ids: readonly number[]): Promise<readonly HeldItem[]> {
    const found = await this.database.read(viewer, (tx) => readItems(tx, ids));
    return this.redaction.redactAll(viewer, found).map(named);
  }

  private async item(viewer: Viewer, reference: ItemReference): Promise<Result<NamedItem>> {
    const { id, number, gtin } = reference;
    const given = [id, number, gtin].filter((way) => way != null);
    if (given.length !== 1) {
      return refuse(wrong('Name the item in exactly one way.', '`id`, `number` or `gtin`'));
    }
    if (id != null) return this.itemById(viewer, id);
    return gtin == null ? this.itemByNumber(viewer, number ?? '') : this.itemByGtin(viewer, gtin);
  }

  private async itemById(viewer: Viewer, id: string): Promise<Result<NamedItem>> {
    const node = this.ids.decode(viewer, id);
    const wanted = node !== null && (node.type === 'part' || node.type === 'container');
    const found = wanted ? await this.database.read(viewer, (tx) => readItems(tx, [node.id])) : [];
    const [item] = this.redaction.redactAll(viewer, found);
    return item === undefined ? refuse(unknownItem(id)) : accept(await this.known(viewer, item));
  }

  private async itemByNumber(viewer: Viewer, number: string): Promise<Result<NamedItem>> {
    const keys = parseNumber(number);
    const found = this.redaction.redactAll(
      viewer,
      await this.database.read(viewer, (tx) => readItemsByNumber(tx, number, keys)),
    );
    if (found.length > 1) return refuse(ambiguous(number));
    const [item] = found;
    const [key] = keys;
    const digit = key === undefined ? null : checkDigitProblems(key);
    if (digit !== null) return refuse({ ...digit, at: '' });
    if (item !== undefined) return accept(await this.known(viewer, item));
    return key === undefined
      ? refuse(unknownItem(number))
      : accept(await this.unknown(viewer, key));
  }

  private async itemByGtin(viewer: Viewer, reference: GtinReference): Promise<Result<NamedItem>> {
    const { gtin, lot, serial } = reference;
    if (!gtinPattern.test(gtin)) {
      return refuse({
        ...wrong(`"${shown(gtin)}" is no GTIN.`, '8, 12, 13 or 14 digits'),
        at: '/gtin/gtin',
      });
    }
    const digit = checkDigitProblems(partKey(gtin));
    if (digit !== null) return refuse({ ...digit, at: '/gtin/gtin' });
    return accept(
      await this.named(viewer, partKey(gtin), { lot: lot ?? null, serial: serial ?? null }),
    );
  }

  /** A product by its node id or GTIN; its key is what lots and pieces are named below. */
  private async product(viewer: Viewer, text: string): Promise<Result<NamedProduct>> {
    const id = this.ids.decodeAs(viewer, 'product', text);
    const view = id === null ? null : await this.products.byId(viewer, id);
    const own = view?.numbers[0];
    if (view !== null && own !== undefined) return accept({ key: own.key, unit: view.unit });
    const key = gtinPattern.test(text) ? partKey(text) : canonicalKey(text);
    const described = await this.products.byKey(viewer, key);
    const digit = checkDigitProblems(key);
    if (digit !== null) return refuse(digit);
    if (described === null && gtinIn(key) === null) {
      return refuse({
        code: 'UNKNOWN_PRODUCT',
        message: `"${shown(text)}" names no product you may see: register it, or give its GTIN.`,
        at: '',
      });
    }
    return accept({ key, unit: described?.unit ?? null });
  }

  private async named(
    viewer: Viewer,
    product: string,
    { lot, serial }: { readonly lot: string | null; readonly serial: string | null },
  ): Promise<NamedItem> {
    const gtin = gtinIn(product);
    const key = gtin === null ? ownPart(product, lot, serial) : partKey(gtin, { lot, serial });
    const [item] = await this.database.read(viewer, (tx) => readItemsByKeys(tx, [key]));
    const named =
      item === undefined ? await this.unknown(viewer, key) : await this.known(viewer, item);
    return { ...named, classLevel: serial === null, lot };
  }

  private async known(viewer: Viewer, item: ItemRow): Promise<NamedItem> {
    return {
      ...named(item),
      known: item.firstPosition !== null,
      unit: await this.unitOf(viewer, item.key),
    };
  }

  private async unknown(viewer: Viewer, key: string): Promise<NamedItem> {
    const { kind, lot } = describeKey(key, false);
    const classLevel = kind === 'LOT' || kind === 'CLASS';
    return { uri: key, classLevel, lot, known: false, unit: await this.unitOf(viewer, key) };
  }

  private async unitOf(viewer: Viewer, key: string): Promise<string | null> {
    return (await this.products.byKey(viewer, key))?.unit ?? null;
  }

  private async site(viewer: Viewer, text: string | null): Promise<Result<string | null>> {
    if (text === null) return accept(await this.ownSite(viewer));
    const id = this.ids.decodeAs(viewer, 'site', text);
    if (id !== null) return found(uriOf(await this.sites.byId(viewer, id)), unknownSite(text));
    const key = glnPattern.test(text) ? placeKey(text) : canonicalKey(text);
    if (!isUri(key)) return refuse(unknownSite(text));
    const digit = checkDigitProblems(key);
    if (digit !== null) return refuse(digit);
    const view = await this.sites.byKey(viewer, key);
    return view === null && !key.startsWith(placeKey('')) ? refuse(unknownSite(text)) : accept(key);
  }

  private async ownSite(viewer: Viewer): Promise<string | null> {
    if (viewer.site !== null) return uriOf(await this.sites.byId(viewer, viewer.site));
    return null;
  }

  private async party(viewer: Viewer, text: string): Promise<Result<string>> {
    const id = this.ids.decodeAs(viewer, 'organisation', text);
    if (id !== null) {
      const view = await this.organisations.byId(viewer, id);
      return found(view?.numbers[0]?.key ?? null, unknownParty(text));
    }
    const key = glnPattern.test(text) ? partyKey(text) : canonicalKey(text);
    if (!isUri(key)) return refuse(unknownParty(text));
    const digit = checkDigitProblems(key);
    if (digit !== null) return refuse(digit);
    const view = await this.organisations.byKey(viewer, key);
    if (view !== null) return accept(view.numbers[0]?.key ?? key);
    return key.startsWith(partyKey('')) ? accept(key) : refuse(unknownParty(text));
  }

  private async issuer(viewer: Viewer, text: string | null): Promise<Result<string>> {
    const party = text === null ? await this.ownParty(viewer) : await this.party(viewer, text);
    if (!party.ok) return party;
    const gln = /\/41[47]\/(\d{13})$/.exec(party.value)?.[1];
    return accept(gln ?? party.value.slice(party.value.lastIndexOf('/') + 1));
  }

  private async ownParty(viewer: Viewer): Promise<Result<string>> {
    return found((await this.self(viewer))?.numbers[0]?.key ?? null, unknownParty('you'));
  }
}

const named = ({ uri, kind, lot }: ItemRow): HeldItem => ({
  uri,
  classLevel: kind === 'LOT' || kind === 'CLASS',
  lot,
});

/** A lot or piece of a product without GTIN: below the product's own id on this deployment's domain (domain rule 3). */
function ownPart(product: string, lot: string | null, serial: string | null): string {
  if (serial !== null) return `${product}/21/${encodeURIComponent(serial)}`;
  return lot === null ? product : `${product}/10/${encodeURIComponent(lot)}`;
}

const isUri = (text: string): boolean => /^[a-z][a-z0-9+.-]*:\S+$/i.test(text);

const uriOf = (site: SiteView | null): string | null => site?.numbers[0]?.key ?? null;

const found = <T>(value: T | null, problem: Problem): Result<T> =>
  value === null ? refuse(problem) : accept(value);

const wrong = (message: string, expected: string): Problem => ({
  code: 'INVALID_VALUE',
  message,
  at: '',
  expected,
});

const unknownItem = (number: string): Problem => ({
  code: 'UNKNOWN_ITEM',
  message: `"${shown(number)}" names nothing you may see: check it, or name a new lot by product and lot.`,
  at: '',
  number,
});

const ambiguous = (number: string): Problem => ({
  code: 'AMBIGUOUS_NUMBER',
  message: `"${shown(number)}" fits several items: search for it, then use the id.`,
  at: '',
});

const unknownSite = (text: string): Problem => ({
  code: 'UNKNOWN_SITE',
  message: `"${shown(text)}" names no site you may see: register it, or give its GLN.`,
  at: '',
});

const unknownParty = (text: string): Problem => ({
  code: 'UNKNOWN_PARTY',
  message: `"${shown(text)}" names no organisation you may see: register it, or give its GLN.`,
  at: '',
});
