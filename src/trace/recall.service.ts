import { Injectable } from '@nestjs/common';
import { OrganisationService } from '../access/organisation.service.ts';
import { RedactionService } from '../access/redaction.service.ts';
import type { Viewer } from '../access/viewer.ts';
import { readTime } from '../core/epcis/time.ts';
import { carriedHolding } from '../core/lineage/carried.ts';
import { type ItemKind, partKey } from '../core/gs1/key.ts';
import type { Holding } from '../core/lineage/holding.ts';
import { holdingsIn } from '../core/lineage/holdings.ts';
import { compareText } from '../core/lineage/order.ts';
import { LogReaderService } from '../log/log-reader.service.ts';
import { ProductService } from '../masterdata/product.service.ts';
import { Clock } from '../platform/clock.ts';
import { Database } from '../platform/database.ts';
import { readBirths } from '../projections/birth.store.ts';
import type { ItemRow } from '../projections/item.store.ts';
import { type Dossiers, type ItemDossier, partyNameOf } from '../query/custody.ts';
import { CustodyService } from '../query/custody.service.ts';
import type { Found } from '../query/hop.service.ts';
import { itemName } from '../query/item-name.ts';
import type { Asked, Moment } from '../query/moment.ts';
import { readClaimsOf, type TracedGraph } from './graph.store.ts';
import type { GapView } from './provenance.ts';
import type { RecallSubject } from './recall-subject.ts';
import {
  type Affected,
  readAffected,
  readPlace,
  readRecalledInside,
  readRecallStart,
  type RecallStart,
} from './recall.store.ts';
import { type ClaimNames, completenessOf, gapsOf } from './recall-gaps.ts';
import type { RecallHolderView, RecallPartView, RecallView } from './recall.ts';

/** Parts whose custody is looked up together. */
const PARTS_AT_ONCE = 500;

/** What carries parts is no part. */
const partKinds: ReadonlySet<ItemKind> = new Set(['SERIAL', 'LOT', 'CLASS', 'OTHER']);

/** When something is held, as known when, and what is kept of it: a dossier is large. */
interface Held<T> {
  readonly asked: Asked;
  /** Event time, UTC with microseconds. */
  readonly instant: string;
  readonly kept: (part: HeldPart) => T;
}

/** A holding of a part, with what it was derived from. */
interface HeldPart {
  readonly item: number;
  readonly holding: Holding;
  readonly own: ItemDossier;
  readonly dossiers: Dossiers;
}

/** Recall lists: everything made from something, and who has it now. A question only: nothing is started and nobody is told. */
@Injectable()
export class RecallService {
  private readonly asked = new WeakMap<RecallView, Moment>();
  private readonly held = new WeakMap<RecallView, Promise<readonly RecallHolderView[]>>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly redaction: RedactionService,
    private readonly log: LogReaderService,
    private readonly custody: CustodyService,
    private readonly products: ProductService,
    private readonly organisations: OrganisationService,
  ) {}

  /** The parts of a recall, as known at a record time or a moment, now unless said; null: nothing that the viewer may see. */
  async recall(
    viewer: Viewer,
    subject: RecallSubject,
    asKnownAt: string | Moment | null,
  ): Promise<RecallView | null> {
    if (!this.redaction.seesAny(viewer)) return null;
    const asked = await this.frozen(asKnownAt);
    const affected = await this.affected(viewer, subject, asked);
    const seen = this.redaction
      .redactAll(viewer, affected.items)
      .filter(({ kind }) => partKinds.has(kind));
    const ids = seen.map(({ id }) => id);
    const { known, namesAt } = asked;
    const { births, claimed } = await this.database.read(viewer, async (tx) => ({
      births: (await readBirths(tx, ids, { known, at: null })).births,
      claimed: await readClaimsOf(tx, ids, { known, at: null, direction: 'FORWARD' }),
    }));
    const parts = await this.named(viewer, seen, { affected, namesAt });
    const told = { births, claims: claimed.claims, whole: affected.complete };
    const view: RecallView = {
      subject,
      asKnownAt: namesAt,
      moment: { known, namesAt },
      completeness: completenessOf(parts, told),
      parts,
      links: affected.links,
      gaps: gapsOf(parts, told, await this.claimNames(viewer, claimed, namesAt)),
    };
    this.asked.set(view, asked);
    return view;
  }

  /** Who has how much of the parts of a recall: by name of the party, then of the part; who is not known comes last. */
  holders(viewer: Viewer, view: RecallView): Promise<readonly RecallHolderView[]> {
    const found = this.held.get(view);
    if (found !== undefined) return found;
    const asked = this.asked.get(view);
    if (asked === undefined) throw new Error('this recall was made by nobody here');
    const holders = this.holdersOf(viewer, view.parts, asked);
    this.held.set(view, holders);
    return holders;
  }

  /** What is on its way: whether it arrives is not known yet. */
  async openGaps(viewer: Viewer, view: RecallView): Promise<readonly GapView[]> {
    const holders = await this.holders(viewer, view);
    const awaited = holders.filter(({ status }) => status === 'IN_TRANSIT');
    return awaited.map(({ item, hop }) => ({
      reason: 'NOT_YET_RECEIVED',
      item,
      text: 'Some of it was shipped and no receipt is recorded yet: it may still be on its way.',
      ask: partyNameOf(hop?.hop.from ?? null).organisation,
    }));
  }

  /** All of a list, its names and its books are of one moment: asked for now, of this one, so that it can be asked again. */
  private async frozen(asKnownAt: string | Moment | null): Promise<Moment> {
    if (asKnownAt !== null && typeof asKnownAt !== 'string') return asKnownAt;
    if (asKnownAt === null) {
      const { position, at } = await this.log.settled();
      return { known: position, namesAt: at };
    }
    const { known } = await this.custody.asked(asKnownAt);
    return { known, namesAt: new Date(asKnownAt).toISOString() };
  }

  private async affected(viewer: Viewer, subject: RecallSubject, asked: Asked): Promise<Affected> {
    const { known } = asked;
    const start = await this.database.read(viewer, (tx) => readRecallStart(tx, subject, asked));
    const items = await this.certain(viewer, subject, { start, asked });
    return this.database.read(viewer, async (tx) => {
      const recalled = await readRecalledInside(tx, subject, { items, known });
      return readAffected(tx, recalled, known);
    });
  }

  /** Without what had come to the place before its time, and of which nothing was left there. */
  private async certain(
    viewer: Viewer,
    subject: RecallSubject,
    { start, asked }: { readonly start: RecallStart; readonly asked: Asked },
  ): Promise<readonly number[]> {
    if (subject.kind !== 'SITE' || start.perhaps.length === 0) return start.items;
    const place = await this.database.read(viewer, (tx) =>
      readPlace(tx, subject.site, asked.namesAt),
    );
    const instant = readTime(subject.from)?.instant ?? subject.from;
    const held = await this.heldParts(viewer, start.perhaps, {
      asked,
      instant,
      kept: ({ item, holding: { site, status } }) => ({ item, site, status }),
    });
    const booked = new Set(held.map(({ item }) => item));
    // A place that nobody told may have been this one.
    const stayed = new Set(
      held
        .filter(({ site, status }) => status === 'ON_HAND' && (site === null || place.has(site)))
        .map(({ item }) => item),
    );
    const doubtful = new Set(start.perhaps);
    // Of what the books know nothing, nobody can say that it had gone.
    return start.items.filter(
      (item) => !doubtful.has(item) || stayed.has(item) || !booked.has(item),
    );
  }

  private async heldParts<T>(
    viewer: Viewer,
    parts: readonly number[],
    { asked, instant, kept }: Held<T>,
  ): Promise<readonly T[]> {
    const found: T[] = [];
    for (let start = 0; start < parts.length; start += PARTS_AT_ONCE) {
      const some = parts.slice(start, start + PARTS_AT_ONCE);
      const dossiers = await this.custody.dossiers(viewer, some, { asked, instant });
      const lives = await this.custody.livesOfFollowed(viewer, some, { asked, instant });
      const { facts } = dossiers;
      for (const [item, own] of dossiers.byItem) {
        const life = lives.get(item);
        const question = { instant, hops: own.hops, facts };
        const { dossier } = own;
        const key = own.item.key;
        const holdings =
          life === undefined
            ? holdingsIn(key, dossier, question)
            : carriedHolding({ item: key, life, dossier, facts, instant }).holdings;
        found.push(...holdings.map((holding) => kept({ item, holding, own, dossiers })));
      }
    }
    return found;
  }

  private async holdersOf(
    viewer: Viewer,
    parts: readonly RecallPartView[],
    asked: Moment,
  ): Promise<readonly RecallHolderView[]> {
    const now = this.clock.now().toISOString();
    // What happens after the moment was not so then; whoever asks about a time to come is told how it is now.
    const then = asked.namesAt < now ? asked.namesAt : now;
    const instant = readTime(then)?.instant ?? then;
    const ids = parts.map(({ item }) => item.id);
    const holders = await this.heldParts(viewer, ids, { asked, instant, kept: holderOf });
    const names = await this.organisations.byIds(
      viewer,
      [...new Set(holders.flatMap(({ party }) => party.organisation ?? []))],
      { knownAt: asked.namesAt },
    );
    const partNames = new Map(parts.map(({ item, name }) => [item.id, name]));
    const places = new Map(ids.map((id, place) => [id, place]));
    const nameOf = ({ party }: RecallHolderView): string | null =>
      party.organisation === null ? party.key : (names.get(party.organisation)?.name ?? null);
    return holders
      .map((holder) => ({
        holder,
        name: nameOf(holder),
        part: partNames.get(holder.item) ?? '',
        place: places.get(holder.item) ?? 0,
      }))
      .toSorted(
        (a, b) => compareLast(a.name, b.name) || compareText(a.part, b.part) || a.place - b.place,
      )
      .map(({ holder }) => holder);
  }

  private async claimNames(
    viewer: Viewer,
    { claims, claimedItems }: Pick<TracedGraph, 'claims' | 'claimedItems'>,
    namesAt: string | null,
  ): Promise<ClaimNames> {
    const owners = [...claims.values()].flat().map(({ owner }) => owner);
    const organisations = await this.organisations.byIds(viewer, [...new Set(owners)], {
      knownAt: namesAt,
    });
    const called = await this.itemNames(viewer, [...claimedItems.values()], namesAt);
    return {
      organisation: (id) => organisations.get(id)?.name ?? '',
      item: (id) => called.get(id) ?? '',
    };
  }

  /** Names are looked up by product: a recall has many lots of few. */
  private async itemNames(
    viewer: Viewer,
    items: readonly ItemRow[],
    namesAt: string | null,
  ): Promise<ReadonlyMap<number, string>> {
    const keyOf = ({ gtin, key }: ItemRow): string => (gtin === null ? key : partKey(gtin, {}));
    const keys = [...new Set(items.map(keyOf))];
    const products = await this.products.byKeys(viewer, keys, { knownAt: namesAt });
    return new Map(
      items.map((item) => [item.id, itemName(item, products.get(keyOf(item))?.name ?? null)]),
    );
  }

  private async named(
    viewer: Viewer,
    items: readonly ItemRow[],
    { affected, namesAt }: { readonly affected: Affected; readonly namesAt: string | null },
  ): Promise<readonly RecallPartView[]> {
    const names = await this.itemNames(viewer, items, namesAt);
    return items
      .map((item) => ({
        item,
        name: names.get(item.id) ?? '',
        distance: affected.distances.get(item.id) ?? 0,
      }))
      .toSorted(
        (a, b) =>
          a.distance - b.distance ||
          compareText(a.name, b.name) ||
          compareText(a.item.key, b.item.key),
      );
  }
}

const compareLast = (a: string | null, b: string | null): number => {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return compareText(a, b);
};

/** By which hand-over a holding came, or is coming: the shipping that is awaited, else the last one to the holder. */
const hopOf = ({ holding, own, dossiers }: HeldPart): Found | null => {
  const { holder, status, since } = holding;
  const found = own.hops.findLast(({ hop }) =>
    status === 'IN_TRANSIT'
      ? hop.shipping !== null && hop.shipping.position === since?.position
      : hop.receivings.length > 0 && hop.to === holder,
  );
  if (found === undefined) return null;
  const { items, facts } = dossiers;
  return { hop: found.hop, around: { hops: [found.hop], items, facts } };
};

const holderOf = (part: HeldPart): RecallHolderView => {
  const { holding, item, dossiers } = part;
  return {
    party: partyNameOf(holding.holder),
    item,
    container: dossiers.items.get(holding.container ?? '')?.id ?? null,
    quantity: holding.amount,
    status: holding.status,
    since: holding.since?.event.time.instant ?? null,
    hop: hopOf(part),
  };
};
