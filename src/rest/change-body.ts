import type { NodeIdService } from '../access/node-id.service.ts';
import type { Viewer } from '../access/viewer.ts';
import { stepOf } from '../core/epcis/step.ts';
import { stringifyJson } from '../core/json/parse.ts';
import type { Change } from '../query/event.service.ts';

/**
 * One entry of the feed as JSON on one line: names and values as in GraphQL, and beside them the event as captured, value for value,
 * with the eventID and the record time that this service filled in.
 */
export const changeText = (
  { kind, event: record }: Change,
  viewer: Viewer,
  ids: NodeIdService,
): string => {
  const { event, eventKey, recordTime, position, hash } = record;
  const { eventID = eventKey, ...body } = event.body;
  return stringifyJson({
    kind,
    event: {
      id: ids.encode(viewer, 'event', position),
      eventId: eventKey,
      step: stepOf(event),
      action: event.action,
      bizStep: event.bizStep,
      disposition: event.disposition,
      day: event.time.day,
      time: event.time.text,
      timeZoneOffset: event.time.offset,
      recordedAt: recordTime,
      itemCount: event.items.length,
      logEntry: { position: String(position), eventHash: hash },
      epcis: { ...body, eventID, recordTime },
    },
  });
};
