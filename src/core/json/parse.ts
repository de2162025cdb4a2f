import { accept, refuse, type Result } from '../result.ts';
import { readPlain } from './plain.ts';
import { JsonReader } from './reader.ts';
import { Refused } from './refused.ts';
import type { JsonValue } from './value.ts';

export { jsonDiffers, jsonEqual } from './compare.ts';
export { pointer } from './pointer.ts';
export { stringifyJson } from './stringify.ts';

/** Deepest nesting of a document; EPCIS needs about ten, extensions a few more. */
const DEPTH_MAX = 64;

/** Limits that a caller may tighten. */
export interface JsonLimits {
  /** Deepest nesting of lists and objects; 64 when absent, and meant to stay below a thousand: each level is one call. */
  readonly depthMax?: number;
}

/**
 * Reads JSON (RFC 8259) without loss. Objects inherit nothing; numbers that a double cannot hold are kept as written. A byte order
 * mark is skipped. Refused as INVALID_VALUE, with the JSON Pointer of the place: what is not JSON, duplicate keys, NUL and lone surrogates in strings,
 * nesting deeper than `depthMax`, numbers of more than 100 digits or past 10^400.
 */
export const parseJson = (text: string, limits: JsonLimits = {}): Result<JsonValue> => {
  const start = text.startsWith('\uFEFF') ? text.slice(1) : text;
  return answer(() => new JsonReader(start, limits.depthMax ?? DEPTH_MAX).read());
};

/**
 * A value that came as plain JavaScript (a GraphQL variable) as a JSON value, refused like `parseJson` does: also NaN, infinities,
 * class instances and what else JSON has no word for. Members that are undefined are left out.
 */
export const toJsonValue = (value: unknown, limits: JsonLimits = {}): Result<JsonValue> =>
  answer(() => readPlain(value, limits.depthMax ?? DEPTH_MAX));

const answer = (read: () => JsonValue): Result<JsonValue> => {
  try {
    return accept(read());
  } catch (error) {
    if (error instanceof Refused) return refuse(error.problem);
    throw error;
  }
};
