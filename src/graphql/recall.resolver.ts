import { Args, Context, Info, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { HopService } from '../query/hop.service.ts';
import type { RecallHolderView, RecallPartView, RecallView } from '../trace/recall.ts';
import { linksOnPage } from '../trace/recall-links.ts';
import { RecallService } from '../trace/recall.service.ts';
import type { RecallSubject } from '../trace/recall-subject.ts';
import { RecallSubjectService } from '../trace/recall-subject.service.ts';
import type { Page } from '../access/page.ts';
import type { GapView } from '../trace/provenance.ts';
import { PageArguments, checkTime, pageOf } from './arguments.ts';
import { Balance } from './balance.types.ts';
import { balanceOf } from './balance.resolver.ts';
import type { ConnectionOf } from './connection.ts';
import { connect, slice } from './connections.ts';
import type { RequestContext } from './context.ts';
import { failure } from './errors.ts';
import { hopOf } from './hop-fields.ts';
import { Hop } from './hop.types.ts';
import { ItemFields } from './item-fields.ts';
import { Item, Part } from './item.types.ts';
import { totalCountMax } from './limits.ts';
import { make } from './make.ts';
import { spokenAt } from './moments.ts';
import { Parties } from './parties.ts';
import { Party } from './party.types.ts';
import { Presenter } from './present.ts';
import { Product } from './product.types.ts';
import { Gap, GapConnection } from './gap.types.ts';
import { Completeness } from './provenance.types.ts';
import { quantityOf } from './quantity.ts';
import {
  Recall,
  RecallHolder,
  RecallHolderConnection,
  RecallInput,
  RecallPageArguments,
  RecallPart,
  RecallPartConnection,
} from './recall.types.ts';
import { RecallCase } from './recall-case.types.ts';
import { DateTime } from './scalars.ts';
import { Site } from './site.types.ts';

/** A recall as a type of the contract. */
const recallOf = (view: RecallView): Recall => {
  const { subject, asKnownAt, completeness, moment } = view;
  const window = subject.kind === 'SITE' ? subject : { from: null, until: null };
  const { from, until } = window;
  const fields = { view, from, until, asKnownAt };
  return spokenAt(
    make(Recall, { ...fields, completeness: make(Completeness, completeness) }),
    moment,
  );
};

const counted = <Node>(
  connection: ConnectionOf<Node>,
  all: readonly unknown[],
): ConnectionOf<Node> & { readonly totalCount: number | null } => ({
  ...connection,
  totalCount: all.length > totalCountMax ? null : all.length,
});

/** Recall lists. */
@Resolver(() => Recall)
export class RecallResolver {
  constructor(
    private readonly service: RecallService,
    private readonly subjects: RecallSubjectService,
  ) {}

  @Query(() => Recall, {
    nullable: true,
    description:
      'Recall list of an item, a product, or a place in a time, with mass balance. A question only: nothing is started and nobody is told. Null when unknown or hidden. Errors: AMBIGUOUS_NUMBER, INVALID_VALUE.',
  })
  async recall(
    @Args('of', { description: 'What is recalled.' }) of: RecallInput,
    @Args('asKnownAt', {
      type: () => DateTime,
      nullable: true,
      description: 'Record time: what was known then. Left out: now.',
    })
    asKnownAt: string | null,
    @Context() { viewer }: RequestContext,
  ): Promise<Recall | null> {
    const time = checkTime('asKnownAt', asKnownAt);
    const subject = await this.subjects.resolve(viewer, of);
    if (!subject.ok) {
      const [problem] = subject.problems;
      if (problem === undefined || problem.code.startsWith('UNKNOWN_')) return null;
      const at = problem.at.slice(1).replaceAll('/', '.');
      const code = problem.code === 'AMBIGUOUS_NUMBER' ? 'AMBIGUOUS_NUMBER' : 'INVALID_VALUE';
      throw failure(code, problem.message, { at });
    }
    const found = await this.service.recall(viewer, subject.value, time);
    return found === null ? null : recallOf(found);
  }

  @ResolveField(() => RecallPartConnection, {
    description:
      'What was asked first (distance 0: the item, what lay in the container, each lot of the product, each part that was at the place), then what was made from it; by distance, then default-language name by code point, then id. Errors: CURSOR_INVALID.',
  })
  parts(
    @Parent() { view }: Recall,
    @Args() given: RecallPageArguments,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): RecallPartConnection {
    const present = (one: RecallPartView): RecallPart =>
      make(RecallPart, { view: one, distance: one.distance });
    const facts = { page: slice(view.parts, pageOf(given)), continued: given.after != null };
    const page = connect({ ...facts, present }, context, info);
    const shown = new Set(page.nodes.map((one) => one.view.item.id));
    return { ...counted(page, view.parts), linked: () => linksOnPage(view, shown) };
  }

  @ResolveField(() => RecallHolderConnection, {
    description:
      'Who has how much of what; by name of the party, then of the part. Errors: CURSOR_INVALID.',
  })
  async holders(
    @Parent() { view }: Recall,
    @Args() given: RecallPageArguments,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<RecallHolderConnection> {
    const all = await this.service.holders(context.viewer, view);
    const page: Page<RecallHolderView> = slice(all, pageOf(given));
    const present = (one: RecallHolderView): RecallHolder =>
      make(RecallHolder, {
        view: one,
        quantity: one.quantity && quantityOf(one.quantity.value, one.quantity.unit),
        status: one.status,
      });
    const facts = { page, continued: given.after != null, present };
    return counted(connect(facts, context, info), all);
  }

  @ResolveField(() => GapConnection, {
    description: 'What the list cannot tell. Errors: CURSOR_INVALID.',
  })
  async gaps(
    @Parent() { view }: Recall,
    @Args() given: PageArguments,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ConnectionOf<Gap>> {
    const all = [...view.gaps, ...(await this.service.openGaps(context.viewer, view))];
    const present = (one: GapView): Gap =>
      make(Gap, { reason: one.reason, text: one.text, view: one });
    const facts = { page: slice(all, pageOf(given)), continued: given.after != null };
    return connect({ ...facts, present }, context, info);
  }
}

/** What was asked. */
@Resolver(() => Recall)
export class RecallSubjectResolver {
  constructor(
    private readonly items: ItemFields,
    private readonly parties: Parties,
    private readonly presenter: Presenter,
  ) {}

  @ResolveField(() => Item, {
    nullable: true,
    description: 'The asked item; null when a product or a place was asked.',
  })
  item(
    @Parent() { view }: Recall,
    @Context() context: RequestContext,
  ): Promise<Item | null> | null {
    return view.subject.kind === 'ITEM' ? this.items.byId(view.subject.item, context) : null;
  }

  @ResolveField(() => Product, { nullable: true, description: 'The asked product.' })
  async product(
    @Parent() { view: { subject } }: Recall,
    @Context() { loaders, viewer }: RequestContext,
  ): Promise<Product | null> {
    const found =
      subject.kind === 'PRODUCT' ? await loaders.productByKey.load(subject.product) : null;
    return found === null ? null : this.presenter.product(viewer, found);
  }

  @ResolveField(() => Site, { nullable: true, description: 'The asked place.' })
  site(
    @Parent() { view: { subject } }: Recall,
    @Context() context: RequestContext,
  ): Promise<Site | null> | null {
    return subject.kind === 'SITE' ? this.parties.place(subject.site, context) : null;
  }
}

/** One affected part. */
@Resolver(() => RecallPart)
export class RecallPartResolver {
  constructor(private readonly presenter: Presenter) {}

  @ResolveField(() => Part, { description: 'The part.' })
  part(@Parent() { view }: RecallPart, @Context() { viewer }: RequestContext): Item {
    return this.presenter.item(viewer, view.item);
  }

  @ResolveField(() => Balance, { description: 'Its books.' })
  async balance(
    @Parent() { view }: RecallPart,
    @Context() { loaders }: RequestContext,
  ): Promise<Balance> {
    const found = await loaders.balance.load(view.item);
    if (found === null) throw new Error(`part ${view.item.id} that is seen has books`);
    return balanceOf(found);
  }
}

/** Who has it, and by which hand-over it came. */
@Resolver(() => RecallHolder)
export class RecallHolderResolver {
  constructor(
    private readonly items: ItemFields,
    private readonly parties: Parties,
    private readonly hops: HopService,
  ) {}

  @ResolveField(() => Party, { description: 'Who.' })
  party(@Parent() { view }: RecallHolder, @Context() context: RequestContext): Promise<Party> {
    return this.parties.named(view.party, context);
  }

  @ResolveField(() => Part, { description: 'Of what.' })
  part(@Parent() { view }: RecallHolder, @Context() context: RequestContext): Promise<Item | null> {
    return this.items.byId(view.item, context);
  }

  @ResolveField(() => Item, {
    nullable: true,
    description: 'In what, if packed: a container, or a part whose number is no GS1 container.',
  })
  container(
    @Parent() { view }: RecallHolder,
    @Context() context: RequestContext,
  ): Promise<Item | null> | null {
    return view.container === null ? null : this.items.byId(view.container, context);
  }

  @ResolveField(() => Hop, {
    nullable: true,
    description: 'Hand-over by which it came, or is coming; null: none is recorded.',
  })
  async hop(
    @Parent() { view }: RecallHolder,
    @Context() { viewer }: RequestContext,
  ): Promise<Hop | null> {
    const [hop] = view.hop === null ? [] : await this.hops.views(viewer, [view.hop]);
    return hop === undefined ? null : hopOf(hop);
  }
}

/** The list of a case. */
@Resolver(() => RecallCase)
export class RecallCaseListResolver {
  constructor(private readonly service: RecallService) {}

  @ResolveField(() => Recall, { description: 'The list now.' })
  async recall(
    @Parent() { view }: RecallCase,
    @Context() { viewer }: RequestContext,
  ): Promise<Recall> {
    const subject: RecallSubject = view.subject;
    const found = await this.service.recall(viewer, subject, null);
    if (found === null) throw new Error('a case that is seen has a list');
    return recallOf(found);
  }
}
