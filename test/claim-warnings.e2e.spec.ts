import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { documentText } from './support/capture-room.ts';
import { graphql, logPosition, openTestAccount, post } from './support/doors.ts';
import type { EventSketch } from './support/entries.ts';
import { checkDigit, gtin, lot as lotUri } from './support/events.ts';
import { testService, type TestService } from './support/service.ts';

const checked = (digits: string): string => digits + checkDigit(digits);
const names = ['Mill', 'Roastery', 'Shop'] as const;
type Name = (typeof names)[number];
const gln = (name: Name): string => checked(`95210090000${names.indexOf(name)}`);

interface Found {
  readonly code: string;
  readonly at: string;
  readonly message: string;
}

interface Answer {
  readonly status?: string;
  readonly problems: readonly Found[];
  readonly warnings: readonly Found[];
}

/** What is said of one item. */
const claim = (name: string, at: string): Found => ({
  code: 'CLAIM_ONLY',
  at,
  message: `"${name}" is kept as a claim and not counted: you neither issued it nor had it by then. Have the one who gave it to you record the shipment to you, or name you.`,
});

describe('warnings about claims', () => {
  let service: TestService;
  const keys: Record<string, string> = {};
  const keyOf = (name: Name): string => keys[name] ?? '';
  beforeAll(async () => {
    service = await testService();
    for (const name of names) {
      keys[name] = (await openTestAccount(service, name, { gln: gln(name) })).key;
      await ask(
        name,
        'mutation($input: RegisterProductInput!) { registerProduct(input: $input) { problems { code } } }',
        { input: { gtin: gtin(1 + names.indexOf(name)), name: `Coffee of ${name}`, unit: 'KGM' } },
      );
    }
  }, 60_000);
  afterAll(() => service.stop());

  const ask = <Data>(who: Name, query: string, variables: Record<string, unknown> = {}) =>
    graphql<Data>(service.url, keyOf(who), query, variables);
  const id = (): string => `urn:uuid:${randomUUID()}`;
  const input = (time: string, step: object) => ({
    id: id(),
    time: `2026-11-${time}:00Z`,
    step,
  });
  const fields = 'problems { code at message } warnings { code at message }';
  const record = async (who: Name, given: object): Promise<Answer> => {
    const text = `mutation($input: RecordStepInput!) { done: recordStep(input: $input) { status ${fields} } }`;
    return (await ask<{ done: Answer }>(who, text, { input: given })).done;
  };
  const preview = async (who: Name, given: object): Promise<Answer> => {
    const text = `query($input: RecordStepInput!) { done: previewStep(input: $input) { ${fields} } }`;
    const before = await logPosition(service);
    const { done } = await ask<{ done: Answer }>(who, text, { input: given });
    expect(await logPosition(service)).toBe(before);
    return done;
  };
  const item = (name: string, quantity = '10', product = 1) => ({
    item: { gtin: { gtin: gtin(product), lot: name } },
    quantity,
    unit: 'KGM',
  });
  const line = (name: string, quantity = '10', product = 1) => ({
    product: gtin(product),
    lot: name,
    quantity,
  });
  const harvest = (...lots: readonly string[]) => ({
    harvest: { outputs: lots.map((name) => line(name)) },
  });
  /** Previews a step and records it: both warn of the same; answers what they say of claims. */
  const both = async (who: Name, given: object): Promise<readonly Found[]> => {
    const foreseen = await preview(who, given);
    const recorded = await record(who, given);
    expect(recorded).toEqual({ ...foreseen, status: 'RECORDED', problems: [] });
    return recorded.warnings.filter(({ code }) => code === 'CLAIM_ONLY');
  };

  it('are foreseen and given as long as nobody who had the item names the recorder', async () => {
    expect(await both('Mill', input('01T08:00', harvest('A-1')))).toEqual([]);
    const sold = input('03T08:00', { sell: { items: [item('A-1', '2')] } });
    const warnings = [claim('A-1', '/step/sell/items/0')];
    expect(await both('Shop', sold)).toEqual(warnings);
    expect(await record('Shop', sold)).toEqual({
      status: 'ALREADY_RECORDED',
      problems: [],
      warnings,
    });
    expect(await preview('Shop', sold)).toEqual({ problems: [], warnings });
    const ship = { ship: { items: [item('A-1', '5')], to: gln('Shop') } };
    expect(await both('Mill', input('04T08:00', ship))).toEqual([]);
    expect((await record('Shop', sold)).warnings).toEqual(warnings);
    expect(await both('Mill', input('02T08:00', ship))).toEqual([]);
    expect(await record('Shop', sold)).toMatchObject({ status: 'ALREADY_RECORDED', warnings: [] });
    expect(await preview('Shop', sold)).toEqual({ problems: [], warnings: [] });
    const more = input('03T12:00', { sell: { items: [item('A-1', '3')] } });
    expect(await both('Shop', more)).toEqual([]);
  });

  it('are not given to the first who has what came from outside, nor to the named taker', async () => {
    const from = { from: checked('952100900009') };
    const bought = { receive: { items: [item('S-1')], ...from } };
    expect(await both('Mill', input('05T08:00', bought))).toEqual([]);
    const used = { make: { inputs: [item('S-1'), item('S-2')], outputs: [line('B-1', '9')] } };
    expect(await both('Mill', input('05T10:00', used))).toEqual([]);
    const ship = { ship: { items: [item('B-1')], to: gln('Roastery') } };
    expect(await both('Mill', input('06T08:00', ship))).toEqual([]);
    const received = { receive: { items: [item('B-1')], from: gln('Mill') } };
    expect(await both('Roastery', input('07T08:00', received))).toEqual([]);
    expect(await both('Shop', input('07T09:00', received))).toEqual([
      claim('B-1', '/step/receive/items/0'),
    ]);
    // A receipt of before, by another clock, is a disagreement and no stranger's word.
    const early = input('05T20:00', received);
    expect(await both('Roastery', early)).toEqual([]);
  });

  it('name three items of a step and how many more, and point to an output too', async () => {
    const lots = ['C-1', 'C-2', 'C-3', 'C-4', 'C-5'];
    await record('Mill', input('08T08:00', harvest(...lots)));
    const inputs = [item('NEW-1'), ...lots.map((name) => item(name))];
    const used = { make: { inputs, outputs: [line('R-1', '9', 2)] } };
    const [several, ...others] = await both('Roastery', input('09T08:00', used));
    expect(others).toEqual([]);
    expect(several).toMatchObject({ code: 'CLAIM_ONLY', at: '/step' });
    expect(several?.message).toMatch(/^"C-1", "C-2", "C-3" and 2 more are kept as claims and not/);
    const again = { make: { inputs: [item('NEW-2')], outputs: [item('C-1')] } };
    expect(await both('Roastery', input('09T10:00', again))).toEqual([
      claim('C-1', '/step/make/outputs/0'),
    ]);
    const pallet = { item: { number: `00${checked('09521009000000001')}` } };
    const pack = { pack: { container: pallet.item, items: [item('C-2')] } };
    expect(await both('Roastery', input('09T12:00', pack))).toEqual([
      claim('C-2', '/step/pack/items/0'),
    ]);
  });

  it('are given for what a taken container is believed to hold, and not for what it holds', async () => {
    await record('Mill', input('10T08:00', harvest('D-1', 'D-2')));
    const number = `00${checked('09521009000000002')}`;
    const packed = { container: { number }, items: [item('D-1')] };
    await record('Mill', input('10T09:00', { pack: packed }));
    const pallet = { item: { number } };
    const ship = { ship: { items: [pallet], to: gln('Shop') } };
    await record('Mill', input('10T10:00', ship));
    const received = { receive: { items: [pallet, item('D-1'), item('D-2')], from: gln('Mill') } };
    expect(await both('Shop', input('11T08:00', received))).toEqual([
      claim('D-2', '/step/receive/items/2'),
    ]);
  });

  it('are given for several steps at once, for replacements and for holds', async () => {
    await record('Mill', input('12T08:00', harvest('E-1')));
    const sell = (quantity: string) => ({ sell: { items: [item('E-1', quantity)] } });
    const first = input('13T08:00', sell('1'));
    const own = { harvest: { outputs: [line('E-2', '1', 3)] } };
    const given = [first, input('13T12:00', own)];
    const text = `mutation($input: RecordStepsInput!) { done: recordSteps(input: $input) { results { status ${fields} } } }`;
    const sold = claim('E-1', '/step/sell/items/0');
    for (const behaviour of ['PROCEED', 'ROLLBACK']) {
      const { done } = await ask<{ done: { results: readonly Answer[] } }>('Shop', text, {
        input: { steps: given, behaviour },
      });
      expect(done.results.map(({ warnings }) => warnings)).toEqual([[sold], []]);
    }
    const fix = `mutation($input: FixStepInput!) { done: fixStep(input: $input) { status ${fields} } }`;
    const replacement = input('13T09:00', sell('3'));
    const fixed = { event: { eventId: first.id }, replacement };
    expect((await ask<{ done: Answer }>('Shop', fix, { input: fixed })).done).toEqual({
      status: 'RECORDED',
      problems: [],
      warnings: [{ ...sold, at: '/replacement/step/sell/items/0' }],
    });
    const hold = `mutation($input: HoldItemsInput!) { done: holdItems(input: $input) { status ${fields} } }`;
    const held = { id: id(), items: [item('E-1').item], reason: 'Wet' };
    const { done } = await ask<{ done: Answer }>('Shop', hold, {
      input: { ...held, items: [{ number: 'E-1' }] },
    });
    expect(done).toEqual({
      status: 'RECORDED',
      problems: [],
      warnings: [claim('E-1', '/items/0')],
    });
  });

  const told = (name: string, lots: readonly string[], index = 0): EventSketch => ({
    id: `urn:test:${name}:${index}`,
    time: new Date(Date.UTC(2026, 10, 15, 8)).toISOString(),
    more: { quantityList: lots.map((number) => ({ epcClass: lotUri(number), quantity: 1 })) },
  });
  const capture = async (who: Name, text: string): Promise<Record<string, unknown>> => {
    const answer = await post(service.url, 'capture', text, { key: keyOf(who) });
    expect([answer.status, await answer.text()]).toEqual([202, '']);
    const location = answer.headers.get('location') ?? '';
    for (;;) {
      const job = await fetch(`${service.url}${location}`, {
        headers: { authorization: `Bearer ${keyOf(who)}` },
      });
      const body = (await job.json()) as Record<string, unknown>;
      if (body['running'] !== true) return body;
      await delay(50);
    }
  };

  it('are in the job of a document, by JSON Pointer into it, and again when it is repeated', async () => {
    await record('Mill', input('14T08:00', harvest('F-1', 'F-2')));
    const own = told('own', ['OWN-1']);
    const text = documentText([own, told('one', ['OWN-2', 'F-1']), told('two', ['F-1', 'F-2'])]);
    const at = '/epcisBody/eventList';
    const one = claim('F-1', `${at}/1/quantityList/1`);
    const two = {
      ...one,
      at: `${at}/2`,
      message:
        '"F-1" and "F-2" are kept as claims and not counted: you neither issued them nor had them by then. Have the one who gave them to you record the shipment to you, or name you.',
    };
    for (const _time of ['first', 'again']) {
      const job = await capture('Shop', text);
      expect(job).toMatchObject({ success: true, eventsStored: 3, warnings: [one, two] });
    }
    const query = `mutation($input: CaptureEpcisInput!) { done: captureEpcis(input: $input) { job { warnings { nodes { code at message } } } } }`;
    const { done } = await ask<{ done: { job: { warnings: { nodes: readonly Found[] } } } }>(
      'Shop',
      query,
      { input: { document: JSON.parse(text) as object } },
    );
    expect(done.job.warnings.nodes).toEqual([one, two]);
    const ship = { ship: { items: [item('F-1')], to: gln('Shop') } };
    await record('Mill', input('14T09:00', ship));
    expect(await capture('Shop', text)).toMatchObject({
      warnings: [claim('F-2', `${at}/2/quantityList/1`)],
    });
  });

  it('are in the job of a large document as its end has made them', async () => {
    await record('Mill', input('14T08:00', harvest('G-1')));
    const many = Array.from({ length: 300 }, (_, index) => told('many', [`M-${index}`], index));
    const text = documentText([told('large', ['G-1', 'M-1']), ...many]);
    const at = '/epcisBody/eventList/0/quantityList/0';
    expect(await capture('Shop', text)).toMatchObject({
      eventsStored: 301,
      warnings: [claim('G-1', at)],
    });
  });
});
