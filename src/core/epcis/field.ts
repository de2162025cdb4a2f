import { hasRightCheckDigit } from '../gs1/check-digit.ts';
import { checkDigitProblems, canonicalKey } from '../gs1/key.ts';
import { type JsonObject, type JsonValue, JsonNumber, isJsonObject } from '../json/value.ts';
import { pointer } from '../json/parse.ts';
import type { Findings, Words } from './findings.ts';
import { type Prefixes, expandName, splitName } from './namespace.ts';
import { readTime } from './time.ts';
import { type Vocabulary, bareWord } from './vocabulary.ts';

/** FACTS: an id longer than this is refused; the longest GS1 Digital Link is a few hundred. */
const idLengthMax = 2048;
/** As for the JSON parser: deeper extension values are nobody's data. */
const depthMax = 64;

const hex = '%[0-9A-Fa-f]{2}';
const plain = "\\w.~!$&'()*+,;=:@/-";
const host = "(?:\\[[0-9A-Fa-f:.]+\\]|(?:[\\w.~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)";
const user = "(?:(?:[\\w.~!$&'()*+,;=:-]|%[0-9A-Fa-f]{2})*@)?";
/** RFC 3986 `URI`: a scheme, then an authority with its path or a path that is not empty; ASCII only. */
const uriPattern = new RegExp(
  `^[A-Za-z][A-Za-z0-9+.-]*:(?://${user}${host}(?::\\d*)?(?=[/?#]|$)(?:[${plain}]|${hex})*` +
    `|(?!//)(?:[${plain}]|${hex})+)(?:\\?(?:[?${plain}]|${hex})*)?(?:#(?:[?${plain}]|${hex})*)?$`,
);
// oxlint-disable-next-line no-control-regex -- NUL is what is looked for
const unstorable = /\u0000|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** True for an RFC 3986 URI with a scheme; a prefixed name such as `example:field` has that form too. */
export const isUri = (text: string): boolean => uriPattern.test(text);

/** What every check of one event shares. */
export interface Scope {
  readonly findings: Findings;
  readonly prefixes: Prefixes;
}

/** A field to check: its value and the pointer to it. */
export interface Field {
  readonly value: JsonValue | undefined;
  readonly at: string;
}

/** The field `name` of an object that lies at `at`. */
export const fieldOf = (object: JsonObject, name: string, at: string): Field => ({
  value: object[name],
  at: `${at}/${name}`,
});

/** A string, or null with the problem noted. */
export const readText = (field: Field, { findings }: Scope): string | null => {
  if (typeof field.value !== 'string') {
    findings.invalid(field.at, 'This must be a text.', 'a JSON string');
    return null;
  }
  if (!unstorable.test(field.value)) return field.value;
  findings.refused(field.at, 'NUL and lone surrogates cannot be stored.', 'well-formed Unicode');
  return null;
};

/** A URI of at most 2,048 characters, or null with the problem noted. */
export const readUri = (field: Field, { findings }: Scope): string | null => {
  const { value, at } = field;
  if (typeof value === 'string' && value.length > idLengthMax) {
    findings.refused(at, 'This id is too long.', `at most ${idLengthMax} characters`);
    return null;
  }
  if (typeof value === 'string' && isUri(value)) return value;
  findings.invalid(at, 'This must be a URI.', 'an absolute URI (RFC 3986), for example urn:uuid:…');
  return null;
};

/** Most ids: a quick look saves the full reading when their check digit is right. */
const plainKey = /^https:\/\/id\.gs1\.org\/(?:0[01]|41[47])\/(\d{13,18})(?=\/|$)/;

const checkDigitProblem = (id: string): Words | null => {
  const digits = plainKey.exec(id)?.[1];
  return digits !== undefined && hasRightCheckDigit(digits) ? null : checkDigitProblems(id);
};

/** A URI that names a thing: as `readUri`, and a wrong check digit is a warning (the event says what it says). */
export const readId = (field: Field, scope: Scope): string | null => {
  const id = readUri(field, scope);
  const wrong = id === null ? null : checkDigitProblem(id);
  if (wrong !== null) scope.findings.warn('CHECK_DIGIT', field.at, words(wrong));
  return id;
};

const words = (problem: Words): Words =>
  problem.expected === undefined
    ? { message: problem.message }
    : { message: problem.message, expected: problem.expected };

/** Canonical key of an id that was read; '' stands in for one that was refused. */
export const keyOf = (id: string | null): string => (id === null ? '' : canonicalKey(id));

/** An RFC 3339 time with offset, or null with the problem noted. */
export const readTimeField = (field: Field, { findings }: Scope) => {
  const time = typeof field.value === 'string' ? readTime(field.value) : null;
  if (time === null) {
    findings.invalid(
      field.at,
      'This is not a time that exists.',
      'RFC 3339 with offset: 2026-03-02T08:00:00.000+03:00',
    );
  }
  return time;
};

/** A list, or none with the problem noted; `least` is the fewest entries. */
export const readList = (field: Field, { findings }: Scope, least = 0): readonly JsonValue[] => {
  if (!Array.isArray(field.value)) {
    findings.invalid(field.at, 'This must be a list.', 'a JSON array');
    return [];
  }
  const list: readonly JsonValue[] = field.value;
  if (list.length < least) findings.invalid(field.at, 'This list must not be empty.');
  return list;
};

/** An object, or null with the problem noted. */
export const readObject = (field: Field, { findings }: Scope): JsonObject | null => {
  if (isJsonObject(field.value)) return field.value;
  findings.invalid(field.at, 'This must be an object.', 'a JSON object');
  return null;
};

/** No entry twice (ratified schema, `uniqueItems`). */
export const refuseTwins = (list: readonly JsonValue[], at: string, { findings }: Scope): void => {
  const seen = new Set<JsonValue>();
  list.forEach((entry, index) => {
    if (seen.has(entry)) findings.invalid(`${at}/${index}`, 'This entry is in the list twice.');
    seen.add(entry);
  });
};

const standardUri = /^(?:urn:epcglobal:cbv|https?:\/\/(?:ns|ref)\.gs1\.org\/cbv\/)/;
const webVocabularyUri = /^https?:\/\/(?:www\.)?gs1\.org\/voc\//;

/**
 * A bare word of the list, or a URI of somebody else's vocabulary. JSON takes the standard's own words bare only, neither as
 * URN nor as web URI (the URN is right in XML); the prefixed form `cbv:Comp-latitude` passes the ratified schema and is read
 * as the bare word. Null with the problem noted.
 */
export const readWord = (field: Field, list: Vocabulary, scope: Scope): string | null => {
  const { value, at } = field;
  if (typeof value === 'string' && list.words.has(value)) return value;
  const { findings, prefixes } = scope;
  if (typeof value !== 'string' || value.length > idLengthMax || !isUri(value)) {
    const expected = `${list.title} as a bare word, or a URI of another vocabulary`;
    findings.invalid(at, `This is neither ${list.title} nor a URI.`, expected);
    return null;
  }
  const word = bareWord(list, expandName(value, prefixes));
  const known = list.words.has(word);
  if (known && splitName(value, prefixes) !== null) return word;
  if (!known && !isStandardUri(list, value, prefixes)) return value;
  const expected = known ? `the bare word ${word}` : list.title;
  findings.invalid(at, 'JSON takes the words of the standard bare.', expected);
  return null;
};

const isStandardUri = (list: Vocabulary, value: string, prefixes: Prefixes): boolean => {
  if (list.urn === '' && list.uri.endsWith('/voc/')) return webVocabularyUri.test(value);
  return standardUri.test(expandName(value, prefixes));
};

/** Names beside the standard ones must be full URIs or carry a prefix; their values are kept as they are. */
export const readExtension = (name: string, field: Field, scope: Scope): void => {
  if (!isUri(name)) {
    scope.findings.invalid(
      field.at,
      'This field is not part of the standard here.',
      'a field of EPCIS 2.0, or an extension with a prefix that @context declares',
    );
    return;
  }
  if (isUndeclared(name, scope.prefixes)) {
    scope.findings.warn('INVALID_VALUE', field.at, {
      message: 'No @context declares this prefix: the name is kept as a full URI.',
    });
  }
  readFreely(field, scope, 0);
};

const isUndeclared = (name: string, prefixes: Prefixes): boolean =>
  !name.includes('://') && !name.startsWith('urn:') && splitName(name, prefixes) === null;

/** Checks what is within an extension value: storable texts and names, not too deep. */
export const readFreely = (field: Field, scope: Scope, depth: number): void => {
  const { value, at } = field;
  if (typeof value === 'string') {
    readText(field, scope);
    return;
  }
  if (typeof value !== 'object' || value === null || value instanceof JsonNumber) return;
  if (depth > depthMax) {
    scope.findings.refused(at, 'This is nested too deep.', `at most ${depthMax} levels`);
    return;
  }
  for (const [name, inner] of Object.entries(value)) {
    const child = { value: inner, at: at + pointer(name) };
    readText({ value: name, at: child.at }, scope);
    readFreely(child, scope, depth + 1);
  }
};

/** Every field of an object is one of `known` or an extension. */
export const readOthers = (
  object: JsonObject,
  known: ReadonlySet<string>,
  at: string,
  scope: Scope,
): void => {
  for (const name of Object.keys(object)) {
    if (!known.has(name)) {
      readExtension(name, { value: object[name], at: at + pointer(name) }, scope);
    }
  }
};

/** Every field of an object is one of `known`: no extensions here (ratified schema, `additionalProperties: false`). */
export const refuseOthers = (
  object: JsonObject,
  known: ReadonlySet<string>,
  at: string,
  scope: Scope,
): void => {
  for (const name of Object.keys(object)) {
    if (!known.has(name)) {
      scope.findings.invalid(
        at + pointer(name),
        'No further field may stand here.',
        [...known].join(', '),
      );
    }
  }
};
