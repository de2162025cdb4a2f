import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readSampleData } from '../src/sample/world.ts';
import { logPosition, openTestAccount, post } from './support/doors.ts';
import { eventJson } from './support/entries.ts';
import { testService, type TestService } from './support/service.ts';
import { patience } from './support/patience.ts';

const runs = process.env['FULL'] === '1' ? 3000 : 150;
/** Of the processor, so that a busy machine says the same; the service runs in this process. */
const SECONDS_MAX = 3;

const processorSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000_000;
};

const event = eventJson({ id: 'urn:example:bad' });
const text = JSON.stringify(event);
const withMember = (more: object): string =>
  JSON.stringify(eventJson({ id: 'urn:example:bad', more: { ...more } }));
const without = (name: string): string =>
  JSON.stringify(Object.fromEntries(Object.entries(event).filter(([key]) => key !== name)));
const inText = (from: string, to: string): string => {
  if (!text.includes(from)) throw new Error(`no ${from} in the event`);
  return text.replace(from, to);
};

/** What is wrong, the body, and the pointer of the refusal where the standard leaves no choice. */
const bodies: readonly (readonly [string, string, string?])[] = [
  ['nothing', ''],
  ['no JSON', '{'],
  ['a word', 'hello'],
  ['a number', '12'],
  ['a list', '[]'],
  ['null', 'null'],
  ['8,000 deep', `${'['.repeat(8000)}${']'.repeat(8000)}`],
  ['8,000 deep inside', inText('"one"', `${'{"a":'.repeat(8000)}1${'}'.repeat(8000)}`)],
  ['duplicate key', inText('"type"', '"type":"ObjectEvent","type"'), '/type'],
  ['__proto__', inText('"type"', '"__proto__":{"polluted":true},"type"')],
  ['escaped lone surrogate', inText('"one"', '"\\ud800"'), '/example:content'],
  ['NUL', inText('"one"', '"\\u0000"'), '/example:content'],
  ['quantity past double precision', inText('"quantity":5', '"quantity":1e999')],
  ['negative quantity', inText('"quantity":5', '"quantity":-5'), '/quantityList/0/quantity'],
  ['text as quantity', inText('"quantity":5', '"quantity":"5"'), '/quantityList/0/quantity'],
  ['10 MB as an id', withMember({ eventID: `urn:x:${'a'.repeat(10_000_000)}` }), '/eventID'],
  ['10 MB as a time', withMember({ eventTime: 'a'.repeat(10_000_000) }), '/eventTime'],
  ['unknown event type', withMember({ type: 'PartyEvent' }), '/type'],
  ['number as type', withMember({ type: 7 }), '/type'],
  ['list as action', withMember({ action: ['ADD'] }), '/action'],
  ['no action', without('action'), '/action'],
  ['no eventTime', without('eventTime'), '/eventTime'],
  ['no offset', without('eventTimeZoneOffset'), '/eventTimeZoneOffset'],
  ['impossible offset', withMember({ eventTimeZoneOffset: '+27:00' }), '/eventTimeZoneOffset'],
  ['30 February', withMember({ eventTime: '2026-02-30T08:00:00Z' }), '/eventTime'],
  ['id that is no URI', withMember({ epcList: ['no uri'] }), '/epcList/0'],
  ['object as list', withMember({ epcList: {} }), '/epcList'],
];

interface Refusal {
  readonly status: number;
  readonly type: string;
  readonly code?: string;
  readonly at?: string;
}

const documentWith = (list: string): string =>
  JSON.stringify({
    '@context': 'https://ref.gs1.org/standards/epcis/epcis-context.jsonld',
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    creationDate: '2026-03-03T12:00:00Z',
    epcisBody: { eventList: ['HERE'] },
  }).replace('"HERE"', list);

describe('bad input', () => {
  let service: TestService;
  let key: string;
  let reader: string;
  beforeAll(async () => {
    service = await testService();
    ({ key } = await openTestAccount(service, 'Recorder'));
    ({ key: reader } = await openTestAccount(service, 'Reader', { allowed: ['READ'] }));
  }, patience(60_000));
  afterAll(() => service.stop());

  const refused = async (
    path: string,
    body: string | Uint8Array<ArrayBuffer>,
    given: { key?: string; headers?: Readonly<Record<string, string>> } = {},
  ): Promise<Refusal & { readonly seconds: number }> => {
    const before = await logPosition(service);
    const since = processorSeconds();
    const answer = await post(service.url, path, body, { key, ...given });
    const problem = JSON.parse(await answer.text()) as Refusal;
    const seconds = processorSeconds() - since;
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(problem.status).toBe(answer.status);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(seconds).toBeLessThan(SECONDS_MAX);
    expect(await logPosition(service)).toBe(before);
    return { ...problem, seconds };
  };

  it(
    'is refused by both doors with code and pointer',
    async () => {
      const rows: string[] = [];
      for (const [what, body, at] of bodies) {
        const single = await refused('events', body);
        // A list with nothing in it is a good document.
        const inDocument = await refused('capture', body === '' ? body : documentWith(body));
        for (const { code, at: pointer } of [single, inDocument]) {
          expect([what, typeof code, typeof pointer]).toEqual([what, 'string', 'string']);
        }
        if (at !== undefined) expect([what, single.at]).toEqual([what, at]);
        const { status, code, seconds } = single;
        rows.push(`${what}\t${status} ${code} ${single.at}\t${seconds.toFixed(3)} s`);
      }
      console.log(rows.join('\n'));
    },
    patience(120_000),
  );

  // Known fault: what the body reader refuses is answered as plain JSON, not as a problem.
  it('is refused with a problem when the bytes are no UTF-8', async () => {
    const bytes = new TextEncoder().encode(text);
    bytes[bytes.length - 3] = 0xff;
    expect((await refused('events', bytes)).status).toBe(400);
  });

  it.each(['text/plain', 'application/xml'])('is refused with a problem as %s', async (type) => {
    const answer = await refused('events', text, { headers: { 'content-type': type } });
    expect(answer.status).toBe(415);
  });

  it('is refused by its headers: version, key, scope', async () => {
    const cases: readonly (readonly [number, Parameters<typeof refused>[2]])[] = [
      [406, { headers: { 'GS1-EPCIS-Version': '1.2' } }],
      [406, { headers: { 'GS1-CBV-Version': '3.0' } }],
      [400, { headers: { 'GS1-EPCIS-Version': 'two' } }],
      [406, { headers: { accept: 'text/html' } }],
      [401, { key: 'tl_test_wrong' }],
      [401, { key: '' }],
      [403, { key: reader }],
    ];
    for (const [status, given] of cases) {
      const answer = await refused('events', text, given);
      expect([given, answer.status]).toEqual([given, status]);
    }
  });

  it(
    'leaves the service alive and without 5xx, whatever is changed in a document',
    async () => {
      const documents = readSampleData().captures.map(({ document }) => JSON.stringify(document));
      const part = fc.constantFrom(
        '"',
        '{',
        '[',
        '0',
        '-1',
        'null',
        '\\u0000',
        '\\ud800',
        '9e99',
        '',
      );
      const change = fc.record({
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        cut: fc.nat(12),
        part,
      });
      const mutated = fc
        .record({
          document: fc.nat(documents.length - 1),
          changes: fc.array(change, { maxLength: 3 }),
        })
        .map(({ document, changes }) =>
          changes.reduce((body, { at, cut, part: put }) => {
            const place = Math.floor(at * body.length);
            return body.slice(0, place) + put + body.slice(place + cut);
          }, documents[document] ?? ''),
        );
      const statuses = new Map<string, number>();
      const note = (door: string, status: number): void => {
        expect(status).toBeLessThan(500);
        const name = `${door} ${status}`;
        statuses.set(name, (statuses.get(name) ?? 0) + 1);
      };
      await fc.assert(
        fc.asyncProperty(mutated, fc.json(), fc.string(), async (body, json, word) => {
          note('capture', (await post(service.url, 'capture', body, { key })).status);
          const list = /"eventList":\[(.*)\]\}\}$/.exec(body)?.[1] ?? json;
          note('events', (await post(service.url, 'events', list, { key })).status);
          const input = {
            id: word,
            time: word,
            step: {
              harvest: { outputs: [{ product: word, lot: word, quantity: body.slice(0, 40) }] },
            },
          };
          const answer = await fetch(`${service.url}/graphql`, {
            method: 'POST',
            headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
            body: JSON.stringify({
              query: `mutation($input: RecordStepInput!) { recordStep(input: $input) { status problems { code at } } }`,
              variables: { input },
            }),
          });
          note('recordStep', answer.status);
          expect(await answer.text()).not.toContain('INTERNAL');
        }),
        { seed: 20_261_128, numRuns: runs, endOnFailure: true },
      );
      console.log(`documents ${runs}: ${JSON.stringify(Object.fromEntries(statuses))}`);
      expect((await fetch(`${service.url}/health/ready`)).status).toBe(200);
    },
    patience(600_000),
  );
});
