import type { JsonObject } from '../json/value.ts';

/**
 * The five event types of EPCIS 2.0, in the order of the standard, and last an event of a type of its own, whose URI is in
 * `body.type` (ratified JSON schema, `Extended-Event`); the index is the code in the narrow log row.
 */
export const eventTypes = [
  'ObjectEvent',
  'AggregationEvent',
  'AssociationEvent',
  'TransactionEvent',
  'TransformationEvent',
  'ExtendedEvent',
] as const;
export type EventType = (typeof eventTypes)[number];

/** EPCIS actions; the index is the code in the narrow log row. A transformation has none. */
export const actions = ['ADD', 'OBSERVE', 'DELETE'] as const;
export type Action = (typeof actions)[number];

/** How an event names an item; the index is the code in `projection.event_item`. */
export const itemRoles = ['ITEM', 'INPUT', 'OUTPUT', 'PARENT', 'CHILD'] as const;
export type ItemRole = (typeof itemRoles)[number];

/** When it happened: the instant for order, and everything needed to give it back as it was told (domain rule 8). */
export interface EventTime {
  /** `eventTime` as recorded: `2026-03-02T08:00:00.000+03:00`. */
  readonly text: string;
  /** UTC with microseconds, sortable as text: `2026-03-02T05:00:00.000000Z`. Finer fractions are cut here, kept in `text`. */
  readonly instant: string;
  /** `eventTimeZoneOffset` as recorded: `+03:00`; it may differ from the offset in `text`. */
  readonly offset: string;
  /** Day `YYYY-MM-DD` in `offset` (domain rule 47). */
  readonly day: string;
}

/** One item named by an event, with its quantity there. */
export interface ItemLine {
  readonly role: ItemRole;
  /** As recorded: EPC URN, Digital Link or any URI. */
  readonly id: string;
  /** Canonical key, one for all spellings (`core/gs1/key.ts`, domain rule 1). */
  readonly key: string;
  /** True when named in a quantity list (class level), false in an EPC list (instance level). */
  readonly classLevel: boolean;
  /** Exact decimal without exponent or trailing zeros; null is unknown, not zero (domain rule 16). */
  readonly quantity: string | null;
  /** UN/ECE Rec 20 code; null with a quantity means pieces. */
  readonly unit: string | null;
  /** JSON Pointer within the event: `/inputQuantityList/0`. */
  readonly at: string;
}

/** A business transaction, source or destination: a typed id. */
export interface TypedId {
  /** CBV bare word (`po`, `possessing_party`) or a foreign URI; null when not recorded. */
  readonly type: string | null;
  /** As recorded. */
  readonly id: string;
  /** Canonical key of `id`. */
  readonly key: string;
}

/** EPCIS `errorDeclaration`: says that the event with this eventID was wrong (domain rule 5). */
export interface ErrorDeclaration {
  /** As recorded. */
  readonly declaredAt: string;
  /** UTC with microseconds. */
  readonly instant: string;
  /** CBV bare word `incorrect_data` or `did_not_occur`, a foreign URI, or null. */
  readonly reason: string | null;
  readonly correctiveEventIds: readonly string[];
}

/** An EPCIS 2.0 event that passed every check, with its body value for value as captured. */
export interface EpcisEvent {
  /** The event object as captured, extensions included, with the `@context` that gives them meaning (the document's when it had none of its own). */
  readonly body: JsonObject;
  readonly type: EventType;
  readonly action: Action | null;
  readonly eventId: string | null;
  readonly time: EventTime;
  /** CBV bare word or a foreign URI. */
  readonly bizStep: string | null;
  /** CBV bare word or a foreign URI. */
  readonly disposition: string | null;
  readonly persistentDisposition: {
    readonly set: readonly string[];
    readonly unset: readonly string[];
  };
  readonly readPoint: string | null;
  readonly bizLocation: string | null;
  /** In recorded order: parent, EPC lists, quantity lists. */
  readonly items: readonly ItemLine[];
  readonly transformationId: string | null;
  readonly businessTransactions: readonly TypedId[];
  readonly sources: readonly TypedId[];
  readonly destinations: readonly TypedId[];
  readonly ilmd: JsonObject | null;
  /** `cbvmda:lotNumber` in `ilmd`, whatever its prefix. */
  readonly lotNumber: string | null;
  readonly errorDeclaration: ErrorDeclaration | null;
}

/** One record of the log, as the projections and the reference read it. */
export interface LogRecord {
  /** Leaf index, from 0, gapless, in commit order. */
  readonly position: number;
  /** Internal id of the organisation whose event it is. */
  readonly owner: number;
  /** Server clock, UTC with milliseconds; rises strictly from batch to batch. */
  readonly recordTime: string;
  /** Last position of the batch that it was committed in: from there on it is known (one record time names one prefix). */
  readonly knownFrom: number;
  /** eventID, or the CBV event hash when none was given. */
  readonly eventKey: string;
  /** `ni:///sha-256;…?ver=CBV2.0` */
  readonly hash: string;
  readonly event: EpcisEvent;
  /** The action that it was recorded with, where what counts of it moves nothing: it keeps its place in the documented order. */
  readonly recordedAction?: Action;
}
