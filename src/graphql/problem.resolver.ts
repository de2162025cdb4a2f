import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { RequestContext } from './context.ts';
import { Event } from './event.types.ts';
import { ItemFields } from './item-fields.ts';
import { Item } from './item.types.ts';
import { Presenter } from './present.ts';
import { IdConflict, OverConsumption } from './problem.types.ts';

/** The record that stands in the way. */
@Resolver(() => IdConflict)
export class IdConflictResolver {
  constructor(private readonly presenter: Presenter) {}

  @ResolveField(() => Event, { nullable: true, description: 'The earlier record; it is yours.' })
  async existing(
    @Parent() { existingPosition }: IdConflict,
    @Context() { loaders, viewer }: RequestContext,
  ): Promise<Event | null> {
    const record = existingPosition === null ? null : await loaders.event.load(existingPosition);
    return record === null ? null : this.presenter.event(viewer, record);
  }
}

/** Of what more is used than is left. */
@Resolver(() => OverConsumption)
export class OverConsumptionResolver {
  constructor(private readonly items: ItemFields) {}

  @ResolveField(() => Item, { description: 'Of what.' })
  item(@Parent() { itemKey }: OverConsumption, @Context() context: RequestContext): Promise<Item> {
    return this.items.required(itemKey, context);
  }
}
