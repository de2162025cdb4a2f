import { Injectable } from '@nestjs/common';
import type {
  HandOverShown,
  LinkShown,
  RecordShown,
  ThingsShown,
} from '../../web/masterdata/shown.view.tsx';
import { hasScope } from '../access/scope.ts';
import type { Viewer } from '../access/viewer.ts';
import type { EpcisEvent, ItemLine, ItemRole } from '../core/epcis/event.ts';
import { stepOf } from '../core/epcis/step.ts';
import { canonicalKey, describeKey } from '../core/gs1/key.ts';
import { compareText } from '../core/lineage/order.ts';
import { ProductService } from '../masterdata/product.service.ts';
import { SiteService } from '../masterdata/site.service.ts';
import { type EventConditions, type EventRecord, EventService } from '../query/event.service.ts';
import type { HopPage, HopView, PartyName } from '../query/hop.ts';
import { HopService, ScanTooLongError } from '../query/hop.service.ts';
import { itemName, itemNumber } from '../query/item-name.ts';
import type { ItemView } from '../query/item.ts';
import { ItemService } from '../query/item.service.ts';
import { addressOf, partHref, siteHref } from './addresses.ts';
import { Described } from './described.ts';

/** Lines of a list of the newest. */
const NEWEST_MAX = 20;
/** Things that one line names; the others are counted. */
const THINGS_MAX = 3;
/** What a line is about, first: what came out of it. */
const roles: readonly ItemRole[] = ['OUTPUT', 'ITEM', 'PARENT', 'CHILD', 'INPUT'];

/** A thing that a line names. */
type Named = Pick<ItemView, 'key' | 'kind' | 'lot' | 'serial'>;

/** What happened last, as lines for people. */
@Injectable()
export class Newest {
  constructor(
    private readonly events: EventService,
    private readonly hops: HopService,
    private readonly items: ItemService,
    private readonly products: ProductService,
    private readonly sites: SiteService,
    private readonly described: Described,
  ) {}

  /** Records that meet conditions, the newest first. */
  async records(viewer: Viewer, conditions: EventConditions): Promise<readonly RecordShown[]> {
    const page = { first: NEWEST_MAX, after: null };
    const found = await this.events.list(viewer, conditions, 'TIME_DESC', page);
    const records = found.edges.map(({ node }) => node);
    const lines = records.map(({ event }) => named(event));
    const [claims, names, owners, places] = await Promise.all([
      this.events.claims(
        viewer,
        records.map(({ position }) => position),
      ),
      this.names(viewer, lines.flat()),
      this.described.linksTo(
        viewer,
        records.map(({ owner }) => owner),
      ),
      this.places(viewer, records.flatMap(placeOf)),
    ]);
    return records.map((record, index) => ({
      step: stepOf(record.event),
      day: record.event.time.day,
      claimed: claims.has(record.position),
      who: owners.get(record.owner) ?? null,
      place: placeOf(record).flatMap((key) => places.get(key) ?? [])[0] ?? null,
      wrong: wrongHref(viewer, record),
      ...thingsOf(lines[index] ?? [], names),
    }));
  }

  /** Hand-overs from and to an organisation, the newest first; null: there are too many to look through. */
  async handOvers(viewer: Viewer, organisation: number): Promise<readonly HandOverShown[] | null> {
    const page = { first: NEWEST_MAX, after: null };
    try {
      const sides = await Promise.all([
        this.hops.list(viewer, { filter: { fromParties: [organisation] }, asKnownAt: null }, page),
        this.hops.list(viewer, { filter: { toParties: [organisation] }, asKnownAt: null }, page),
      ]);
      return await this.handOverLines(viewer, sides);
    } catch (error) {
      if (error instanceof ScanTooLongError) return null;
      throw error;
    }
  }

  private async handOverLines(
    viewer: Viewer,
    sides: readonly HopPage[],
  ): Promise<readonly HandOverShown[]> {
    const found = new Map(
      sides.flatMap(({ edges }) => edges.map(({ node }) => [node.key, node] as const)),
    );
    const hops = [...found.values()]
      .toSorted((one, other) => compareText(instantOf(other), instantOf(one)))
      .slice(0, NEWEST_MAX);
    const ids = hops.flatMap(({ lines }) => lines.map(({ item }) => item));
    const items = await this.items.byIds(viewer, [...new Set(ids)]);
    const names = await this.names(viewer, [...items.values()]);
    const parties = await this.described.linksTo(
      viewer,
      hops.flatMap(({ from, to }) => [from.organisation ?? [], to.organisation ?? []].flat()),
    );
    return hops.map((hop) => ({
      key: hop.key,
      status: hop.status,
      day: (hop.shippedAt ?? hop.receivedAt)?.slice(0, 10) ?? null,
      from: partyOf(hop.from, parties),
      to: partyOf(hop.to, parties),
      ...thingsOf(
        hop.lines.flatMap(({ item }) => items.get(item) ?? []),
        names,
      ),
    }));
  }

  /** The newest parts of a product, as links. */
  async parts(viewer: Viewer, gtin: string): Promise<readonly LinkShown[]> {
    const page = { first: NEWEST_MAX, after: null };
    const found = await this.items.list(viewer, { gtins: [gtin] }, page);
    const items = found.edges.map(({ node }) => node);
    const names = await this.names(viewer, items);
    return items.flatMap(({ key }) => names.get(key) ?? []);
  }

  /** Names of things with their pages, by key; what has no page of its own is only named. */
  private async names(
    viewer: Viewer,
    things: readonly Named[],
  ): Promise<ReadonlyMap<string, LinkShown>> {
    const keys = [...new Set(things.map(({ key }) => key))];
    const [products, items] = await Promise.all([
      this.products.byKeys(viewer, keys),
      this.items.byKeys(viewer, keys),
    ]);
    return new Map(
      things.map((thing) => {
        const product = products.get(thing.key)?.name;
        const named =
          product === undefined
            ? { kind: thing.kind, name: itemNumber(thing) }
            : { name: itemName(thing, product) };
        return [thing.key, { ...named, href: items.has(thing.key) ? partHref(thing.key) : null }];
      }),
    );
  }

  private async places(
    viewer: Viewer,
    keys: readonly string[],
  ): Promise<ReadonlyMap<string, LinkShown>> {
    const views = await this.sites.byKeys(viewer, [...new Set(keys)]);
    return new Map(
      [...views].map(([key, view]) => [key, { name: view.name, href: siteHref(view) }]),
    );
  }
}

const placeOf = ({ event }: EventRecord): readonly string[] =>
  [event.bizLocation ?? event.readPoint ?? []].flat().map(canonicalKey);

/** Things of an event, what it is about first. */
const named = ({ items }: EpcisEvent): readonly Named[] => {
  const about = roles
    .map((role) => items.filter((line) => line.role === role))
    .find((lines) => lines.length > 0);
  return (about ?? []).map(describedLine);
};

const describedLine = ({ key, classLevel }: ItemLine): Named => ({
  key,
  ...describeKey(key, classLevel),
});

const thingsOf = (things: readonly Named[], names: ReadonlyMap<string, LinkShown>): ThingsShown => {
  const keys = [...new Set(things.map(({ key }) => key))];
  return {
    things: keys.slice(0, THINGS_MAX).flatMap((key) => names.get(key) ?? []),
    more: Math.max(0, keys.length - THINGS_MAX),
  };
};

const instantOf = ({ shippedAt, receivedAt }: HopView): string => {
  const told = Date.parse(shippedAt ?? receivedAt ?? '');
  return Number.isNaN(told) ? '' : new Date(told).toISOString();
};

/** Who is described, else the number by which somebody was named; null when nobody was. */
const partyOf = (
  { organisation, key }: PartyName,
  parties: ReadonlyMap<number, LinkShown>,
): LinkShown | null => {
  const known = parties.get(organisation ?? -1);
  if (known !== undefined) return known;
  return key === null ? null : { name: /\/41[47]\/(\d{13})$/.exec(key)?.[1] ?? key, href: null };
};

const wrongHref = (viewer: Viewer, { owner, eventKey }: EventRecord): string | null =>
  owner === viewer.organisation && hasScope(viewer, 'RECORD')
    ? addressOf('/console/wrong', { event: eventKey })
    : null;
