import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { graphql, openTestAccount, type TestAccount } from './support/doors.ts';
import { gtin } from './support/events.ts';
import { patience } from './support/patience.ts';
import { testService, type TestService } from './support/service.ts';

interface Claimed {
  readonly step: string;
  readonly status: string;
  readonly items: readonly { readonly claim: boolean; readonly item: { readonly name: string } }[];
}

interface Trace {
  readonly asKnownAt: string;
  readonly streamUrl: string;
  readonly completeness: { readonly state: string };
  readonly nodes: readonly { readonly item: { readonly name: string } }[];
  readonly gaps: {
    readonly nodes: readonly {
      readonly reason: string;
      readonly text: string;
      readonly item: { readonly name: string } | null;
      readonly ask: { readonly name: string } | null;
    }[];
  };
}

const gapFields = 'gaps { nodes { reason text item { name } ask { name } } }';
const traceQuery = `query($number: String!, $direction: Direction!, $asKnownAt: DateTime) {
  provenance(item: { number: $number }, direction: $direction, asKnownAt: $asKnownAt) {
    asKnownAt streamUrl completeness { state } nodes { item { name } } ${gapFields} } }`;
const eventsQuery = `query($number: String!, $statuses: [EventStatus!]) {
  events(filter: { items: [{ number: $number }], statuses: $statuses }, order: TIME_ASC) {
    nodes { step status items { claim item { name } } } } }`;

describe('what somebody records of a lot that was never his', () => {
  let service: TestService;
  let farm: TestAccount;
  let trader: TestAccount;
  const traderGln = '9521005000006';
  const cherries = (quantity: string): object => ({ product: gtin(1), lot: 'A-1', quantity });

  let steps = 0;
  const record = async (
    by: TestAccount,
    time: string,
    step: object,
    documents: readonly object[] = [],
  ): Promise<string> => {
    steps += 1;
    const id = `urn:uuid:00000000-0000-7000-8000-${String(steps).padStart(12, '0')}`;
    const { recordStep } = await graphql<{ readonly recordStep: object }>(
      service.url,
      by.key,
      'mutation($input: RecordStepInput!) { recordStep(input: $input) { status problems { message } } }',
      { input: { id, time: `2026-03-${time}Z`, site: '9521005000020', documents, step } },
    );
    expect(recordStep).toEqual({ status: 'RECORDED', problems: [] });
    return id;
  };
  const trace = async (
    number: string,
    direction: 'BACK' | 'FORWARD',
    asKnownAt?: string,
  ): Promise<Trace> => {
    const variables = { number, direction, ...(asKnownAt !== undefined && { asKnownAt }) };
    const { provenance } = await graphql<{ readonly provenance: Trace }>(
      service.url,
      farm.key,
      traceQuery,
      variables,
    );
    return provenance;
  };
  const events = async (
    number: string,
    statuses?: readonly string[],
  ): Promise<readonly Claimed[]> => {
    const variables = { number, ...(statuses !== undefined && { statuses }) };
    const answer = await graphql<{ readonly events: { readonly nodes: readonly Claimed[] } }>(
      service.url,
      farm.key,
      eventsQuery,
      variables,
    );
    return answer.events.nodes;
  };
  const told = async (number: string, statuses?: readonly string[]): Promise<readonly string[]> =>
    (await events(number, statuses)).map(({ step, status }) => `${step} ${status}`);
  const claimsIn = ({ gaps }: Pick<Trace, 'gaps'>): Trace['gaps']['nodes'] =>
    gaps.nodes.filter(({ reason }) => reason === 'CLAIM_NOT_COUNTED');

  let before = '';
  beforeAll(async () => {
    service = await testService();
    farm = await openTestAccount(service, 'Farm');
    trader = await openTestAccount(service, 'Trader', { gln: traderGln });
    await record(farm, '01T08:00:00', { harvest: { outputs: [cherries('400')] } });
    await record(trader, '02T08:00:00', {
      harvest: { outputs: [{ product: gtin(1), lot: 'B-1', quantity: '50' }] },
    });
    await record(trader, '05T08:00:00', { sell: { items: [cherries('10')] } });
    await record(trader, '06T08:00:00', {
      make: {
        inputs: [cherries('100'), { product: gtin(1), lot: 'B-1', quantity: '50' }],
        outputs: [{ product: gtin(2), lot: 'R-1', quantity: '60' }],
      },
    });
    before = (await trace('A-1', 'FORWARD')).asKnownAt;
    await sleep(5);
  }, patience(120_000));
  afterAll(() => service.stop());

  it('stands in every list as a claim, unless only what counts is asked for', async () => {
    expect(await told('A-1')).toEqual(['HARVEST CURRENT', 'SELL CLAIM', 'MAKE CURRENT']);
    expect(await told('A-1', ['CURRENT'])).toEqual(['HARVEST CURRENT', 'MAKE CURRENT']);
    expect(await told('A-1', ['CLAIM'])).toEqual(['SELL CLAIM']);
    expect(await told('A-1', ['CLAIM', 'VOIDED'])).toEqual(['SELL CLAIM']);
    expect(await told('A-1', ['VOIDED'])).toEqual([]);
    expect(await told('B-1', ['CLAIM'])).toEqual([]);
  });

  it('tells which of its items are claimed where others count', async () => {
    const made = (await events('R-1')).find(({ step }) => step === 'MAKE');
    expect(made?.items).toEqual([
      { claim: true, item: { name: 'Lot A-1' } },
      { claim: false, item: { name: 'Lot B-1' } },
      { claim: false, item: { name: 'Lot R-1' } },
    ]);
  });

  it('is in no trace and no book, and leaves a gap that tells whom to ask', async () => {
    const back = await trace('R-1', 'BACK');
    expect(back.nodes.map(({ item }) => item.name)).toEqual(['Lot R-1', 'Lot B-1']);
    expect(claimsIn(back)).toEqual([
      {
        reason: 'CLAIM_NOT_COUNTED',
        text: 'What Trader says of Lot A-1 in what is recorded of Lot R-1 is not counted: no record says that Trader had it. Whoever handed it over can record that.',
        item: { name: 'Lot R-1' },
        ask: { name: 'Trader' },
      },
    ]);
    const forward = await trace('A-1', 'FORWARD');
    expect(forward.nodes.map(({ item }) => item.name)).toEqual(['Lot A-1']);
    expect(claimsIn(forward)).toEqual([
      {
        reason: 'CLAIM_NOT_COUNTED',
        text: 'What Trader says of Lot A-1 is not counted: no record says that Trader had it. Whoever handed it over can record that.',
        item: { name: 'Lot A-1' },
        ask: { name: 'Trader' },
      },
    ]);
    // A stranger must not be able to make an answer look broken.
    expect((await trace('A-1', 'BACK')).completeness.state).toBe('COMPLETE');
    const { item } = await graphql<{ readonly item: object }>(
      service.url,
      farm.key,
      '{ item(by: { number: "A-1" }) { ... on Part { balance { made onHand sold } usedIn { nodes { name } } } } }',
    );
    expect(item).toEqual({
      balance: { made: '400', onHand: '400', sold: '0' },
      usedIn: { nodes: [] },
    });
  });

  it('is a gap of recalls and of streams as well', async () => {
    const { recall } = await graphql<{
      readonly recall: Pick<Trace, 'gaps'> & { readonly parts: { readonly totalCount: number } };
    }>(
      service.url,
      farm.key,
      `{ recall(of: { item: { number: "A-1" } }) { parts { totalCount } ${gapFields} } }`,
    );
    expect(recall.parts.totalCount).toBe(1);
    expect(claimsIn(recall).map(({ item }) => item?.name)).toEqual(['Lot A-1']);
    for (const number of ['R-1', 'A-1']) {
      const answer = await trace(number, 'BACK');
      const lines = (await (await fetch(answer.streamUrl)).text()).trim().split('\n');
      const gaps = lines
        .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
        .filter(({ type }) => type === 'gap');
      expect(gaps.map(({ text }) => text)).toEqual(answer.gaps.nodes.map(({ text }) => text));
      expect(gaps.filter(({ reason }) => reason === 'CLAIM_NOT_COUNTED')).toHaveLength(1);
    }
  });

  it('counts when whoever had it names him, and stays a claim in what was known before', async () => {
    const then = await trace('R-1', 'BACK', before);
    const sold = await record(farm, '03T08:00:00', {
      ship: { items: [cherries('200')], to: traderGln },
    });
    expect(await told('A-1')).toEqual([
      'HARVEST CURRENT',
      'SHIP CURRENT',
      'SELL CURRENT',
      'MAKE CURRENT',
    ]);
    const now = await trace('R-1', 'BACK');
    expect(now.nodes.map(({ item }) => item.name)).toEqual(['Lot R-1', 'Lot A-1', 'Lot B-1']);
    expect(claimsIn(now)).toEqual([]);
    const { streamUrl: _sealed, ...same } = then;
    expect(await trace('R-1', 'BACK', before)).toMatchObject(same);
    expect(claimsIn(then)).toHaveLength(1);

    const voidStep = `mutation($input: VoidStepInput!) { voidStep(input: $input) { status problems { message } } }`;
    const input = { event: { eventId: sold } };
    expect(await graphql(service.url, farm.key, voidStep, { input })).toEqual({
      voidStep: { status: 'RECORDED', problems: [] },
    });
    expect(await told('A-1', ['CLAIM', 'VOIDED'])).toEqual(['SHIP VOIDED', 'SELL CLAIM']);
    expect(claimsIn(await trace('R-1', 'BACK'))).toHaveLength(1);
  });

  it('is no hand-over, also of those that go by its document', async () => {
    const lot = { product: gtin(1), lot: 'C-1', quantity: '5' };
    await record(farm, '07T08:00:00', { harvest: { outputs: [lot] } });
    const ship = { to: '9521005000099', items: [lot] };
    await record(trader, '08T08:00:00', { ship }, [{ type: 'DESPATCH_ADVICE', number: 'DN-9' }]);
    expect(await told('C-1', ['CLAIM'])).toEqual(['SHIP CLAIM']);
    const query =
      '{ all: hops { nodes { shipping { day } } } by: hops(filter: { documents: ["DN-9"] }) { nodes { shipping { day } } } }';
    const { all, by } = await graphql<
      Readonly<Record<'all' | 'by', { readonly nodes: readonly { shipping: { day: string } }[] }>>
    >(service.url, farm.key, query);
    expect(all.nodes.map(({ shipping }) => shipping.day)).not.toContain('2026-03-08');
    expect(by.nodes).toEqual([]);
  });
});
