import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { type TestAccount, graphql, logPosition, openTestAccount, post } from './support/doors.ts';
import { checkDigit, gtin } from './support/events.ts';
import { testService, type TestService } from './support/service.ts';

interface Found {
  readonly code: string;
  readonly at: string;
}

interface Answer {
  readonly status: string;
  readonly event: null | {
    readonly step: string;
    readonly title: string;
    readonly time: string;
    readonly location: { readonly name: string } | null;
    readonly epcis: Readonly<Record<string, unknown>>;
  };
  readonly problems: readonly (Found & { readonly differs?: readonly string[] })[];
  readonly warnings: readonly Found[];
}

const checked = (digits: string): string => digits + checkDigit(digits);
const [shop, place] = [checked('952100900000'), checked('952100500002')];
const later = '2099-01-01T00:00:00Z';

describe('holds', () => {
  let service: TestService;
  let mill: TestAccount;
  let reader: TestAccount;
  beforeAll(async () => {
    service = await testService();
    mill = await openTestAccount(service, 'Mill');
    reader = await openTestAccount(service, 'Reader', { allowed: ['READ'] });
    const input = { gtin: gtin(1), name: 'Green coffee', unit: 'KGM' };
    const register =
      'mutation($input: RegisterProductInput!) { registerProduct(input: $input) { problems { code } } }';
    await graphql(service.url, mill.key, register, { input });
  }, 60_000);
  afterAll(() => service.stop());

  const id = () => `urn:uuid:${randomUUID()}`;
  const answer = `{ status problems { code at ... on IdConflict { differs } } warnings { code at }
    event { step title time location { name } epcis } }`;
  const hold = async (given: object, verb = 'hold'): Promise<Answer> => {
    const [name, type] =
      verb === 'hold' ? ['holdItems', 'HoldItemsInput'] : ['releaseItems', 'ReleaseItemsInput'];
    const text = `mutation($input: ${type}!) { done: ${name}(input: $input) ${answer} }`;
    const data = await graphql<{ done: Answer }>(service.url, mill.key, text, { input: given });
    return data.done;
  };
  const release = (given: object): Promise<Answer> => hold(given, 'release');
  const record = async (step: object, time: string = later): Promise<Answer> => {
    const text = `mutation($input: RecordStepInput!) { recordStep(input: $input) ${answer} }`;
    const input = { id: id(), time, site: place, step };
    const data = await graphql<{ recordStep: Answer }>(service.url, mill.key, text, { input });
    return data.recordStep;
  };
  const preview = async (step: object, time: string = later): Promise<readonly Found[]> => {
    const text =
      'query($input: RecordStepInput!) { previewStep(input: $input) { warnings { code at } } }';
    const input = { id: id(), time, site: place, step };
    const data = await graphql<{ previewStep: Answer }>(service.url, mill.key, text, { input });
    return data.previewStep.warnings;
  };
  const lot = (name: string, quantity = '10') => ({ product: gtin(1), lot: name, quantity });
  const held = (warnings: readonly Found[]) => warnings.filter(({ code }) => code === 'ON_HOLD');
  const born = async (...names: readonly string[]): Promise<void> => {
    const outputs = names.map((name) => lot(name));
    await record({ commission: { outputs } }, '2026-03-01T08:00:00Z');
  };

  it('are one event in standard data, now, with the reason', async () => {
    await born('A-1');
    const before = new Date().toISOString();
    const held = await hold({ id: id(), items: [{ number: 'A-1' }], reason: 'Mouldy smell' });
    expect(held).toMatchObject({ status: 'RECORDED', problems: [], warnings: [] });
    expect(held.event).toMatchObject({
      step: 'HOLD',
      title: 'Mill put on hold Green coffee A-1.',
      epcis: {
        type: 'ObjectEvent',
        action: 'OBSERVE',
        bizStep: 'holding',
        quantityList: [{ epcClass: `https://id.gs1.org/01/${gtin(1)}/10/A-1` }],
        persistentDisposition: { set: ['unavailable'] },
        'tl:reason': 'Mouldy smell',
      },
    });
    const time = held.event?.time ?? '';
    expect(time >= before && time <= new Date().toISOString()).toBe(true);
    const released = await release({ id: id(), items: [{ number: 'A-1' }], reason: 'Tested' });
    expect(released).toMatchObject({ status: 'RECORDED', problems: [], warnings: [] });
    expect(released.event).toMatchObject({
      step: 'RELEASE',
      title: 'Mill released Green coffee A-1.',
      epcis: {
        persistentDisposition: { set: ['available'], unset: ['unavailable', 'recalled'] },
        'tl:reason': 'Tested',
      },
    });
    expect(released.event?.epcis).not.toHaveProperty('bizStep');
  });

  it('are the same however late the call comes again, and another one is refused', async () => {
    await born('B-1', 'B-2');
    const input = { id: id(), items: [{ number: 'B-1' }], reason: 'Wet' };
    const first = await hold(input);
    const position = await logPosition(service);
    service.clock.set(new Date(Date.now() + 86_400_000));
    try {
      const again = await hold(input);
      expect(again).toMatchObject({ status: 'ALREADY_RECORDED', event: first.event });
      const refused = { status: 'REFUSED', event: null };
      const other = await hold({ ...input, items: [{ number: 'B-1' }, { number: 'B-2' }] });
      expect(other).toMatchObject({ ...refused, problems: [{ code: 'ID_CONFLICT', at: '/id' }] });
      const reasoned = await hold({ ...input, reason: 'Dry' });
      expect(reasoned).toMatchObject({ ...refused, problems: [{ code: 'ID_CONFLICT' }] });
      expect(await release(input)).toMatchObject({
        ...refused,
        problems: [{ code: 'ID_CONFLICT', at: '/id' }],
      });
    } finally {
      service.clock.set(null);
    }
    expect(await logPosition(service)).toBe(position);
  });

  it('are one when the same call comes many times at once', async () => {
    await born('C-1');
    const position = await logPosition(service);
    const input = { id: id(), items: [{ number: 'C-1' }], reason: 'Wet' };
    const answers = await Promise.all(Array.from({ length: 8 }, () => hold(input)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([
      ...Array.from({ length: 7 }, () => 'ALREADY_RECORDED'),
      'RECORDED',
    ]);
    expect(await logPosition(service)).toBe(position + 1);
  });

  it('say at once everything that is wrong, and warn of what is not known yet', async () => {
    const wrong = await hold({
      id: 'no uri',
      items: [{ number: 'nothing of that name' }, { gtin: { gtin: '09521000000011' } }],
      reason: ' ',
    });
    expect(wrong).toMatchObject({ status: 'REFUSED', event: null });
    expect(wrong.problems).toEqual([
      { code: 'INVALID_VALUE', at: '/id' },
      { code: 'INVALID_VALUE', at: '/reason' },
      { code: 'UNKNOWN_ITEM', at: '/items/0/number' },
      { code: 'CHECK_DIGIT', at: '/items/1/gtin/gtin' },
    ]);
    const none = await hold({ id: id(), items: [], reason: 'Wet' });
    expect(none.problems).toEqual([{ code: 'INVALID_VALUE', at: '/items' }]);
    const many = Array.from({ length: 1_001 }, () => ({ number: 'A-1' }));
    const tooMany = await hold({ id: id(), items: many, reason: 'Wet' });
    expect(tooMany.problems).toEqual([{ code: 'INVALID_VALUE', at: '/items' }]);
    const unseen = { gtin: { gtin: gtin(1), lot: 'UNSEEN' } };
    const early = await hold({ id: id(), items: [unseen], reason: 'Wet' });
    expect(early).toMatchObject({
      status: 'RECORDED',
      warnings: [{ code: 'UNKNOWN_ITEM', at: '/items/0' }],
    });
    const response = await fetch(`${service.url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${reader.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        query: `mutation($input: HoldItemsInput!) { holdItems(input: $input) { status } }`,
        variables: { input: { id: id(), items: [unseen], reason: 'Wet' } },
      }),
    });
    expect(await response.text()).toContain('it needs the scope RECORD');
  });

  it('warn whoever uses, ships or sells the item, and nobody once it is released', async () => {
    await born('D-1', 'D-2');
    const inputs = [lot('D-2', '1'), lot('D-1', '1')];
    const make = { make: { inputs, outputs: [lot('D-3', '2')] } };
    const ship = { ship: { items: [lot('D-1', '1')], to: shop } };
    const sell = { sell: { items: [lot('D-1', '1')] } };
    expect(held(await preview(make))).toEqual([]);
    await hold({ id: id(), items: [{ number: 'D-1' }], reason: 'Wet' });
    const atInput = [{ code: 'ON_HOLD', at: '/step/make/inputs/1' }];
    expect(held(await preview(make))).toEqual(atInput);
    expect(held((await record(make)).warnings)).toEqual(atInput);
    expect(held(await preview(ship))).toEqual([{ code: 'ON_HOLD', at: '/step/ship/items/0' }]);
    expect(held(await preview(sell))).toEqual([{ code: 'ON_HOLD', at: '/step/sell/items/0' }]);
    expect(held(await preview(ship, '2026-03-02T08:00:00Z'))).toEqual([]);
    const destroy = { destroy: { items: [lot('D-1', '1')], reason: 'Wet' } };
    expect(held(await preview(destroy))).toEqual([]);
    await release({ id: id(), items: [{ number: 'D-1' }], reason: 'Dry' });
    expect(held(await preview(make))).toEqual([]);
  });

  it('reach what lies in a container, stay with it outside, and show from outside', async () => {
    await born('E-1', 'E-2', 'E-3');
    const pallet = { number: `(00)${checked('19521005000000001')}` };
    const pack = { pack: { container: pallet, items: [lot('E-1', '10')] } };
    await record(pack, '2026-03-02T08:00:00Z');
    const whole = await hold({ id: id(), items: [pallet], reason: 'Fell down' });
    expect(whole.status).toBe('RECORDED');
    const unpack = { unpack: { container: pallet } };
    await record(unpack, '2098-01-01T00:00:00Z');
    await record({ pack: { container: pallet, items: [lot('E-2', '1')] } }, '2098-02-01T00:00:00Z');
    const ship = (item: object) => ({ ship: { items: [item], to: shop } });
    expect(held(await preview(ship(lot('E-1', '10'))))).toHaveLength(1);
    expect(held(await preview(ship(lot('E-2', '1'))))).toEqual([]);
    await release({ id: id(), items: [pallet], reason: 'Stands again' });
    // Lifted while E-1 was still inside, by its own time.
    expect(held(await preview(ship(lot('E-1', '10'))))).toEqual([]);
    expect(held(await preview(ship({ item: pallet })))).toEqual([]);
    await hold({ id: id(), items: [{ number: 'E-2' }], reason: 'Wet' });
    expect(held(await preview(ship({ item: pallet })))).toEqual([
      { code: 'ON_HOLD', at: '/step/ship/items/0' },
    ]);
    expect(held(await preview(ship(lot('E-3', '1'))))).toEqual([]);
  });

  it('are recalls too when they come as EPCIS, and gone when they are voided', async () => {
    await born('F-1');
    const eventId = id();
    const event = {
      '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'],
      type: 'ObjectEvent',
      action: 'OBSERVE',
      eventID: eventId,
      eventTime: '2026-03-03T08:00:00Z',
      eventTimeZoneOffset: '+00:00',
      quantityList: [{ epcClass: `https://id.gs1.org/01/${gtin(1)}/10/F-1` }],
      persistentDisposition: { set: ['recalled'] },
    };
    expect((await post(service.url, 'events', JSON.stringify(event), mill)).status).toBe(201);
    const sell = { sell: { items: [lot('F-1', '1')] } };
    expect(held(await preview(sell))).toHaveLength(1);
    const told = 'query($id: Uri!) { event(by: { eventId: $id }) { step title } }';
    expect(await graphql(service.url, mill.key, told, { id: eventId })).toEqual({
      event: { step: 'HOLD', title: 'Mill recalled Green coffee F-1.' },
    });
    const gone = 'mutation($id: Uri!) { voidStep(input: { event: { eventId: $id } }) { status } }';
    await graphql(service.url, mill.key, gone, { id: eventId });
    expect(held(await preview(sell))).toEqual([]);
  });
});
