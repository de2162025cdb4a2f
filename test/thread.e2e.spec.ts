import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SampleLoader } from '../src/sample/loader.ts';
import { readSampleData } from '../src/sample/world.ts';
import { graphql, post } from './support/doors.ts';
import { eventJson } from './support/entries.ts';
import { patience } from './support/patience.ts';
import { testService, type TestService } from './support/service.ts';

const key = 'tl_test_sample_mill';

interface Steps {
  readonly provenance: {
    readonly steps: {
      readonly nodes: readonly { readonly title: string }[];
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    };
  };
}

/** Everything that happened on the way to one lot of the sample chain, and nothing that happened to the rest of it. */
describe('the thread of a lot', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await testService();
    expect(await new SampleLoader(service.server.app, readSampleData()).load()).toBe('LOADED');
  }, patience(60_000));
  afterAll(() => service.stop());

  const page = async (
    first: number,
    after: string | null,
  ): Promise<Steps['provenance']['steps']> => {
    const query = `query($first: Int!, $after: String) { provenance(item: { number: "RR-0415" }) {
      steps(first: $first, after: $after) { nodes { title } pageInfo { hasNextPage endCursor } } } }`;
    return (await graphql<Steps>(service.url, key, query, { first, after })).provenance.steps;
  };

  it('has every step, packing and hand-over, oldest first, without the other customer', async () => {
    const { nodes } = await page(100, null);
    expect(nodes.map(({ title }) => title)).toEqual([
      'Asha Farm harvested 400 kg Parchment coffee.',
      'Baraka Farm harvested 300 kg Parchment coffee.',
      'Dalili Farm harvested 320 kg Parchment coffee.',
      'Asha Farm sent 400 kg Parchment coffee to Kilele Mill.',
      'Baraka Farm sent 300 kg Parchment coffee to Kilele Mill.',
      'Kilele Mill received 400 kg Parchment coffee from Asha Farm.',
      'Kilele Mill received 290 kg Parchment coffee from Baraka Farm.',
      'Dalili Farm sent 320 kg Parchment coffee to Chui Traders.',
      'Chui Traders received 320 kg Parchment coffee from Dalili Farm.',
      'Chui Traders made 300 kg Sorted parchment from 1 lot.',
      'Chui Traders sent 300 kg Sorted parchment to Kilele Mill.',
      'Kilele Mill received 300 kg Sorted parchment from Chui Traders.',
      'Kilele Mill made 800 kg Green coffee and 180 kg Coffee husk from 3 lots.',
      'Kilele Mill packed 500 kg Green coffee into Pallet PAL7.',
      'Kilele Mill packed Pallet PAL7 and Logistic unit 095210050000000020 into Logistic unit 095210050000000013.',
      'Kilele Mill sent Logistic unit 095210050000000013 to Scheldt Logistics.',
      'Scheldt Logistics received Logistic unit 095210050000000013 from Kilele Mill.',
      'Scheldt Logistics unpacked Logistic unit 095210050000000013.',
      'Scheldt Logistics sent Pallet PAL7 to Rhein Roastery.',
      'Rhein Roastery received Pallet PAL7 from Scheldt Logistics.',
      'Rhein Roastery unpacked Pallet PAL7.',
      'Rhein Roastery made 160 kg Roasted coffee from 1 lot.',
      'Rhein Roastery packed 160 kg Roasted coffee into Pallet PAL7.',
    ]);
  });

  it('comes in pages that go on while others record', async () => {
    const whole = (await page(100, null)).nodes;
    const first = await page(9, null);
    const event = JSON.stringify(eventJson({ id: 'urn:test:beside' }));
    expect((await post(service.url, 'events', event, { key })).status).toBe(201);
    const rest = await page(100, first.pageInfo.endCursor);
    expect([...first.nodes, ...rest.nodes]).toEqual(whole);
    expect(first.pageInfo.hasNextPage).toBe(true);
  });
});
