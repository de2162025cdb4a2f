import { Injectable } from '@nestjs/common';
import { requireScope } from '../access/scope.ts';
import type { Viewer } from '../access/viewer.ts';
import { CaptureService } from '../capture/capture.service.ts';
import { StepForm } from '../capture/step-form.ts';
import { StepHoldService } from '../capture/step-hold.service.ts';
import type { EpcisEvent } from '../core/epcis/event.ts';
import { type Problem, type Result, accept, refuse } from '../core/result.ts';
import { retrying } from '../log/retry.ts';
import { Clock } from '../platform/clock.ts';
import { Database } from '../platform/database.ts';
import type { RecallCase, RecallFacts, StartRecall } from './recall-case.ts';
import { findRecallCaseByKey, insertRecallCase } from './recall-case.store.ts';
import type { RecallSubject } from '../trace/recall-subject.ts';
import { RecallService } from '../trace/recall.service.ts';
import type { RecallHolderView } from '../trace/recall.ts';
import { RecallSubjectService } from '../trace/recall-subject.service.ts';

/** A case with what goes with it into one transaction. */
interface NewCase {
  readonly facts: RecallFacts;
  readonly addressees: readonly number[];
  readonly holds: readonly EpcisEvent[];
}

/** Starts recalls: what one has is held, and the holders of the rest are told. */
@Injectable()
export class RecallStartService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly subjects: RecallSubjectService,
    private readonly recalls: RecallService,
    private readonly holds: StepHoldService,
    private readonly capture: CaptureService,
  ) {}

  /**
   * Starts a recall, or a drill, of which nobody outside learns and by which nothing is held. Hold and case are one transaction. The
   * same id with the same content is the same case, for ever, and tells nobody twice; with other content it is ID_CONFLICT.
   * Wants RECORD and SHARE.
   */
  async startRecall(viewer: Viewer, input: StartRecall): Promise<Result<RecallCase>> {
    requireScope(viewer, 'RECORD');
    const starter = requireScope(viewer, 'SHARE');
    const form = new StepForm();
    const key = form.uri('/id', input.id);
    const reason = form.required('/reason', input.reason);
    const subject = form.take('', await this.subjects.resolve(viewer, input.of));
    if (form.problems.length > 0 || subject === null || reason === null) {
      return refuse(...form.problems);
    }
    const drill = input.drill === true;
    const startedAt = this.clock.now().toISOString();
    const facts: RecallFacts = { starter, key, subject, reason, drill, startedAt };
    const earlier = await this.earlier(viewer, facts);
    return earlier ?? this.start(viewer, facts);
  }

  private async start(viewer: Viewer, facts: RecallFacts): Promise<Result<RecallCase>> {
    const made = await this.make(viewer, facts);
    if (!made.ok) return made;
    const stored = await this.store(viewer, made.value);
    // A twin of the same call was faster, or it is a hold of another kind that stands in the way.
    const found = await this.earlier(viewer, facts);
    if (found !== null) return found;
    return refuse(...stored.map((problem) => ({ ...problem, at: '/id' })));
  }

  private async make(viewer: Viewer, facts: RecallFacts): Promise<Result<NewCase>> {
    const list = await this.recalls.recall(viewer, facts.subject, null);
    if (list === null) return refuse(unknown);
    if (list.gaps.some(({ reason }) => reason === 'TOO_LARGE')) return refuse(tooMuch);
    if (facts.drill) return accept({ facts, addressees: [], holds: [] });
    const holders = await this.recalls.holders(viewer, list);
    const { starter, key, startedAt, reason } = facts;
    const items = heldBy(holders, starter);
    const recall = { id: key, time: startedAt, reason, items };
    const holds = await this.holds.recallEvents(viewer, recall);
    if (!holds.ok) return holds;
    return accept({ facts, addressees: othersIn(holders, starter), holds: holds.value });
  }

  /** Writes all of it or nothing; answers what stood in its way. */
  private async store(
    viewer: Viewer,
    { facts, addressees, holds }: NewCase,
  ): Promise<readonly Problem[]> {
    if (holds.length === 0) {
      const insert = () =>
        this.database.transaction(viewer, (tx) => insertRecallCase(tx, facts, addressees));
      await retrying(insert);
      return [];
    }
    const captured = await this.capture.captureEvents(viewer, holds, {
      rollback: true,
      alongside: async (tx, { appended }) => {
        const whole = appended.every(({ status }) => status === 'CREATED' || status === 'EXISTING');
        if (whole) await insertRecallCase(tx, facts, addressees);
      },
    });
    if (!captured.ok) return captured.problems;
    return captured.value.flatMap((answer) => (answer.status === 'REFUSED' ? answer.problems : []));
  }

  /** The case that was started under this id before; null for none. */
  private async earlier(viewer: Viewer, facts: RecallFacts): Promise<Result<RecallCase> | null> {
    const { starter, key } = facts;
    const found = await this.database.read(viewer, (tx) => findRecallCaseByKey(tx, starter, key));
    if (found === null) return null;
    const differs = differencesOf(found, facts);
    return differs.length === 0 ? accept(found) : refuse({ ...idInUse, differs });
  }
}

/** What was sold is in other hands; what is under way to the starter is about to be in its own. */
const heldBy = (holders: readonly RecallHolderView[], starter: number): readonly number[] => {
  const own = holders.filter(
    ({ party, status }) => party.organisation === starter && status !== 'SOLD',
  );
  return [...new Set(own.map(({ item }) => item))];
};

const othersIn = (holders: readonly RecallHolderView[], starter: number): readonly number[] => {
  const known = holders.flatMap(({ party }) => party.organisation ?? []);
  return [...new Set(known)].filter((organisation) => organisation !== starter);
};

/** One name for one subject. */
const nameOf = (subject: RecallSubject): string => {
  switch (subject.kind) {
    case 'ITEM':
      return JSON.stringify([subject.kind, subject.item]);
    case 'PRODUCT':
      return JSON.stringify([subject.kind, subject.product]);
    case 'SITE':
      return JSON.stringify([subject.kind, subject.site, subject.from, subject.until]);
  }
};

const differencesOf = (earlier: RecallFacts, now: RecallFacts): readonly string[] => [
  ...(nameOf(earlier.subject) === nameOf(now.subject) ? [] : ['/of']),
  ...(earlier.reason === now.reason ? [] : ['/reason']),
  ...(earlier.drill === now.drill ? [] : ['/drill']),
];

const unknown: Problem = {
  code: 'UNKNOWN_ITEM',
  message: 'This names nothing you may see, so there is nothing to call back.',
  at: '/of',
};

/** A list that is silently short would be worse than none (domain rule 24). */
const tooMuch: Problem = {
  code: 'TOO_LARGE',
  message: 'More follows from this than can be called back at once: recall its lots one by one.',
  at: '/of',
};

const idInUse: Problem = {
  code: 'ID_CONFLICT',
  message: 'Another recall was started under this id. Give a new id.',
  at: '/id',
};
