import { Injectable } from '@nestjs/common';
import { NodeIdService } from '../access/node-id.service.ts';
import { RedactionService } from '../access/redaction.service.ts';
import { requireScope } from '../access/scope.ts';
import type { Viewer } from '../access/viewer.ts';
import type { EpcisEvent } from '../core/epcis/event.ts';
import { THROUGHLINE_NAMESPACE, mergeContexts } from '../core/epcis/namespace.ts';
import { parseEvent } from '../core/epcis/parse.ts';
import { errorReasons } from '../core/epcis/vocabulary.ts';
import { isUri } from '../core/epcis/field.ts';
import type { JsonObject } from '../core/json/value.ts';
import { type Problem, type Result, accept, refuse } from '../core/result.ts';
import { LogReaderService } from '../log/log-reader.service.ts';
import { Clock } from '../platform/clock.ts';
import { CaptureService } from './capture.service.ts';
import { hasEarlierDeclaration } from './declaration.store.ts';
import type { CapturedEvent } from './outcome.ts';
import { StepForm } from './step-form.ts';
import { outcomeOf, refused } from './step-outcome.ts';
import { StepService } from './step.service.ts';
import type { EventReference, StepInput, StepOutcome } from './step.ts';

type StoredRecord = Awaited<ReturnType<LogReaderService['byEventKey']>>[number];

/** What to correct. */
export interface FixStep {
  readonly event: EventReference;
  readonly replacement: StepInput;
  /** CBV error reason or a URI; left out: incorrect_data. */
  readonly reason?: string | null;
}

/** What did not happen. */
export interface VoidStep {
  readonly event: EventReference;
  readonly note?: string | null;
}

/** What is said when an event is declared wrong. */
interface Declaration {
  readonly reason: string;
  readonly correctives: readonly string[];
  readonly note: string | null;
}

/** Thrown inside a capture to undo it: the event has another declaration. */
class CorrectedMeanwhile extends Error {}

/** Corrections: the wrong record stays, a declaration says that it is wrong (EPCIS 2.0 errorDeclaration, domain rule 5). */
@Injectable()
export class StepCorrectionService {
  constructor(
    private readonly ids: NodeIdService,
    private readonly redaction: RedactionService,
    private readonly log: LogReaderService,
    private readonly steps: StepService,
    private readonly capture: CaptureService,
    private readonly clock: Clock,
  ) {}

  /**
   * Records the replacement and declares the event wrong with it, in one transaction. Only one's own: NOT_YOURS; an event that was
   * corrected before otherwise: ALREADY_CORRECTED; the same call again: ALREADY_RECORDED.
   */
  async fixStep(viewer: Viewer, input: FixStep): Promise<StepOutcome> {
    requireScope(viewer, 'RECORD');
    const wrong = await this.own(viewer, input.event);
    if (!wrong.ok) return refused(wrong.problems);
    const reason = reasonOf(input.reason);
    if (!reason.ok) return refused(reason.problems);
    if (input.replacement.id === wrong.value.eventKey) return refused([sameId]);
    const made = await this.steps.make(viewer, input.replacement);
    if (!made.ok) return refused(below('/replacement', made.problems));
    const correctives = [input.replacement.id];
    const declaration = { reason: reason.value, correctives, note: null };
    const before = await this.declared(viewer, wrong.value, declaration);
    if (before === 'OTHER') return refused([alreadyCorrected]);
    const events = [made.value.event];
    if (before === 'NONE') {
      const declared = this.declare(wrong.value.event, declaration);
      if (!declared.ok) return refused(declared.problems);
      events.push(declared.value);
    }
    const captured = await this.captureAlone(viewer, events, wrong.value);
    // Somebody corrected it meanwhile: it is judged again, now with that correction.
    if (captured === 'CORRECTED_MEANWHILE') return this.fixStep(viewer, input);
    if (!captured.ok) return refused(captured.problems);
    const [replacement] = captured.value;
    if (replacement === undefined) throw new Error('one event has one outcome');
    const outcome = outcomeOf(replacement, made.value);
    return {
      ...outcome,
      problems: below('/replacement', outcome.problems),
      warnings: below('/replacement', outcome.warnings),
      taking: outcome.taking && {
        ...outcome.taking,
        taken: outcome.taking.taken.map((one) => ({ ...one, at: `/replacement${one.at}` })),
      },
    };
  }

  /** Declares that an event did not occur. Refuses as `fixStep`; `position` is that of the event. */
  async voidStep(viewer: Viewer, input: VoidStep): Promise<StepOutcome> {
    requireScope(viewer, 'RECORD');
    const form = new StepForm();
    const note = form.text('/note', input.note);
    if (form.problems.length > 0) return refused(form.problems);
    const wrong = await this.own(viewer, input.event);
    if (!wrong.ok) return refused(wrong.problems);
    const declaration = { reason: 'did_not_occur', correctives: [], note };
    const before = await this.declared(viewer, wrong.value, declaration);
    if (before === 'OTHER') return refused([alreadyCorrected]);
    const voided = {
      position: wrong.value.position,
      created: [],
      problems: [],
      warnings: [],
      taking: null,
    };
    if (before === 'SAME') return { status: 'ALREADY_RECORDED', ...voided };
    const declared = this.declare(wrong.value.event, declaration);
    if (!declared.ok) return refused(declared.problems);
    const captured = await this.captureAlone(viewer, [declared.value], wrong.value);
    if (captured === 'CORRECTED_MEANWHILE') return this.voidStep(viewer, input);
    if (!captured.ok) return refused(captured.problems);
    const [answer] = captured.value;
    return answer === undefined || answer.status === 'REFUSED'
      ? refused(answer?.problems ?? [])
      : { status: answer.status, ...voided };
  }

  /** Captures only while the event has no other declaration: two corrections at once must not both stand. */
  private async captureAlone(
    viewer: Viewer,
    events: readonly EpcisEvent[],
    wrong: StoredRecord,
  ): Promise<Result<readonly CapturedEvent[]> | 'CORRECTED_MEANWHILE'> {
    const place = events.findIndex(({ errorDeclaration }) => errorDeclaration !== null);
    try {
      return await this.capture.captureEvents(viewer, events, {
        rollback: true,
        // Not a count: of two corrections in one batch the first must stand.
        alongside: async (tx, { appended }) => {
          const own = appended[place];
          if (own?.status !== 'CREATED') return;
          if (await hasEarlierDeclaration(tx, wrong, own.position)) throw new CorrectedMeanwhile();
        },
      });
    } catch (error) {
      if (error instanceof CorrectedMeanwhile) return 'CORRECTED_MEANWHILE';
      throw error;
    }
  }

  /** The event to correct: one of the viewer's own, and no declaration itself. */
  private async own(viewer: Viewer, reference: EventReference): Promise<Result<StoredRecord>> {
    const [own] = (await this.findOwn(viewer, reference)).filter(
      ({ event }) => event.errorDeclaration === null,
    );
    if (own !== undefined) return accept(own);
    const records = (await this.find(viewer, reference)).filter(
      ({ event }) => event.errorDeclaration === null,
    );
    return refuse(this.redaction.redactAll(viewer, records).length > 0 ? notYours : unknownEvent);
  }

  private async findOwn(
    viewer: Viewer,
    { id, eventId }: EventReference,
  ): Promise<readonly StoredRecord[]> {
    if (eventId != null) return this.log.ownByEventKey(viewer, eventId);
    const position = this.ids.decodeAs(viewer, 'event', id ?? '');
    const own = position === null ? null : await this.log.ownByPosition(viewer, position);
    return own === null ? [] : [own];
  }

  private find(viewer: Viewer, { id, eventId }: EventReference): Promise<readonly StoredRecord[]> {
    if (eventId != null) return this.log.byEventKey(viewer, eventId);
    const position = this.ids.decodeAs(viewer, 'event', id ?? '');
    return position === null ? Promise.resolve([]) : this.log.byPositions(viewer, [position]);
  }

  /** Whether the event was declared wrong before, and in the same way. */
  private async declared(
    viewer: Viewer,
    { eventKey, owner }: StoredRecord,
    { reason, correctives }: Declaration,
  ): Promise<'NONE' | 'SAME' | 'OTHER'> {
    const declarations = (await this.log.ownByEventKey(viewer, eventKey)).flatMap((record) =>
      record.owner === owner && record.event.errorDeclaration !== null
        ? [record.event.errorDeclaration]
        : [],
    );
    if (declarations.length === 0) return 'NONE';
    const same = declarations.some(
      (one) =>
        one.reason === reason &&
        one.correctiveEventIds.length === correctives.length &&
        one.correctiveEventIds.every((id) => correctives.includes(id)),
    );
    return same ? 'SAME' : 'OTHER';
  }

  private declare(
    event: EpcisEvent,
    { reason, correctives, note }: Declaration,
  ): Result<EpcisEvent> {
    const errorDeclaration: JsonObject = {
      declarationTime: this.clock.now().toISOString(),
      reason,
      ...(correctives.length === 0 ? {} : { correctiveEventIDs: correctives }),
      ...(note === null ? {} : { 'tl:note': note }),
    };
    const context = mergeContexts(event.body['@context'] ?? [], [{ tl: THROUGHLINE_NAMESPACE }]);
    return parseEvent({ ...event.body, '@context': context, errorDeclaration }, null, '');
  }
}

const below = (at: string, problems: readonly Problem[]): readonly Problem[] =>
  problems.map((problem) => ({ ...problem, at: at + problem.at }));

function reasonOf(given: string | null | undefined): Result<string> {
  if (given === null || given === undefined) return accept('incorrect_data');
  if (given !== 'did_not_occur' && (errorReasons.includes(given) || isUri(given))) {
    return accept(given);
  }
  return refuse({
    code: 'INVALID_VALUE',
    message: 'This is no reason for a correction.',
    at: '/reason',
    expected: '`incorrect_data`, or a URI; for a step that did not happen use voidStep',
  });
}

const unknownEvent: Problem = {
  code: 'INVALID_VALUE',
  message: 'This names no event you may see.',
  at: '/event',
  expected: 'the id or eventId of an event of yours',
};

const notYours: Problem = {
  code: 'NOT_YOURS',
  message: 'Only the organisation that recorded an event may correct it: ask it to.',
  at: '/event',
};

const alreadyCorrected: Problem = {
  code: 'ALREADY_CORRECTED',
  message: 'This event was corrected or voided before: correct the newest one.',
  at: '/event',
};

const sameId: Problem = {
  code: 'ID_CONFLICT',
  message: 'The replacement is a record of its own: give it a new id.',
  at: '/replacement/id',
};
