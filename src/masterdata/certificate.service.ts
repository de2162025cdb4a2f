import { Injectable } from '@nestjs/common';
import { FieldChecks, canBeStored } from '../access/checks.ts';
import { CursorInvalidError, CursorService } from '../access/cursor.service.ts';
import { nameMax } from '../access/organisation-input.ts';
import { type Page, type PageRequest, emptyPage, pageOf, rowsFor } from '../access/page.ts';
import { RedactionService } from '../access/redaction.service.ts';
import { requireScope } from '../access/scope.ts';
import { merged, sameFacts } from '../access/versions.ts';
import type { Viewer } from '../access/viewer.ts';
import { type Problem, type Result, accept, refuse } from '../core/result.ts';
import { Clock } from '../platform/clock.ts';
import { Database } from '../platform/database.ts';
import type { Transaction } from '../platform/transaction.ts';
import type {
  CertificateFacts,
  CertificateFilter,
  CertificateView,
  RegisterCertificate,
} from './certificate.ts';
import {
  type CertificateStart,
  addCertificateVersion,
  certificatesByIds,
  certificatesOf,
  insertCertificate,
  listCertificates,
  lockCertificates,
  ownCertificate,
} from './certificate.store.ts';

/** Certificates shown beside their holder (api.md, section 5: small lists). */
const eachMax = 200;

/** Certificates of organisations. */
@Injectable()
export class CertificateService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly redaction: RedactionService,
    private readonly cursors: CursorService,
  ) {}

  /** One certificate; null when unknown or hidden. */
  async byId(viewer: Viewer, id: number): Promise<CertificateView | null> {
    return (await this.byIds(viewer, [id])).get(id) ?? null;
  }

  /** Certificates by internal id; unknown and hidden ones are left out. */
  async byIds(
    viewer: Viewer,
    ids: readonly number[],
  ): Promise<ReadonlyMap<number, CertificateView>> {
    if (ids.length === 0 || !this.redaction.seesAny(viewer)) return new Map();
    const found = await this.database.read(viewer, (tx) => certificatesByIds(tx, ids));
    return new Map(this.redaction.redactAll(viewer, found).map((view) => [view.id, view]));
  }

  /** Certificates by holder, each holder's by programme and number, at most 200, as known at an instant (now unless said); holders without are left out. */
  async byHolders(
    viewer: Viewer,
    holders: readonly number[],
    knownAt: string | null = null,
  ): Promise<ReadonlyMap<number, readonly CertificateView[]>> {
    if (holders.length === 0 || !this.redaction.seesAny(viewer)) return new Map();
    const found = await this.database.read(viewer, (tx) =>
      certificatesOf(tx, [...new Set(holders)], eachMax, knownAt),
    );
    const byHolder = new Map<number, CertificateView[]>();
    for (const view of this.redaction.redactAll(viewer, found)) {
      const list = byHolder.get(view.owner) ?? [];
      list.push(view);
      byHolder.set(view.owner, list);
    }
    return byHolder;
  }

  /**
   * Certificates by programme and number.
   * @throws CursorInvalidError
   */
  async list(
    viewer: Viewer,
    filter: CertificateFilter,
    page: PageRequest,
  ): Promise<Page<CertificateView>> {
    const question = `certificates ${JSON.stringify([filter.text ?? null, filter.holder ?? null])}`;
    const start = this.start(viewer, question, page.after);
    if (!this.redaction.seesAny(viewer) || !canBeStored(filter.text ?? '')) return emptyPage;
    const found = await this.database.read(viewer, (tx) =>
      listCertificates(tx, filter, start, rowsFor(page)),
    );
    return pageOf(this.redaction.redactAll(viewer, found), page, ({ scheme, number, id }) =>
      this.cursors.encode(viewer, question, { asKnownAt: null, key: [scheme, number, id] }),
    );
  }

  /**
   * Adds a certificate that the viewer's organisation holds, or changes one: a change makes a version. Scope MASTER_DATA. Refuses with
   * INVALID_VALUE (also for an id that is none), NOT_YOURS, ALREADY_EXISTS.
   */
  async register(viewer: Viewer, input: RegisterCertificate): Promise<Result<CertificateView>> {
    const owner = requireScope(viewer, 'MASTER_DATA');
    const checked = checkCertificate(input);
    if (!checked.ok) return checked;
    const id = input.id ?? null;
    return this.database.transaction(viewer, async (tx) => {
      await lockCertificates(tx, owner);
      const [before] =
        id === null ? [] : this.redaction.redactAll(viewer, await certificatesByIds(tx, [id]));
      if (id !== null && before === undefined) return refuse(unknown);
      if (before !== undefined && before.owner !== owner) return refuse(notYours);
      const after = merged<CertificateFacts>(before ?? nothingKnown, checked.value);
      if (endsBeforeItBegins(after)) return refuse(wrongDays);
      const other = await ownCertificate(tx, after, owner);
      if (other !== null && other !== id) return refuse(taken);
      if (before !== undefined && sameFacts<CertificateFacts>(before, after)) return accept(before);
      return accept(await this.write(tx, before?.id ?? null, after, owner));
    });
  }

  private async write(
    tx: Transaction,
    id: number | null,
    facts: CertificateFacts,
    owner: number,
  ): Promise<CertificateView> {
    const at = this.clock.now();
    const certificate = id ?? (await insertCertificate(tx, owner, at));
    await addCertificateVersion(tx, certificate, facts, at);
    const [view] = await certificatesByIds(tx, [certificate]);
    if (view === undefined) throw new Error(`certificate ${certificate} was not written`);
    return view;
  }

  private start(viewer: Viewer, question: string, after: string | null): CertificateStart | null {
    if (after === null) return null;
    const [scheme, number, id] = this.cursors.decode(viewer, question, after).key;
    if (typeof scheme !== 'string' || typeof number !== 'string' || typeof id !== 'number') {
      throw new CursorInvalidError();
    }
    return { scheme, number, id };
  }
}

type CheckedCertificate = {
  readonly [K in keyof CertificateFacts]?: CertificateFacts[K] | undefined;
};

const checkCertificate = (input: RegisterCertificate): Result<CheckedCertificate> => {
  const checks = new FieldChecks();
  const facts = {
    scheme: checks.text('/scheme', input.scheme, nameMax),
    number: checks.text('/number', input.number, nameMax),
    issuedBy: checks.optionalText('/issuedBy', input.issuedBy, nameMax),
    validFrom: checks.day('/validFrom', input.validFrom),
    validUntil: checks.day('/validUntil', input.validUntil),
  };
  return checks.problems.length > 0 ? refuse(...checks.problems) : accept(facts);
};

const endsBeforeItBegins = ({ validFrom, validUntil }: CertificateFacts): boolean =>
  validFrom !== null && validUntil !== null && validUntil < validFrom;

const nothingKnown: CertificateFacts = {
  scheme: '',
  number: '',
  issuedBy: null,
  validFrom: null,
  validUntil: null,
};

const unknown: Problem = {
  code: 'INVALID_VALUE',
  message: 'There is no such certificate that you may see: leave the id out to add one.',
  at: '/id',
  expected: 'the id of a certificate of yours',
};
const notYours: Problem = {
  code: 'NOT_YOURS',
  message: 'Another organisation holds this certificate.',
  at: '/id',
};
const taken: Problem = {
  code: 'ALREADY_EXISTS',
  message: 'You have a certificate of this programme with this number already: change that one.',
  at: '/number',
};
const wrongDays: Problem = {
  code: 'INVALID_VALUE',
  message: 'The last day lies before the first.',
  at: '/validUntil',
  expected: 'a day on or after validFrom',
};
