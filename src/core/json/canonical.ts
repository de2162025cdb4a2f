import { JsonNumber, type JsonObject, type JsonValue } from './value.ts';

/**
 * Canonical JSON text: keys sorted by UTF-16 code unit, no spaces (RFC 8785). A number that a double cannot hold stands as it was
 * written, where RFC 8785 has no answer.
 */
export const jsonText = (value: JsonValue): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (value instanceof JsonNumber) return value.raw;
  return Array.isArray(value) ? listText(value) : objectText(value as JsonObject);
};

const listText = (list: readonly JsonValue[]): string => {
  let text = '';
  for (const member of list) text += `${text === '' ? '' : ','}${jsonText(member)}`;
  return `[${text}]`;
};

const objectText = (object: JsonObject): string => {
  let text = '';
  for (const key of Object.keys(object).toSorted()) {
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${jsonText(object[key] ?? null)}`;
  }
  return `{${text}}`;
};
