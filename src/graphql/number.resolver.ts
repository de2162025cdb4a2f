import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';
import type { Problem } from '../core/result.ts';
import { ItemService } from '../query/item.service.ts';
import type { RequestContext } from './context.ts';
import { make } from './make.ts';
import { ItemPayload } from './payload.types.ts';
import { Presenter } from './present.ts';
import { presentProblems } from './problems.ts';
import { AliasInput } from './register.types.ts';
import { References } from './references.ts';

/** Further numbers of items. */
@Resolver()
export class NumberResolver {
  constructor(
    private readonly items: ItemService,
    private readonly references: References,
    private readonly presenter: Presenter,
  ) {}

  @Mutation(() => ItemPayload, {
    description: 'Link a further number to an item. Scope MASTER_DATA.',
  })
  async addNumber(
    @Args('input', { description: 'Which item, and its further number.' }) input: AliasInput,
    @Context() { viewer, loaders }: RequestContext,
  ): Promise<ItemPayload> {
    const item = await this.references.item(viewer, input.item, 'input.item');
    const refused = (problems: readonly Problem[]): ItemPayload =>
      make(ItemPayload, { item: null, problems: presentProblems(problems) });
    if (item === null) return refused([unknown(input.item.number ?? '')]);
    const done = await this.items.addNumber(viewer, item.id, input.number);
    if (!done.ok) return refused(done.problems);
    loaders.numbers.clear(item.id);
    return make(ItemPayload, { item: this.presenter.item(viewer, item), problems: [] });
  }
}

const unknown = (number: string): Problem => ({
  code: 'UNKNOWN_ITEM',
  message: 'This names nothing you may see.',
  at: '/item',
  number,
});
