import { Args, Context, Info, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { EventService } from '../query/event.service.ts';
import { JourneyArguments, checkTime, pageOf } from './arguments.ts';
import type { ConnectionOf } from './connection.ts';
import { connect } from './connections.ts';
import type { RequestContext } from './context.ts';
import { Event, EventConnection } from './event.types.ts';
import { Item } from './item.types.ts';
import { spokenAt } from './moments.ts';
import { Presenter } from './present.ts';

/** The life of parts and containers. */
@Resolver(() => Item)
export class JourneyResolver {
  constructor(
    private readonly events: EventService,
    private readonly presenter: Presenter,
  ) {}

  @ResolveField(() => EventConnection, {
    description:
      'Its own events and, while it was inside one, those of its containers, oldest first. Superseded events are left out. `asKnownAt` is record time, default as the answer around it. Errors: INVALID_VALUE, CURSOR_INVALID.',
  })
  async journey(
    @Parent() { view }: Item,
    @Args() given: JourneyArguments,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ConnectionOf<Event>> {
    const { viewer, moment } = context;
    const from = checkTime('from', given.from);
    const until = checkTime('until', given.until);
    const asKnownAt = checkTime('asKnownAt', given.asKnownAt);
    const conditions = {
      lifeOf: view.id,
      ...(from === null ? {} : { from }),
      ...(until === null ? {} : { until }),
      ...(asKnownAt === null ? {} : { asKnownAt }),
      ...(moment === null ? {} : { upto: moment.known }),
    };
    const page = await this.events.list(viewer, conditions, 'TIME_ASC', pageOf(given));
    const present = this.presenter.event.bind(this.presenter, viewer);
    const facts = { page, continued: given.after != null, present };
    return spokenAt(connect(facts, context, info), page.moment);
  }
}
