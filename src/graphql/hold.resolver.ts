import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';
import { StepHoldService } from '../capture/step-hold.service.ts';
import type { RequestContext } from './context.ts';
import { HoldItemsInput, ReleaseItemsInput } from './hold.types.ts';
import { RecordStepPayload } from './payload.types.ts';
import { StepPayloads } from './step-payloads.ts';

/** Holds and their lifting. */
@Resolver()
export class HoldResolver {
  constructor(
    private readonly holds: StepHoldService,
    private readonly payloads: StepPayloads,
  ) {}

  @Mutation(() => RecordStepPayload, {
    description:
      'Must not be used any more: persistent disposition `unavailable`; travels with the items in standard data. Scope RECORD.',
  })
  async holdItems(
    @Args('input', { description: 'Which items, and why.' }) input: HoldItemsInput,
    @Context() context: RequestContext,
  ): Promise<RecordStepPayload> {
    return this.payloads.of(await this.holds.holdItems(context.viewer, input), context);
  }

  @Mutation(() => RecordStepPayload, { description: 'Hold or recall lifted. Scope RECORD.' })
  async releaseItems(
    @Args('input', { description: 'Which items, and why.' }) input: ReleaseItemsInput,
    @Context() context: RequestContext,
  ): Promise<RecordStepPayload> {
    return this.payloads.of(await this.holds.releaseItems(context.viewer, input), context);
  }
}
