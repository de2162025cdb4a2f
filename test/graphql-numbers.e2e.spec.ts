import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jsonEqual, parseJson } from '../src/core/json/parse.ts';
import type { JsonObject, JsonValue } from '../src/core/json/value.ts';
import { type TestAccount, graphql, openTestAccount } from './support/doors.ts';
import { lot } from './support/events.ts';
import { testService, type TestService } from './support/service.ts';

/** Numbers as they are written: those of the first list a double would change. */
const exact = ['12345678901234567890', '0.1234567890123456789', '1e309', '9007199254740993'];
const plain = ['1', '-0.5', '1.50', '2E3', '9007199254740991'];

const readJson = (text: string): JsonValue => {
  const read = parseJson(text);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.value;
};

describe('numbers of a document captured by GraphQL', () => {
  let service: TestService;
  let mill: TestAccount;
  beforeAll(async () => {
    service = await testService();
    mill = await openTestAccount(service, 'Mill');
  }, 60_000);
  afterAll(() => service.stop());

  const eventText = (id: string): string =>
    `{ "@context": [{ "ext": "https://example.org/ns/" }], "type": "ObjectEvent", "eventID": "${id}",
      "eventTime": "2026-03-01T10:00:00Z", "eventTimeZoneOffset": "+00:00", "action": "OBSERVE",
      "quantityList": [{ "epcClass": "${lot('N-1')}", "quantity": 12345678901.123456789, "uom": "KGM" }],
      "ext:exact": [${exact.join(', ')}], "ext:plain": [${plain.join(', ')}] }`;
  const documentText = (id: string): string =>
    `{ "@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"], "type": "EPCISDocument",
      "schemaVersion": "2.0", "creationDate": "2026-03-01T10:00:00Z", "epcisBody": { "eventList": [${eventText(id)}] } }`;

  const send = async (body: string): Promise<unknown> => {
    const response = await fetch(`${service.url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${mill.key}`, 'content-type': 'application/json' },
      body,
    });
    return response.json();
  };
  const answer = '{ job { eventsStored } problems { message at } }';
  const stored = { data: { captureEpcis: { job: { eventsStored: 1 }, problems: [] } } };

  const readBack = async (id: string): Promise<JsonObject> => {
    const response = await fetch(`${service.url}/epcis/events/${encodeURIComponent(id)}`, {
      headers: { authorization: `Bearer ${mill.key}` },
    });
    return readJson(await response.text()) as JsonObject;
  };
  const expectKept = async (id: string): Promise<void> => {
    const [given, kept] = [readJson(eventText(id)) as JsonObject, await readBack(id)];
    for (const name of ['quantityList', 'ext:exact', 'ext:plain']) {
      expect([name, jsonEqual(kept[name] ?? null, given[name] ?? null)]).toEqual([name, true]);
    }
  };

  it('are kept to the last digit', async () => {
    const id = 'urn:uuid:00000000-0000-7000-8000-000000000001';
    const query = `mutation($document: Json!) { captureEpcis(input: { document: $document }) ${answer} }`;
    const body = `{ "query": ${JSON.stringify(query)}, "variables": { "document": ${documentText(id)} } }`;
    expect(await send(body)).toMatchObject(stored);
    await expectKept(id);
  });

  it('are given back by GraphQL as strings where a double would change them', async () => {
    const query =
      'query($id: Uri!) { event(by: { eventId: $id }) { epcis items { quantity { value } } } }';
    const { event } = await graphql<{
      event: { epcis: Record<string, unknown>; items: readonly object[] };
    }>(service.url, mill.key, query, { id: 'urn:uuid:00000000-0000-7000-8000-000000000001' });
    expect(event.epcis['ext:exact']).toEqual(exact);
    expect(event.epcis['ext:plain']).toEqual(plain.map(Number));
    expect(event.items).toEqual([{ quantity: { value: '12345678901.123456789' } }]);
  });
});
