import { Args, Context, Info, Int, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { EventService } from '../query/event.service.ts';
import { ItemService } from '../query/item.service.ts';
import { SearchService } from '../query/search.service.ts';
import {
  EventArguments,
  PageArguments,
  SearchArguments,
  asKnownAtField,
  checkRange,
  checkTime,
  pageOf,
} from './arguments.ts';
import { Change, ChangePage } from './change.types.ts';
import type { ConnectionOf } from './connection.ts';
import { connect } from './connections.ts';
import type { RequestContext } from './context.ts';
import { EventFilters } from './event-filters.ts';
import { Event, EventConnection } from './event.types.ts';
import { ItemFilter } from './filter.types.ts';
import { Item, ItemConnection } from './item.types.ts';
import { failure } from './errors.ts';
import { pageMax } from './limits.ts';
import { make } from './make.ts';
import { spokenAt } from './moments.ts';
import { Presenter } from './present.ts';
import { EventRef, ItemRef } from './reference.types.ts';
import { References } from './references.ts';
import { DateTime } from './scalars.ts';
import { presentHit } from './search-fields.ts';
import { SearchConnection, SearchHit } from './search.types.ts';

/** One box for everything. */
@Resolver()
export class SearchResolver {
  constructor(
    private readonly searchService: SearchService,
    private readonly presenter: Presenter,
  ) {}

  @Query(() => SearchConnection, {
    description:
      'One box for everything: any number of any party, names, pasted links. Best match first, at most 1,000 hits.',
  })
  async search(
    @Args() { text, first, after }: SearchArguments,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ConnectionOf<SearchHit>> {
    const { viewer } = context;
    if (text.length > 500)
      throw failure('INVALID_VALUE', 'text has at most 500 characters.', { at: 'text' });
    const page = await this.searchService.search(
      viewer,
      text,
      pageOf({ first, after: after ?? null }),
    );
    const present = presentHit.bind(null, this.presenter, viewer);
    return connect({ page, continued: after != null, present }, context, info);
  }
}

/** Items, one by one and in lists. */
@Resolver()
export class ItemsResolver {
  constructor(
    private readonly items: ItemService,
    private readonly references: References,
    private readonly filters: EventFilters,
    private readonly presenter: Presenter,
  ) {}

  @Query(() => Item, {
    nullable: true,
    description:
      'Null when unknown or hidden: one answer for both. With `asKnownAt` all of it is told as known then. Errors: AMBIGUOUS_NUMBER, INVALID_VALUE.',
  })
  async item(
    @Args('by', { description: 'Which item.' }) by: ItemRef,
    @Args('asKnownAt', { type: () => DateTime, ...asKnownAtField }) asKnownAt: string | null,
    @Context() { viewer }: RequestContext,
  ): Promise<Item | null> {
    const time = checkTime('asKnownAt', asKnownAt);
    const moment = await this.references.moment(time);
    const view = await this.references.item(viewer, by, 'by', time);
    return view === null ? null : spokenAt(this.presenter.item(viewer, view), moment);
  }

  @Query(() => ItemConnection, { name: 'items', description: 'Items you may see, newest first.' })
  async itemPage(
    @Args('filter', { type: () => ItemFilter, nullable: true, description: 'Left out: all.' })
    filter: ItemFilter | null,
    @Args() page: PageArguments,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ConnectionOf<Item>> {
    const { viewer } = context;
    const conditions = await this.filters.items(filter, context);
    const found = await this.items.list(viewer, conditions, pageOf(page));
    const present = this.presenter.item.bind(this.presenter, viewer);
    return connect({ page: found, continued: page.after != null, present }, context, info);
  }
}

/** Events, one by one, in lists and as a feed. */
@Resolver()
export class EventsResolver {
  constructor(
    private readonly eventService: EventService,
    private readonly references: References,
    private readonly filters: EventFilters,
    private readonly presenter: Presenter,
  ) {}

  @Query(() => Event, {
    nullable: true,
    description:
      'Null when unknown or hidden. With `asKnownAt` all of it is told as known then. Errors: INVALID_VALUE.',
  })
  async event(
    @Args('by', { description: 'Which event.' }) by: EventRef,
    @Args('asKnownAt', { type: () => DateTime, ...asKnownAtField }) asKnownAt: string | null,
    @Context() { viewer }: RequestContext,
  ): Promise<Event | null> {
    const moment = await this.references.moment(checkTime('asKnownAt', asKnownAt));
    const record = await this.references.event(viewer, by, moment);
    return record === null ? null : spokenAt(this.presenter.event(viewer, record), moment);
  }

  @Query(() => EventConnection, {
    description:
      'Newest first unless ordered otherwise. Superseded events are left out unless asked for in `statuses`. With `asKnownAt` those recorded by then, each as it stood then; `filter` too is read as known then. Errors: AMBIGUOUS_NUMBER, INVALID_VALUE, CURSOR_INVALID.',
  })
  async events(
    @Args() given: EventArguments,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ConnectionOf<Event>> {
    const { viewer } = context;
    const asKnownAt = checkTime('asKnownAt', given.asKnownAt);
    const moment = await this.references.moment(asKnownAt);
    const filter = await this.filters.events(given.filter ?? null, context, moment);
    const conditions = { ...filter, ...(asKnownAt === null ? {} : { asKnownAt }) };
    const page = await this.eventService.list(viewer, conditions, given.order, pageOf(given));
    const present = this.presenter.event.bind(this.presenter, viewer);
    const facts = { page, continued: given.after != null, present };
    return spokenAt(connect(facts, context, info), page.moment);
  }

  @Query(() => ChangePage, {
    description: 'For systems that poll. Without `since`: from the start of what you may see.',
  })
  async changes(
    @Args('since', {
      type: () => String,
      nullable: true,
      description: '`cursor` of the page before; left out: from the start.',
    })
    since: string | null,
    @Args('first', {
      type: () => Int,
      defaultValue: 200,
      description: 'How many at most: 1 to 200.',
    })
    first: number,
    @Context() { viewer, budget }: RequestContext,
  ): Promise<ChangePage> {
    checkRange('first', first, pageMax);
    const feed = await this.eventService.changes(viewer, since ?? null, first);
    budget.take(feed.changes.length);
    const changes = feed.changes.map(({ kind, event }) =>
      make(Change, { kind, event: this.presenter.event(viewer, event) }),
    );
    return make(ChangePage, { changes, cursor: feed.cursor, more: feed.more });
  }
}
