import { epcisContextUrl } from '../core/epcis/namespace.ts';
import { randomOf } from './generate-random.ts';
import { seasonEvents } from './generate-season.ts';
import type { GeneratedEvent } from './generate-teller.ts';

/** Which world, and how much of it. */
export interface WorldSize {
  readonly seed: number;
  readonly events: number;
}

/** An event of a generated world, and where it comes from. */
export interface WorldEvent {
  readonly season: number;
  /** The season is told to its end with this one. */
  readonly isLast: boolean;
  readonly event: GeneratedEvent;
}

/** Events of one document at most: a fifth of what the capture door takes. */
export const DOCUMENT_EVENTS = 2_000;
/** Seasons that are told at the same time, so that what belongs together does not lie together in the log. */
const TOGETHER = 4;

interface Telling {
  readonly season: number;
  readonly events: readonly GeneratedEvent[];
  next: number;
}

/**
 * The events of a world in the order in which they are sent: the same for the same seed, and a longer world begins as a shorter one. Only
 * the few seasons under way are held in memory.
 */
export function* worldEvents({ seed, events }: WorldSize): Generator<WorldEvent> {
  const random = randomOf(seed);
  let opened = 0;
  const open = (): Telling => {
    const season = opened;
    opened += 1;
    return { season, events: seasonEvents(seed, season), next: 0 };
  };
  const tellings = Array.from({ length: TOGETHER }, open);
  for (let told = 0; told < events;) {
    const place = Math.floor(random() * TOGETHER);
    const telling = tellings[place];
    const event = telling?.events[telling.next];
    if (telling === undefined || event === undefined) {
      tellings[place] = open();
      continue;
    }
    telling.next += 1;
    told += 1;
    yield { season: telling.season, isLast: telling.next === telling.events.length, event };
  }
}

/** Events in groups of some size, the last one smaller. */
export function* grouped<Value>(
  values: Iterable<Value>,
  size: number,
): Generator<readonly Value[]> {
  let group: Value[] = [];
  for (const value of values) {
    group.push(value);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

/** An EPCIS 2.0 document of events, as text. Its date is theirs, so that the same events are the same bytes. */
export const documentOf = (events: readonly GeneratedEvent[]): string =>
  JSON.stringify({
    '@context': epcisContextUrl,
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    creationDate: events[0]?.['eventTime'],
    epcisBody: { eventList: events },
  });
