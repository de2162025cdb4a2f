/** The server's own fields of an event. */
interface Recorded {
  /** eventID, or the CBV event hash when none was given. */
  readonly eventKey: string;
  readonly recordTime: string;
}

/**
 * An event as captured, byte for byte, with what the server fills in before its end: `recordTime` always, `eventID` when it had none
 * (EPCIS 2.0, capture interface). A `recordTime` that was sent is the sender's and is left out of the record before.
 */
export const eventText = (stored: string, { eventKey, recordTime }: Recorded): string => {
  const given = JSON.parse(stored) as Readonly<Record<string, unknown>>;
  const filled = [
    ...('eventID' in given ? [] : [`"eventID":${JSON.stringify(eventKey)}`]),
    ...('recordTime' in given ? [] : [`"recordTime":${JSON.stringify(recordTime)}`]),
  ];
  return filled.length === 0 ? stored : `${stored.slice(0, -1)},${filled.join(',')}}`;
};
