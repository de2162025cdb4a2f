import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  type DocumentEvent,
  type EpcisDocument,
  openDocument,
  readDocumentEvent,
} from '../core/epcis/document.ts';
import type { EpcisEvent } from '../core/epcis/event.ts';
import { parseJsonInTurns } from '../core/json/parse.ts';
import type { JsonValue } from '../core/json/value.ts';
import { accept, type Problem, refuse, type Result } from '../core/result.ts';
import {
  DOCUMENT_BYTES_MAX,
  DOCUMENT_EVENTS_MAX,
  EVENT_KEY_BYTES_MAX,
  LISTED_MAX,
} from './limits.ts';
import { oversizeEvent, oversizeFrame } from './size.ts';
import { unknownUnit } from './unit-warning.ts';

/** One event of a document that may be stored. */
export interface GoodEvent {
  /** JSON Pointer to it in the document. */
  readonly at: string;
  readonly event: EpcisEvent;
}

/** A document with its good and bad events apart. */
export interface ReadDocument {
  readonly received: number;
  readonly good: readonly GoodEvent[];
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  readonly vocabulary: EpcisDocument['vocabulary'];
}

/** Events read before others get a turn on the processor. */
const READ_AT_ONCE = 32;
/** What happened longer ago than this is unlikely, in milliseconds. */
const YEAR_MS = 366 * 24 * 3_600_000;

/**
 * Reads a whole document before anything of it is stored, a few events at a time so that others get their turn. Refused whole:
 * what is no EPCIS document, or beyond the limits.
 * @param now for the warning about unlikely times.
 * @param admit is told how many events there are before they are read; what it throws ends the reading.
 */
export const readDocument = async (
  source: string | JsonValue,
  now: Date,
  admit: (events: number) => void = () => undefined,
): Promise<Result<ReadDocument>> => {
  if (typeof source === 'string' && Buffer.byteLength(source) > DOCUMENT_BYTES_MAX) {
    return refuse(tooLarge(`${DOCUMENT_BYTES_MAX} bytes`));
  }
  const json =
    typeof source === 'string' ? await parseJsonInTurns(source, nextTurn) : accept(source);
  if (!json.ok) return json;
  const oversize = oversizeFrame(json.value);
  if (oversize.length > 0) return refuse(...oversize);
  const document = openDocument(json.value);
  if (!document.ok) return document;
  const { events, vocabulary } = document.value;
  if (events.length > DOCUMENT_EVENTS_MAX) return refuse(tooLarge(`${DOCUMENT_EVENTS_MAX} events`));
  admit(events.length);
  const good: GoodEvent[] = [];
  const problems: Problem[] = [];
  const warnings = [...document.value.warnings];
  for (const [index, unread] of events.entries()) {
    if (index > 0 && index % READ_AT_ONCE === 0) await nextTurn();
    const large = oversizeEvent(unread.value, unread.at);
    problems.push(...large);
    if (large.length > 0) continue;
    const sorted = sortOut(readDocumentEvent(unread));
    good.push(...sorted.good);
    problems.push(...sorted.problems);
    warnings.push(...sorted.warnings, ...sorted.good.flatMap((one) => doubtful(one, now)));
  }
  return accept({ received: events.length, good, problems, warnings, vocabulary });
};

const sortOut = ({ at, event, warnings }: DocumentEvent) => {
  if (!event.ok) return { good: [], problems: event.problems, warnings: [] };
  const problems = longIds(event.value, at);
  return problems.length > 0
    ? { good: [], problems, warnings: [] }
    : { good: [{ at, event: event.value }], problems: [], warnings };
};

/** Ids within 2,048 characters that are still too long as UTF-8. */
export const longIds = (event: EpcisEvent, at: string): readonly Problem[] => {
  const corrective = event.errorDeclaration?.correctiveEventIds ?? [];
  const ids: readonly (readonly [string, string | null])[] = [
    ['/eventID', event.eventId],
    ...corrective.map(
      (id, index) => [`/errorDeclaration/correctiveEventIDs/${index}`, id] as const,
    ),
  ];
  return ids
    .filter(([, id]) => id !== null && Buffer.byteLength(id) > EVENT_KEY_BYTES_MAX)
    .map(([path]) => ({
      code: 'INVALID_VALUE',
      message: 'This id is too long.',
      at: at + path,
      expected: `at most ${EVENT_KEY_BYTES_MAX} bytes in UTF-8`,
    }));
};

/** What is recorded all the same, and should be looked at. */
const doubtful = (one: GoodEvent, now: Date): readonly Problem[] => [
  ...unlikely(one, now),
  ...one.event.items.flatMap(({ unit, at }) => unknownUnit(unit, `${one.at}${at}/uom`)),
];

/** A warning when an event is said to be in the future, or more than a year old. */
export const unlikely = ({ at, event }: GoodEvent, now: Date): readonly Problem[] => {
  const time = Date.parse(event.time.instant);
  const early = time < now.getTime() - YEAR_MS;
  if (!early && !(time > now.getTime())) return [];
  const message = early
    ? 'This happened more than a year ago. It was recorded; if the year is wrong, correct it.'
    : 'This is later than now. It was recorded; if the time is wrong, correct it.';
  return [{ code: 'UNLIKELY_TIME', message, at: `${at}/eventTime` }];
};

const tooLarge = (limit: string): Problem => ({
  code: 'TOO_LARGE',
  message: `A document holds at most ${limit}. Send it in parts.`,
  at: '',
  expected: limit,
});

/** Cuts a list of problems to what is listed, and says so. */
export const listed = (problems: readonly Problem[]): readonly Problem[] => {
  const last = problems[LISTED_MAX];
  if (last === undefined) return problems;
  const more = problems.length - LISTED_MAX;
  return [
    ...problems.slice(0, LISTED_MAX),
    { code: last.code, message: `There are ${more} more.`, at: '' },
  ];
};
