import { Injectable } from '@nestjs/common';
import { CursorInvalidError, CursorService } from '../access/cursor.service.ts';
import { type Page, type PageRequest, emptyPage } from '../access/page.ts';
import { RedactionService } from '../access/redaction.service.ts';
import type { Viewer } from '../access/viewer.ts';
import { LogReaderService } from '../log/log-reader.service.ts';
import { Database } from '../platform/database.ts';
import { type EventClaim, isClaim, readClaims } from '../projections/claim.store.ts';
import { readJourney } from './journey.store.ts';
import { readPositionsOf, readPositionsOfDocuments } from './item.store.ts';
import type { Moment } from './moment.ts';

export type { EventClaim };

/** A record of the log. */
export type EventRecord = Awaited<ReturnType<LogReaderService['byPositions']>>[number];
type LogFilter = Parameters<LogReaderService['events']>[1];
type LogPage = Parameters<LogReaderService['events']>[2];

/** Where an event stands: what took it out of force, or that it is only claimed (domain rule 40). */
export type EventStanding = NonNullable<LogFilter['standings']>[number] | 'CLAIM';

/** Order of a list of events; ties by log position. */
export type EventOrder = LogPage['order'];

/** Conditions on events; all hold together, within a list any may match. */
export interface EventConditions extends Omit<
  LogFilter,
  'within' | 'declarations' | 'standings' | 'claims'
> {
  /** Default: CURRENT and CLAIM. */
  readonly statuses?: readonly EventStanding[];
  /** Internal ids of items, in any role. */
  readonly items?: readonly number[];
  /** Document numbers. */
  readonly documents?: readonly string[];
  /** Internal id of an item: its own events and, while it was inside one, those of its containers. */
  readonly lifeOf?: number;
  /** Log positions: only these. */
  readonly among?: readonly number[];
  /** What cursors are bound to instead of the conditions, where those change from page to page. */
  readonly question?: string;
  /** As known at this log position; left out: now. */
  readonly upto?: number;
  /** As known at this record time; left out: as `upto` says. */
  readonly asKnownAt?: string;
}

/** A page of events. */
export interface EventPage extends Page<EventRecord> {
  /** Null: no record time was asked for. */
  readonly moment: Moment | null;
}

/** One entry of the change feed. */
export interface Change {
  readonly kind: 'RECORDED' | 'CORRECTED' | 'VOIDED';
  readonly event: EventRecord;
}

/** What the feed says at a log position; null: nothing that this viewer is told. */
export interface PlacedChange {
  readonly position: number;
  readonly change: Change | null;
}

/** A page of the change feed. */
export interface ChangeFeed {
  readonly changes: readonly Change[];
  /** Where to go on, also when there is nothing now. */
  readonly cursor: string;
  readonly more: boolean;
}

const feed = 'changes';

/** Events of the log, as lists and as a feed. */
@Injectable()
export class EventService {
  constructor(
    private readonly database: Database,
    private readonly redaction: RedactionService,
    private readonly cursors: CursorService,
    private readonly log: LogReaderService,
  ) {}

  /** The event of a log position; null when unknown, hidden, or a declaration. */
  async byPosition(viewer: Viewer, position: number): Promise<EventRecord | null> {
    const [record] = await this.log.byPositions(viewer, [position]);
    return this.shown(viewer, record);
  }

  /** What some events only claim (domain rule 40), by log position, as known at one; left out: now. */
  async claims(
    viewer: Viewer,
    positions: readonly number[],
    upto?: number,
  ): Promise<ReadonlyMap<number, EventClaim>> {
    const known = upto ?? (await this.log.watermark()).position;
    return this.database.read(viewer, (tx) => readClaims(tx, positions, known));
  }

  /** The event of an eventID among those up to a log position, all unless said, one's own first; null when unknown or hidden. */
  async byEventId(
    viewer: Viewer,
    eventId: string,
    upto: number = Number.MAX_SAFE_INTEGER,
  ): Promise<EventRecord | null> {
    const records = await this.log.byEventKey(viewer, eventId);
    return this.shown(
      viewer,
      records.find(({ event, position }) => event.errorDeclaration === null && position <= upto),
    );
  }

  /**
   * A list of events. Later pages are as known on the first one.
   * @throws CursorInvalidError
   */
  async list(
    viewer: Viewer,
    conditions: EventConditions,
    order: EventOrder,
    page: PageRequest,
  ): Promise<EventPage> {
    const question = `events ${order} ${conditions.question ?? JSON.stringify(conditions)}`;
    const start = page.after === null ? null : this.start(viewer, question, page.after);
    if (!this.redaction.seesAny(viewer)) return { ...emptyPage, moment: null };
    const upto = start?.upto ?? (await this.known(conditions));
    const found = await this.log.events(viewer, await this.filter(viewer, conditions, upto), {
      order,
      first: page.first,
      after: start?.after ?? null,
      upto,
    });
    const records = new Map(
      (
        await this.log.byPositions(
          viewer,
          found.events.map(({ position }) => position),
        )
      ).map((record) => [record.position, record]),
    );
    const edges = found.events.flatMap(({ time, position }) => {
      const node = this.shown(viewer, records.get(position));
      const key = [time, position, found.upto];
      return node === null
        ? []
        : [{ node, cursor: this.cursors.encode(viewer, question, { asKnownAt: null, key }) }];
    });
    const { asKnownAt } = conditions;
    const moment =
      asKnownAt === undefined
        ? null
        : { known: found.upto, namesAt: new Date(asKnownAt).toISOString() };
    return { edges, hasNextPage: found.hasNext, moment };
  }

  /**
   * What became known after a cursor, in log order; null: from the start.
   * @throws CursorInvalidError
   */
  async changes(viewer: Viewer, since: string | null, first: number): Promise<ChangeFeed> {
    const from = since === null ? -1 : this.positionOf(viewer, since);
    const page = await this.log.changes(viewer, from, first);
    const placed = await this.changesAt(viewer, page.positions);
    return {
      changes: placed.flatMap(({ change }) => change ?? []),
      cursor: this.cursorAt(viewer, page.cursor),
      more: page.more,
    };
  }

  /** What the feed says at some log positions, in log order. */
  async changesAt(viewer: Viewer, positions: readonly number[]): Promise<readonly PlacedChange[]> {
    const placed: PlacedChange[] = [];
    for (const record of await this.log.byPositions(viewer, positions)) {
      // One after the other: each may take a connection, and many are asked at a time.
      placed.push({ position: record.position, change: await this.change(viewer, record) });
    }
    return placed;
  }

  /** The cursor of the feed that goes on after a log position; -1 is the start. */
  cursorAt(viewer: Viewer, position: number): string {
    return this.cursors.encode(viewer, feed, { asKnownAt: null, key: [position] });
  }

  /**
   * The log position that a cursor of the feed stands for.
   * @throws CursorInvalidError
   */
  positionOf(viewer: Viewer, since: string): number {
    const [position] = this.cursors.decode(viewer, feed, since).key;
    if (typeof position !== 'number') throw new CursorInvalidError();
    return position;
  }

  /** A declaration that came before its event tells nothing yet: the event says how it stands when it comes. */
  private async change(viewer: Viewer, record: EventRecord): Promise<Change | null> {
    const declaration = record.event.errorDeclaration;
    if (declaration === null) {
      const event = this.shown(viewer, record);
      return event === null ? null : { kind: 'RECORDED', event };
    }
    const wrong = (await this.log.byEventKey(viewer, record.eventKey)).find(
      ({ owner, position, event }) =>
        owner === record.owner && position < record.position && event.errorDeclaration === null,
    );
    const event = this.shown(viewer, wrong);
    if (event === null) return null;
    return { kind: declaration.reason === 'did_not_occur' ? 'VOIDED' : 'CORRECTED', event };
  }

  private async known({ asKnownAt, upto }: EventConditions): Promise<number> {
    if (asKnownAt !== undefined) return this.log.positionAt(asKnownAt);
    return upto ?? (await this.log.watermark()).position;
  }

  private shown(viewer: Viewer, record: EventRecord | undefined): EventRecord | null {
    if (record === undefined || record.event.errorDeclaration !== null) return null;
    return this.redaction.redact(viewer, record);
  }

  private async filter(
    viewer: Viewer,
    conditions: EventConditions,
    upto: number,
  ): Promise<LogFilter> {
    const {
      items,
      documents,
      lifeOf,
      among,
      statuses,
      question: _question,
      upto: _upto,
      asKnownAt: _asKnownAt,
      ...rest
    } = conditions;
    const within = await this.database.read(viewer, async (tx) => [
      ...(items === undefined ? [] : [await readPositionsOf(tx, items)]),
      ...(documents === undefined ? [] : [await readPositionsOfDocuments(tx, documents)]),
      ...(lifeOf === undefined ? [] : [await readJourney(tx, lifeOf, upto)]),
      ...(among === undefined ? [] : [among]),
    ]);
    return { ...rest, ...standingOf(statuses), ...(within.length === 0 ? {} : { within }) };
  }

  private start(viewer: Viewer, question: string, after: string) {
    const [time, position, upto] = this.cursors.decode(viewer, question, after).key;
    if (typeof time !== 'string' || typeof position !== 'number' || typeof upto !== 'number') {
      throw new CursorInvalidError();
    }
    return { after: { time, position }, upto };
  }
}

/** A claim stands in the log like any other event; whether it counts is known to the read models. */
const standingOf = (
  statuses: readonly EventStanding[] | undefined,
): Pick<LogFilter, 'standings' | 'claims'> => {
  if (statuses === undefined) return {};
  const [counted, claimed] = [statuses.includes('CURRENT'), statuses.includes('CLAIM')];
  const standings = statuses.flatMap((status) => (status === 'CLAIM' ? [] : [status]));
  return {
    standings: claimed && !counted ? [...standings, 'CURRENT'] : standings,
    ...(claimed !== counted && { claims: { wanted: claimed, isClaim } }),
  };
};
