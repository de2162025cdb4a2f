import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { graphql, logPosition, openTestAccount, post } from './support/doors.ts';
import { eventJson } from './support/entries.ts';
import { testService, type TestService } from './support/service.ts';

/**
 * Of the processor of this process, in which the service runs too. A quiet machine answers within a second, a machine shared with other tests
 * takes twice that; what this guards against takes ten.
 */
const SECONDS_MAX = 4;

const processorSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000_000;
};

const huge = 'x'.repeat(10_000_000);
const { '@context': context, ...plain } = eventJson({ id: null });

/** What is too large in an event, and the pointer to it; of some the parser of EPCIS says more. */
const events: readonly (readonly [string, object, string])[] = [
  ['text of an extension', { 'example:content': huge }, '/example:content'],
  [
    'text far inside',
    { 'example:content': { 'example:a': [1, huge] } },
    '/example:content/example:a/1',
  ],
  ['name', { [`example:${huge}`]: 1 }, ''],
  ['eventID', { eventID: `urn:x:${huge}` }, '/eventID'],
  ['bizStep', { bizStep: huge }, '/bizStep'],
  ['time', { eventTime: huge }, '/eventTime'],
  ['item', { epcList: [`urn:x:${huge}`] }, '/epcList/0'],
  ['read point', { readPoint: { id: `urn:x:${huge}` } }, '/readPoint/id'],
  ['many texts', { 'example:content': Array.from({ length: 100 }, () => 'x'.repeat(100_000)) }, ''],
  [
    'many fields',
    {
      'example:content': Object.fromEntries(
        Array.from({ length: 1_001 }, (_, index) => [`example:f${index}`, index]),
      ),
    },
    '/example:content',
  ],
  [
    'many items',
    {
      epcList: Array.from({ length: 12_000 }, (_, index) => `urn:x:a${index}`),
      quantityList: Array.from({ length: 8_001 }, (_, index) => ({ epcClass: `urn:x:q${index}` })),
    },
    '',
  ],
  ['id of 2,049 characters', { epcList: [`urn:x:${'a'.repeat(2_043)}`] }, '/epcList/0'],
];

interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly at: string;
  readonly detail: string;
  readonly problems: readonly { readonly at: string; readonly expected?: string }[];
}

const documentOf = (list: readonly object[], more: object = {}): object => ({
  '@context': context,
  type: 'EPCISDocument',
  schemaVersion: '2.0',
  creationDate: '2026-03-03T12:00:00Z',
  epcisBody: { eventList: list },
  ...more,
});

describe('what is too large', () => {
  let service: TestService;
  let key: string;
  beforeAll(async () => {
    service = await testService();
    ({ key } = await openTestAccount(service, 'Recorder'));
    await post(service.url, 'events', JSON.stringify(eventJson({ id: 'urn:x:warm' })), { key });
  }, 60_000);
  afterAll(() => service.stop());

  /** Refused with all that its sender needs, in time, and without a trace. */
  const refused = async (path: string, value: object): Promise<Refusal> => {
    const before = await logPosition(service);
    const body = JSON.stringify(value);
    const since = processorSeconds();
    const answer = await post(service.url, path, body, { key });
    const seconds = processorSeconds() - since;
    const problem = (await answer.json()) as Refusal;
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect([400, 413]).toContain(answer.status);
    expect(problem.problems[0]?.expected).toEqual(expect.any(String));
    expect(seconds).toBeLessThan(SECONDS_MAX);
    expect(await logPosition(service)).toBe(before);
    return problem;
  };

  it.each(events)('is refused by POST /events: %s', async (_what, more, at) => {
    expect((await refused('events', { '@context': context, ...plain, ...more })).at).toBe(at);
  });

  it.each(events)('is one bad event of a proceed document: %s', async (what, more, at) => {
    const id = `urn:x:beside:${encodeURIComponent(what)}`;
    const document = documentOf([
      { ...plain, eventID: id },
      { ...plain, ...more },
    ]);
    const since = processorSeconds();
    const { captureEpcis } = await graphql<{
      captureEpcis: {
        job: {
          eventsStored: number;
          problems: { nodes: { code: string; at: string; message: string }[] };
        } | null;
        problems: object[];
      };
    }>(
      service.url,
      key,
      `
        mutation ($d: Json!) {
          captureEpcis(input: { document: $d, behaviour: PROCEED }) {
            job {
              eventsStored
              problems(first: 5) {
                nodes {
                  code
                  at
                  message
                }
              }
            }
            problems {
              code
              at
              message
            }
          }
        }
      `,
      { d: document },
    );
    expect(processorSeconds() - since).toBeLessThan(SECONDS_MAX);
    expect(captureEpcis.problems).toEqual([]);
    expect(captureEpcis.job?.eventsStored).toBe(1);
    expect(captureEpcis.job?.problems.nodes[0]).toMatchObject({
      at: `/epcisBody/eventList/1${at}`,
      message: expect.stringMatching(/at most|long/) as unknown,
    });
  });

  it.each([
    ['sender', { sender: huge }, '/sender'],
    ['context', { '@context': [context, { big: huge }] }, '/@context/1/big'],
    [
      'context that each event would be kept with',
      { '@context': [context, { big: `https://x.example/${huge.slice(0, 20_000)}` }] },
      '/@context',
    ],
    [
      'master data',
      {
        epcisHeader: {
          epcisMasterData: {
            vocabularyList: [
              {
                type: 'urn:epcglobal:epcis:vtype:Location',
                vocabularyElementList: [
                  { id: 'urn:x:1', attributes: [{ id: 'urn:x:a', attribute: huge }] },
                ],
              },
            ],
          },
        },
      },
      '/epcisHeader/epcisMasterData/vocabularyList/0/vocabularyElementList/0/attributes/0/attribute',
    ],
  ])('is refused around the events: %s', async (_what, more, at) => {
    const problem = await refused('capture', documentOf([plain], more));
    expect([problem.status, problem.code, problem.at]).toEqual([413, 'TOO_LARGE', at]);
  });

  it('is not an event of six thousand lots', async () => {
    const lots = (name: string): object[] =>
      Array.from({ length: 6_000 }, (_, index) => ({
        epcClass: `urn:x:${name}:${index}`,
        quantity: 1,
        uom: 'KGM',
      }));
    const event = {
      '@context': context,
      type: 'ObjectEvent',
      eventID: 'urn:x:wide',
      eventTime: '2026-03-02T08:00:00.000+03:00',
      eventTimeZoneOffset: '+03:00',
      action: 'OBSERVE',
      quantityList: lots('a'),
    };
    expect((await post(service.url, 'events', JSON.stringify(event), { key })).status).toBe(201);
  });
});
