import { eventHash } from '../../src/core/epcis/hash.ts';
import { parseEvent } from '../../src/core/epcis/parse.ts';
import type { EpcisEvent, LogRecord } from '../../src/core/epcis/event.ts';
import { parseJson } from '../../src/core/json/parse.ts';
import type { PlainJson, WorldCapture } from './worlds.ts';

const context = [
  'https://ref.gs1.org/standards/epcis/epcis-context.jsonld',
  { cbvmda: 'urn:epcglobal:cbv:mda:' },
];

/** A capture as an EPCIS 2.0 document. */
export const documentOf = (capture: WorldCapture): PlainJson => ({
  '@context': context,
  type: 'EPCISDocument',
  schemaVersion: '2.0',
  creationDate: '2026-03-03T12:00:00.000Z',
  epcisBody: { eventList: capture.events },
});

/**
 * A plain event through the product's own reader; a world that it refuses is a bug of the world.
 */
export const parsed = (plain: PlainJson): EpcisEvent => {
  const json = parseJson(JSON.stringify(plain));
  const outer = parseJson(JSON.stringify(context));
  if (!json.ok || !outer.ok) throw new Error('The world is no JSON.');
  const event = parseEvent(json.value, outer.value, '');
  if (!event.ok) throw new Error(JSON.stringify([event.problems, plain]));
  return event.value;
};

/**
 * The log that capturing a world gives, one batch for each capture; `organisations` are the
 * internal ids of its owners.
 */
export const recordsOf = (
  captures: readonly WorldCapture[],
  organisations: readonly number[] = [1, 2, 3],
): readonly LogRecord[] => {
  const records: LogRecord[] = [];
  for (const [batch, capture] of captures.entries()) {
    const first = records.length;
    const knownFrom = first + capture.events.length - 1;
    for (const [index, plain] of capture.events.entries()) {
      const event = parsed(plain);
      const hash = eventHash(event);
      records.push({
        position: first + index,
        owner: organisations[capture.owner] ?? -1,
        recordTime: new Date(Date.UTC(2026, 2, 4) + batch * 1000).toISOString(),
        knownFrom,
        eventKey: event.eventId ?? hash,
        hash,
        event,
      });
    }
  }
  return records;
};
