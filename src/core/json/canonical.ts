import { JsonNumber, isJsonObject, type JsonValue } from './value.ts';

/**
 * Canonical JSON text: keys sorted by UTF-16 code unit, no spaces (RFC 8785). A number that a double cannot hold stands as it was
 * written, where RFC 8785 has no answer.
 */
export const jsonText = (value: JsonValue): string => {
  if (value instanceof JsonNumber) return value.raw;
  if (Array.isArray(value)) return `[${value.map(jsonText).join(',')}]`;
  if (isJsonObject(value)) {
    const members = Object.keys(value)
      .toSorted()
      .map((key) => `${JSON.stringify(key)}:${jsonText(value[key] ?? null)}`);
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value);
};
