import { oversizeOf, oversizeProblem, type SizeLimits } from '../core/json/size.ts';
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

const itemsOf = (event: JsonObject): number =>
  itemLists.reduce((sum, name) => {
    const list = event[name];
    return sum + (Array.isArray(list) ? list.length : 0);
  }, 0);

/** The problem of an event that is too large, before anything else of it is read. */
export const oversizeEvent = (event: JsonValue, at: string): readonly Problem[] => {
  const found = oversizeOf(event, eventLimits);
  if (found !== null) return [oversizeProblem(found, at)];
  if (!isJsonObject(event) || itemsOf(event) <= EVENT_ITEMS_MAX) return [];
  const expected = `at most ${EVENT_ITEMS_MAX.toLocaleString('en-US')} items`;
  const message = `This event names too many items. Expected: ${expected}. Record them in several events.`;
  return [{ code: 'TOO_LARGE', message, at, expected }];
};

/** The problem of a document that is too large beside its events; none for an event on its own. */
export const oversizeFrame = (document: JsonValue): readonly Problem[] => {
  if (!isJsonObject(document) || document['epcisBody'] === undefined) return [];
  const context = document['@context'] ?? null;
  const inContext = oversizeOf(context, contextLimits);
  if (inContext !== null) return [oversizeProblem(inContext, '/@context')];
  const found = oversizeOf(document, frameLimits);
  return found === null ? [] : [oversizeProblem(found, '')];
};
