import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { RequestContext } from './context.ts';
import { Event } from './event.types.ts';
import { Presenter } from './present.ts';
import { IdConflict } from './problem.types.ts';

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
