import { Args, Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { BalanceService } from '../query/balance.service.ts';
import type { BalanceView } from '../query/state.ts';
import { checkTime } from './arguments.ts';
import { Balance } from './balance.types.ts';
import type { RequestContext } from './context.ts';
import { Part } from './item.types.ts';
import { boundedListMax } from './limits.ts';
import { make } from './make.ts';
import { spokenAt } from './moments.ts';
import { DateTime } from './scalars.ts';

/** What became of the quantity of parts. */
@Resolver(() => Part)
export class BalanceResolver {
  constructor(private readonly service: BalanceService) {}

  @ResolveField(() => Balance, {
    nullable: true,
    description:
      'What happened to its quantity, over the events you may see. Errors: INVALID_VALUE.',
  })
  async balance(
    @Parent() { view }: Part,
    @Args('asKnownAt', {
      type: () => DateTime,
      nullable: true,
      description: 'Record time: what was known then. Left out: now.',
    })
    asKnownAt: string | null,
    @Context() { loaders, moment, viewer }: RequestContext,
  ): Promise<Balance | null> {
    const time = checkTime('asKnownAt', asKnownAt);
    const found =
      time === null
        ? await loaders.balance.load(view)
        : await this.service.balance(viewer, view, time, moment);
    return found === null ? null : balanceOf(found);
  }
}

/** Books as a type of the contract. */
export function balanceOf({ notes, moment, ...lines }: BalanceView): Balance {
  return spokenAt(make(Balance, { ...lines, notes: notes.slice(0, boundedListMax) }), moment);
}
