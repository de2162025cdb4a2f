import { type PrimaryKey, primaryKeyOf, qualifierOf } from './application-identifier.ts';

/** A GS1 key taken apart: primary key and the qualifiers that belong to its identity, decoded. */
export interface Gs1Key {
  readonly ai: string;
  readonly value: string;
  /** By application identifier, in canonical order. */
  readonly qualifiers: readonly (readonly [string, string])[];
}

const reserved = /[^A-Za-z0-9\-._~]/;

/** Percent-encoding of everything but RFC 3986 unreserved characters, as canonical links of the CBV hash have it. */
const encode = (value: string): string =>
  reserved.test(value)
    ? encodeURIComponent(value.replace(/\p{Cs}/gu, '\uFFFD')).replace(
        /[!'()*]/g,
        (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
      )
    : value;

const decode = (segment: string): string | null => {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
};

/** GTIN-8, -12, -13 as 14 digits. */
export const gtin14 = (digits: string): string => digits.padStart(14, '0');

/** The canonical spelling: `https://id.gs1.org/01/…/21/…`. */
export const canonicalLink = (key: Gs1Key): string =>
  [
    'https://id.gs1.org',
    key.ai,
    encode(key.value),
    ...key.qualifiers.flatMap(([ai, value]) => [ai, encode(value)]),
  ].join('/');

/** `254/0` says that there is no extension; the version (22) is no part of an instance's identity, nor the lot of a serial. */
const identity = (
  primary: PrimaryKey,
  given: ReadonlyMap<string, string>,
): readonly (readonly [string, string])[] =>
  primary.qualifiers.flatMap((ai) => {
    const value = given.get(ai);
    if (value === undefined || ai === '22' || (ai === '254' && value === '0')) return [];
    return ai === '10' && given.has('21') ? [] : [[ai, value] as const];
  });

const readQualifiers = (
  primary: PrimaryKey,
  segments: readonly string[],
): ReadonlyMap<string, string> | null => {
  if (segments.length % 2 !== 0) return null;
  const found = new Map<string, string>();
  for (let index = 0; index < segments.length; index += 2) {
    const qualifier = qualifierOf(segments[index] ?? '');
    const value = decode(segments[index + 1] ?? '');
    const fits =
      qualifier !== undefined &&
      value !== null &&
      qualifier.format.test(value) &&
      primary.qualifiers.includes(qualifier.ai) &&
      !found.has(qualifier.ai);
    if (!fits) return null;
    found.set(qualifier.ai, value);
  }
  return found;
};

const readFrom = (segments: readonly string[], start: number): Gs1Key | null => {
  const primary = primaryKeyOf(segments[start] ?? '');
  const value = decode(segments[start + 1] ?? '');
  if (primary === undefined || value === null || !primary.format.test(value)) return null;
  const given = readQualifiers(primary, segments.slice(start + 2));
  if (given === null) return null;
  return {
    ai: primary.ai,
    value: primary.ai === '01' ? gtin14(value) : value,
    qualifiers: identity(primary, given),
  };
};

/** The GS1 key of a Digital Link on any domain and below any path; null when the URI is none. The query string says nothing of identity. */
export const readDigitalLink = (uri: string): Gs1Key | null => {
  const path = /^https?:\/\/[^?#]*/i.exec(uri)?.[0];
  if (path === undefined) return null;
  const segments = path.replace(/\/+$/, '').split('/').slice(3);
  for (let start = 0; start + 1 < segments.length; start++) {
    const key = readFrom(segments, start);
    if (key !== null) return key;
  }
  return null;
};
