import { Injectable } from '@nestjs/common';
import { CursorInvalidError, CursorService } from '../access/cursor.service.ts';
import type { Viewer } from '../access/viewer.ts';
import { Clock } from '../platform/clock.ts';
import type { Moment } from '../query/moment.ts';
import type { RecallSubject } from './recall-subject.ts';

/** What a link to a stream asks, and for whom. */
export interface StreamQuestion {
  /** Internal id of the item. */
  readonly item: number;
  readonly direction: 'BACK' | 'FORWARD';
  /** Event time, RFC 3339; null: all. */
  readonly at: string | null;
  /** Record time, RFC 3339: names are those of then. */
  readonly asKnownAt: string;
  /** Log position: the stream says what was known then, however late and how often it is taken. */
  readonly known: number;
}

/** What a link to the stream of a recall asks. */
export interface RecallQuestion {
  readonly subject: RecallSubject;
  /** The list says what was known then, however late and how often it is taken. */
  readonly moment: Moment;
}

/** A link that was opened, or why it cannot be. */
export type OpenedLink<Question = StreamQuestion> =
  { readonly viewer: Viewer; readonly question: Question } | 'EXPIRED' | 'INVALID';

/** How long a link can be opened, in milliseconds. */
const LINK_MS = 900_000;
/** Sealed under the key of nobody, since whoever opens a link says nothing of himself. */
const nobody: Viewer = { organisation: null, scopes: [], site: null, test: false, key: null };

/**
 * Links that open one answer without a key, for a while: sealed like cursors, so that nobody can read, alter or make one. They name the
 * organisation that asked, and what it may see decides what is told.
 */
@Injectable()
export class StreamLinkService {
  constructor(
    private readonly cursors: CursorService,
    private readonly clock: Clock,
  ) {}

  /** A token for a stream of this kind (`provenance`). */
  seal(
    viewer: Viewer,
    kind: string,
    { item, direction, at, asKnownAt, known }: StreamQuestion,
  ): string {
    const until = this.clock.now().getTime() + LINK_MS;
    const key = [viewer.organisation ?? -1, item, direction, at ?? '', known, until];
    return this.cursors.encode(nobody, nameOf(kind), { asKnownAt, key });
  }

  /** What a token stands for. */
  open(kind: string, token: string): OpenedLink {
    const { asKnownAt, key } = this.read(kind, token);
    const [organisation, item, direction, at, known, until] = key;
    const readable =
      asKnownAt !== null &&
      typeof organisation === 'number' &&
      typeof item === 'number' &&
      (direction === 'BACK' || direction === 'FORWARD') &&
      typeof at === 'string' &&
      typeof known === 'number' &&
      typeof until === 'number';
    if (!readable) return 'INVALID';
    if (this.clock.now().getTime() >= until) return 'EXPIRED';
    const viewer = readerOf(organisation);
    return { viewer, question: { item, direction, at: at === '' ? null : at, asKnownAt, known } };
  }

  /** A token for the stream of a recall. */
  sealRecall(viewer: Viewer, { subject, moment }: RecallQuestion): string {
    const until = this.clock.now().getTime() + LINK_MS;
    const key = [viewer.organisation ?? -1, JSON.stringify(subject), moment.known, until];
    return this.cursors.encode(nobody, nameOf('recall'), { asKnownAt: moment.namesAt, key });
  }

  /** What a token of a recall stands for. */
  openRecall(token: string): OpenedLink<RecallQuestion> {
    const { asKnownAt, key } = this.read('recall', token);
    const [organisation, subject, known, until] = key;
    const readable =
      asKnownAt !== null &&
      typeof organisation === 'number' &&
      typeof subject === 'string' &&
      typeof known === 'number' &&
      typeof until === 'number';
    if (!readable) return 'INVALID';
    if (this.clock.now().getTime() >= until) return 'EXPIRED';
    const moment = { known, namesAt: asKnownAt };
    const question = { subject: JSON.parse(subject) as RecallSubject, moment };
    return { viewer: readerOf(organisation), question };
  }

  private read(kind: string, token: string): ReturnType<CursorService['decode']> {
    try {
      return this.cursors.decode(nobody, nameOf(kind), token);
    } catch (error) {
      if (error instanceof CursorInvalidError) return { asKnownAt: null, key: [] };
      throw error;
    }
  }
}

/** Whoever opens a link reads as the organisation that asked for it. */
const readerOf = (organisation: number): Viewer => ({
  ...nobody,
  organisation: organisation < 0 ? null : organisation,
  scopes: ['READ'],
});

const nameOf = (kind: string): string => `stream of ${kind}`;
