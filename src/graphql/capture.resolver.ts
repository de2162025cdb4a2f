import {
  Args,
  Context,
  ID,
  Info,
  Mutation,
  Parent,
  Query,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { NodeIdService } from '../access/node-id.service.ts';
import { CaptureService } from '../capture/capture.service.ts';
import { JobService } from '../capture/job.service.ts';
import { toJsonValue } from '../core/json/parse.ts';
import type { Problem as Refusal } from '../core/result.ts';
import { PageArguments, pageOf } from './arguments.ts';
import { CaptureEpcisInput, CaptureJob } from './capture-job.types.ts';
import type { ConnectionOf } from './connection.ts';
import { connect, slice } from './connections.ts';
import type { RequestContext } from './context.ts';
import { presentJob } from './job-fields.ts';
import { make } from './make.ts';
import { CapturePayload } from './payload.types.ts';
import { type Problem, ProblemConnection } from './problem.types.ts';
import { placedBelow, presentProblem, presentProblems } from './problems.ts';

/** EPCIS documents: the same capture as POST /epcis/capture. */
@Resolver(() => CaptureJob)
export class CaptureResolver {
  constructor(
    private readonly capture: CaptureService,
    private readonly jobs: JobService,
    private readonly ids: NodeIdService,
  ) {}

  @Query(() => CaptureJob, { nullable: true, description: 'Your own jobs only.' })
  async captureJob(
    @Args('id', { type: () => ID, description: 'Of the job.' }) id: string,
    @Context() { viewer }: RequestContext,
  ): Promise<CaptureJob | null> {
    const internal = this.ids.decodeAs(viewer, 'job', id);
    const job = internal === null ? null : await this.jobs.byId(viewer, internal);
    return job === null ? null : presentJob(job, this.ids.encode(viewer, 'job', job.id));
  }

  @Mutation(() => CapturePayload, {
    description:
      'Raw EPCIS 2.0, for systems that already speak it; the same job as POST /epcis/capture. A wrong check digit is stored as it came and warned about: the record of another system is evidence. Scope RECORD.',
  })
  async captureEpcis(
    @Args('input', { description: 'The document.' }) input: CaptureEpcisInput,
    @Context() { viewer }: RequestContext,
  ): Promise<CapturePayload> {
    const json = toJsonValue(input.document);
    const rollback = input.behaviour !== 'PROCEED';
    const done = json.ok
      ? await this.capture.captureDocument(viewer, json.value, { rollback })
      : json;
    return make(CapturePayload, {
      job: done.ok ? presentJob(done.value, this.ids.encode(viewer, 'job', done.value.id)) : null,
      problems: done.ok ? [] : presentProblems(placedBelow('/document', done.problems)),
    });
  }

  @ResolveField(() => ProblemConnection, {
    description: 'Each bad event by JSON Pointer into the document.',
  })
  problems(
    @Parent() { job }: CaptureJob,
    @Args() page: PageArguments,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): ConnectionOf<Problem> {
    return pageOfProblems(job.problems, page, context, info);
  }

  @ResolveField(() => ProblemConnection, {
    description:
      'Stored all the same, but look, by JSON Pointer: wrong check digit, unlikely time, kept as a claim.',
  })
  warnings(
    @Parent() { job }: CaptureJob,
    @Args() page: PageArguments,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): ConnectionOf<Problem> {
    return pageOfProblems(job.warnings, page, context, info);
  }
}

function pageOfProblems(
  list: readonly Refusal[],
  page: PageArguments,
  context: RequestContext,
  info: GraphQLResolveInfo,
): ConnectionOf<Problem> {
  const facts = { continued: page.after != null, present: presentProblem };
  return connect({ page: slice(list, pageOf(page)), ...facts }, context, info);
}
