import type { EpcisEvent } from '../core/epcis/event.ts';
import { parseEvent } from '../core/epcis/parse.ts';
import { parseJson } from '../core/json/parse.ts';
import type { JsonObject } from '../core/json/value.ts';
import { isJsonObject } from '../core/json/value.ts';

/** The body of a record out of its kept bytes. Throws when they are no JSON object: the log was tampered with. */
export const bodyOf = (text: string): JsonObject => {
  const read = parseJson(text);
  if (!read.ok || !isJsonObject(read.value))
    throw new Error('a body of the log is not a JSON object');
  return read.value;
};

/** The event of a record out of its kept bytes, by the same parser that let it in. Throws when it does not pass any more. */
export const eventOf = (text: string): EpcisEvent => {
  const body = bodyOf(text);
  const event = parseEvent(body, null, '');
  if (!event.ok) {
    const reasons = event.problems.map(({ at, message }) => `${at}: ${message}`).join('; ');
    throw new Error(`a body of the log is not an EPCIS event: ${reasons}`);
  }
  return event.value;
};
