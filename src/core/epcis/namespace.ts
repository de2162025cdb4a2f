import { type JsonValue, isJsonObject } from '../json/value.ts';

/** The JSON-LD context of EPCIS 2.0 that our own documents name. */
export const epcisContextUrl = 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld';

/**
 * Our one namespace for extension fields, declared as `tl` in an event's `@context`; used at the top level of an event only, so
 * that any EPCIS 2.0 repository keeps them.
 */
export const THROUGHLINE_NAMESPACE = 'https://ns.example/throughline/';

/** Master-data attributes of CBV 2.0, `urn:epcglobal:cbv:mda:lotNumber`. */
export const masterDataNamespace = 'urn:epcglobal:cbv:mda:';

/** Prefix to namespace, as an event's `@context` declares them. */
export type Prefixes = ReadonlyMap<string, string>;

/** What the EPCIS 2.0 context itself declares; every EPCIS document has them. */
export const standardPrefixes: Prefixes = new Map([
  ['epcis', 'https://ref.gs1.org/epcis/'],
  ['cbv', 'https://ref.gs1.org/cbv/'],
  ['cbvmda', masterDataNamespace],
  ['gs1', 'https://gs1.org/voc/'],
  ['rdfs', 'http://www.w3.org/2000/01/rdf-schema#'],
  ['owl', 'http://www.w3.org/2002/07/owl#'],
  ['xsd', 'http://www.w3.org/2001/XMLSchema#'],
  ['dcterms', 'http://purl.org/dc/terms/'],
]);

const termUri = (definition: JsonValue | undefined): string | null => {
  if (typeof definition === 'string') return definition;
  const id = isJsonObject(definition) ? definition['@id'] : undefined;
  return typeof id === 'string' ? id : null;
};

const collect = (context: JsonValue, into: Map<string, string>): void => {
  if (!isJsonObject(context)) return;
  for (const [term, definition] of Object.entries(context)) {
    const uri = term.startsWith('@') ? null : termUri(definition);
    if (uri !== null) into.set(term, uri);
  }
};

/** The events of a document share one context, and a value never changes: its prefixes are read once. */
const known = new WeakMap<object, Prefixes>();

/**
 * The prefixes of a JSON-LD `@context` (a URL, an object, or a list of both); later ones win. Contexts behind a URL are
 * not fetched, except that the standard EPCIS prefixes are always known.
 */
export const readPrefixes = (context: JsonValue): Prefixes => {
  if (typeof context !== 'object' || context === null) return standardPrefixes;
  const before = known.get(context);
  if (before !== undefined) return before;
  const parts: readonly JsonValue[] = Array.isArray(context) ? context : [context];
  const prefixes = new Map(standardPrefixes);
  for (const part of parts) collect(part, prefixes);
  known.set(context, prefixes);
  return prefixes;
};

/** Splits `cbvmda:lotNumber` into namespace and local name; null when its prefix is not declared. */
export const splitName = (
  name: string,
  prefixes: Prefixes,
): { readonly namespace: string; readonly local: string } | null => {
  const colon = name.indexOf(':');
  const namespace = colon > 0 ? prefixes.get(name.slice(0, colon)) : undefined;
  if (namespace === undefined || name.startsWith('//', colon + 1)) return null;
  return { namespace, local: name.slice(colon + 1) };
};

/** The full URI of a field name: prefix expanded by `@context`, a full URI unchanged. */
export const expandName = (name: string, prefixes: Prefixes): string => {
  const split = splitName(name, prefixes);
  return split === null ? name : split.namespace + split.local;
};

/** Both contexts in one: the document's terms first, the event's own after them, no entry twice. */
export const mergeContexts = (outer: JsonValue, own: JsonValue): JsonValue => {
  const list = (value: JsonValue): readonly JsonValue[] => (Array.isArray(value) ? value : [value]);
  const kept = list(outer).filter((part) => !list(own).includes(part));
  return [...kept, ...list(own)];
};
