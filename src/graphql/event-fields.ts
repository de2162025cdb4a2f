import { documentNumber } from '../core/epcis/document-number.ts';
import { type EpcisEvent, type TypedId, eventTypes } from '../core/epcis/event.ts';
import { THROUGHLINE_NAMESPACE, expandName, readPrefixes } from '../core/epcis/namespace.ts';
import { stepOf } from '../core/epcis/step.ts';
import { Document, DocumentType, EventType, HandOverEnd, LogEntry } from './event.types.ts';
import { make } from './make.ts';
import type { StoredRecord } from './records.ts';

/** CBV 2.0 business transaction types in the words of the contract. */
const documentTypes: Readonly<Record<string, DocumentType>> = {
  bol: 'BILL_OF_LADING',
  cert: 'CERTIFICATE',
  desadv: 'DESPATCH_ADVICE',
  inv: 'INVOICE',
  pedigree: 'PEDIGREE',
  po: 'PURCHASE_ORDER',
  poc: 'PURCHASE_ORDER_CONFIRMATION',
  prodorder: 'PRODUCTION_ORDER',
  recadv: 'RECEIVING_ADVICE',
  rma: 'RETURN_AUTHORISATION',
  testprd: 'TEST_PROCEDURE',
  testres: 'TEST_RESULT',
  upevt: 'UPSTREAM_EVENT',
};

const typeWords = Object.values(EventType);

/** The word of the contract for an EPCIS event type, and back. */
export const eventTypeWord = (type: EpcisEvent['type']): EventType =>
  typeWords[eventTypes.indexOf(type)] ?? 'EXTENDED';

/** @see eventTypeWord */
export const epcisTypeOf = (word: EventType): EpcisEvent['type'] =>
  eventTypes[typeWords.indexOf(word)] ?? 'ExtendedEvent';

/** The fields of an event that need nothing but the record. */
export function eventFields({ event, eventKey, recordTime, position, hash }: StoredRecord) {
  return {
    eventId: eventKey,
    step: stepOf(event),
    type: eventTypeWord(event.type),
    action: event.action,
    bizStep: event.bizStep,
    disposition: event.disposition,
    day: event.time.day,
    time: event.time.text,
    timeZoneOffset: event.time.offset,
    recordedAt: recordTime,
    itemCount: event.items.length,
    documents: event.businessTransactions.map(documentOf),
    note: extensionText(event, 'note'),
    logEntry: make(LogEntry, { position: String(position), eventHash: hash }),
  };
}

/** A business transaction as a document. */
export const documentOf = ({ type, id }: TypedId): Document =>
  make(Document, {
    type: documentTypes[type ?? ''] ?? 'OTHER',
    number: documentNumber(id),
    uri: id,
  });

/** An extension field of ours (`tl:note`), whatever prefix it was written with; null when it is no text. */
export function extensionText({ body }: EpcisEvent, name: string): string | null {
  const prefixes = readPrefixes(body['@context'] ?? null);
  const wanted = THROUGHLINE_NAMESPACE + name;
  const field = Object.keys(body).find((key) => expandName(key, prefixes) === wanted);
  const value = field === undefined ? null : body[field];
  return typeof value === 'string' ? value : null;
}

/** One side of a hand-over; null when nothing is said of it. */
export function handOverEnd(ends: readonly TypedId[]): HandOverEnd | null {
  const keyOf = (type: string): string | null => ends.find((end) => end.type === type)?.key ?? null;
  const [holderKey, ownerKey, siteKey] = [
    keyOf('possessing_party'),
    keyOf('owning_party'),
    keyOf('location'),
  ];
  if (holderKey === null && ownerKey === null && siteKey === null) return null;
  return make(HandOverEnd, { holderKey, ownerKey, siteKey });
}
