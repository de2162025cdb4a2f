import { JsonNumber, isJsonObject } from '../core/json/value.ts';
import type { JsonValue } from '../core/json/value.ts';

/** JSON as GraphQL sends it: a number that no double holds exactly goes as a string, so that nothing is rounded. */
export function plainJson(value: JsonValue): unknown {
  if (value instanceof JsonNumber) return value.raw;
  if (Array.isArray(value)) return value.map(plainJson);
  if (!isJsonObject(value)) return value;
  const object: Record<string, unknown> = Object.create(null);
  for (const [key, member] of Object.entries(value)) object[key] = plainJson(member);
  return object;
}
