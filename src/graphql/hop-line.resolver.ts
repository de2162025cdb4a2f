import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { documentNumber } from '../core/epcis/document-number.ts';
import type { DisagreementView, HopView } from '../query/hop.ts';
import type { RequestContext } from './context.ts';
import { disagreementText, lineOf } from './hop-words.ts';
import { Disagreement, HopLine } from './hop.types.ts';
import { ItemFields } from './item-fields.ts';
import { Item } from './item.types.ts';
import { Parties } from './parties.ts';
import { quantityText } from './quantity.ts';

/** One part in a hand-over. */
@Resolver(() => HopLine)
export class HopLineResolver {
  constructor(private readonly items: ItemFields) {}

  @ResolveField(() => Item, { description: 'The part.' })
  async item(@Parent() { view }: HopLine, @Context() context: RequestContext): Promise<Item> {
    const item = await this.items.byId(view.item, context);
    if (item === null) throw new Error(`item ${view.item} of a hand-over is not there`);
    return item;
  }

  @ResolveField(() => Item, {
    nullable: true,
    description:
      'The container it travelled in, if any; a part where its number is no GS1 container.',
  })
  async container(
    @Parent() { view }: HopLine,
    @Context() context: RequestContext,
  ): Promise<Item | null> {
    return view.container === null ? null : this.items.byId(view.container, context);
  }
}

/** In what words two sides disagree. */
@Resolver(() => Disagreement)
export class DisagreementResolver {
  constructor(
    private readonly items: ItemFields,
    private readonly parties: Parties,
  ) {}

  @ResolveField(() => Item, { nullable: true, description: 'Which item, if one.' })
  async item(
    @Parent() { view }: Disagreement,
    @Context() context: RequestContext,
  ): Promise<Item | null> {
    return view.item === null ? null : this.items.byId(view.item, context);
  }

  @ResolveField(() => String, { nullable: true, description: 'In words.' })
  senderSays(
    @Parent() { view, hop }: Disagreement,
    @Context() context: RequestContext,
  ): Promise<string | null> {
    return this.said('sender', view, { hop, context });
  }

  @ResolveField(() => String, { nullable: true, description: 'In words.' })
  receiverSays(
    @Parent() { view, hop }: Disagreement,
    @Context() context: RequestContext,
  ): Promise<string | null> {
    return this.said('receiver', view, { hop, context });
  }

  @ResolveField(() => String, {
    description:
      'One sentence for people: `Baraka Farm shipped 300 kg, Kilele Mill received 290 kg.`',
  })
  async text(
    @Parent() { view, hop }: Disagreement,
    @Context() context: RequestContext,
  ): Promise<string> {
    const [sender, receiver, item, senderSays, receiverSays] = await Promise.all([
      this.parties.named(hop.from, context),
      this.parties.named(hop.to, context),
      view.item === null ? null : context.loaders.itemName.load(view.item),
      this.said('sender', view, { hop, context }),
      this.said('receiver', view, { hop, context }),
    ]);
    return disagreementText({
      kind: view.kind,
      sender: sender.name ?? 'Somebody',
      receiver: receiver.name ?? 'somebody',
      item,
      several: hop.lines.length > 1,
      senderSays,
      receiverSays,
    });
  }

  private async said(
    side: 'sender' | 'receiver',
    view: DisagreementView,
    { hop, context }: { readonly hop: HopView; readonly context: RequestContext },
  ): Promise<string | null> {
    const words = side === 'sender' ? view.senderSays : view.receiverSays;
    if (words === null) return null;
    switch (view.kind) {
      case 'QUANTITY':
      case 'ITEM_MISSING':
      case 'ITEM_UNEXPECTED': {
        const line = lineOf(view, hop.lines);
        const amount = side === 'sender' ? line?.shipped : line?.received;
        return quantityText(words, amount?.unit ?? null);
      }
      case 'SITE':
        return (await this.parties.place(words, context))?.view.name ?? documentNumber(words);
      case 'DOCUMENT':
        return words.split(', ').map(documentNumber).join(', ');
      case 'TIME':
        return words;
    }
  }
}
