import { Args, Context, Info, Int, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import {
  PageArguments,
  ProvenanceArguments,
  checkRange,
  pageOf,
  provenanceQuestion,
} from './arguments.ts';
import type { ConnectionOf } from './connection.ts';
import { connect, slice } from './connections.ts';
import type { RequestContext } from './context.ts';
import { Event } from './event.types.ts';
import { Item, Part } from './item.types.ts';
import { pageMax } from './limits.ts';
import { Gap, GapConnection } from './gap.types.ts';
import { make } from './make.ts';
import { Parties } from './parties.ts';
import { Party } from './party.types.ts';
import { Presenter } from './present.ts';
import {
  Composition,
  CompositionKey,
  Provenance,
  ProvenanceLink,
  ProvenanceNode,
  Supplier,
  SupplierConnection,
} from './provenance.types.ts';
import { Provenances } from './provenances.ts';
import type { GapView } from '../trace/provenance.ts';
import { WayService } from '../trace/way.service.ts';
import { ItemRef } from './reference.types.ts';
import { References } from './references.ts';

/** Where an item comes from, where it went. */
@Resolver(() => Provenance)
export class ProvenanceResolver {
  constructor(
    private readonly provenances: Provenances,
    private readonly references: References,
    private readonly presenter: Presenter,
    private readonly ways: WayService,
  ) {}

  @Query(() => Provenance, {
    nullable: true,
    description:
      'Where an item comes from (BACK) or where it went (FORWARD). Null when the item is unknown or hidden. `depth` 1 to 200 links; `first` 1 to 1,000 nodes a page. Errors: AMBIGUOUS_NUMBER, INVALID_VALUE, CURSOR_INVALID, TIMEOUT.',
  })
  async provenance(
    @Args('item', { description: 'Of what.' }) item: ItemRef,
    @Args() given: ProvenanceArguments,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Provenance | null> {
    const question = provenanceQuestion(given);
    const view = await this.references.item(context.viewer, item, 'item', question.asKnownAt);
    return view === null ? null : this.provenances.of(view, question, context, info);
  }

  @ResolveField(() => Item, { description: 'The asked item.' })
  item(@Parent() { view }: Provenance, @Context() { viewer }: RequestContext): Item {
    return this.presenter.item(viewer, view.item);
  }

  @ResolveField(() => SupplierConnection, {
    description:
      'Organisations that made or harvested parts in it; by tier, then name. The maker of the asked item is not its own supplier.',
  })
  suppliers(
    @Parent() { view }: Provenance,
    @Args() page: PageArguments,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): ConnectionOf<Supplier> {
    const present = (one: (typeof view.suppliers)[number]): Supplier =>
      make(Supplier, { tier: one.tier, share: one.share, view: one });
    const facts = { page: slice(view.suppliers, pageOf(page)), continued: page.after != null };
    return connect({ ...facts, present }, context, info);
  }

  @ResolveField(() => Composition, {
    nullable: true,
    description:
      'Shares of the asked item by where its primary inputs were born. Only BACK; empty for FORWARD, all of it 0. Null: not computed, the trace is larger than 50,000 nodes (gap TOO_LARGE).',
  })
  composition(
    @Parent() { view }: Provenance,
    @Args('by', {
      type: () => CompositionKey,
      defaultValue: CompositionKey.COUNTRY,
      description: 'What shares are grouped by.',
    })
    by: CompositionKey,
    @Context() context: RequestContext,
  ): Promise<Composition | null> {
    return this.provenances.composition(view, by, context);
  }

  @ResolveField(() => GapConnection, { description: 'Every hole, with its reason.' })
  async gaps(
    @Parent() { view }: Provenance,
    @Args() page: PageArguments,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ConnectionOf<Gap>> {
    const present = (one: GapView): Gap =>
      make(Gap, { reason: one.reason, text: one.text, view: one });
    const all = [...view.gaps, ...(await this.ways.gaps(context.viewer, view))];
    const facts = { page: slice(all, pageOf(page)), continued: page.after != null };
    return connect({ ...facts, present }, context, info);
  }
}

/** The same question, asked of an item. */
@Resolver(() => Item)
export class ItemProvenanceResolver {
  constructor(private readonly provenances: Provenances) {}

  @ResolveField(() => Provenance, {
    description:
      'Where from, where to: as the root field `provenance`; `asKnownAt` is record time, default as the answer around it.',
  })
  async provenance(
    @Parent() { view }: Item,
    @Args() given: ProvenanceArguments,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Provenance> {
    const { asKnownAt, ...question } = provenanceQuestion(given);
    const known = asKnownAt ?? context.moment?.namesAt ?? null;
    const found = await this.provenances.of(view, { ...question, asKnownAt: known }, context, info);
    if (found === null) throw new Error('an item that is seen has a provenance');
    return found;
  }
}

/** One part of the graph. */
@Resolver(() => ProvenanceNode)
export class ProvenanceNodeResolver {
  constructor(
    private readonly presenter: Presenter,
    private readonly parties: Parties,
  ) {}

  @ResolveField(() => Item, { description: 'The item.' })
  item(@Parent() { view }: ProvenanceNode, @Context() { viewer }: RequestContext): Item {
    return this.presenter.item(viewer, view.item);
  }

  @ResolveField(() => Party, { description: 'Who made or harvested it.' })
  async madeBy(
    @Parent() { view }: ProvenanceNode,
    @Context() context: RequestContext,
  ): Promise<Party> {
    return view.madeBy === null
      ? this.presenter.unknownParty()
      : this.parties.ofOrganisation(view.madeBy, context);
  }

  @ResolveField(() => Event, { nullable: true, description: 'The event that made it.' })
  step(
    @Parent() { view }: ProvenanceNode,
    @Context() context: RequestContext,
  ): Promise<Event | null> {
    return eventAt(view.step, this.presenter, context);
  }
}

/** How two parts are joined. */
@Resolver(() => ProvenanceLink)
export class ProvenanceLinkResolver {
  constructor(private readonly presenter: Presenter) {}

  @ResolveField(() => Event, { nullable: true, description: 'Null for LOT_MEMBER.' })
  step(
    @Parent() { position }: ProvenanceLink,
    @Context() context: RequestContext,
  ): Promise<Event | null> {
    return eventAt(position, this.presenter, context);
  }
}

/** A supplier and its parts. */
@Resolver(() => Supplier)
export class SupplierResolver {
  constructor(
    private readonly parties: Parties,
    private readonly presenter: Presenter,
  ) {}

  @ResolveField(() => Party, { description: 'Who.' })
  party(@Parent() { view }: Supplier, @Context() context: RequestContext): Promise<Party> {
    return this.parties.ofOrganisation(view.organisation, context);
  }

  @ResolveField(() => [Part], { description: 'Its parts in this chain, nearest first.' })
  async parts(
    @Parent() { view }: Supplier,
    @Args('first', {
      type: () => Int,
      defaultValue: 10,
      description: 'How many at most: 1 to 200.',
    })
    first: number,
    @Context() { loaders, viewer }: RequestContext,
  ): Promise<readonly Item[]> {
    const wanted = view.parts.slice(0, checkRange('first', first, pageMax));
    const items = await Promise.all(wanted.map((id) => loaders.item.load(id)));
    return items
      .flatMap((item) => (item === null ? [] : [this.presenter.item(viewer, item)]))
      .filter((item) => item instanceof Part);
  }
}

/** Where something is missing, and whom to ask. */
@Resolver(() => Gap)
export class GapResolver {
  constructor(
    private readonly parties: Parties,
    private readonly presenter: Presenter,
  ) {}

  @ResolveField(() => Item, { nullable: true, description: 'Where in the graph.' })
  async item(
    @Parent() { view }: Gap,
    @Context() { loaders, viewer }: RequestContext,
  ): Promise<Item | null> {
    const item = view.item === null ? null : await loaders.item.load(view.item);
    return item === null ? null : this.presenter.item(viewer, item);
  }

  @ResolveField(() => Party, { nullable: true, description: 'Whom to ask; null when not known.' })
  ask(@Parent() { view }: Gap, @Context() context: RequestContext): Promise<Party> | null {
    return view.ask === null ? null : this.parties.ofOrganisation(view.ask, context);
  }
}

async function eventAt(
  position: number | null,
  presenter: Presenter,
  { loaders, viewer }: RequestContext,
): Promise<Event | null> {
  const record = position === null ? null : await loaders.event.load(position);
  return record === null ? null : presenter.event(viewer, record);
}
