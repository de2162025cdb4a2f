import { Injectable } from '@nestjs/common';
import { RedactionService } from '../access/redaction.service.ts';
import type { Viewer } from '../access/viewer.ts';
import { readTime } from '../core/epcis/time.ts';
import type { ItemKind } from '../core/gs1/key.ts';
import { carriedHolding } from '../core/lineage/carried.ts';
import type { Holding } from '../core/lineage/holding.ts';
import { holdingsIn } from '../core/lineage/holdings.ts';
import { compareText } from '../core/lineage/order.ts';
import { stateAfter } from '../core/lineage/state.ts';
import { ProductService } from '../masterdata/product.service.ts';
import { SiteService } from '../masterdata/site.service.ts';
import { OrganisationService } from '../access/organisation.service.ts';
import { Clock } from '../platform/clock.ts';
import { Database } from '../platform/database.ts';
import { readTimesTold } from './content.store.ts';
import { type Dossiers, partyNameOf } from './custody.ts';
import { CustodyService } from './custody.service.ts';
import type { Asked } from './moment.ts';
import { itemName } from './item-name.ts';
import type { ItemView } from './item.ts';
import { type LifeRecord, readFollowed, readLives } from './life.store.ts';
import type { HoldingView, ItemStateView, StateQuestion } from './state.ts';

/** What a state is made of. */
interface Found {
  readonly life: readonly LifeRecord[];
  readonly holdings: readonly Holding[];
  readonly dossiers: Dossiers;
  /** The party that has a single item in hand while it is on its way. */
  readonly sender: string | null;
}

/** Where items are, who has them, and in what state they are. */
@Injectable()
export class StateService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly redaction: RedactionService,
    private readonly custody: CustodyService,
    private readonly products: ProductService,
    private readonly organisations: OrganisationService,
    private readonly sites: SiteService,
  ) {}

  /** The state of an item at an event time, as known at a record time; both now unless said. */
  async state(viewer: Viewer, item: ItemView, question: StateQuestion): Promise<ItemStateView> {
    const at = question.at ?? this.clock.now().toISOString();
    const asked = await this.custody.asked(question.asKnownAt);
    const moment = asked.namesAt === null ? null : { known: asked.known, namesAt: asked.namesAt };
    if (this.redaction.redact(viewer, item) === null) return { ...nothing, at, moment };
    const instant = readTime(at)?.instant ?? at;
    const found = await this.found(viewer, item, { asked, instant });
    const { disposition, persistent, onHold, place, lastEvent } = stateAfter(found.life);
    const inHand = found.holdings.filter(({ status }) => status !== 'SOLD');
    const [only] = inHand.length <= 1 ? inHand : [];
    const several = inHand.length > 1;
    return {
      at,
      moment,
      site: several ? null : siteOf(only, place, item.kind),
      holder: only === undefined ? null : partyNameOf(handOf(only, found.sender)),
      container: found.dossiers.items.get(only?.container ?? '')?.id ?? null,
      holdings: await this.holdings(viewer, found, asked),
      disposition,
      persistentDispositions: persistent,
      onHold,
      lastEvent: lastEvent?.position ?? null,
    };
  }

  private async found(
    viewer: Viewer,
    item: ItemView,
    { asked, instant }: { readonly asked: Asked; readonly instant: string },
  ): Promise<Found> {
    const { known } = asked;
    const lives = await this.database.read(viewer, (tx) =>
      readLives(tx, [item.id], { known, instant }),
    );
    const life = lives.get(item.id) ?? [];
    const dossiers = await this.custody.dossiers(viewer, [item.id], { asked, instant });
    const own = dossiers.byItem.get(item.id);
    if (own === undefined) return { life, holdings: [], dossiers, sender: null };
    const { facts } = dossiers;
    const [followed] = await this.database.read(viewer, (tx) =>
      readFollowed(tx, [item.id], { known, instant }),
    );
    if (followed !== undefined) {
      const { dossier } = own;
      const holding = carriedHolding({ item: item.key, life, dossier, facts, instant });
      return { life, ...holding, dossiers };
    }
    const holdings = holdingsIn(item.key, own.dossier, { instant, hops: own.hops, facts });
    const sender = own.hops.at(-1)?.hop.from ?? null;
    return { life, holdings, dossiers, sender };
  }

  /** By name of the holder, of the site, of the container; who is not known comes last. */
  private async holdings(
    viewer: Viewer,
    { holdings, dossiers }: Found,
    { namesAt }: Asked,
  ): Promise<readonly HoldingView[]> {
    const told = await this.told(viewer, holdings);
    const named = await this.names(viewer, { holdings, dossiers }, namesAt);
    return holdings
      .map((holding) => ({ holding, names: named(holding) }))
      .toSorted(
        (a, b) =>
          compareLast(a.names.holder, b.names.holder) ||
          compareLast(a.names.site, b.names.site) ||
          compareLast(a.names.container, b.names.container) ||
          compareText(a.holding.status, b.holding.status),
      )
      .map(({ holding }) => ({
        holder: partyNameOf(holding.holder),
        site: holding.site,
        container: dossiers.items.get(holding.container ?? '')?.id ?? null,
        quantity: holding.amount,
        since: told.get(holding.since?.position ?? -1) ?? null,
        status: holding.status,
      }));
  }

  private async told(
    viewer: Viewer,
    holdings: readonly Holding[],
  ): Promise<ReadonlyMap<number, string>> {
    const positions = holdings.flatMap(({ since }) => since?.position ?? []);
    if (positions.length === 0) return new Map();
    return this.database.read(viewer, (tx) => readTimesTold(tx, positions));
  }

  private async names(
    viewer: Viewer,
    { holdings, dossiers }: Pick<Found, 'holdings' | 'dossiers'>,
    namesAt: string | null,
  ) {
    const asOf = { knownAt: namesAt };
    const holders = holdings.map(({ holder }) => partyNameOf(holder));
    const keysOf = (list: readonly (string | null)[]): readonly string[] => [
      ...new Set(list.flatMap((one) => one ?? [])),
    ];
    const containers = keysOf(holdings.map(({ container }) => container));
    const [organisations, sites, products] = await Promise.all([
      this.organisations.byIds(
        viewer,
        holders.flatMap(({ organisation }) => organisation ?? []),
        asOf,
      ),
      this.sites.byKeys(viewer, keysOf(holdings.map(({ site }) => site)), asOf),
      this.products.byKeys(viewer, containers, asOf),
    ]);
    return ({ holder, site, container }: Holding) => {
      const { organisation, key } = partyNameOf(holder);
      const item = dossiers.items.get(container ?? '');
      return {
        holder: organisation === null ? key : (organisations.get(organisation)?.name ?? null),
        site: site === null ? null : (sites.get(site)?.name ?? site),
        container: item === undefined ? null : itemName(item, products.get(item.key)?.name ?? null),
      };
    };
  }
}

const nothing: Omit<ItemStateView, 'at' | 'moment'> = {
  site: null,
  holder: null,
  container: null,
  holdings: [],
  disposition: null,
  persistentDispositions: [],
  onHold: false,
  lastEvent: null,
};

/** A lot may have been elsewhere last, with what is gone of it: what is left lies where its holding is. */
const siteOf = (only: Holding | undefined, place: string | null, kind: ItemKind): string | null =>
  only?.status === 'ON_HAND' && kind === 'LOT' ? (only.site ?? place) : place;

/** Who has it in hand: what is on its way is still the sender's. */
const handOf = ({ holder, status }: Holding, sender: string | null): string | null =>
  status === 'IN_TRANSIT' ? sender : holder;

const compareLast = (a: string | null, b: string | null): number => {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return compareText(a, b);
};
