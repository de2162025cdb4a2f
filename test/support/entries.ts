import type { EpcisEvent } from '../../src/core/epcis/event.ts';
import { parseEvent } from '../../src/core/epcis/parse.ts';
import { parseJson } from '../../src/core/json/parse.ts';
import type { NewEntry } from '../../src/log/entry.ts';
import { prepareEntry } from '../../src/log/new-entry.ts';

/** What a test wants to say about an event; everything else is filled in. */
export interface EventSketch {
  /** eventID; null: none, the hash is the key. */
  readonly id: string | null;
  /** What the event says: other content, other hash. */
  readonly content?: string;
  readonly time?: string;
  readonly declaration?: {
    readonly at: string;
    readonly reason?: string;
    readonly corrective?: readonly string[];
  };
  /** Further members of the event, as they are. */
  readonly more?: Readonly<Record<string, unknown>>;
}

const context = [
  'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
  { example: 'https://example.org/ns/' },
];

/** EPCIS 2.0 JSON of an observed lot. */
export const eventJson = (sketch: EventSketch): Readonly<Record<string, unknown>> => ({
  '@context': context,
  type: 'ObjectEvent',
  ...(sketch.id === null ? {} : { eventID: sketch.id }),
  eventTime: sketch.time ?? '2026-03-02T08:00:00.000+03:00',
  eventTimeZoneOffset: '+03:00',
  action: 'OBSERVE',
  bizStep: 'inspecting',
  quantityList: [
    {
      epcClass: 'urn:epc:class:lgtin:9521234.012345.L-1',
      quantity: 5,
      uom: 'KGM',
    },
  ],
  'example:content': sketch.content ?? 'one',
  ...(sketch.declaration === undefined
    ? {}
    : {
        errorDeclaration: {
          declarationTime: sketch.declaration.at,
          reason: sketch.declaration.reason ?? 'incorrect_data',
          ...(sketch.declaration.corrective === undefined
            ? {}
            : { correctiveEventIDs: sketch.declaration.corrective }),
        },
      }),
  ...sketch.more,
});

/** The sketched event, read by the real parser. */
export const eventOfSketch = (sketch: EventSketch): EpcisEvent => {
  const json = parseJson(JSON.stringify(eventJson(sketch)));
  if (!json.ok) throw new Error(JSON.stringify(json.problems));
  const event = parseEvent(json.value, null, '');
  if (!event.ok) throw new Error(JSON.stringify(event.problems));
  return event.value;
};

/** The sketched event of an organisation, ready for the log. */
export const entryOf = (sketch: EventSketch, owner = 1): NewEntry =>
  prepareEntry(eventOfSketch(sketch), { owner, recorder: owner });
