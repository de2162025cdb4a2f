import { type Oversize, oversizeOf, type SizeLimits } from '../core/json/size.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json/value.ts';
import type { Problem } from '../core/result.ts';
import {
  CONTEXT_CHARACTERS_MAX,
  DOCUMENT_BYTES_MAX,
  EVENT_CHARACTERS_MAX,
  EVENT_ITEMS_MAX,
  NAME_CHARACTERS_MAX,
  OBJECT_FIELDS_MAX,
  TEXT_CHARACTERS_MAX,
} from './limits.ts';

const eventLimits: SizeLimits = {
  lengthMax: EVENT_CHARACTERS_MAX,
  textMax: TEXT_CHARACTERS_MAX,
  nameMax: NAME_CHARACTERS_MAX,
  listMax: EVENT_ITEMS_MAX,
  objectMax: OBJECT_FIELDS_MAX,
};

const frameLimits: SizeLimits = {
  ...eventLimits,
  lengthMax: DOCUMENT_BYTES_MAX,
  except: 'eventList',
};

const contextLimits: SizeLimits = { ...eventLimits, lengthMax: CONTEXT_CHARACTERS_MAX };

const itemLists = [
  'epcList',
  'childEPCs',
  'inputEPCList',
  'outputEPCList',
  'quantityList',
  'childQuantityList',
  'inputQuantityList',
  'outputQuantityList',
];

/** What is too large, its unit, and what to do. */
const words: Readonly<Record<Oversize['kind'], readonly [string, string, string]>> = {
  VALUE: ['This is', 'characters', 'Send it in several parts.'],
  TEXT: ['This text is', 'characters', 'Keep it as a file and record its address.'],
  NAME: ['The name of a field in here is', 'characters', 'Choose a shorter one.'],
  LIST: ['This list is', 'members', 'Send it in several parts.'],
  OBJECT: ['This object is', 'fields', 'Group them in objects, or send several events.'],
};

const problemOf = ({ kind, at, max }: Oversize, below: string): Problem => {
  const [what, unit, advice] = words[kind];
  return tooLarge(`${what} too large`, `at most ${grouped(max)} ${unit}`, {
    advice,
    at: below + at,
  });
};

const tooLarge = (
  what: string,
  expected: string,
  { advice, at }: { readonly advice: string; readonly at: string },
): Problem => ({
  code: 'TOO_LARGE',
  message: `${what}. Expected: ${expected}. ${advice}`,
  at,
  expected,
});

const grouped = (number: number): string => number.toLocaleString('en-US');

const itemsOf = (event: JsonObject): number =>
  itemLists.reduce((sum, name) => {
    const list = event[name];
    return sum + (Array.isArray(list) ? list.length : 0);
  }, 0);

/** The problem of an event that is too large, before anything else of it is read. */
export const oversizeEvent = (event: JsonValue, at: string): readonly Problem[] => {
  const found = oversizeOf(event, eventLimits);
  if (found !== null) return [problemOf(found, at)];
  if (!isJsonObject(event) || itemsOf(event) <= EVENT_ITEMS_MAX) return [];
  const advice = 'Record them in several events.';
  const expected = `at most ${grouped(EVENT_ITEMS_MAX)} items`;
  return [tooLarge('This event names too many items', expected, { advice, at })];
};

/** The problem of a document that is too large beside its events; none for an event on its own. */
export const oversizeFrame = (document: JsonValue): readonly Problem[] => {
  if (!isJsonObject(document) || document['epcisBody'] === undefined) return [];
  const context = document['@context'] ?? null;
  const inContext = oversizeOf(context, contextLimits);
  if (inContext !== null) return [problemOf(inContext, '/@context')];
  const found = oversizeOf(document, frameLimits);
  return found === null ? [] : [problemOf(found, '')];
};
