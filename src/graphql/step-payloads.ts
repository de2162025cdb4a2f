import { Injectable } from '@nestjs/common';
import type { StepOutcome } from '../capture/step.ts';
import { StepBooksService } from '../query/step-books.service.ts';
import type { RequestContext } from './context.ts';
import { ItemFields } from './item-fields.ts';
import { make } from './make.ts';
import { RecordStepPayload } from './payload.types.ts';
import { Presenter } from './present.ts';
import { presentProblems } from './problems.ts';

/** Answers to recorded steps. */
@Injectable()
export class StepPayloads {
  constructor(
    private readonly presenter: Presenter,
    private readonly items: ItemFields,
    private readonly books: StepBooksService,
  ) {}

  /** The outcome of a step for the viewer, with what the books say of it. */
  async looked(outcome: StepOutcome, context: RequestContext): Promise<RecordStepPayload> {
    const [looked = outcome] = await this.books.looked(context.viewer, [outcome]);
    return this.of(looked, context);
  }

  /** The outcomes of the steps of one call. */
  async allLooked(
    outcomes: readonly StepOutcome[],
    context: RequestContext,
  ): Promise<readonly RecordStepPayload[]> {
    const looked = await this.books.looked(context.viewer, outcomes);
    return Promise.all(looked.map((outcome) => this.of(outcome, context)));
  }

  /** The outcome of what takes nothing from anybody. */
  async of(outcome: StepOutcome, context: RequestContext): Promise<RecordStepPayload> {
    const { loaders, viewer } = context;
    const { position, created } = outcome;
    const record = position === null ? null : await loaders.event.clear(position).load(position);
    if (position !== null) loaders.standing.clear(position);
    return make(RecordStepPayload, {
      status: outcome.status,
      event: record === null ? null : this.presenter.event(viewer, record),
      created: await Promise.all(created.map((key) => this.items.fresh(key, context))),
      problems: presentProblems(outcome.problems),
      warnings: presentProblems(outcome.warnings),
    });
  }
}
