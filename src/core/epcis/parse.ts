import { pointer } from '../json/parse.ts';
import { type JsonObject, type JsonValue, isJsonObject } from '../json/value.ts';
import { type Problem, type Result, accept, refuse } from '../result.ts';
import { type EpcisEvent, type EventTime, eventTypes } from './event.ts';
import {
  type Field,
  type Scope,
  fieldOf,
  readFreely,
  readId,
  readObject,
  readOthers,
  readTimeField,
  readUri,
  readWord,
} from './field.ts';
import { Findings } from './findings.ts';
import {
  readAction,
  readDispositions,
  readErrorDeclaration,
  readIlmd,
  readItems,
  readTypedIds,
} from './part.ts';
import { type Prefixes, mergeContexts, readPrefixes } from './namespace.ts';
import { checkEventRules, fieldNames } from './rule.ts';
import { readSensors } from './sensor.ts';
import { type Instant, dayAt, readOffset } from './time.ts';
import { vocabularies } from './vocabulary.ts';

/** An event with what was noticed and recorded all the same. */
export interface InspectedEvent {
  readonly event: Result<EpcisEvent>;
  /** CHECK_DIGIT and undeclared prefixes; pointers as for problems. */
  readonly warnings: readonly Problem[];
}

const readEventTime = (json: JsonObject, at: string, scope: Scope): EventTime => {
  const text = json['eventTime'];
  const offsetText = json['eventTimeZoneOffset'];
  const time: Instant | null = readTimeField(fieldOf(json, 'eventTime', at), scope);
  const minutes = typeof offsetText === 'string' ? readOffset(offsetText) : null;
  if (minutes === null) {
    scope.findings.invalid(
      `${at}/eventTimeZoneOffset`,
      'This is not an offset.',
      '+hh:mm or -hh:mm, at most 14:00',
    );
  }
  return {
    text: typeof text === 'string' ? text : '',
    instant: time?.instant ?? '',
    offset: typeof offsetText === 'string' ? offsetText : '',
    day: time === null || minutes === null ? '' : dayAt(time, minutes),
  };
};

const readType = (json: JsonObject, at: string, scope: Scope): EpcisEvent['type'] => {
  const type = json['type'];
  const known = eventTypes.find((name) => name === type && name !== 'ExtendedEvent');
  if (known !== undefined) return known;
  if (readUri(fieldOf(json, 'type', at), { ...scope, findings: new Findings() }) === null) {
    scope.findings.invalid(
      `${at}/type`,
      'This is no event type.',
      'ObjectEvent, AggregationEvent, AssociationEvent, TransactionEvent, TransformationEvent, or the URI of a type of your own',
    );
  }
  return 'ExtendedEvent';
};

const readPlace = (json: JsonObject, name: string, at: string, scope: Scope): string | null => {
  if (json[name] === undefined) return null;
  const field = fieldOf(json, name, at);
  const place = readObject(field, scope);
  if (place === null) return null;
  for (const [inner, value] of Object.entries(place)) {
    if (inner !== 'id') readFreely({ value, at: field.at + pointer(inner) }, scope, 0);
  }
  return readId(fieldOf(place, 'id', field.at), scope);
};

const readOptional = <T>(
  json: JsonObject,
  [name, at]: readonly [name: string, at: string],
  read: (field: Field) => T,
): T | null => (json[name] === undefined ? null : read(fieldOf(json, name, at)));

const readCertification = (field: Field, scope: Scope): void => {
  if (!Array.isArray(field.value)) {
    readUri(field, scope);
    return;
  }
  const list: readonly JsonValue[] = field.value;
  list.forEach((value, index) => void readUri({ value, at: `${field.at}/${index}` }, scope));
};

/** Standard fields of every event. */
const readCommon = (json: JsonObject, at: string, scope: Scope) => {
  const type = readType(json, at, scope);
  const time = readEventTime(json, at, scope);
  readOptional(json, ['recordTime', at], (field) => readTimeField(field, scope));
  readOptional(json, ['certificationInfo', at], (field) => readCertification(field, scope));
  return {
    type,
    time,
    eventId: readOptional(json, ['eventID', at], (field) => readUri(field, scope)),
    errorDeclaration: readErrorDeclaration(json, at, scope),
  };
};

/** Real systems write an empty `transformationID`; it joins nothing, so the event is taken as one without. */
const readTransformationId = (json: JsonObject, at: string, scope: Scope): string | null => {
  if (json['transformationID'] !== '') {
    return readOptional(json, ['transformationID', at], (field) => readUri(field, scope));
  }
  const message = 'An empty transformationID joins nothing: read as none.';
  scope.findings.warn('INVALID_VALUE', `${at}/transformationID`, { message });
  return null;
};

/** Standard fields of the five types; a type of its own has none of them. */
const readDimensions = (json: JsonObject, at: string, scope: Scope) => {
  readOptional(json, ['sensorElementList', at], (field) => readSensors(field, scope));
  const word = (name: 'bizStep' | 'disposition') =>
    readOptional(json, [name, at], (field) => readWord(field, vocabularies[name], scope));
  return {
    bizStep: word('bizStep'),
    disposition: word('disposition'),
    persistentDisposition: readDispositions(json, at, scope),
    readPoint: readPlace(json, 'readPoint', at, scope),
    bizLocation: readPlace(json, 'bizLocation', at, scope),
    items: readItems(json, at, scope),
    transformationId: readTransformationId(json, at, scope),
    businessTransactions: readTypedIds(json, 'bizTransaction', at, scope),
    sources: readTypedIds(json, 'source', at, scope),
    destinations: readTypedIds(json, 'destination', at, scope),
    ...readIlmd(json, at, scope),
  };
};

const noDimensions: ReturnType<typeof readDimensions> = {
  bizStep: null,
  disposition: null,
  persistentDisposition: { set: [], unset: [] },
  readPoint: null,
  bizLocation: null,
  items: [],
  transformationId: null,
  businessTransactions: [],
  sources: [],
  destinations: [],
  ilmd: null,
  lotNumber: null,
};

const readContext = (json: JsonObject, outer: JsonValue, at: string, findings: Findings) => {
  const own = json['@context'];
  if (own === undefined && outer === null) {
    findings.invalid(`${at}/@context`, 'An event on its own needs an @context.');
  }
  if (own === undefined) return outer;
  const list: readonly JsonValue[] = Array.isArray(own) ? own : [own];
  if (!list.every((part) => typeof part === 'string' || isJsonObject(part))) {
    findings.invalid(`${at}/@context`, 'A context is a URL, an object, or a list of both.');
  }
  return outer === null ? own : mergeContexts(outer, own);
};

const bodyOf = (json: JsonObject, context: JsonValue): JsonObject => {
  const body: Record<string, JsonValue> = Object.assign(Object.create(null), {
    '@context': context,
  });
  for (const name of Object.keys(json)) if (name !== '@context') body[name] = json[name] ?? null;
  return body;
};

const readEvent = (json: JsonObject, context: JsonValue, at: string, scope: Scope): EpcisEvent => {
  const common = readCommon(json, at, scope);
  const extended = common.type === 'ExtendedEvent';
  const dimensions = extended ? noDimensions : readDimensions(json, at, scope);
  const action = extended ? null : readAction(json, common.type, at, scope);
  const event = { body: bodyOf(json, context), ...common, action, ...dimensions };
  if (extended) readExtended(json, at, scope);
  else {
    readOthers(json, fieldNames[common.type], at, scope);
    checkEventRules(json, event, at, scope);
  }
  return event;
};

/** A type of its own says itself what its fields mean: only that they can be kept is checked (ratified schema). */
const readExtended = (json: JsonObject, at: string, scope: Scope): void => {
  for (const [name, value] of Object.entries(json)) {
    if (name !== '@context') readFreely({ value, at: at + pointer(name) }, scope, 0);
  }
};

/**
 * Reads one event and keeps what deserves a warning.
 * @param context the document's `@context`, null for an event on its own.
 * @param at JSON Pointer to the event in what was given; problems and warnings start with it.
 */
export const inspectEvent = (json: JsonValue, context: JsonValue, at: string): InspectedEvent => {
  const findings = new Findings();
  const { problems, warnings } = findings;
  if (!isJsonObject(json)) {
    findings.invalid(at, 'An event must be an object.', 'a JSON object');
    return { event: refuse(...problems), warnings };
  }
  const own = readContext(json, context, at, findings);
  const prefixes: Prefixes = readPrefixes(own);
  const event = readEvent(json, own, at, { findings, prefixes });
  return { event: problems.length === 0 ? accept(event) : refuse(...problems), warnings };
};

/**
 * Reads one EPCIS 2.0 event in JSON (the ratified JSON schema, and the rules of the standard that it misses).
 * Refusals are EPCIS_INVALID (against the standard) or INVALID_VALUE (our limits), at most 100, each with a pointer that
 * starts with `at`; the problem's pointer names the field that is wrong or missing.
 * @param context the document's `@context`, null for an event on its own.
 */
export const parseEvent = (json: JsonValue, context: JsonValue, at: string): Result<EpcisEvent> =>
  inspectEvent(json, context, at).event;
