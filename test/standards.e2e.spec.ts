import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseDocument } from '../src/core/epcis/document.ts';
import type { EpcisEvent } from '../src/core/epcis/event.ts';
import { eventHash } from '../src/core/epcis/hash.ts';
import { jsonDiffers, jsonEqual } from '../src/core/json/compare.ts';
import { parseJson } from '../src/core/json/parse.ts';
import { isJsonObject, type JsonValue } from '../src/core/json/value.ts';
import { logPosition, openTestAccount, post } from './support/doors.ts';
import { testService, type TestService } from './support/service.ts';
import { hasStandards, readStandard, standardDocuments } from './support/standards-data.ts';

if (!hasStandards) console.log('Skipped: the standards data is not beside this checkout.');

/** Documents that are refused, each for what is wrong in it: the file, the pointer of the refusal, and its reason in words; the code is EPCIS_INVALID. */
const refusals: readonly (readonly [file: string, at: string, why: string])[] = [
  [
    'epcis-openepcis/2.0/EPCIS/JSON/Capture/Invalid/Combination_of_events_with_missing_mandatory_fields.json',
    '/epcisBody/eventList/0/action',
    'This event needs an action.',
  ],
  [
    'epcis-openepcis/2.0/EPCIS/JSON/Capture/Invalid/Combination_of_non_standard_bizStep_and_disposition.json',
    '/epcisBody/eventList/0/bizStep',
    'This is neither a CBV 2.0 business step nor a URI.',
  ],
  [
    'epcis-openepcis/2.0/EPCIS/JSON/Capture/Invalid/EPCISDocument_without_context.json',
    '/@context',
    'This document lacks a field that it must have.',
  ],
  [
    'epcis-openepcis/2.0/EPCIS/JSON/Capture/Invalid/ObjectEvent_with_invalid_action.json',
    '/epcisBody/eventList/0/action',
    'This event needs an action.',
  ],
  [
    'epcis-openepcis/2.0/EPCIS/JSON/Capture/Invalid/ObjectEvent_with_invalid_eventTime_format.json',
    '/epcisBody/eventList/0/eventTime',
    'This is not a time that exists.',
  ],
  [
    'epcis-openepcis/2.0/EPCIS/JSON/Capture/Invalid/ObjectEvent_with_non_standard_bizStep.json',
    '/epcisBody/eventList/0/bizStep',
    'This is neither a CBV 2.0 business step nor a URI.',
  ],
  [
    'epcis-openepcis/2.0/EPCIS/JSON/Capture/Invalid/ObjectEvent_with_non_standard_disposition.json',
    '/epcisBody/eventList/0/disposition',
    'This is neither a CBV 2.0 disposition nor a URI.',
  ],
  [
    'epcis-openepcis/2.0/EPCIS/JSON/Capture/Invalid/ObjectEvent_with_quantity_as_text.json',
    '/epcisBody/eventList/0/quantityList/0/quantity',
    'A quantity must be a number.',
  ],
  [
    'epcis-openepcis/2.0/EPCIS/JSON/Capture/Invalid/ObjectEvent_without_action_and_eventTime.json',
    '/epcisBody/eventList/0/eventTime',
    'This is not a time that exists.',
  ],
  [
    'epcis-openepcis/2.0/EPCIS/JSON/Capture/Invalid/ObjectEvent_without_identifier_list.json',
    '/epcisBody/eventList/0/epcList',
    'An object event must say what it is about.',
  ],
  [
    'epcis-openepcis/2.0/EPCIS/JSON/Query/Invalid/QueryDocument_with_invalid_action.json',
    '/epcisBody/queryResults/resultsBody/eventList/0/action',
    'This event needs an action.',
  ],
  [
    'epcis-openepcis/2.0/EPCIS/JSON/Query/Invalid/QueryDocument_with_invalid_eventType.json',
    '/epcisBody/queryResults/resultsBody/eventList/0/type',
    'This is no event type.',
  ],
  [
    'epcis-openepcis/fastnt/v2_0/Requests/Request_ObjectEvent_WithMasterdata.json',
    '/epcisBody/eventList/0/certificationInfo',
    'This must be a URI.',
  ],
  [
    'gdst/EPCISQUERYDOCUMENT_advanced_1.jsonld',
    '/epcisBody/queryResults/resultsBody/eventList/0/attachments',
    'This field is not part of the standard here.',
  ],
  [
    'gdst/EPCISQUERYDOCUMENT_advanced_10.jsonld',
    '/epcisBody/queryResults/resultsBody/eventList/0/transshipmentCountry',
    'This field is not part of the standard here.',
  ],
  [
    'gdst/EPCISQUERYDOCUMENT_advanced_11.jsonld',
    '/epcisBody/queryResults/resultsBody/eventList/0/attachments',
    'This field is not part of the standard here.',
  ],
  [
    'gdst/EPCISQUERYDOCUMENT_advanced_12.jsonld',
    '/epcisBody/queryResults/resultsBody/eventList/0/transformationID',
    'This must be a URI.',
  ],
  [
    'gdst/EPCISQUERYDOCUMENT_advanced_13.jsonld',
    '/epcisBody/queryResults/resultsBody/eventList/1/disposition',
    'This is neither a CBV 2.0 disposition nor a URI.',
  ],
  [
    'gdst/EPCISQUERYDOCUMENT_advanced_15.jsonld',
    '/epcisBody/queryResults/resultsBody/eventList/1/disposition',
    'This is neither a CBV 2.0 disposition nor a URI.',
  ],
  [
    'gdst/EPCISQUERYDOCUMENT_advanced_18.jsonld',
    '/epcisBody/queryResults/resultsBody/eventList/0/attachments',
    'This field is not part of the standard here.',
  ],
  [
    'gdst/EPCISQUERYDOCUMENT_advanced_19.jsonld',
    '/epcisBody/queryResults/resultsBody/eventList/0/transformationID',
    'This must be a URI.',
  ],
  [
    'gdst/EPCISQUERYDOCUMENT_advanced_2.jsonld',
    '/epcisBody/queryResults/resultsBody/eventList/0/attachments',
    'This field is not part of the standard here.',
  ],
  [
    'gdst/EPCISQUERYDOCUMENT_advanced_4.jsonld',
    '/epcisBody/queryResults/resultsBody/eventList/1/transformationID',
    'This must be a URI.',
  ],
  [
    'gdst/EPCISQUERYDOCUMENT_advanced_6.jsonld',
    '/epcisBody/queryResults/resultsBody/eventList/0/transformationID',
    'This must be a URI.',
  ],
  [
    'gdst/EPCISQUERYDOCUMENT_advanced_7.jsonld',
    '/epcisBody/queryResults/resultsBody/eventList/1/transformationID',
    'This must be a URI.',
  ],
  [
    'gdst/EPCISQUERYDOCUMENT_advanced_8.jsonld',
    '/epcisBody/queryResults/resultsBody/eventList/0/transformationID',
    'This must be a URI.',
  ],
  [
    'gdst/EPCISQUERYDOCUMENT_with_errorDeclarations.jsonld',
    '/epcisBody/queryResults/resultsBody/eventList/0/transshipmentCountry',
    'This field is not part of the standard here.',
  ],
  [
    'gdst/EPCISQueryDocument_with_masterdata.jsonld',
    '/epcisBody/queryResults/resultsBody/eventList/0/eventTime',
    'This is not a time that exists.',
  ],
];

const standardContext = 'https://ref.gs1.org/standards/epcis/epcis-context.jsonld';

const contextsOf = (json: JsonValue): readonly JsonValue[] => {
  const context = isJsonObject(json) ? json['@context'] : undefined;
  if (context === undefined) return [];
  return Array.isArray(context) ? (context as readonly JsonValue[]) : [context];
};

/** The contexts of a stored event: those of its document and its own, nothing but the standard's put in front. */
const keepsContexts = (document: JsonValue, sent: JsonValue, stored: JsonValue): boolean => {
  const own = document === sent ? [] : contextsOf(sent);
  const both = [...contextsOf(document), ...own];
  const kept = contextsOf(stored);
  return jsonEqual(kept, both) || jsonEqual(kept, [standardContext, ...both]);
};

const jsonOf = (text: string): JsonValue => {
  const read = parseJson(text);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.value;
};

/** Without what the server fills in. */
const told = (json: JsonValue, filledIn: boolean): JsonValue => {
  if (!isJsonObject(json)) return json;
  const { recordTime: _recordTime, ...rest } = json;
  if (!filledIn) return rest;
  const { eventID: _eventID, ...others } = rest;
  return others;
};

const eventsOf = (text: string): readonly EpcisEvent[] => {
  const document = parseDocument(jsonOf(text));
  if (!document.ok) throw new Error(JSON.stringify(document.problems));
  return document.value.events.map(({ event }) => {
    if (!event.ok) throw new Error(JSON.stringify(event.problems));
    return event.value;
  });
};

/** The events as they stand in the file, whatever our reader makes of them. */
const listOf = (json: JsonValue): readonly JsonValue[] => {
  if (!isJsonObject(json)) return [];
  const body = json['epcisBody'];
  if (!isJsonObject(body ?? null)) return [json];
  const inner = body as Readonly<Record<string, JsonValue>>;
  const results = inner['queryResults'] as
    { readonly resultsBody: { readonly eventList: readonly JsonValue[] } } | undefined;
  const list = inner['eventList'] ?? results?.resultsBody.eventList ?? inner['event'] ?? [];
  return Array.isArray(list) ? (list as readonly JsonValue[]) : [list as JsonValue];
};

(hasStandards ? describe : describe.skip)('real documents through the REST door', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await testService();
  }, 60_000);
  afterAll(() => service.stop());

  const readBack = async (key: string, text: string, file: string): Promise<number> => {
    const document = jsonOf(text);
    const originals = listOf(document);
    const events = eventsOf(text);
    expect([file, events.length]).toEqual([file, originals.length]);
    for (const [index, event] of events.entries()) {
      const id = encodeURIComponent(event.eventId ?? eventHash(event));
      const answer = await fetch(`${service.url}/epcis/events/${id}`, {
        headers: { authorization: `Bearer ${key}` },
      });
      const stored = await answer.text();
      expect([file, index, answer.status]).toEqual([file, index, 200]);
      const original = originals[index] ?? null;
      expect([file, index, keepsContexts(document, original, jsonOf(stored))]).toEqual([
        file,
        index,
        true,
      ]);
      const sent = told(original, event.eventId === null);
      const differs = jsonDiffers(sent, told(jsonOf(stored), event.eventId === null));
      const allowed = differs.filter((at) => !(at === '/@context' || at.startsWith('/@context/')));
      expect([file, index, allowed]).toEqual([file, index, []]);
    }
    return events.length;
  };

  it('are read back equal by value, or refused with code and pointer', async () => {
    const rows: string[] = [];
    let [read, refused] = [0, 0];
    for (const { file, accepted, deviation } of standardDocuments) {
      // One organisation for each file: many of them tell other things under the same event id.
      const { key } = await openTestAccount(service, `Maker of ${file}`.slice(0, 190));
      const text = readStandard(file);
      const before = await logPosition(service);
      const answer = await post(service.url, 'capture', text, { key });
      const body = await answer.text();
      expect([file, answer.status, accepted ? '' : body]).toEqual([
        file,
        accepted ? 202 : 400,
        accepted ? '' : body,
      ]);
      if (accepted) {
        const events = await readBack(key, text, file);
        read += events;
        rows.push(
          `${file}\taccepted, ${events} read back equal${deviation ? ` (${deviation})` : ''}`,
        );
      } else {
        const { code, at, detail } = JSON.parse(body) as Readonly<Record<string, string>>;
        const expected = refusals.find(([name]) => name === file) ?? [file, 'not in the table'];
        expect([code, file, at, detail]).toEqual(['EPCIS_INVALID', ...expected]);
        expect([file, await logPosition(service)]).toEqual([file, before]);
        refused += 1;
        rows.push(`${file}\trefused, ${code} ${at}`);
      }
    }
    console.log(`${rows.join('\n')}\nevents read back ${read}, documents refused ${refused}`);
    expect(read).toBeGreaterThan(50);
    expect(refused).toBe(refusals.length);
  }, 300_000);
});
