import { Injectable } from '@nestjs/common';
import { CursorInvalidError, CursorService } from '../access/cursor.service.ts';
import { type Page, type PageRequest, emptyPage, pageOf, rowsFor } from '../access/page.ts';
import { OrganisationService } from '../access/organisation.service.ts';
import { requireScope } from '../access/scope.ts';
import type { Viewer } from '../access/viewer.ts';
import { StepForm } from '../capture/step-form.ts';
import { type Problem, type Result, accept, refuse } from '../core/result.ts';
import { Clock } from '../platform/clock.ts';
import { Database } from '../platform/database.ts';
import type { RecallAnswer, RecallCase } from './recall-case.ts';
import {
  closeRecallCase,
  findRecallCase,
  insertRecallAnswer,
  readRecallCases,
} from './recall-case.store.ts';

/** Recalls that were started: shown to whoever started them and to the holders that were told, and to nobody else. */
@Injectable()
export class RecallCaseService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly cursors: CursorService,
    private readonly organisations: OrganisationService,
  ) {}

  /** A case that the viewer started or was told of; null for any other id. */
  byId(viewer: Viewer, id: number): Promise<RecallCase | null> {
    const { organisation } = viewer;
    if (organisation === null) return Promise.resolve(null);
    return this.database.read(viewer, (tx) => findRecallCase(tx, organisation, id));
  }

  /**
   * Cases that the viewer started or was told of, newest first.
   * @throws CursorInvalidError
   */
  async list(viewer: Viewer, page: PageRequest): Promise<Page<RecallCase>> {
    const { organisation } = viewer;
    const before =
      page.after === null ? null : idIn(this.cursors.decode(viewer, question, page.after).key);
    if (organisation === null) return emptyPage;
    const part = { before, rows: rowsFor(page) };
    const found = await this.database.read(viewer, (tx) => readRecallCases(tx, organisation, part));
    return pageOf(found, page, ({ id }) =>
      this.cursors.encode(viewer, question, { asKnownAt: null, key: [id] }),
    );
  }

  /** How many holders were told: whoever has no account here cannot have read it. */
  async notified(viewer: Viewer, { addressees }: RecallCase): Promise<number> {
    const holders = await this.organisations.byIds(viewer, addressees);
    return [...holders.values()].filter(({ recordsHere }) => recordsHere).length;
  }

  /** Answers go to whoever started the case; a holder sees its own. */
  answersFor({ organisation }: Viewer, { starter, answers }: RecallCase): readonly RecallAnswer[] {
    return starter === organisation
      ? answers
      : answers.filter((answer) => answer.organisation === organisation);
  }

  /**
   * What a holder that was told says. Its last answer counts, all stay; also a case that was closed may be answered. Wants RECORD.
   */
  async acknowledge(
    viewer: Viewer,
    id: number | null,
    answer: string | null,
  ): Promise<Result<RecallCase>> {
    const organisation = requireScope(viewer, 'RECORD');
    const form = new StepForm();
    const text = form.text('/answer', answer);
    if (form.problems.length > 0) return refuse(...form.problems);
    const found = id === null ? null : await this.byId(viewer, id);
    if (found === null || !found.addressees.includes(organisation)) return refuse(notTold);
    const answeredAt = this.clock.now().toISOString();
    await this.database.transaction(viewer, (tx) =>
      insertRecallAnswer(tx, found.id, { organisation, answer: text, answeredAt }),
    );
    return this.again(viewer, found);
  }

  /** Ends a case; one that has ended keeps its end. Only whoever started it: NOT_YOURS. Wants SHARE. */
  async close(viewer: Viewer, id: number | null): Promise<Result<RecallCase>> {
    const organisation = requireScope(viewer, 'SHARE');
    const found = id === null ? null : await this.byId(viewer, id);
    if (found === null) return refuse(unknown);
    if (found.starter !== organisation) return refuse(notYours);
    const closedAt = this.clock.now().toISOString();
    await this.database.transaction(viewer, (tx) => closeRecallCase(tx, found.id, closedAt));
    return this.again(viewer, found);
  }

  private async again(viewer: Viewer, { id }: RecallCase): Promise<Result<RecallCase>> {
    const found = await this.byId(viewer, id);
    if (found === null) throw new Error('a recall case is never removed');
    return accept(found);
  }
}

const question = 'recall cases';

const idIn = ([id]: readonly (string | number)[]): number => {
  if (typeof id !== 'number') throw new CursorInvalidError();
  return id;
};

const unknown: Problem = {
  code: 'INVALID_VALUE',
  message: 'This names no recall that you started or were told of.',
  at: '/case',
  expected: 'the id of a recall case',
};

const notTold: Problem = {
  code: 'INVALID_VALUE',
  message: 'This names no recall that you were told of.',
  at: '/case',
  expected: 'the id of a recall case that is addressed to you',
};

const notYours: Problem = {
  code: 'NOT_YOURS',
  message: 'Only whoever started a recall may close it.',
  at: '/case',
};
