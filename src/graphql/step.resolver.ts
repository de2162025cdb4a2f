import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import { StepCorrectionService } from '../capture/step-correction.service.ts';
import { StepService } from '../capture/step.service.ts';
import { StepBooksService } from '../query/step-books.service.ts';
import type { RequestContext } from './context.ts';
import { make } from './make.ts';
import { RecordStepPayload, RecordStepsPayload, StepPreview } from './payload.types.ts';
import { plainJson } from './plain-json.ts';
import { presentProblems } from './problems.ts';
import { StepPayloads } from './step-payloads.ts';
import { FixStepInput, RecordStepInput, RecordStepsInput, VoidStepInput } from './step.types.ts';
import { Titles } from './titles.ts';

/** Nothing can be said of a step with problems. */
const untitled = 'This step cannot be recorded as it stands.';

/** Production steps: recorded, tried, corrected. */
@Resolver()
export class StepResolver {
  constructor(
    private readonly steps: StepService,
    private readonly corrections: StepCorrectionService,
    private readonly payloads: StepPayloads,
    private readonly titles: Titles,
    private readonly books: StepBooksService,
  ) {}

  @Query(() => StepPreview, {
    description:
      'Try a step without recording it: what would be refused, what would be warned about, and the EPCIS event it would become.',
  })
  async previewStep(
    @Args('input', { description: 'The step.' }) input: RecordStepInput,
    @Context() context: RequestContext,
  ): Promise<StepPreview> {
    const tried = await this.steps.previewStep(context.viewer, input);
    const [forecast = tried] = await this.books.looked(context.viewer, [tried]);
    const { event } = forecast;
    return make(StepPreview, {
      recordable: forecast.recordable,
      title:
        event === null
          ? untitled
          : await this.titles.of(event, context.viewer.organisation, context),
      problems: presentProblems(forecast.problems),
      warnings: presentProblems(forecast.warnings),
      epcis: event === null ? null : plainJson(event.body),
    });
  }

  @Mutation(() => RecordStepPayload, { description: 'Register one production step. Scope RECORD.' })
  async recordStep(
    @Args('input', { description: 'The step.' }) input: RecordStepInput,
    @Context() context: RequestContext,
  ): Promise<RecordStepPayload> {
    return this.payloads.looked(await this.steps.recordStep(context.viewer, input), context);
  }

  @Mutation(() => RecordStepsPayload, {
    description: 'Many steps, results in the same order. Scope RECORD.',
  })
  async recordSteps(
    @Args('input', { description: 'The steps.' }) input: RecordStepsInput,
    @Context() context: RequestContext,
  ): Promise<RecordStepsPayload> {
    const rollback = input.behaviour === 'ROLLBACK';
    const done = await this.steps.recordSteps(context.viewer, input.steps, { rollback });
    if (!done.ok) {
      return make(RecordStepsPayload, { results: [], problems: presentProblems(done.problems) });
    }
    const results = await this.payloads.allLooked(done.value, context);
    return make(RecordStepsPayload, { results, problems: [] });
  }

  @Mutation(() => RecordStepPayload, {
    description:
      'Declare a step wrong and record what is right, in one go. Both stay in the log. `event` is the replacement. Scope RECORD.',
  })
  async fixStep(
    @Args('input', { description: 'Which step, and how it should have been.' }) input: FixStepInput,
    @Context() context: RequestContext,
  ): Promise<RecordStepPayload> {
    return this.payloads.looked(await this.corrections.fixStep(context.viewer, input), context);
  }

  @Mutation(() => RecordStepPayload, {
    description:
      'Declare that a step did not occur. `event` is that step, VOIDED from now on. Scope RECORD.',
  })
  async voidStep(
    @Args('input', { description: 'Which step.' }) input: VoidStepInput,
    @Context() context: RequestContext,
  ): Promise<RecordStepPayload> {
    return this.payloads.of(await this.corrections.voidStep(context.viewer, input), context);
  }
}
