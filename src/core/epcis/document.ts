import { canonicalKey } from '../gs1/key.ts';
import { pointer } from '../json/parse.ts';
import { type JsonObject, type JsonValue, isJsonObject } from '../json/value.ts';
import { type Problem, type Result, accept, refuse } from '../result.ts';
import { type EpcisEvent, eventTypes } from './event.ts';
import {
  type Field,
  type Scope,
  fieldOf,
  isUri,
  readFreely,
  readList,
  readObject,
  readText,
  readTimeField,
  readUri,
} from './field.ts';
import { Findings } from './findings.ts';
import { readPrefixes } from './namespace.ts';
import { inspectEvent } from './parse.ts';

/** One event of a document, good or bad: a bad one says nothing about its neighbours (capture behaviour `proceed`). */
export interface DocumentEvent {
  /** JSON Pointer to it in the document: `/epcisBody/eventList/0`. */
  readonly at: string;
  readonly event: Result<EpcisEvent>;
  readonly warnings: readonly Problem[];
}

/** One element of master data: `{ id, attributes, children }` with the vocabulary that it stands in. */
export interface VocabularyElement {
  /** Vocabulary type as recorded: `urn:epcglobal:epcis:vtype:Location`. */
  readonly kind: string;
  /** As recorded. */
  readonly id: string;
  /** Canonical key of `id`. */
  readonly key: string;
  /** The element, value for value. */
  readonly content: JsonObject;
  /** JSON Pointer to it in the document. */
  readonly at: string;
}

/** A document whose frame is sound; its events may still be refused one by one. */
export interface EpcisDocument {
  readonly events: readonly DocumentEvent[];
  readonly vocabulary: readonly VocabularyElement[];
  /** About the frame: header data where the standard wants none, comments. */
  readonly warnings: readonly Problem[];
}

/** One event of a document that is still to be read. */
export interface UnreadEvent {
  /** JSON Pointer to it in the document. */
  readonly at: string;
  readonly value: JsonValue;
  /** The document's `@context`; null for an event on its own. */
  readonly context: JsonValue;
}

/** A document whose frame is sound, with its events unread: a long list need not be read in one go. */
export interface OpenDocument {
  readonly events: readonly UnreadEvent[];
  readonly vocabulary: readonly VocabularyElement[];
  readonly warnings: readonly Problem[];
}

/** Where a document of one kind keeps its parts. */
interface Frame {
  readonly known: ReadonlySet<string>;
  /** Path to the object with the event list. */
  readonly body: readonly string[];
  readonly required: readonly string[];
}

const frames: Readonly<Record<string, Frame>> = {
  EPCISDocument: {
    known: new Set([
      '@context',
      'id',
      'type',
      'schemaVersion',
      'creationDate',
      'instanceIdentifier',
      'sender',
      'receiver',
      'epcisHeader',
      'epcisBody',
    ]),
    body: ['epcisBody'],
    required: ['@context', 'schemaVersion', 'creationDate', 'epcisBody'],
  },
  EPCISQueryDocument: {
    known: new Set(['@context', 'id', 'type', 'schemaVersion', 'creationDate', 'epcisBody']),
    body: ['epcisBody', 'queryResults', 'resultsBody'],
    required: ['@context', 'epcisBody'],
  },
};

const versionPattern = /^\d+(\.\d+)*$/;
const headerNames = new Set(['epcisMasterData', 'EPCISMasterData']);

const readVersion = (field: Field, scope: Scope): void => {
  if (typeof field.value !== 'string' || !versionPattern.test(field.value)) {
    scope.findings.invalid(field.at, 'This is no schema version.', '2.0');
  }
};

const readContextField = (field: Field, { findings }: Scope): void => {
  const { value, at } = field;
  const list: readonly JsonValue[] = Array.isArray(value) ? value : [value ?? null];
  const sound = list.every((part) => (typeof part === 'string' ? isUri(part) : isJsonObject(part)));
  if (!sound) findings.invalid(at, 'A context is a URL, an object, or a list of both.');
};

const frameChecks: readonly (readonly [string, (field: Field, scope: Scope) => void])[] = [
  ['@context', readContextField],
  ['id', readUri],
  ['schemaVersion', readVersion],
  ['creationDate', readTimeField],
  ['instanceIdentifier', readText],
  ['sender', readText],
  ['receiver', readText],
];

/** Unknown names of the frame: an extension is kept out of the way, a header in a query document and a comment are warned about. */
const checkFrameName = (name: string, frame: Frame, { findings }: Scope): void => {
  if (frame.known.has(name) || isUri(name)) return;
  const at = pointer(name);
  if (name === 'epcisHeader') {
    findings.warn('INVALID_VALUE', at, {
      message: 'A query document has no header; its master data is taken all the same.',
    });
  } else if (name.startsWith('_')) {
    findings.warn('INVALID_VALUE', at, { message: 'This comment is not part of EPCIS: left out.' });
  } else {
    findings.invalid(at, 'This field is not part of the standard here.', 'an EPCIS 2.0 document');
  }
};

const checkFrame = (json: JsonObject, frame: Frame, scope: Scope): void => {
  for (const name of Object.keys(json)) checkFrameName(name, frame, scope);
  for (const name of frame.required) {
    if (json[name] === undefined) {
      scope.findings.invalid(pointer(name), 'This document lacks a field that it must have.');
    }
  }
  for (const [name, check] of frameChecks) {
    if (json[name] !== undefined) check(fieldOf(json, name, ''), scope);
  }
};

const readElement = (kind: string, field: Field, scope: Scope): readonly VocabularyElement[] => {
  const content = readObject(field, scope);
  if (content === null) return [];
  const id = readUri(fieldOf(content, 'id', field.at), scope);
  readFreely(field, scope, 0);
  for (const name of ['attributes', 'children']) {
    if (content[name] !== undefined) readList(fieldOf(content, name, field.at), scope);
  }
  return id === null ? [] : [{ kind, id, key: canonicalKey(id), content, at: field.at }];
};

const readVocabularies = (field: Field, scope: Scope): readonly VocabularyElement[] =>
  readList(field, scope).flatMap((value, index) => {
    const at = `${field.at}/${index}`;
    const vocabulary = readObject({ value, at }, scope);
    if (vocabulary === null) return [];
    const kind = readUri(fieldOf(vocabulary, 'type', at), scope) ?? '';
    const elements = fieldOf(vocabulary, 'vocabularyElementList', at);
    if (elements.value === undefined) return [];
    return readList(elements, scope).flatMap((element, inner) =>
      readElement(kind, { value: element, at: `${elements.at}/${inner}` }, scope),
    );
  });

const readHeader = (json: JsonObject, scope: Scope): readonly VocabularyElement[] => {
  if (json['epcisHeader'] === undefined) return [];
  const header = readObject(fieldOf(json, 'epcisHeader', ''), scope) ?? {};
  return Object.keys(header).flatMap((name) => {
    if (!headerNames.has(name)) return [];
    const field = fieldOf(header, name, '/epcisHeader');
    const masterData = readObject(field, scope) ?? {};
    const list = fieldOf(masterData, 'vocabularyList', field.at);
    return list.value === undefined ? [] : readVocabularies(list, scope);
  });
};

/** Goes down to the object with the event list; null with the problem noted. */
const descend = (json: JsonObject, path: readonly string[], scope: Scope): Field | null => {
  let field: Field = { value: json, at: '' };
  for (const name of path) {
    const object = readObject(field, scope);
    if (object === null) return null;
    field = fieldOf(object, name, field.at);
  }
  return field;
};

const openFramed = (json: JsonObject, frame: Frame): Result<OpenDocument> => {
  const findings = new Findings();
  const context = json['@context'] ?? null;
  const scope = { findings, prefixes: readPrefixes(context) };
  checkFrame(json, frame, scope);
  const vocabulary = [...readHeader(json, scope)];
  const field = json['epcisBody'] === undefined ? null : descend(json, frame.body, scope);
  const body = field === null ? null : readObject(field, scope);
  if (field === null || body === null) return refuse(...findings.problems);
  const inBody = fieldOf(body, 'vocabularyList', field.at);
  if (inBody.value !== undefined) vocabulary.push(...readVocabularies(inBody, scope));
  const list = fieldOf(body, 'eventList', field.at);
  const events = readList(list, scope);
  if (findings.problems.length > 0) return refuse(...findings.problems);
  return accept({
    events: events.map((value, index) => ({ at: `${list.at}/${index}`, value, context })),
    vocabulary,
    warnings: findings.warnings,
  });
};

/** Reads one event of an open document. */
export const readDocumentEvent = ({ at, value, context }: UnreadEvent): DocumentEvent => ({
  at,
  ...inspectEvent(value, context, at),
});

/** Reads the frame of a document and leaves its events unread; see `parseDocument`. */
export const openDocument = (json: JsonValue): Result<OpenDocument> => {
  if (!isJsonObject(json)) {
    const message = 'An EPCIS document must be an object.';
    return refuse({ code: 'EPCIS_INVALID', message, at: '', expected: 'a JSON object' });
  }
  const type = json['type'];
  const frame = typeof type === 'string' && Object.hasOwn(frames, type) ? frames[type] : undefined;
  if (frame !== undefined) return openFramed(json, frame);
  if (typeof type === 'string' && (eventTypes.some((name) => name === type) || isUri(type))) {
    return accept({
      events: [{ at: '', value: json, context: null }],
      vocabulary: [],
      warnings: [],
    });
  }
  return refuse({
    code: 'EPCIS_INVALID',
    message: 'This is no EPCIS document.',
    at: '/type',
    expected: 'EPCISDocument, EPCISQueryDocument or an event type',
  });
};

/**
 * Reads an EPCIS 2.0 document in JSON: `EPCISDocument`, `EPCISQueryDocument`, or one event on its own (ratified JSON
 * schema). What is wrong with the document as a whole refuses it whole; what is wrong with one event refuses that event
 * only. Taken although the schema forbids it: header master data in a query document, and comments (`_…`) beside the body.
 */
export const parseDocument = (json: JsonValue): Result<EpcisDocument> => {
  const open = openDocument(json);
  if (!open.ok) return open;
  return accept({ ...open.value, events: open.value.events.map(readDocumentEvent) });
};
