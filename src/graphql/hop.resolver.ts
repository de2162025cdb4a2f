import {
  Args,
  Context,
  ID,
  Info,
  Int,
  Parent,
  Query,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import type { HopPage } from '../query/hop.ts';
import { HopService } from '../query/hop.service.ts';
import { checkRange, checkTime, pageOf } from './arguments.ts';
import type { ConnectionOf } from './connection.ts';
import { connect, cutError } from './connections.ts';
import type { RequestContext } from './context.ts';
import { Event } from './event.types.ts';
import { hopLineOf, hopOf, inOrder } from './hop-fields.ts';
import { HopFilters } from './hop-filters.ts';
import {
  Hop,
  HopArguments,
  HopConnection,
  HopLine,
  ItemHopArguments,
  ListedHopArguments,
} from './hop.types.ts';
import { Item } from './item.types.ts';
import { boundedListMax, pageMax } from './limits.ts';
import { spokenAt } from './moments.ts';
import { Parties } from './parties.ts';
import { Party } from './party.types.ts';
import { Presenter } from './present.ts';
import { Site } from './site.types.ts';

/** Hand-overs between organisations. */
@Resolver()
export class HopsResolver {
  constructor(
    private readonly service: HopService,
    private readonly filters: HopFilters,
  ) {}

  @Query(() => HopConnection, {
    description:
      'Hand-overs: all, across borders, in transit to me, short. Newest first. With `asKnownAt` as they were known then; `filter` too is read as known then. Errors: INVALID_VALUE, CURSOR_INVALID.',
  })
  async hops(
    @Args() given: ListedHopArguments,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ConnectionOf<Hop>> {
    const { viewer } = context;
    const of = {
      filter: this.filters.of(given.filter, context),
      asKnownAt: checkTime('asKnownAt', given.asKnownAt),
    };
    const page = await this.service.list(viewer, of, pageOf(given));
    const count = () => this.service.count(viewer, of);
    return pageOfHops({ page, given, count }, context, info);
  }
}

/** Hand-overs that an item took part in. */
@Resolver(() => Item)
export class ItemHopsResolver {
  constructor(
    private readonly service: HopService,
    private readonly filters: HopFilters,
  ) {}

  @ResolveField(() => HopConnection, {
    description:
      'Hand-overs it took part in, directly or inside a container, oldest first; `asKnownAt` is record time, default as the answer around it. Errors: INVALID_VALUE, CURSOR_INVALID.',
  })
  async hops(
    @Parent() { view }: Item,
    @Args() given: ItemHopArguments,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ConnectionOf<Hop>> {
    const { viewer, moment } = context;
    const filter = this.filters.of(given.filter, context);
    const when = {
      at: checkTime('at', given.at),
      asKnownAt: checkTime('asKnownAt', given.asKnownAt),
      known: moment,
    };
    const question = { item: view, filter, when };
    const page = await this.service.ofItem(viewer, question, pageOf(given));
    const count = () => this.service.countOfItem(viewer, question);
    return pageOfHops({ page, given, count }, context, info);
  }
}

interface FoundHops {
  readonly page: HopPage;
  readonly given: HopArguments;
  readonly count: HopConnection['count'];
}

function pageOfHops(
  { page, given, count }: FoundHops,
  context: RequestContext,
  info: GraphQLResolveInfo,
): ConnectionOf<Hop> {
  const facts = { page, continued: given.after != null, present: hopOf };
  return spokenAt({ ...connect(facts, context, info), count }, page.moment);
}

/** How many there are. */
@Resolver(() => HopConnection)
export class HopConnectionResolver {
  @ResolveField(() => Int, {
    nullable: true,
    description: 'Counted over your view; null above 10,000.',
  })
  totalCount(@Parent() { count }: HopConnection): Promise<number | null> {
    return count();
  }
}

/** What a hand-over leads to, and what it is called. */
@Resolver(() => Hop)
export class HopResolver {
  constructor(
    private readonly parties: Parties,
    private readonly presenter: Presenter,
  ) {}

  @ResolveField(() => ID, {
    description:
      'The same hand-over has the same key wherever you are told of it, on the way of a trace and of an item; no two in one answer have. No global id.',
  })
  key(@Parent() { view }: Hop, @Context() { viewer }: RequestContext): string {
    return this.presenter.hopKey(viewer, view);
  }

  @ResolveField(() => Party, { description: 'Sender (possessing party).' })
  from(@Parent() { view }: Hop, @Context() context: RequestContext): Promise<Party> {
    return this.parties.named(view.from, context);
  }

  @ResolveField(() => Party, { description: 'Receiver (possessing party).' })
  to(@Parent() { view }: Hop, @Context() context: RequestContext): Promise<Party> {
    return this.parties.named(view.to, context);
  }

  @ResolveField(() => Site, { nullable: true, description: 'Where from.' })
  fromSite(@Parent() { view }: Hop, @Context() context: RequestContext): Promise<Site | null> {
    return this.parties.place(view.fromSite, context);
  }

  @ResolveField(() => Site, { nullable: true, description: 'Where to.' })
  toSite(@Parent() { view }: Hop, @Context() context: RequestContext): Promise<Site | null> {
    return this.parties.place(view.toSite, context);
  }

  @ResolveField(() => [HopLine], {
    description:
      'What was handed over, down to the parts inside containers; by name of the part, then of the container.',
  })
  async lines(
    @Parent() { view }: Hop,
    @Args('first', {
      type: () => Int,
      defaultValue: 10,
      description: 'How many at most: 1 to 200.',
    })
    first: number,
    @Context() { budget, loaders, partial }: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<readonly HopLine[]> {
    checkRange('first', first, pageMax);
    const lines = (await inOrder(view.lines, loaders)).slice(0, first);
    const granted = budget.take(lines.length);
    if (granted < lines.length) partial.push(cutError(info));
    return lines.slice(0, granted).map(hopLineOf);
  }

  @ResolveField(() => Event, { nullable: true, description: "The sender's event." })
  async shipping(@Parent() { view }: Hop, @Context() context: RequestContext) {
    const [event] = await this.events(view.shipping === null ? [] : [view.shipping], context);
    return event ?? null;
  }

  @ResolveField(() => [Event], {
    description:
      "The receiver's events matched to it, oldest first; at most 200. Empty: none that you may see.",
  })
  receivings(
    @Parent() { view }: Hop,
    @Context() context: RequestContext,
  ): Promise<readonly Event[]> {
    return this.events(view.receivings, context);
  }

  private async events(
    positions: readonly number[],
    { loaders, viewer }: RequestContext,
  ): Promise<readonly Event[]> {
    const records = await Promise.all(
      positions.slice(0, boundedListMax).map((position) => loaders.event.load(position)),
    );
    return records.flatMap((one) => (one === null ? [] : [this.presenter.event(viewer, one)]));
  }
}
