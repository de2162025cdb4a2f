import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { BOOKS_LINES_MAX } from '../src/query/step-books.service.ts';
import { documentText } from './support/capture-room.ts';
import { graphql, logPosition, openTestAccount, post } from './support/doors.ts';
import { checkDigit, gtin, lot as lotUri } from './support/events.ts';
import { testService, type TestService } from './support/service.ts';

const checked = (digits: string): string => digits + checkDigit(digits);
const names = ['Mill', 'Roastery', 'Shop'] as const;
type Name = (typeof names)[number];
const gln = (name: Name): string => checked(`95210090000${names.indexOf(name)}`);
const site = checked('952100500002');

interface Found {
  readonly code: string;
  readonly at: string;
  readonly message: string;
  readonly item?: { readonly name: string };
  readonly left?: { readonly text: string };
  readonly asked?: { readonly text: string };
}

interface Answer {
  readonly status?: string;
  readonly problems: readonly Found[];
  readonly warnings: readonly Found[];
}

const fields = `problems { code at } warnings { code at message
  ... on OverConsumption { item { name } left { value unit text } asked { value unit text } } }`;

describe('over-use', () => {
  let service: TestService;
  const keys: Record<string, string> = {};
  const keyOf = (name: Name): string => keys[name] ?? '';
  beforeAll(async () => {
    service = await testService();
    for (const name of names) {
      keys[name] = (await openTestAccount(service, name, { gln: gln(name) })).key;
    }
    for (const [product, name] of [
      [1, 'Green coffee'],
      [2, 'Roasted coffee'],
    ] as const) {
      await ask(
        'Mill',
        'mutation($input: RegisterProductInput!) { registerProduct(input: $input) { problems { code } } }',
        { input: { gtin: gtin(product), name, unit: 'KGM' } },
      );
    }
  }, 60_000);
  afterAll(() => service.stop());

  const ask = <Data>(who: Name, query: string, variables: Record<string, unknown> = {}) =>
    graphql<Data>(service.url, keyOf(who), query, variables);
  const input = (time: string, step: object) => ({
    id: `urn:uuid:${randomUUID()}`,
    time: `2026-11-${time}:00Z`,
    site,
    step,
  });
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
  const recordAll = async (who: Name, steps: readonly object[], behaviour: string) => {
    const text = `mutation($input: RecordStepsInput!) { done: recordSteps(input: $input) { results { status ${fields} } } }`;
    const { done } = await ask<{ done: { results: readonly Answer[] } }>(who, text, {
      input: { steps, behaviour },
    });
    return done.results.map((one) => short(one.warnings));
  };
  const fix = async (who: Name, eventId: string, replacement: object): Promise<Answer> => {
    const text = `mutation($input: FixStepInput!) { done: fixStep(input: $input) { status ${fields} } }`;
    const given = { event: { eventId }, replacement };
    return (await ask<{ done: Answer }>(who, text, { input: given })).done;
  };
  const voided = async (who: Name, eventId: string): Promise<void> => {
    const text = `mutation($input: VoidStepInput!) { done: voidStep(input: $input) { status } }`;
    await ask(who, text, { input: { event: { eventId } } });
  };
  /** What is said of over-use, in few words. */
  const short = (warnings: readonly Found[]): readonly string[] =>
    warnings
      .filter(({ code }) => code === 'OVER_CONSUMPTION')
      .map(({ at, left, asked }) => `${at}: ${asked?.text} of ${left?.text}`);
  /** Previews a step and records it: both warn of the same; answers what they say of over-use. */
  const both = async (who: Name, given: object): Promise<readonly string[]> => {
    const foreseen = await preview(who, given);
    const recorded = await record(who, given);
    expect(recorded).toEqual({ ...foreseen, status: 'RECORDED', problems: [] });
    return short(recorded.warnings);
  };
  const tried = async (who: Name, given: object): Promise<readonly string[]> =>
    short((await preview(who, given)).warnings);

  const line = (
    lot: string,
    quantity: string | null,
    unit: string | null = 'KGM',
    product = 1,
  ) => ({
    product: gtin(product),
    lot,
    ...(quantity === null ? {} : { quantity }),
    ...(unit === null ? {} : { unit }),
  });
  const harvest = (lot: string, quantity: string | null) => ({
    harvest: { outputs: [line(lot, quantity)] },
  });
  const roast = (...inputs: readonly object[]) => ({
    make: { inputs, outputs: [line(`R-${randomUUID().slice(0, 8)}`, null, null, 2)] },
  });
  const ship = (lot: string, quantity: string, to: Name = 'Roastery') => ({
    ship: { items: [line(lot, quantity)], to: gln(to) },
  });
  const sell = (lot: string, quantity: string, unit = 'KGM') => ({
    sell: { items: [line(lot, quantity, unit)] },
  });

  it('is told with what is left and what is asked, at the quantity, and recorded all the same', async () => {
    await record('Mill', input('01T08:00', harvest('A-1', '500')));
    expect(await both('Mill', input('02T08:00', roast(line('A-1', '200'))))).toEqual([]);
    const use = input('03T08:00', roast(line('A-1', '400')));
    const warning = {
      code: 'OVER_CONSUMPTION',
      at: '/step/make/inputs/0/quantity',
      message:
        'This is 400 kg of "A-1", of which 300 kg is left with you. It is recorded; if a quantity is wrong or something you received is missing, correct that.',
      item: { name: 'Green coffee A-1' },
      left: { value: '300', unit: 'KGM', text: '300 kg' },
      asked: { value: '400', unit: 'KGM', text: '400 kg' },
    };
    expect(await preview('Mill', use)).toEqual({ problems: [], warnings: [warning] });
    const recorded = { problems: [], warnings: [warning] };
    expect(await record('Mill', use)).toEqual({ status: 'RECORDED', ...recorded });
    expect(await record('Mill', use)).toEqual({ status: 'ALREADY_RECORDED', ...recorded });
    expect(await preview('Mill', use)).toEqual(recorded);
  });

  it('is judged exactly, in every unit of the dimension, partly, to the last gram and beyond', async () => {
    await record('Mill', input('01T08:00', harvest('B-1', '0.3')));
    expect(await both('Mill', input('02T08:00', sell('B-1', '100', 'GRM')))).toEqual([]);
    expect(await tried('Mill', input('02T09:00', sell('B-1', '0.0002', 'TNE')))).toEqual([]);
    expect(await tried('Mill', input('02T09:00', sell('B-1', '0.0002001', 'TNE')))).toEqual([
      '/step/sell/items/0/quantity: 0.0002001 t of 0.2 kg',
    ]);
    expect(await both('Mill', input('02T10:00', sell('B-1', '0.2')))).toEqual([]);
    expect(await both('Mill', input('02T12:00', sell('B-1', '1', 'GRM')))).toEqual([
      '/step/sell/items/0/quantity: 1 g of 0 kg',
    ]);
    const twice = roast(line('B-2', '60'), line('B-2', '30'), line('B-2', '20'));
    await record('Mill', input('01T08:00', harvest('B-2', '100')));
    expect(await both('Mill', input('02T08:00', twice))).toEqual([
      '/step/make/inputs/2/quantity: 20 kg of 10 kg',
    ]);
    const destroy = { destroy: { items: [line('B-2', '5')], reason: 'Mould' } };
    expect(await both('Mill', input('03T08:00', destroy))).toEqual([
      '/step/destroy/items/0/quantity: 5 kg of 0 kg',
    ]);
  });

  it('is what is left with oneself, by then', async () => {
    await record('Mill', input('01T08:00', harvest('C-1', '100')));
    expect(await both('Mill', input('03T08:00', ship('C-1', '80')))).toEqual([]);
    expect(await both('Mill', input('04T08:00', ship('C-1', '80', 'Shop')))).toEqual([
      '/step/ship/items/0/quantity: 80 kg of 20 kg',
    ]);
    expect(await tried('Mill', input('02T08:00', sell('C-1', '100')))).toEqual([]);
    expect(await tried('Mill', input('03T08:00', sell('C-1', '21')))).toEqual([
      '/step/sell/items/0/quantity: 21 kg of 20 kg',
    ]);
    // Nothing tells the taker how much came, until it says so.
    expect(await tried('Roastery', input('05T08:00', sell('C-1', '90')))).toEqual([]);
    const receive = { receive: { items: [line('C-1', '75')], from: gln('Mill') } };
    await record('Roastery', input('05T08:00', receive));
    expect(await both('Roastery', input('05T09:00', sell('C-1', '75')))).toEqual([]);
    expect(await both('Roastery', input('05T12:00', sell('C-1', '90')))).toEqual([
      '/step/sell/items/0/quantity: 90 kg of 0 kg',
    ]);
    const count = { count: { items: [line('C-1', '40')] } };
    await record('Roastery', input('06T08:00', count));
    expect(await tried('Roastery', input('07T08:00', sell('C-1', '41')))).toEqual([
      '/step/sell/items/0/quantity: 41 kg of 40 kg',
    ]);
    // A stranger's word is no use of what is with others.
    await record('Shop', input('01T10:00', sell('C-1', '99')));
    expect(await tried('Mill', input('02T08:00', sell('C-1', '100')))).toEqual([]);
  });

  it('is not told where nothing is known, nor of what cannot be compared', async () => {
    expect(await both('Mill', input('02T08:00', roast(line('D-0', '400'))))).toEqual([]);
    expect(await tried('Mill', input('03T08:00', sell('D-0', '400')))).toEqual([]);
    await record('Mill', input('01T08:00', harvest('D-1', '10')));
    expect(await tried('Mill', input('02T08:00', sell('D-1', '99', 'LTR')))).toEqual([]);
    expect(await tried('Mill', input('02T08:00', roast(line('D-1', null, null))))).toEqual([]);
    await record('Mill', input('01T08:00', harvest('D-2', null)));
    expect(await tried('Mill', input('02T08:00', sell('D-2', '99')))).toEqual([]);
    expect(await tried('Roastery', input('02T08:00', sell('D-1', '99')))).toEqual([]);
    const pallet = { item: { number: `00${checked('09521009000000001')}` } };
    await record(
      'Mill',
      input('01T09:00', { pack: { container: pallet.item, items: [line('D-1', '10')] } }),
    );
    await record('Mill', input('02T08:00', { ship: { items: [pallet], to: gln('Shop') } }));
    expect(
      await tried('Mill', input('03T08:00', { ship: { items: [pallet], to: gln('Shop') } })),
    ).toEqual([]);
    expect(await tried('Mill', input('03T08:00', sell('D-1', '1')))).toEqual([
      '/step/sell/items/0/quantity: 1 kg of 0 kg',
    ]);
  });

  it('is gone when the earlier use is corrected or voided', async () => {
    await record('Mill', input('01T08:00', harvest('E-1', '100')));
    const first = input('02T08:00', sell('E-1', '70'));
    expect(await both('Mill', first)).toEqual([]);
    const second = input('03T08:00', sell('E-1', '60'));
    const excess = (left: string) => [`/step/sell/items/0/quantity: 60 kg of ${left} kg`];
    expect(await both('Mill', second)).toEqual(excess('30'));
    const right = input('02T08:00', sell('E-1', '50'));
    expect(short((await fix('Mill', first.id, right)).warnings)).toEqual([]);
    expect(short((await record('Mill', second)).warnings)).toEqual(excess('50'));
    await voided('Mill', right.id);
    expect(await record('Mill', second)).toMatchObject({
      status: 'ALREADY_RECORDED',
      warnings: [],
    });
    const more = await fix('Mill', second.id, input('03T08:00', sell('E-1', '101')));
    expect(short(more.warnings)).toEqual([
      '/replacement/step/sell/items/0/quantity: 101 kg of 100 kg',
    ]);
  });

  it('is judged in the order given for several steps of one call', async () => {
    for (const [index, behaviour] of ['PROCEED', 'ROLLBACK'].entries()) {
      const lot = `F-${index}`;
      await record('Mill', input('01T08:00', harvest(lot, '100')));
      const steps = ['60', '30', '20', '1'].map((quantity, place) =>
        input(`02T08:${place}0`, sell(lot, quantity)),
      );
      const at = '/step/sell/items/0/quantity';
      const wanted = [[], [], [`${at}: 20 kg of 10 kg`], [`${at}: 1 kg of 0 kg`]];
      expect(await recordAll('Mill', steps, behaviour)).toEqual(wanted);
      expect(await recordAll('Mill', steps, behaviour)).toEqual(wanted);
      // Of one instant each, the first of the call comes first.
      const same = ['70', '70'].map((quantity) => input('03T08:00', sell(`${lot}-S`, quantity)));
      await record('Mill', input('01T08:00', harvest(`${lot}-S`, '100')));
      expect(await recordAll('Mill', same, behaviour)).toEqual([[], [`${at}: 70 kg of 30 kg`]]);
      const born = [
        input('01T08:00', harvest(`${lot}-N`, '9')),
        input('02T08:00', sell(`${lot}-N`, '10')),
      ];
      expect(await recordAll('Mill', born, behaviour)).toEqual([[], [`${at}: 10 kg of 9 kg`]]);
    }
  });

  it('is not looked for in the books of what is named all day long', async () => {
    await record('Mill', input('01T08:00', harvest('G-1', '100')));
    const events = Array.from({ length: BOOKS_LINES_MAX - 1 }, (_, index) => ({
      id: `urn:test:busy:${index}`,
      time: '2026-11-02T08:00:00.000+00:00',
      more: { quantityList: [{ epcClass: lotUri('G-1'), quantity: 1, uom: 'KGM' }] },
    }));
    for (let start = 0; start < events.length; start += 250) {
      const text = documentText(events.slice(start, start + 250));
      expect((await post(service.url, 'capture', text, { key: keyOf('Mill') })).status).toBe(202);
    }
    const excess = ['/step/sell/items/0/quantity: 101 kg of 100 kg'];
    const given = input('03T08:00', sell('G-1', '101'));
    expect(await tried('Mill', given)).toEqual(excess);
    await record(
      'Mill',
      input('02T09:00', { inspect: { items: [line('G-1', '1')], passed: true } }),
    );
    expect(await tried('Mill', given)).toEqual([]);
  });
});
