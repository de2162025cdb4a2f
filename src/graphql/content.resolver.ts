import { Args, Context, Info, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import type { ToldContent } from '../query/content.ts';
import { ContentService } from '../query/content.service.ts';
import { checkTime, pageOf } from './arguments.ts';
import type { ConnectionOf } from './connection.ts';
import { connect } from './connections.ts';
import { Content, ContentArguments, ContentConnection } from './content.types.ts';
import type { RequestContext } from './context.ts';
import { Container, Item } from './item.types.ts';
import { make } from './make.ts';
import { spokenAt } from './moments.ts';
import { Presenter } from './present.ts';
import { quantityOf } from './quantity.ts';

/** What lies in a container. */
@Resolver(() => Container)
export class ContainerResolver {
  constructor(private readonly service: ContentService) {}

  @ResolveField(() => ContentConnection, {
    description:
      'What is inside at event time `at`, through all levels of packing. Only what was inside then: earlier and later loads do not mix. By level, then name. Things fixed to it are not inside. `asKnownAt` is record time, default as the answer around it. Errors: INVALID_VALUE, CURSOR_INVALID.',
  })
  async contents(
    @Parent() { view }: Container,
    @Args() given: ContentArguments,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ConnectionOf<Content>> {
    const page = await this.service.contents(context.viewer, view, {
      at: checkTime('at', given.at),
      asKnownAt: checkTime('asKnownAt', given.asKnownAt) ?? context.moment?.namesAt ?? null,
      page: pageOf(given),
    });
    const present = (one: ToldContent): Content =>
      make(Content, {
        view: one,
        quantity: one.quantity && quantityOf(one.quantity.value, one.quantity.unit),
        level: one.level,
        since: one.sinceTold,
        until: one.untilTold,
      });
    const facts = { page, continued: given.after != null, present };
    return spokenAt(connect(facts, context, info), page.moment);
  }
}

/** One thing inside. */
@Resolver(() => Content)
export class ContentResolver {
  constructor(private readonly presenter: Presenter) {}

  @ResolveField(() => Item, { description: 'What is inside.' })
  item(@Parent() { view }: Content, @Context() context: RequestContext): Promise<Item> {
    return this.load(view.item, context);
  }

  @ResolveField(() => Item, {
    description: 'The container it lies in directly; a part where its number is no GS1 container.',
  })
  inside(@Parent() { view }: Content, @Context() context: RequestContext): Promise<Item> {
    return this.load(view.inside, context);
  }

  private async load(id: number, { loaders, viewer }: RequestContext): Promise<Item> {
    const item = await loaders.item.load(id);
    if (item === null) throw new Error(`item ${id} of a load is not there`);
    return this.presenter.item(viewer, item);
  }
}
