import { parseJson, stringifyJson } from '../core/json/parse.ts';
import { isJsonObject } from '../core/json/value.ts';

/** The server's own fields of an event. */
interface Recorded {
  /** eventID, or the CBV event hash when none was given. */
  readonly eventKey: string;
  readonly recordTime: string;
}

/**
 * An event as captured, value for value, with what the server fills in (EPCIS 2.0, capture interface): its own `recordTime`, in place of one
 * that the sender wrote, and `eventID` when it had none.
 */
export const eventText = (stored: string, { eventKey, recordTime }: Recorded): string => {
  const read = parseJson(stored);
  if (!read.ok || !isJsonObject(read.value)) throw new Error('a body of the log is no JSON object');
  const { eventID = eventKey, ...others } = read.value;
  return stringifyJson({ ...others, eventID, recordTime });
};
