import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { NodeIdService } from '../access/node-id.service.ts';
import { RecallBalanceService } from '../trace/recall-balance.service.ts';
import type { RequestContext } from './context.ts';
import { make } from './make.ts';
import {
  BalanceTotal,
  Recall,
  RecallBalance,
  RecallLink,
  RecallPartConnection,
} from './recall.types.ts';

/** What became of all that is recalled. */
@Resolver(() => Recall)
export class RecallBalanceResolver {
  constructor(private readonly service: RecallBalanceService) {}

  @ResolveField(() => RecallBalance, {
    description: 'The books of all parts added up, not of a page of them. Errors: TIMEOUT.',
  })
  async balance(
    @Parent() { view }: Recall,
    @Context() { viewer }: RequestContext,
  ): Promise<RecallBalance> {
    const { totals, ...counts } = await this.service.total(viewer, view);
    return make(RecallBalance, {
      ...counts,
      totals: totals.map((total) => make(BalanceTotal, total)),
    });
  }
}

/** How the parts of a recall hang together. */
@Resolver(() => RecallPartConnection)
export class RecallLinkResolver {
  constructor(private readonly ids: NodeIdService) {}

  @ResolveField(() => [RecallLink], {
    nullable: true,
    description:
      'How material flowed from part to part: those links come with a page of which the later part, in the order of the list, is on the page. All pages together have each link once. Null when there are more than 200,000 in all.',
  })
  links(
    @Parent() { linked }: RecallPartConnection,
    @Context() { viewer }: RequestContext,
  ): readonly RecallLink[] | null {
    const id = (item: number): string => this.ids.encode(viewer, 'part', item);
    const links = linked();
    return (
      links &&
      links.map(({ from, to, kind }) => make(RecallLink, { from: id(from), to: id(to), kind }))
    );
  }
}
