import { Args, Context, Info, Int, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import type { Hop as HopFound } from '../core/lineage/hops.ts';
import { EventService } from '../query/event.service.ts';
import { HopService } from '../query/hop.service.ts';
import { type Ways, WayService } from '../trace/way.service.ts';
import { PageArguments, pageOf } from './arguments.ts';
import type { ConnectionOf } from './connection.ts';
import { connect, slice } from './connections.ts';
import type { RequestContext } from './context.ts';
import { Event, EventConnection } from './event.types.ts';
import { hopOf } from './hop-fields.ts';
import { HopFilters } from './hop-filters.ts';
import { Hop, HopArguments, HopConnection } from './hop.types.ts';
import { totalCountMax } from './limits.ts';
import { Presenter } from './present.ts';
import { Provenance, ProvenanceSummary } from './provenance.types.ts';
import { CountryCode } from './scalars.ts';

/** The hand-overs and steps that belong to a trace. */
@Resolver(() => Provenance)
export class WayResolver {
  constructor(
    private readonly service: WayService,
    private readonly hopService: HopService,
    private readonly filters: HopFilters,
    private readonly events: EventService,
    private readonly presenter: Presenter,
  ) {}

  @ResolveField(() => HopConnection, {
    description:
      'Hand-overs on the way, oldest first, with those of their lines that are on the way. What went to another customer is not among them. Errors: INVALID_VALUE, CURSOR_INVALID.',
  })
  async hops(
    @Parent() { view }: Provenance,
    @Args() given: HopArguments,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ConnectionOf<Hop> & Pick<HopConnection, 'count'>> {
    const { viewer } = context;
    const { hops, dossiers } = await this.service.ways(viewer, view);
    const filter = this.filters.of(given.filter, context);
    const around = { hops, items: dossiers.items, facts: dossiers.facts };
    const found = await this.hopService.fitting(viewer, around, filter);
    const { edges, hasNextPage } = slice(found, pageOf(given));
    const views = await this.hopService.views(
      viewer,
      edges.map(({ node }) => node),
    );
    const page = {
      edges: views.map((node, index) => ({ node, cursor: edges[index]?.cursor ?? '' })),
      hasNextPage,
    };
    const facts = { page, continued: given.after != null, present: hopOf };
    return {
      ...connect(facts, context, info),
      count: () => Promise.resolve(found.length > totalCountMax ? null : found.length),
    };
  }

  @ResolveField(() => EventConnection, {
    description:
      'All events of the thread, oldest first: steps, packing, hand-overs, inspections. Superseded events are left out. Errors: INVALID_VALUE, CURSOR_INVALID.',
  })
  async steps(
    @Parent() { view }: Provenance,
    @Args() given: PageArguments,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ConnectionOf<Event>> {
    const { viewer } = context;
    const { steps, known } = await this.service.ways(viewer, view);
    const { item, direction, at } = view;
    const question = JSON.stringify(['steps', item.id, direction, at]);
    const conditions = { among: steps, upto: known, question };
    const page = await this.events.list(viewer, conditions, 'TIME_ASC', pageOf(given));
    const present = this.presenter.event.bind(this.presenter, viewer);
    return connect({ page, continued: given.after != null, present }, context, info);
  }
}

/** Counts of hand-overs: derived when they are asked for. */
@Resolver(() => ProvenanceSummary)
export class WaySummaryResolver {
  constructor(private readonly service: WayService) {}

  @ResolveField(() => Int, { description: 'Hand-overs.' })
  async hops(
    @Parent() { view }: ProvenanceSummary,
    @Context() { viewer }: RequestContext,
  ): Promise<number> {
    return (await this.service.ways(viewer, view)).hops.length;
  }

  @ResolveField(() => Int, { description: 'Hops known to cross a border.' })
  async borders(
    @Parent() { view }: ProvenanceSummary,
    @Context() { viewer }: RequestContext,
  ): Promise<number> {
    const { hops } = await this.service.ways(viewer, view);
    return hops.filter(({ crossesBorder }) => crossesBorder).length;
  }

  @ResolveField(() => [CountryCode], {
    description:
      'All countries seen, of making and of hand-overs, in alphabetical order; at most 249.',
  })
  async countries(
    @Parent() { view }: ProvenanceSummary,
    @Context() { viewer }: RequestContext,
  ): Promise<readonly string[]> {
    const ways = await this.service.ways(viewer, view);
    const passed = ways.hops.flatMap((hop) => countriesOf(hop, ways));
    return [...new Set([...view.summary.countries, ...passed])].toSorted();
  }
}

const countriesOf = (
  { fromSite, toSite }: HopFound,
  { dossiers }: Pick<Ways, 'dossiers'>,
): readonly string[] =>
  [fromSite, toSite].flatMap((site) =>
    site === null ? [] : (dossiers.facts.countryOf(site) ?? []),
  );
