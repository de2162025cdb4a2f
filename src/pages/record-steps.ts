import { Injectable } from '@nestjs/common';
import type { Mistake } from '../../web/form.view.tsx';
import type { Words } from '../../web/messages/words.ts';
import type { DoneProps } from '../../web/record/done.view.tsx';
import type { ForecastProps, StepLine } from '../../web/record/forecast.view.tsx';
import type { Verb } from '../../web/record/verbs.view.tsx';
import type { Viewer } from '../access/viewer.ts';
import { StepService } from '../capture/step.service.ts';
import type { StepOutcome } from '../capture/step.ts';
import type { EpcisEvent, ItemLine } from '../core/epcis/event.ts';
import { describeKey } from '../core/gs1/key.ts';
import { ProductService } from '../masterdata/product.service.ts';
import { EventService } from '../query/event.service.ts';
import { StepBooksService } from '../query/step-books.service.ts';
import { numberOf } from './record-items.ts';
import { type FormStep, missingOf, mistakesOf } from './record-form.ts';

/** Items told after a step; of more the first, and how many there are. */
const RESULTS_MAX = 40;

/** What became of a form. */
export type FormOutcome =
  | { readonly kind: 'RECORDED'; readonly done: DoneProps }
  /** `conflict`: its id was recorded with other content, so that it wants a new one. */
  | {
      readonly kind: 'REFUSED';
      readonly mistakes: readonly Mistake[];
      readonly conflict: boolean;
    };

/** What a step leaves to go on with. */
const isResult = ({ role }: ItemLine): boolean => role !== 'INPUT' && role !== 'CHILD';

/** Tries and records the steps that forms tell, and says in the reader's words what came of it. */
@Injectable()
export class RecordSteps {
  constructor(
    private readonly steps: StepService,
    private readonly books: StepBooksService,
    private readonly events: EventService,
    private readonly products: ProductService,
  ) {}

  /** What recording would do; nothing is written. */
  async tried(viewer: Viewer, step: FormStep, words: Words): Promise<ForecastProps> {
    const forecast = await this.steps.previewStep(viewer, step.input);
    const mistakes = this.mistakes(forecast.problems, step, words);
    if (mistakes.length > 0 || forecast.event === null)
      return { lines: null, mistakes, warnings: [] };
    const [looked = forecast] = await this.books.looked(viewer, [forecast]);
    return {
      lines: await this.lines(viewer, forecast.event),
      mistakes,
      warnings: mistakesOf(looked.warnings, step, words),
    };
  }

  /** Records it; the same form again is the same record. */
  async recorded(viewer: Viewer, verb: Verb, step: FormStep, words: Words): Promise<FormOutcome> {
    // What lacks something would be understood otherwise than it was meant.
    if (step.missing.length > 0) {
      const { mistakes } = await this.tried(viewer, step, words);
      return { kind: 'REFUSED', mistakes, conflict: false };
    }
    const outcome = await this.steps.recordStep(viewer, step.input);
    if (outcome.position === null) {
      return {
        kind: 'REFUSED',
        mistakes: mistakesOf(outcome.problems, step, words),
        conflict: outcome.problems.some(({ code }) => code === 'ID_CONFLICT'),
      };
    }
    return { kind: 'RECORDED', done: await this.done(viewer, verb, { outcome, step, words }) };
  }

  /** What is missing says enough of its field. */
  private mistakes(
    problems: Parameters<typeof mistakesOf>[0],
    step: FormStep,
    words: Words,
  ): readonly Mistake[] {
    const others = mistakesOf(problems, step, words).filter(
      ({ field }) => field === null || !step.missing.includes(field),
    );
    return [...missingOf(step, words), ...others];
  }

  private async done(
    viewer: Viewer,
    verb: Verb,
    told: { readonly outcome: StepOutcome; readonly step: FormStep; readonly words: Words },
  ): Promise<DoneProps> {
    const { outcome, step, words } = told;
    const [looked = outcome] = await this.books.looked(viewer, [outcome]);
    const record = await this.events.byPosition(viewer, outcome.position ?? -1);
    const results = (record?.event.items ?? []).filter(isResult);
    return {
      verb,
      again: outcome.status === 'ALREADY_RECORDED',
      event: record?.eventKey ?? null,
      lines: record === null ? [] : await this.lines(viewer, record.event),
      created: outcome.created.map((key) => ({ key, number: numberOf(key, false) })),
      more: Math.max(0, results.length - RESULTS_MAX),
      results: results
        .slice(0, RESULTS_MAX)
        .map(({ key, classLevel }) => ({ key, number: numberOf(key, classLevel) })),
      warnings: mistakesOf(looked.warnings, step, words),
    };
  }

  /** What a step is about, as its recorder knows it again. */
  async lines(viewer: Viewer, { items }: EpcisEvent): Promise<readonly StepLine[]> {
    const products = await this.products.byKeys(
      viewer,
      items.map(({ key }) => key),
    );
    return items.map(({ role, key, classLevel, quantity, unit }) => ({
      role,
      product: products.get(key)?.name ?? null,
      number:
        describeKey(key, classLevel).kind === 'CLASS' && products.has(key)
          ? ''
          : numberOf(key, classLevel),
      quantity,
      unit,
    }));
  }
}
