import { Args, Context, Info, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import type { HoldingView } from '../query/state.ts';
import { StateService } from '../query/state.service.ts';
import { PageArguments, checkTime, pageOf } from './arguments.ts';
import type { ConnectionOf } from './connection.ts';
import { connect, slice } from './connections.ts';
import type { RequestContext } from './context.ts';
import { Event } from './event.types.ts';
import { ItemFields } from './item-fields.ts';
import { Item } from './item.types.ts';
import { boundedListMax, totalCountMax } from './limits.ts';
import { make } from './make.ts';
import { spokenAt } from './moments.ts';
import { Parties } from './parties.ts';
import { Party } from './party.types.ts';
import { Presenter } from './present.ts';
import { quantityOf } from './quantity.ts';
import { Site } from './site.types.ts';
import { Holding, HoldingConnection, ItemState, StateArguments } from './state.types.ts';

/** Where items are. */
@Resolver(() => Item)
export class ItemWhereResolver {
  constructor(private readonly service: StateService) {}

  @ResolveField(() => ItemState, {
    description:
      'Where it is, who has it, what state it is in. `at` is event time, default now; `asKnownAt` is record time, default as the answer around it. Errors: INVALID_VALUE.',
  })
  async state(
    @Parent() { view }: Item,
    @Args() given: StateArguments,
    @Context() { viewer, moment }: RequestContext,
  ): Promise<ItemState> {
    const found = await this.service.state(viewer, view, {
      at: checkTime('at', given.at),
      asKnownAt: checkTime('asKnownAt', given.asKnownAt) ?? moment?.namesAt ?? null,
    });
    const { at, disposition, onHold, moment: spoken } = found;
    const persistentDispositions = found.persistentDispositions.slice(0, boundedListMax);
    const fields = { view: found, at, disposition, persistentDispositions, onHold };
    return spokenAt(make(ItemState, fields), spoken);
  }
}

/** What a state leads to. */
@Resolver(() => ItemState)
export class ItemStateResolver {
  constructor(
    private readonly parties: Parties,
    private readonly items: ItemFields,
    private readonly presenter: Presenter,
  ) {}

  @ResolveField(() => Site, {
    nullable: true,
    description:
      'Last known place (bizLocation, else readPoint). Null too when the item is in several hands or places: see `holdings`.',
  })
  site(@Parent() { view }: ItemState, @Context() context: RequestContext): Promise<Site | null> {
    return this.parties.place(view.site, context);
  }

  @ResolveField(() => Party, {
    nullable: true,
    description:
      'Who has it in hand; after shipping and before receiving: the sender. Null too when the item is in several hands: see `holdings`.',
  })
  async holder(
    @Parent() { view }: ItemState,
    @Context() context: RequestContext,
  ): Promise<Party | null> {
    return view.holder === null ? null : this.parties.named(view.holder, context);
  }

  @ResolveField(() => Item, {
    nullable: true,
    description:
      'What it is packed in directly; a part where its number is no GS1 container. Null too when the item lies in several holdings: see `holdings`.',
  })
  async container(
    @Parent() { view }: ItemState,
    @Context() context: RequestContext,
  ): Promise<Item | null> {
    return view.container === null ? null : this.items.byId(view.container, context);
  }

  @ResolveField(() => HoldingConnection, {
    description:
      'Every holding of it that you may see: who has how much where. By name of the holder, then of the site, then of the container. A piece or a container has one. Errors: INVALID_VALUE, CURSOR_INVALID.',
  })
  holdings(
    @Parent() { view: { holdings } }: ItemState,
    @Args() page: PageArguments,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): ConnectionOf<Holding> & Pick<HoldingConnection, 'totalCount'> {
    const facts = { page: slice(holdings, pageOf(page)), continued: page.after != null };
    const totalCount = holdings.length > totalCountMax ? null : holdings.length;
    return { ...connect({ ...facts, present: holdingOf }, context, info), totalCount };
  }

  @ResolveField(() => Event, {
    nullable: true,
    description: 'The last event that changed this state.',
  })
  async lastEvent(
    @Parent() { view }: ItemState,
    @Context() { loaders, viewer }: RequestContext,
  ): Promise<Event | null> {
    const record = view.lastEvent === null ? null : await loaders.event.load(view.lastEvent);
    return record === null ? null : this.presenter.event(viewer, record);
  }
}

const holdingOf = (view: HoldingView): Holding =>
  make(Holding, {
    view,
    quantity: view.quantity && quantityOf(view.quantity.value, view.quantity.unit),
    since: view.since,
    status: view.status,
  });

/** What a holding leads to. */
@Resolver(() => Holding)
export class HoldingResolver {
  constructor(
    private readonly parties: Parties,
    private readonly items: ItemFields,
  ) {}

  @ResolveField(() => Party, {
    description: 'Who has it; while on its way, whom it is on its way to.',
  })
  holder(@Parent() { view }: Holding, @Context() context: RequestContext): Promise<Party> {
    return this.parties.named(view.holder, context);
  }

  @ResolveField(() => Site, { nullable: true, description: 'Where; null: not known to you.' })
  site(@Parent() { view }: Holding, @Context() context: RequestContext): Promise<Site | null> {
    return this.parties.place(view.site, context);
  }

  @ResolveField(() => Item, {
    nullable: true,
    description:
      'What it is packed in directly, a part where its number is no GS1 container; null: not packed, or not known to you.',
  })
  async container(
    @Parent() { view }: Holding,
    @Context() context: RequestContext,
  ): Promise<Item | null> {
    return view.container === null ? null : this.items.byId(view.container, context);
  }
}
