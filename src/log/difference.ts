import { jsonDiffers } from '../core/json/parse.ts';
import type { JsonObject, JsonValue } from '../core/json/value.ts';
import { isJsonObject } from '../core/json/value.ts';

/** Said by the server, or without meaning for the content. */
const ignored = new Set(['recordTime', '@context']);

/**
 * JSON Pointers of the fields in which two events with one id differ, as the later one spells them. Prefixes that its context
 * expands to the same namespace are the same; record time and context are no content.
 */
export const differingFields = (earlier: JsonObject, later: JsonObject): readonly string[] => {
  const spelled = new Map([...prefixes(later['@context'])].map(([prefix, name]) => [name, prefix]));
  const renamed = new Map<string, string>();
  for (const [prefix, name] of prefixes(earlier['@context'])) {
    const other = spelled.get(name);
    if (other !== undefined && other !== prefix) renamed.set(prefix, other);
  }
  const before = content(renamed.size === 0 ? earlier : respell(earlier, renamed));
  return jsonDiffers(before, content(later));
};

const content = (body: JsonValue): JsonObject =>
  Object.fromEntries(
    Object.entries(isJsonObject(body) ? body : {}).filter(([key]) => !ignored.has(key)),
  );

/** Prefix definitions of a JSON-LD context: an object, or a list with objects among its members. */
const prefixes = (context: JsonValue | undefined): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  for (const member of Array.isArray(context) ? context : [context ?? null]) {
    if (!isJsonObject(member)) continue;
    for (const [prefix, name] of Object.entries(member)) {
      if (typeof name === 'string') found.set(prefix, name);
    }
  }
  return found;
};

const respell = (value: JsonValue, renamed: ReadonlyMap<string, string>): JsonValue => {
  if (Array.isArray(value)) return value.map((member: JsonValue) => respell(member, renamed));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      respellKey(key, renamed),
      respell(member, renamed),
    ]),
  );
};

const respellKey = (key: string, renamed: ReadonlyMap<string, string>): string => {
  const colon = key.indexOf(':');
  const prefix = colon < 0 ? undefined : renamed.get(key.slice(0, colon));
  return prefix === undefined ? key : prefix + key.slice(colon);
};
