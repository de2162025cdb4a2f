/** Events in one document (GS1-EPCIS-Capture-Limit). */
export const DOCUMENT_EVENTS_MAX = 10_000;
/** UTF-8 bytes of one document (GS1-EPCIS-Capture-File-Size-Limit). */
export const DOCUMENT_BYTES_MAX = 50_000_000;
/** Up to this many events a capture is one transaction, finished when the answer comes; more run on as a job. */
export const SYNCHRONOUS_EVENTS_MAX = 256;
/** Events of a bulk job in one transaction: short enough that a small capture hardly notices. */
export const CHUNK_EVENTS = 128;
/** Bytes of an eventID or corrective id: what one entry of an index can hold with its neighbours. */
export const EVENT_KEY_BYTES_MAX = 2_400;
/** Problems and warnings listed of one capture; beyond, one sentence says how many more. */
export const LISTED_MAX = 1_000;
