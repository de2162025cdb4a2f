import {
  Args,
  Context,
  ID,
  Info,
  Int,
  Mutation,
  Parent,
  Query,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { NodeIdService } from '../access/node-id.service.ts';
import { RecallCaseService } from '../cases/recall-case.service.ts';
import type { RecallCase as RecallCaseView } from '../cases/recall-case.ts';
import { RecallStartService } from '../cases/recall-start.service.ts';
import type { Result } from '../core/result.ts';
import { PageArguments, pageOf } from './arguments.ts';
import type { ConnectionOf } from './connection.ts';
import { connect, slice } from './connections.ts';
import type { RequestContext } from './context.ts';
import { ItemFields } from './item-fields.ts';
import { Item } from './item.types.ts';
import { make } from './make.ts';
import { Parties } from './parties.ts';
import { Party } from './party.types.ts';
import { presentProblems } from './problems.ts';
import { presentRecallAnswer, presentRecallCase, recallText } from './recall-case-fields.ts';
import {
  RecallAnswer,
  RecallAnswerConnection,
  RecallCase,
  RecallCaseConnection,
  RecallPayload,
  StartRecallInput,
} from './recall-case.types.ts';

const caseArgument = { type: () => ID, description: 'Of the case.' } as const;

/** Recalls between companies: started, answered, closed, looked at. */
@Resolver()
export class RecallCaseResolver {
  constructor(
    private readonly starts: RecallStartService,
    private readonly cases: RecallCaseService,
    private readonly ids: NodeIdService,
  ) {}

  @Query(() => RecallCase, {
    nullable: true,
    description: 'Null when unknown, or neither started by you nor addressed to you.',
  })
  async recallCase(
    @Args('id', caseArgument) id: string,
    @Context() context: RequestContext,
  ): Promise<RecallCase | null> {
    const internal = this.ids.decodeAs(context.viewer, 'recall', id);
    const found = internal === null ? null : await this.cases.byId(context.viewer, internal);
    return found === null ? null : this.present(found, context);
  }

  @Query(() => RecallCaseConnection, {
    description: 'Recalls that you started or that are addressed to you, newest first.',
  })
  async recallCases(
    @Args() page: PageArguments,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ConnectionOf<RecallCase>> {
    const found = await this.cases.list(context.viewer, pageOf(page));
    const present = (view: RecallCaseView): RecallCase => this.present(view, context);
    return connect({ page: found, continued: page.after != null, present }, context, info);
  }

  @Mutation(() => RecallPayload, {
    description:
      'Hold what you have of it, tell the holders of the rest, follow their answers. Scopes RECORD and SHARE.',
  })
  async startRecall(
    @Args('input', { description: 'What is recalled, and why.' }) input: StartRecallInput,
    @Context() context: RequestContext,
  ): Promise<RecallPayload> {
    return this.payload(await this.starts.startRecall(context.viewer, input), context);
  }

  @Mutation(() => RecallPayload, {
    description: `A holder's answer; the last one counts. Scope RECORD.`,
  })
  async acknowledgeRecall(
    @Args('case', caseArgument) id: string,
    @Args('answer', {
      type: () => String,
      nullable: true,
      description:
        'For whoever started it, at most 2,000 characters; left out: seen, and nothing more said.',
    })
    answer: string | null,
    @Context() context: RequestContext,
  ): Promise<RecallPayload> {
    const internal = this.ids.decodeAs(context.viewer, 'recall', id);
    const done = await this.cases.acknowledge(context.viewer, internal, answer ?? null);
    return this.payload(done, context);
  }

  @Mutation(() => RecallPayload, { description: 'By whoever started it. Scope SHARE.' })
  async closeRecall(
    @Args('case', caseArgument) id: string,
    @Context() context: RequestContext,
  ): Promise<RecallPayload> {
    const internal = this.ids.decodeAs(context.viewer, 'recall', id);
    return this.payload(await this.cases.close(context.viewer, internal), context);
  }

  private payload(done: Result<RecallCaseView>, context: RequestContext): RecallPayload {
    return make(RecallPayload, {
      case: done.ok ? this.present(done.value, context) : null,
      problems: done.ok ? [] : presentProblems(done.problems),
    });
  }

  private present(view: RecallCaseView, { viewer }: RequestContext): RecallCase {
    return presentRecallCase(view, this.ids.encode(viewer, 'recall', view.id));
  }
}

/** What a case is about, and who was told. */
@Resolver(() => RecallCase)
export class RecallCaseFieldsResolver {
  constructor(
    private readonly cases: RecallCaseService,
    private readonly items: ItemFields,
    private readonly parties: Parties,
  ) {}

  @ResolveField(() => String, {
    description: 'What is recalled, in a sentence: `Green coffee KM-0312`.',
  })
  text(@Parent() { view }: RecallCase, @Context() { loaders }: RequestContext): Promise<string> {
    return recallText(view.subject, loaders);
  }

  @ResolveField(() => Item, {
    nullable: true,
    description: 'What is recalled, when it is one item.',
  })
  item(
    @Parent() { view }: RecallCase,
    @Context() context: RequestContext,
  ): Promise<Item | null> | null {
    return view.subject.kind === 'ITEM' ? this.items.byId(view.subject.item, context) : null;
  }

  @ResolveField(() => Party, { description: 'Who started it.' })
  startedBy(@Parent() { view }: RecallCase, @Context() context: RequestContext): Promise<Party> {
    return this.parties.ofOrganisation(view.starter, context);
  }

  @ResolveField(() => Int, {
    description: 'Visible holders that were told: those that have an account here.',
  })
  notified(@Parent() { view }: RecallCase, @Context() { viewer }: RequestContext): Promise<number> {
    return this.cases.notified(viewer, view);
  }

  @ResolveField(() => RecallAnswerConnection, {
    description:
      'What each holder said last, oldest first; whoever did not start the case sees its own answer only.',
  })
  answers(
    @Parent() { view }: RecallCase,
    @Args() page: PageArguments,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): ConnectionOf<RecallAnswer> {
    const seen = this.cases.answersFor(context.viewer, view);
    const facts = { continued: page.after != null, present: presentRecallAnswer };
    return connect({ page: slice(seen, pageOf(page)), ...facts }, context, info);
  }
}

/** Whose answer it is. */
@Resolver(() => RecallAnswer)
export class RecallAnswerResolver {
  constructor(private readonly parties: Parties) {}

  @ResolveField(() => Party, { description: 'Whose answer it is.' })
  by(@Parent() { view }: RecallAnswer, @Context() context: RequestContext): Promise<Party> {
    return this.parties.ofOrganisation(view.organisation, context);
  }
}
