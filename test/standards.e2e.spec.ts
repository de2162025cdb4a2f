import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseDocument } from '../src/core/epcis/document.ts';
import type { EpcisEvent } from '../src/core/epcis/event.ts';
import { eventHash } from '../src/core/epcis/hash.ts';
import { jsonDiffers } from '../src/core/json/compare.ts';
import { parseJson } from '../src/core/json/parse.ts';
import { isJsonObject, type JsonValue } from '../src/core/json/value.ts';
import { logPosition, openTestAccount, post } from './support/doors.ts';
import { testService, type TestService } from './support/service.ts';
import { hasStandards, readStandard, standardDocuments } from './support/standards-data.ts';

if (!hasStandards) console.log('Skipped: the standards data is not beside this checkout.');

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
    const originals = listOf(jsonOf(text));
    const events = eventsOf(text);
    expect([file, events.length]).toEqual([file, originals.length]);
    for (const [index, event] of events.entries()) {
      const id = encodeURIComponent(event.eventId ?? eventHash(event));
      const answer = await fetch(`${service.url}/epcis/events/${id}`, {
        headers: { authorization: `Bearer ${key}` },
      });
      const stored = await answer.text();
      expect([file, index, answer.status]).toEqual([file, index, 200]);
      const sent = told(originals[index] ?? null, event.eventId === null);
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
        const { code, at } = JSON.parse(body) as { readonly code: string; readonly at: string };
        expect([file, typeof code, typeof at]).toEqual([file, 'string', 'string']);
        expect([file, await logPosition(service)]).toEqual([file, before]);
        refused += 1;
        rows.push(`${file}\trefused, ${code} ${at}`);
      }
    }
    console.log(`${rows.join('\n')}\nevents read back ${read}, documents refused ${refused}`);
    expect(read).toBeGreaterThan(50);
    expect(refused).toBeGreaterThan(5);
  }, 300_000);
});
