import { Injectable } from '@nestjs/common';
import { requireScope } from '../access/scope.ts';
import type { Viewer } from '../access/viewer.ts';
import type { EpcisEvent, LogRecord } from '../core/epcis/event.ts';
import { eventHash } from '../core/epcis/hash.ts';
import { parseEvent } from '../core/epcis/parse.ts';
import { stepToEpcis } from '../core/epcis/step-to-epcis.ts';
import { type Problem, type Result, accept, refuse } from '../core/result.ts';
import { differingFields } from '../log/difference.ts';
import { LogReaderService } from '../log/log-reader.service.ts';
import { NumberSeriesService } from '../masterdata/number-series.service.ts';
import { Clock } from '../platform/clock.ts';
import { CaptureService } from './capture.service.ts';
import { unlikely } from './document.ts';
import { type CapturedEvent, rolledBack } from './outcome.ts';
import { StepForesightService } from './step-foresight.service.ts';
import { intoInput, intoStep, nobody, outcomeOf, refused } from './step-outcome.ts';
import { balanceWarnings } from './step-balance.ts';
import type { StepNumbers } from './step-lookup.ts';
import { itemsOf, type StepItem, takenBy, type TakenItem } from './step-items.ts';
import { StepLookupService } from './step-lookup.service.ts';
import { drawnNumbers, previewNumbers, repeatedNumbers } from './step-numbers.ts';
import { StepOnHoldService, usesOf } from './step-on-hold.service.ts';
import { StepReader } from './step-reader.ts';
import { StepTwinService } from './step-twin.service.ts';
import type { StepForecast, StepInput, StepOutcome } from './step.ts';

/** Steps of one call. */
export const STEPS_MAX = 500;

/** Steps looked up side by side: fewer than the pool has connections. */
const MADE_AT_ONCE = 4;

/** A step that can be captured. */
export interface MadeStep {
  readonly event: EpcisEvent;
  readonly created: readonly string[];
  readonly warnings: readonly Problem[];
  /** What must not be on hold. */
  readonly uses: readonly StepItem[];
  /** All that it names. */
  readonly named: readonly StepItem[];
  readonly taken: readonly TakenItem[];
  /** False: its numbers were drawn now, so a twin that came at the same time has others. */
  readonly repeatable: boolean;
}

/** Production steps in plain words: each becomes one EPCIS event, by the one way in. */
@Injectable()
export class StepService {
  constructor(
    private readonly lookup: StepLookupService,
    private readonly numbers: NumberSeriesService,
    private readonly capture: CaptureService,
    private readonly log: LogReaderService,
    private readonly twins: StepTwinService,
    private readonly holds: StepOnHoldService,
    private readonly foresight: StepForesightService,
    private readonly clock: Clock,
  ) {}

  /**
   * Records a step. Refuses with INVALID_VALUE, CHECK_DIGIT, UNKNOWN_*, AMBIGUOUS_NUMBER, ID_CONFLICT; the same step again is
   * ALREADY_RECORDED, for ever, with the numbers that it was given. The same under another id is recorded, with LIKELY_DUPLICATE.
   */
  async recordStep(viewer: Viewer, input: StepInput): Promise<StepOutcome> {
    requireScope(viewer, 'RECORD');
    const made = await this.make(viewer, input);
    if (!made.ok) return refused(made.problems);
    const outcome = await this.captureOne(viewer, input, made.value);
    return (await this.lookedAt(viewer, [made], [outcome]))[0] ?? outcome;
  }

  private async captureOne(viewer: Viewer, input: StepInput, made: MadeStep): Promise<StepOutcome> {
    const captured = await this.capture.captureEvents(viewer, [made.event], {
      rollback: false,
    });
    if (!captured.ok) return refused(captured.problems);
    const [answer] = captured.value;
    if (answer === undefined) throw new Error('one event has one outcome');
    // A twin of the same call was faster and has drawn other numbers: its record is the step.
    if (answer.status === 'REFUSED' && !made.repeatable) {
      return this.recordAgain(viewer, input, answer);
    }
    return outcomeOf(answer, made);
  }

  /** Records steps in the order given; with `rollback` all or none of them. */
  async recordSteps(
    viewer: Viewer,
    inputs: readonly StepInput[],
    options: { readonly rollback: boolean },
  ): Promise<Result<readonly StepOutcome[]>> {
    requireScope(viewer, 'RECORD');
    if (inputs.length < 1 || inputs.length > STEPS_MAX) return refuse(wrongCount(inputs.length));
    const made = await this.makeAll(viewer, inputs);
    const outcomes = options.rollback
      ? await this.allOrNone(viewer, made)
      : await this.each(viewer, inputs, made);
    return accept(await this.lookedAt(viewer, made, outcomes));
  }

  /** What recording would do: the same checks, nothing written, no number drawn. */
  async previewStep(viewer: Viewer, input: StepInput): Promise<StepForecast> {
    const made = await this.make(viewer, input, previewNumbers);
    if (!made.ok) {
      return {
        recordable: false,
        event: null,
        problems: made.problems,
        warnings: [],
        taking: null,
      };
    }
    const { event, warnings, named, taken } = made.value;
    const own = await this.log.ownByEventKey(viewer, event.eventId ?? '');
    const conflict = conflictWith(own, event);
    const foreseen = (await this.foresight.warnings(viewer, event, own)).map((problem) =>
      intoStep(problem, { event, named }),
    );
    const [looks = []] = await this.looks(viewer, [{ ...made.value, position: null }]);
    const late = unlikely({ at: '', event }, this.clock.now()).map(intoInput);
    return {
      recordable: conflict === null,
      event,
      problems: conflict === null ? [] : [conflict],
      warnings: [...warnings, ...late, ...foreseen, ...looks],
      taking: { instant: event.time.instant, position: recordedAt(own), taken },
    };
  }

  /** Reads a step into an event. Problems point into the input. */
  async make(viewer: Viewer, input: StepInput, given?: StepNumbers): Promise<Result<MadeStep>> {
    const self = await this.lookup.self(viewer);
    const party = self?.numbers[0]?.key;
    if (self === null || party === undefined) return refuse(nobody);
    const earlier = await this.earlier(viewer, input.id);
    const fresh = given ?? drawnNumbers(this.numbers, viewer);
    const numbers = earlier === null ? fresh : repeatedNumbers(earlier);
    const lookup = this.lookup.for(viewer);
    const processId = (name: string): string => `${party}/process/${encodeURIComponent(name)}`;
    const dry = await new StepReader(lookup, previewNumbers, { party, processId }).read(input);
    if (dry.form.problems.length > 0 || dry.step === null) return refuse(...dry.form.problems);
    // Only a step that can be recorded draws numbers.
    const draws = dry.created.length > 0;
    const read = draws
      ? await new StepReader(lookup, numbers, { party, processId }).read(input)
      : dry;
    if (read.form.problems.length > 0 || read.step === null) return refuse(...read.form.problems);
    const event = parseEvent(stepToEpcis(read.step), null, '');
    if (!event.ok) return refuse(...event.problems.map(intoInput));
    return accept({
      event: event.value,
      created: read.created,
      warnings: [...read.form.warnings, ...balanceWarnings(read.step)],
      uses: usesOf(read.step.step),
      named: itemsOf(read.step.step),
      taken: takenBy(read.step.step),
      repeatable: !draws || earlier !== null,
    });
  }

  private async recordAgain(
    viewer: Viewer,
    input: StepInput,
    first: CapturedEvent,
  ): Promise<StepOutcome> {
    const made = await this.make(viewer, input);
    if (!made.ok || !made.value.repeatable) return outcomeOf(first, null);
    const captured = await this.capture.captureEvents(viewer, [made.value.event], {
      rollback: false,
    });
    const answer = captured.ok ? captured.value[0] : undefined;
    return outcomeOf(answer ?? first, made.value);
  }

  /** Said after recording: of two that came together the later one is the twin. */
  private async lookedAt(
    viewer: Viewer,
    made: readonly Result<MadeStep>[],
    outcomes: readonly StepOutcome[],
  ): Promise<readonly StepOutcome[]> {
    const recorded = outcomes.flatMap(({ position }, index) => {
      const step = made[index];
      return position === null || step?.ok !== true ? [] : [{ ...step.value, position, index }];
    });
    const found = await this.looks(viewer, recorded);
    const looks = new Map(recorded.map(({ index }, place) => [index, found[place] ?? []]));
    return outcomes.map((outcome, index) => ({
      ...outcome,
      warnings: [...outcome.warnings, ...(looks.get(index) ?? [])],
    }));
  }

  /** For each step what else in the log makes it worth a look. */
  private async looks(
    viewer: Viewer,
    steps: readonly (MadeStep & { readonly position: number | null })[],
  ): Promise<readonly (readonly Problem[])[]> {
    const held = await this.holds.warnings(viewer, steps);
    const twins = await this.twins.warnings(viewer, steps);
    return steps.map((_, index) => [...(held[index] ?? []), ...(twins[index] ?? [])]);
  }

  private async makeAll(
    viewer: Viewer,
    inputs: readonly StepInput[],
  ): Promise<readonly Result<MadeStep>[]> {
    const made: Result<MadeStep>[] = [];
    for (let start = 0; start < inputs.length; start += MADE_AT_ONCE) {
      const some = inputs.slice(start, start + MADE_AT_ONCE);
      made.push(...(await Promise.all(some.map((input) => this.make(viewer, input)))));
    }
    return made;
  }

  private async each(
    viewer: Viewer,
    inputs: readonly StepInput[],
    made: readonly Result<MadeStep>[],
  ): Promise<readonly StepOutcome[]> {
    const good = made.flatMap((step, index) => (step.ok ? [{ step: step.value, index }] : []));
    const events = good.map(({ step }) => step.event);
    const captured = await this.capture.captureEvents(viewer, events, { rollback: false });
    const outcomes = made.map((step) => refused(step.ok ? [] : step.problems));
    for (const [place, { step, index }] of good.entries()) {
      const input = inputs[index];
      const answer = captured.ok ? captured.value[place] : undefined;
      if (answer === undefined || input === undefined) {
        outcomes[index] = refused(captured.ok ? [] : captured.problems);
      } else if (answer.status === 'REFUSED' && !step.repeatable) {
        outcomes[index] = await this.recordAgain(viewer, input, answer);
      } else outcomes[index] = outcomeOf(answer, step);
    }
    return outcomes;
  }

  private async allOrNone(
    viewer: Viewer,
    made: readonly Result<MadeStep>[],
  ): Promise<readonly StepOutcome[]> {
    if (made.some((step) => !step.ok)) {
      return made.map((step) => refused(step.ok ? [rolledBack('')] : step.problems));
    }
    const steps = made.flatMap((step) => (step.ok ? [step.value] : []));
    const events = steps.map(({ event }) => event);
    const captured = await this.capture.captureEvents(viewer, events, { rollback: true });
    if (!captured.ok) return made.map(() => refused(captured.problems));
    return captured.value.map((answer, index) => outcomeOf(answer, steps[index] ?? null));
  }

  /** The viewer's own record under that id; null for none. */
  private async earlier(viewer: Viewer, id: string): Promise<EpcisEvent | null> {
    const records = await this.log.ownByEventKey(viewer, id);
    const own = records.find(({ event }) => event.errorDeclaration === null);
    return own?.event ?? null;
  }
}

/** Where the event of these records of one id stands in the log. */
const recordedAt = (records: readonly LogRecord[]): number | null =>
  records.find((record) => record.event.errorDeclaration === null)?.position ?? null;

/** What recording would say of an id that its owner has used; null when nothing stands in the way. */
const conflictWith = (records: readonly LogRecord[], event: EpcisEvent): Problem | null => {
  const own = records.find((record) => record.event.errorDeclaration === null);
  if (own === undefined) return null;
  if (own.hash === eventHash(event)) return null;
  const differs = differingFields(own.event.body, event.body);
  const existing = String(own.position);
  return { code: 'ID_CONFLICT', message: idInUse, at: '/id', differs, existing };
};

const idInUse =
  'Another step was recorded under this id. Give a new id, or correct the recorded step.';

const wrongCount = (count: number): Problem => ({
  code: count === 0 ? 'INVALID_VALUE' : 'TOO_LARGE',
  message: `${count} steps are given: send 1 to ${STEPS_MAX} at once.`,
  at: '/steps',
  expected: `1 to ${STEPS_MAX} steps`,
});
