import { jsonLimits } from '../core/json/limits.ts';

/** Events in one document (GS1-EPCIS-Capture-Limit). */
export const DOCUMENT_EVENTS_MAX = jsonLimits.eventsMax;
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
/**
 * Characters of one event, its context included. An event of twenty thousand items, the most, is below it; more would let a few
 * events fill the memory of a batch, since each of them is written and projected whole.
 */
export const EVENT_CHARACTERS_MAX = 2_000_000;
/** Characters of one text: a document in base64 fits, larger ones are files whose address is recorded. */
export const TEXT_CHARACTERS_MAX = jsonLimits.textMax;
/** Characters of the name of a field: as for ids, since names are URIs too. */
export const NAME_CHARACTERS_MAX = jsonLimits.nameMax;
/** Items that one event names in all its lists, and members of any other list: a container ship holds as many containers. */
export const EVENT_ITEMS_MAX = jsonLimits.listMax;
/** Fields of one object: the standard knows some thirty, extensions add a few. */
export const OBJECT_FIELDS_MAX = jsonLimits.objectMax;
/** Characters of the `@context` of a document: each of its events is kept with it, ten thousand times in the worst case. */
export const CONTEXT_CHARACTERS_MAX = 10_000;
