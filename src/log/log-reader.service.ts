import { Injectable } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { Clock } from '../platform/clock.ts';
import { Database, type OnBehalfOf } from '../platform/database.ts';
import {
  countEvents,
  type EventFilter,
  type EventKey,
  type EventOrder,
  readEventPage,
} from './event-page.store.ts';
import {
  findEventKey,
  readPositionAt,
  readPositions,
  readRange,
  readTexts,
  readWatermark,
  shownPositions,
  type StoredRecord,
  type Watermark,
} from './log-reader.store.ts';
import { readRecording, readSettled, type Settled } from './settled.store.ts';
import { readCorrected, readStandings, type RecordStanding } from './standing.store.ts';

/** A page that is wanted. */
export interface PageRequest {
  readonly order: EventOrder;
  readonly first: number;
  readonly after: EventKey | null;
  /** As known at this position; default: the watermark. */
  readonly upto?: number;
}

/** A page of events: keys only, the records are read by position. */
export interface EventPage {
  readonly events: readonly EventKey[];
  readonly hasNext: boolean;
  /** As known at this position. */
  readonly upto: number;
}

/** A page of the feed in log order. */
export interface ChangePage {
  /** Records after `since`, declarations included. */
  readonly positions: readonly number[];
  /** `since` of the next page, also when this one is empty. */
  readonly cursor: number;
  /** True: ask again at once. */
  readonly more: boolean;
}

/** Counts beyond this are not counted out. */
const COUNT_MAX = 10_000;
/** How long what is being recorded is waited for: the commit of a batch takes a few, in milliseconds. */
const WAIT_MS = 250;
/** Between two looks whether it is over, in milliseconds. */
const LOOK_MS = 2;
/** Record time that names the empty log. */
export const EMPTY_LOG = '0001-01-01T00:00:00.000Z';

/**
 * Reads the log. Every list is bounded by the watermark, so that a rollback job shows nothing before its end; who asks for one
 * record by name finds his own after it too. Nothing is redacted here: callers pass what they read to the redaction point.
 */
@Injectable()
export class LogReaderService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** The last position that may be shown, and its record time. */
  watermark(): Promise<Watermark> {
    return this.database.read(null, readWatermark);
  }

  /** The position that a record time (ISO 8601) names: the prefix that was shown then; -1 is the empty log. */
  positionAt(recordTime: string): Promise<number> {
    return this.database.read(null, (tx) => readPositionAt(tx, recordTime));
  }

  /**
   * Everything recorded by now, as a record time that means the same for ever: nothing that is recorded later, or being recorded, is as old.
   *
   * First the time is read, then the locks: whoever locks `log.head` after that reads the clock after that too, so its record time is later
   * than `now`, and later than that of the watermark, since they rise. Of whoever had it then, the end is waited for: what it recorded
   * up to the moment is committed, and stands in the prefix. The same holds for names. If that takes too long, the moment is the record
   * time of the watermark, which needs no waiting: what is appended after it is younger; but names since then are left out.
   */
  async settled(): Promise<Settled> {
    const { recordTime } = await this.watermark();
    const shown = recordTime ?? EMPTY_LOG;
    const now = new Date(this.clock.now().getTime() - 1).toISOString();
    const isOver = await this.outwaits();
    const upto = isOver && now > shown ? now : shown;
    return this.database.read(null, (tx) => readSettled(tx, upto));
  }

  /** Records of `from <= position < until` in log order, for read models; not bounded by the watermark. */
  records(from: number, until: number): Promise<readonly StoredRecord[]> {
    return this.database.read(null, (tx) => readRange(tx, from, until));
  }

  /** Records at some positions in log order; what may not be shown yet or does not exist is left out. */
  byPositions(viewer: OnBehalfOf, positions: readonly number[]): Promise<readonly StoredRecord[]> {
    if (positions.length === 0) return Promise.resolve([]);
    return this.database.read(viewer, async (tx) =>
      readPositions(tx, await shownPositions(tx, organisationOf(viewer), positions)),
    );
  }

  /** The exact bytes as captured, by position. */
  texts(viewer: OnBehalfOf, positions: readonly number[]): Promise<ReadonlyMap<number, string>> {
    return this.database.read(viewer, async (tx) =>
      readTexts(tx, await shownPositions(tx, organisationOf(viewer), positions)),
    );
  }

  /**
   * All records under an eventID or hash, of all owners, the viewer's own first, then in log order; error declarations included
   * (`event.errorDeclaration`).
   */
  byEventKey(viewer: OnBehalfOf, eventKey: string): Promise<readonly StoredRecord[]> {
    if (isUnstorable(eventKey)) return Promise.resolve([]);
    return this.database.read(viewer, async (tx) => {
      const found = await findEventKey(tx, eventKey, Number.MAX_SAFE_INTEGER);
      const positions = found.map((one) => one.position);
      const records = await readPositions(
        tx,
        await shownPositions(tx, organisationOf(viewer), positions),
      );
      const own = ({ owner }: StoredRecord) => (owner === viewer?.organisation ? 0 : 1);
      return records.toSorted((a, b) => own(a) - own(b) || a.position - b.position);
    });
  }

  /**
   * The viewer's own records under an eventID or hash, in log order, those past the watermark too: whoever writes must know what
   * was written, also while a rollback job of somebody else holds readers back. Never for showing.
   */
  ownByEventKey(viewer: OnBehalfOf, eventKey: string): Promise<readonly StoredRecord[]> {
    if (isUnstorable(eventKey)) return Promise.resolve([]);
    return this.database.read(viewer, async (tx) => {
      const found = await findEventKey(tx, eventKey, Number.MAX_SAFE_INTEGER);
      const positions = found.map((one) => one.position);
      return (await readPositions(tx, positions)).filter(
        ({ owner }) => owner === viewer?.organisation,
      );
    });
  }

  /** The viewer's own record at a position, past the watermark too; null for none. As `ownByEventKey`, for writers. */
  ownByPosition(viewer: OnBehalfOf, position: number): Promise<StoredRecord | null> {
    return this.database.read(viewer, async (tx) => {
      const [record] = await readPositions(tx, [position]);
      return record !== undefined && record.owner === viewer?.organisation ? record : null;
    });
  }

  /** The exact bytes of the viewer's own record, past the watermark too: the answer to whoever just sent them; null for none. */
  ownText(viewer: OnBehalfOf, position: number): Promise<string | null> {
    return this.database.read(viewer, async (tx) => {
      const [record] = await readPositions(tx, [position]);
      if (record === undefined || record.owner !== viewer?.organisation) return null;
      return (await readTexts(tx, [position])).get(position) ?? null;
    });
  }

  /** Whether records count, and what took them out of force, as known at a position (default: the watermark). */
  standings(
    viewer: OnBehalfOf,
    positions: readonly number[],
    upto?: number,
  ): Promise<ReadonlyMap<number, RecordStanding>> {
    return this.database.read(viewer, async (tx) =>
      readStandings(tx, positions, upto ?? (await readWatermark(tx)).position),
    );
  }

  /** For each position the positions of the records that it corrects. */
  corrects(
    viewer: OnBehalfOf,
    positions: readonly number[],
    upto?: number,
  ): Promise<ReadonlyMap<number, readonly number[]>> {
    return this.database.read(viewer, async (tx) =>
      readCorrected(tx, positions, upto ?? (await readWatermark(tx)).position),
    );
  }

  /** One page of the events that match, by keyset. */
  events(viewer: OnBehalfOf, filter: EventFilter, page: PageRequest): Promise<EventPage> {
    return this.database.read(viewer, async (tx) => {
      const { position } = await readWatermark(tx);
      const upto = Math.min(page.upto ?? position, position);
      const request = { filter, order: page.order, after: page.after, upto };
      const found = await readEventPage(tx, { ...request, first: page.first + 1 });
      return { events: found.slice(0, page.first), hasNext: found.length > page.first, upto };
    });
  }

  /** How many events match, or null for more than 10,000. */
  count(viewer: OnBehalfOf, filter: EventFilter, upto?: number): Promise<number | null> {
    return this.database.read(viewer, async (tx) => {
      const { position } = await readWatermark(tx);
      return countEvents(tx, { filter, upto: Math.min(upto ?? position, position) }, COUNT_MAX);
    });
  }

  /** What was recorded after a position (-1: from the start), in log order, declarations included. */
  async changes(viewer: OnBehalfOf, since: number, first: number): Promise<ChangePage> {
    const page = await this.events(
      viewer,
      { declarations: true, standings: ['CURRENT', 'CORRECTED', 'VOIDED'] },
      { order: 'RECORDED_ASC', first, after: { time: '', position: since } },
    );
    const positions = page.events.map(({ position }) => position);
    return { positions, cursor: positions.at(-1) ?? since, more: page.hasNext };
  }

  /** Waits for what is being recorded; false: it goes on. Each look is a transaction of its own, so that the next one sees what it saw end. */
  private async outwaits(): Promise<boolean> {
    const endMs = performance.now() + WAIT_MS;
    let waited = await this.database.read(null, readRecording);
    while (waited.length > 0) {
      if (performance.now() > endMs) return false;
      await delay(LOOK_MS);
      const still = new Set(await this.database.read(null, readRecording));
      waited = waited.filter((name) => still.has(name));
    }
    return true;
  }
}

const organisationOf = (viewer: OnBehalfOf): number | null => viewer?.organisation ?? null;

/** Postgres has no text with NUL, so nothing is called that. */
const isUnstorable = (text: string): boolean => text.includes('\0');
