import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { graphql, openTestAccount, post } from './support/doors.ts';
import { testService, type TestService } from './support/service.ts';
import { hasStandards, readStandard } from './support/standards-data.ts';

if (!hasStandards) console.log('Skipped: the standards data is not beside this checkout.');

/** A count that the makers of the data publish. */
interface Oracle {
  readonly file: string;
  readonly start: string;
  readonly uniqueEvents: number;
  readonly ofEvents: number;
}

interface Told {
  readonly type: string;
  readonly eventID: string;
  readonly eventTime: string;
  readonly [name: string]: unknown;
}

const query = `query($number: String!, $at: DateTime) {
  provenance(item: { number: $number }, direction: BACK, at: $at) {
    pageInfo { hasNextPage } steps(first: 200) { nodes { eventId } } } }`;

interface Answer {
  readonly provenance: {
    readonly pageInfo: { readonly hasNextPage: boolean };
    readonly steps: { readonly nodes: readonly { readonly eventId: string }[] };
  };
}

const idsIn = (event: Told, names: readonly string[]): readonly string[] =>
  names.flatMap((name) => {
    const value = event[name];
    const list = (Array.isArray(value) ? value : [value]) as readonly unknown[];
    return list.flatMap((one) => {
      if (typeof one === 'string') return [one];
      const { epcClass } = (one ?? {}) as { readonly epcClass?: string };
      return epcClass === undefined ? [] : [epcClass];
    });
  });
const inputs = ['inputEPCList', 'inputQuantityList'];
const outputs = ['outputEPCList', 'outputQuantityList'];
const children = ['childEPCs', 'childQuantityList'];
const everything = ['parentID', 'epcList', 'quantityList', ...inputs, ...outputs, ...children];

/**
 * The rule of those who published the counts: an event matters when it names a wanted id anywhere; what is put into a
 * transformation of a wanted output is wanted, and what lay in a wanted container, and the container of what is wanted. It
 * looks at no time.
 */
const timeless = (events: readonly Told[], start: string): readonly Told[] => {
  const wanted = new Set([start]);
  const broughtBy = (event: Told): readonly string[] => {
    const isWanted = (names: readonly string[]): boolean =>
      idsIn(event, names).some((id) => wanted.has(id));
    const packed = ['parentID', ...children];
    return [
      ...(isWanted(outputs) ? idsIn(event, inputs) : []),
      ...(isWanted(packed) ? idsIn(event, packed) : []),
    ];
  };
  for (let before = 0; before < wanted.size;) {
    before = wanted.size;
    for (const id of events.flatMap(broughtBy)) wanted.add(id);
  }
  return events.filter((event) => idsIn(event, everything).some((id) => wanted.has(id)));
};

const eventsOf = (text: string): readonly Told[] => {
  const document = JSON.parse(text.replace(/^\uFEFF/, '')) as {
    readonly epcisBody: {
      readonly queryResults: { readonly resultsBody: { readonly eventList: readonly Told[] } };
    };
  };
  return document.epcisBody.queryResults.resultsBody.eventList;
};

const idsOf = (events: readonly Told[]): readonly string[] =>
  events.map(({ eventID }) => eventID).toSorted();

/** The counts that are published. */
const oracles = (): readonly Oracle[] =>
  (
    JSON.parse(readStandard('gdst', 'TRACE-ORACLES.json')) as {
      readonly oracles: readonly Oracle[];
    }
  ).oracles;

/** True for a transformation of which something made is named again by what is traced: it leads to it. */
const leadsOn = (traced: readonly Told[], event: Told): boolean =>
  idsIn(event, outputs).some((id) =>
    traced.some((other) => other !== event && idsIn(other, everything).includes(id)),
  );

(hasStandards ? describe : describe.skip)('the counts that others publish of traces back', () => {
  const published = hasStandards ? oracles() : [];
  const { file, start: reused } = published[0] ?? { file: '', start: '' };
  let service: TestService;
  let key: string;
  beforeAll(async () => {
    service = await testService();
    ({ key } = await openTestAccount(service, 'Reader'));
    const sent = await post(service.url, 'capture', readStandard('gdst', file), { key });
    expect([sent.status, await sent.text()]).toEqual([202, '']);
  }, 60_000);
  afterAll(() => service.stop());

  const stepsOf = async (variables: {
    readonly number: string;
    readonly at?: string;
  }): Promise<readonly string[]> => {
    const { provenance } = await graphql<Answer>(service.url, key, query, { ...variables });
    expect(provenance.pageInfo.hasNextPage).toBe(false);
    return provenance.steps.nodes.map(({ eventId }) => eventId).toSorted();
  };

  it('are ours, but for what became of a lot after it had left the container', async () => {
    const events = eventsOf(readStandard('gdst', file));
    const counts: string[] = [];
    for (const { start, uniqueEvents, ofEvents } of published) {
      const theirs = timeless(events, start);
      expect([theirs.length, events.length]).toEqual([uniqueEvents, ofEvents]);
      const ours = await stepsOf({ number: start });
      // Theirs has one event more at the second container: from a lot in it a fillet was made four hours after the lot was taken
      // out. That is where the lot went, not where the container came from (domain rules 12, 38): it is asked with FORWARD.
      const later = theirs.filter(
        (event) => event.type === 'TransformationEvent' && !leadsOn(theirs, event),
      );
      expect([start, ours]).toEqual([
        start,
        idsOf(theirs.filter((event) => !later.includes(event))),
      ]);
      counts.push(`${start}: ${ours.length} of their ${uniqueEvents}`);
    }
    expect(counts).toEqual([
      'urn:epc:id:sscc:08600031303.0003: 18 of their 18',
      'urn:epc:id:sscc:0614141.1234567890: 12 of their 13',
    ]);
    console.log(counts.join('\n'));
  }, 120_000);

  it('are fewer as of a time: of a container that is used again, what lay in it then', async () => {
    const events = timeless(eventsOf(readStandard('gdst', file)), reused);
    // Its first load was under way then; it was unpacked, packed and unpacked again later on.
    const at = '2022-02-20T00:00:00Z';
    const ours = await stepsOf({ number: reused, at });
    const past = events.filter(({ eventTime }) => Date.parse(eventTime) <= Date.parse(at));
    expect([ours.length, events.length]).toEqual([past.length, 18]);
    expect(ours).toEqual(idsOf(past));
  }, 60_000);
});
