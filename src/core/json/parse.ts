import { accept, refuse, type Result } from '../result.ts';
import { type JsonLimits, jsonLimits } from './limits.ts';
import { readPlain } from './plain.ts';
import { JsonReader } from './reader.ts';
import { Refused } from './refused.ts';
import type { JsonValue } from './value.ts';

export { jsonDiffers, jsonEqual } from './compare.ts';
export { pointer } from './pointer.ts';
export { stringifyJson } from './stringify.ts';

/** Characters that are read before others get their turn: some hundredths of a second. */
const TURN_CHARACTERS = 500_000;

/**
 * Reads JSON (RFC 8259) without loss. Objects inherit nothing; numbers that a double cannot hold are kept as written. A byte order
 * mark is skipped. Refused as INVALID_VALUE, with the JSON Pointer of the place: what is not JSON, duplicate keys, NUL and lone surrogates in strings,
 * nesting deeper than `depthMax`, numbers of more than 100 digits or past 10^400. Refused as TOO_LARGE at the first part beyond the
 * other limits; but in a list of events, of an event that is too large one member too many is kept for `oversizeOf` to find.
 */
export const parseJson = (text: string, limits: Partial<JsonLimits> = {}): Result<JsonValue> => {
  const reader = readerOf(text, limits);
  return answer(() => reader.advance(Number.POSITIVE_INFINITY) ?? null);
};

/** `parseJson` of a long text, that waits for `turn` again and again so that others are not kept waiting. */
export const parseJsonInTurns = async (
  text: string,
  turn: () => Promise<unknown>,
  limits: Partial<JsonLimits> = {},
): Promise<Result<JsonValue>> => {
  const reader = readerOf(text, limits);
  for (;;) {
    const read = answer(() => reader.advance(TURN_CHARACTERS));
    if (!read.ok) return read;
    if (read.value !== undefined) return accept(read.value);
    await turn();
  }
};

const readerOf = (text: string, limits: Partial<JsonLimits>): JsonReader =>
  new JsonReader(text.startsWith('\uFEFF') ? text.slice(1) : text, { ...jsonLimits, ...limits });

/**
 * A value that came as plain JavaScript (a GraphQL variable) as a JSON value, refused like `parseJson` does: also NaN, infinities,
 * class instances and what else JSON has no word for. Members that are undefined are left out.
 */
export const toJsonValue = (
  value: unknown,
  limits: Pick<Partial<JsonLimits>, 'depthMax'> = {},
): Result<JsonValue> => answer(() => readPlain(value, limits.depthMax ?? jsonLimits.depthMax));

const answer = <T>(read: () => T): Result<T> => {
  try {
    return accept(read());
  } catch (error) {
    if (error instanceof Refused) return refuse(error.problem);
    throw error;
  }
};
