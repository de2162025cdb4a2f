import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.ts';
import { Database } from '../platform/database.ts';
import type { Transaction } from '../platform/transaction.ts';
import { canBeStored, dayOf } from './checks.ts';
import { CursorService } from './cursor.service.ts';
import {
  type DirectoryPart,
  type NameAndId,
  type Page,
  type PageRequest,
  emptyPage,
  pageOf,
  rowsFor,
} from './page.ts';
import type { DirectoryFilter } from './organisation.ts';
import { RedactionService } from './redaction.service.ts';
import { type AsOf, type Version, versionOf } from './versions.ts';
import type { Viewer } from './viewer.ts';

/** What is asked of a directory. */
export interface DirectoryQuestion {
  /** What is listed: `sites`. */
  readonly noun: string;
  readonly filter: DirectoryFilter;
  readonly page: PageRequest;
}

/** How versioned records are read, the same for all nouns: as of a day, redacted, in pages by name. */
@Injectable()
export class DirectoryService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly redaction: RedactionService,
    private readonly cursors: CursorService,
  ) {}

  /** Those of the views that this viewer may see. */
  visible<View extends object>(viewer: Viewer, views: readonly View[]): readonly View[] {
    return this.redaction.redactAll(viewer, views);
  }

  /** What `load` reads, or nothing for whom nothing is visible. */
  async lookUp<T>(viewer: Viewer, nothing: T, load: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.redaction.seesAny(viewer) ? this.database.read(viewer, load) : nothing;
  }

  /** Views by internal id as of a day, today unless said; unknown and hidden ones are left out. */
  async byIds<View extends { readonly id: number }>(
    viewer: Viewer,
    asOf: AsOf | null | undefined,
    load: (tx: Transaction, version: Version) => Promise<readonly View[]>,
  ): Promise<ReadonlyMap<number, View>> {
    const version = versionOf(asOf, this.today());
    const found = await this.lookUp<readonly View[]>(viewer, [], (tx) => load(tx, version));
    return new Map(this.visible(viewer, found).map((view) => [view.id, view]));
  }

  /**
   * A page of views by name. A text that is looked for and cannot be stored finds nothing.
   * @throws CursorInvalidError
   */
  async list<View extends NameAndId>(
    viewer: Viewer,
    { noun, filter, page }: DirectoryQuestion,
    load: (tx: Transaction, part: DirectoryPart) => Promise<readonly View[]>,
  ): Promise<Page<View>> {
    const question = questionOf(noun, filter);
    const start = this.cursors.directoryStart(viewer, question, page.after);
    if (!this.redaction.seesAny(viewer) || !canBeStored(filter.text ?? '')) return emptyPage;
    const part = { day: this.today(), start, rows: rowsFor(page) };
    const found = await this.database.read(viewer, (tx) => load(tx, part));
    return pageOf(this.visible(viewer, found), page, ({ name, id }) =>
      this.cursors.encode(viewer, question, { asKnownAt: null, key: [name, id] }),
    );
  }

  private today(): string {
    return dayOf(this.clock.now());
  }
}

/** Everything that decides the list, the same however it was put. */
const questionOf = (noun: string, filter: DirectoryFilter): string => {
  const conditions = Object.entries(filter).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  return `${noun} ${JSON.stringify(conditions.toSorted(([a], [b]) => (a < b ? -1 : 1)))}`;
};
