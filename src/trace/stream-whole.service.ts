import { Injectable } from '@nestjs/common';
import { OrganisationService } from '../access/organisation.service.ts';
import type { Viewer } from '../access/viewer.ts';
import { SiteService } from '../masterdata/site.service.ts';
import { Database } from '../platform/database.ts';
import { readItems } from '../projections/item.store.ts';
import type { HopView, PartyName } from '../query/hop.ts';
import { HopService } from '../query/hop.service.ts';
import { type GraphRequest, tellGraph, type TracedGraph } from './graph.store.ts';
import type { GapView } from './provenance.ts';
import type { Cell } from './stream.ts';
import { TraceLimits } from './trace-limits.ts';
import type { WalkedAll } from './walk-all.store.ts';
import { ITEMS_MAX, notLookedAt, type WayQuestion, WayService } from './way.service.ts';

/** What a trace says as a whole and not node by node; null where it is too large for that. */
export interface StreamWhole {
  readonly traced: TracedGraph | null;
  /** Null: its hand-overs are not looked at. */
  readonly ways: WayQuestion | null;
}

/** What a trace of some size says besides its nodes and links: shares and hand-overs, as its answer at the other door. */
@Injectable()
export class StreamWholeService {
  constructor(
    private readonly database: Database,
    private readonly limits: TraceLimits,
    private readonly ways: WayService,
    private readonly hopService: HopService,
    private readonly organisations: OrganisationService,
    private readonly sites: SiteService,
  ) {}

  /** Reads all of a trace that is small enough to be held. */
  async read(
    viewer: Viewer,
    request: GraphRequest & { readonly start: readonly number[]; readonly namesAt: string },
    walked: WalkedAll,
  ): Promise<StreamWhole> {
    const size = walked.graph.distances.size;
    if (size > this.limits.sharesNodesMax) return { traced: null, ways: null };
    const traced = await this.database.read(viewer, (tx) =>
      tellGraph(tx, { request, walked, limits: this.limits }),
    );
    if (size > ITEMS_MAX) return { traced, ways: null };
    const { known, namesAt, at, direction } = request;
    return { traced, ways: { whole: { traced, known, namesAt }, at, direction, once: true } };
  }

  /** What the hand-overs leave open. */
  async gaps(viewer: Viewer, { ways }: StreamWhole): Promise<readonly GapView[]> {
    return ways === null ? [notLookedAt] : this.ways.gaps(viewer, ways);
  }

  /** How many lines hand-overs have. */
  async countLines(viewer: Viewer, { ways }: StreamWhole): Promise<number> {
    const { hops } = ways === null ? { hops: [] } : await this.ways.ways(viewer, ways);
    return hops.reduce((sum, { lines }) => sum + lines.length, 0);
  }

  /** Hand-overs on the way, oldest first, a row for each line, some hundreds at a time. */
  async *hops(
    viewer: Viewer,
    { ways }: StreamWhole,
    spelling: { readonly key: (item: number) => string; readonly event: EventName },
  ): AsyncGenerator<readonly (readonly Cell[])[]> {
    if (ways === null) return;
    const { hops, dossiers } = await this.ways.ways(viewer, ways);
    const around = { hops, items: dossiers.items, facts: dossiers.facts };
    for (let start = 0; start < hops.length; start += HOPS_AT_ONCE) {
      const some = hops.slice(start, start + HOPS_AT_ONCE);
      const views = await this.hopService.views(
        viewer,
        some.map((hop) => ({ hop, around })),
      );
      const names = await this.names(viewer, views, ways.whole.namesAt);
      yield views.flatMap((view) => rowsOf(view, { ...names, ...spelling }));
    }
  }

  private async names(
    viewer: Viewer,
    views: readonly HopView[],
    namesAt: string | null,
  ): Promise<HopNames> {
    const asOf = { knownAt: namesAt };
    const parties = views.flatMap(({ from, to }) => [from, to]);
    const sites = views.flatMap(({ fromSite, toSite }) => [fromSite ?? [], toSite ?? []].flat());
    const items = views.flatMap(({ lines }) =>
      lines.flatMap(({ item, container }) => [item, container ?? []].flat()),
    );
    const [named, placed, rows] = await Promise.all([
      this.organisations.byIds(
        viewer,
        [...new Set(parties.flatMap(({ organisation }) => organisation ?? []))],
        asOf,
      ),
      this.sites.byKeys(viewer, [...new Set(sites)], asOf),
      this.database.read(viewer, (tx) => readItems(tx, [...new Set(items)])),
    ]);
    const uris = new Map(rows.map(({ id, uri }) => [id, uri]));
    return {
      party: ({ organisation, key }) => named.get(organisation ?? -1)?.name ?? key,
      site: (site) => (site === null ? null : (placed.get(site)?.name ?? site)),
      uri: (item) => (item === null ? null : (uris.get(item) ?? null)),
    };
  }
}

/** Hand-overs of which names are looked up together. */
const HOPS_AT_ONCE = 500;

type EventName = (position: number | null) => string | null;

interface HopNames {
  readonly party: (party: PartyName) => string | null;
  readonly site: (site: string | null) => string | null;
  readonly uri: (item: number | null) => string | null;
}

/** The columns of a line of a hand-over. */
export const hopColumns =
  'status from to fromSite toSite fromCountry toCountry crossesBorder shippedAt receivedAt node uri container shipped shippedUnit received receivedUnit difference documents disagreements shipping receivings'.split(
    ' ',
  );

/** A row for each line of a hand-over, in the order of the columns; of several words one text. */
const rowsOf = (
  view: HopView,
  names: HopNames & { readonly key: (item: number) => string; readonly event: EventName },
): readonly (readonly Cell[])[] =>
  view.lines.map(({ item, container, shipped, received, difference }) => [
    view.status,
    names.party(view.from),
    names.party(view.to),
    names.site(view.fromSite),
    names.site(view.toSite),
    view.fromCountry,
    view.toCountry,
    view.crossesBorder,
    view.shippedAt,
    view.receivedAt,
    names.key(item),
    names.uri(item),
    names.uri(container),
    shipped?.value ?? null,
    shipped?.unit ?? null,
    received?.value ?? null,
    received?.unit ?? null,
    difference,
    view.documents.map(({ id }) => id).join(' '),
    view.disagreements
      .filter((one) => one.item === null || one.item === item)
      .map(({ kind }) => kind)
      .join(' '),
    names.event(view.shipping),
    view.receivings.map((position) => names.event(position)).join(' '),
  ]);
