import { Injectable } from '@nestjs/common';
import { CursorInvalidError } from '../access/cursor.service.ts';
import { RedactionService } from '../access/redaction.service.ts';
import type { Viewer } from '../access/viewer.ts';
import { LogReaderService } from '../log/log-reader.service.ts';
import { Database } from '../platform/database.ts';
import { Settings } from '../platform/settings.ts';
import { type Change, EventService } from '../query/event.service.ts';
import { readFeedRecords } from './change.store.ts';
import { LogHeadJob } from './log-head.job.ts';
import { Turns } from './turns.ts';

/** One thing that the feed says, and where to go on after it. */
export interface FeedEntry {
  readonly change: Change;
  readonly cursor: string;
}

/** What the feed says next. */
export interface FeedPage {
  readonly entries: readonly FeedEntry[];
  /** Log position up to which it was read. */
  readonly position: number;
  /** Pass as `since` next time, also when there are no entries. */
  readonly cursor: string;
  /** True: there is more already. */
  readonly more: boolean;
}

/** Part of a stream: something that happened, or nothing for a while, with where to go on. */
export interface FeedPart {
  readonly change: Change | null;
  readonly cursor: string;
}

/** How a feed is followed. */
export interface Following {
  /** Log position after which it begins. */
  readonly from: number;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** After so long without anything to say, it says that, in milliseconds. */
  readonly idleMs: number;
}

/** Records that a stream reads at once. */
const STREAM_RECORDS = 100;
/** Bytes of events that are read at once, unless one alone has more: they are in memory while they are sent. */
const PAGE_BYTES_MAX = 4_000_000;

/** What became known, in log order, from a cursor on: as pages, or for as long as somebody listens. One feed for all its doors. */
@Injectable()
export class ChangeFeedService {
  private readonly turns: Turns;

  constructor(
    private readonly database: Database,
    private readonly log: LogReaderService,
    private readonly events: EventService,
    private readonly head: LogHeadJob,
    private readonly redaction: RedactionService,
    settings: Settings,
  ) {
    // However many follow, others get a connection too.
    this.turns = new Turns(Math.max(1, Math.floor(settings.poolSize / 4)));
  }

  /**
   * The log position that a cursor stands for; null is the start of the log. A cursor of records that this log does not have (it
   * was restored from an older copy) is refused: whatever comes there now is something else.
   * @throws CursorInvalidError
   */
  async start(viewer: Viewer, since: string | null): Promise<number> {
    if (since === null) return -1;
    const position = this.events.positionOf(viewer, since);
    const { position: last } = await this.log.watermark();
    if (position > last) throw new CursorInvalidError();
    return position;
  }

  /** The cursor that goes on after a log position. */
  cursorAt(viewer: Viewer, position: number): string {
    return this.events.cursorAt(viewer, position);
  }

  /** What is said after a position: at most `first` records, and fewer when they are large. */
  async page(viewer: Viewer, after: number, first: number): Promise<FeedPage> {
    const { position } = await this.log.watermark();
    return this.read(viewer, { after, upto: position, first });
  }

  /**
   * Everything that is said after a position, each thing once and in log order, without an end. Nothing is read ahead of what was
   * taken, so whoever takes slowly costs one page of memory.
   */
  async *follow(viewer: Viewer, { from, signal, idleMs }: Following): AsyncGenerator<FeedPart> {
    let position = from;
    while (!signal.aborted) {
      const upto = await this.head.beyond(position, signal, idleMs);
      if (signal.aborted) return;
      if (upto <= position) {
        yield { change: null, cursor: this.cursorAt(viewer, position) };
        continue;
      }
      const range = { after: position, upto, first: STREAM_RECORDS };
      const page = await this.turns.take(() => this.read(viewer, range));
      yield* page.entries;
      position = page.position;
    }
  }

  private async read(
    viewer: Viewer,
    range: { readonly after: number; readonly upto: number; readonly first: number },
  ): Promise<FeedPage> {
    if (!this.redaction.seesAny(viewer)) return this.emptyPage(viewer, range.after);
    const found = await this.database.read(viewer, (tx) => readFeedRecords(tx, range));
    const positions = fitting(found);
    const placed = await this.events.changesAt(viewer, positions);
    const position = positions.at(-1) ?? range.after;
    return {
      entries: placed.flatMap(({ position: at, change }) =>
        change === null ? [] : [{ change, cursor: this.events.cursorAt(viewer, at) }],
      ),
      position,
      cursor: this.events.cursorAt(viewer, position),
      more: position < range.upto,
    };
  }

  private emptyPage(viewer: Viewer, position: number): FeedPage {
    const cursor = this.events.cursorAt(viewer, position);
    return { entries: [], position, cursor, more: false };
  }
}

/** The first of some records that are held in memory together. */
const fitting = (
  records: readonly { readonly position: number; readonly bytes: number }[],
): readonly number[] => {
  let left = PAGE_BYTES_MAX;
  const over = records.findIndex(({ bytes }, index) => (left -= bytes) < 0 && index > 0);
  return records.slice(0, over < 0 ? undefined : over).map(({ position }) => position);
};
