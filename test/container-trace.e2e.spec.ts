import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { graphql, openTestAccount, post, type TestAccount } from './support/doors.ts';
import { lot } from './support/events.ts';
import { patience } from './support/patience.ts';
import { testService, type TestService } from './support/service.ts';

const PALLET = 'https://id.gs1.org/8003/09521234000017PAL7';
const BOX = 'https://id.gs1.org/00/095212345000000011';
const TANK = 'https://id.gs1.org/8003/09521234000017TANK7';
const DRUM = 'https://id.gs1.org/8003/09521234000017DRUM7';
const CRATE = 'https://id.gs1.org/00/095212345000000035';
const WIDE = 'https://id.gs1.org/00/095212345000000028';
const MACHINE = 'https://id.gs1.org/01/09521234000017/21/MACHINE';
const PUMP = 'https://id.gs1.org/01/09521234000017/21/PUMP';
const LINE = 'https://id.gs1.org/01/09521234000024/21/LINE';
/** All of them with FULL=1. */
const PIECES = process.env['FULL'] === '1' ? 10_000 : 2_000;

const event = (hour: number, more: object): object => ({
  eventTime: `2026-03-02T${String(hour).padStart(2, '0')}:00:00.000+03:00`,
  eventTimeZoneOffset: '+03:00',
  ...more,
});
const kilos = (number: string, quantity: number): object => ({
  epcClass: lot(number),
  quantity,
  uom: 'KGM',
});
const packing = (hour: number, parentID: string, children: object, action = 'ADD'): object =>
  event(hour, { type: 'AggregationEvent', action, parentID, ...children });
const born = { type: 'ObjectEvent', action: 'ADD', bizStep: 'commissioning' };
const serial = (index: number): string =>
  `https://id.gs1.org/01/09521234000017/21/W${String(index).padStart(6, '0')}`;
const pieces = Array.from({ length: PIECES }, (_, index) => serial(index));

const events = [
  event(6, { ...born, epcList: pieces }),
  event(6, { ...born, epcList: [serial(PIECES)], ilmd: { 'cbvmda:lotNumber': 'L9' } }),
  event(7, { ...born, quantityList: [kilos('A', 200), kilos('B', 300), kilos('Z', 9)] }),
  packing(8, PALLET, { childQuantityList: [kilos('Z', 9)] }),
  packing(9, PALLET, {}, 'DELETE'),
  event(10, {
    type: 'TransformationEvent',
    bizStep: 'creating_class_instance',
    inputQuantityList: [kilos('A', 100), kilos('B', 300)],
    outputQuantityList: [kilos('C', 400)],
  }),
  packing(11, BOX, { childQuantityList: [kilos('C', 30)] }),
  packing(12, PALLET, { childEPCs: [BOX], childQuantityList: [kilos('A', 10)] }),
  packing(12, WIDE, { childEPCs: pieces }),
  event(7, { ...born, quantityList: [kilos('M', 60), kilos('N', 40), kilos('O', 25)] }),
  packing(8, CRATE, { childQuantityList: [kilos('M', 60)] }),
  packing(9, TANK, { childEPCs: [CRATE], childQuantityList: [kilos('N', 15)] }),
  event(10, {
    type: 'TransformationEvent',
    bizStep: 'creating_class_instance',
    inputEPCList: [TANK],
    inputQuantityList: [kilos('O', 25)],
    outputQuantityList: [kilos('P', 100)],
  }),
  packing(11, TANK, { childQuantityList: [kilos('N', 25)] }),
  event(6, { ...born, epcList: [MACHINE, PUMP] }),
  event(7, { type: 'AssociationEvent', action: 'ADD', parentID: MACHINE, childEPCs: [PUMP] }),
  event(8, {
    type: 'TransformationEvent',
    bizStep: 'creating_class_instance',
    inputEPCList: [MACHINE],
    outputEPCList: [LINE],
  }),
];

const made = (hour: number, inputs: object, output: object): object =>
  event(hour, {
    type: 'TransformationEvent',
    bizStep: 'creating_class_instance',
    ...inputs,
    outputQuantityList: [output],
  });

/** Of a lot in a drum 60 kg are used, said by the drum and by name; then more of the lot is made, and all of it is used. */
const drum = [
  event(6, { ...born, quantityList: [kilos('R1', 100), kilos('R2', 60)] }),
  made(7, { inputQuantityList: [kilos('R1', 100)] }, kilos('Q', 100)),
  packing(8, DRUM, { childQuantityList: [kilos('Q', 60)] }),
  made(9, { inputEPCList: [DRUM], inputQuantityList: [kilos('Q', 60)] }, kilos('X', 60)),
  made(10, { inputQuantityList: [kilos('R2', 60)] }, kilos('Q', 60)),
  made(11, { inputQuantityList: [kilos('Q', 100)] }, kilos('Y', 100)),
];

const document = (eventList: readonly object[]): string =>
  JSON.stringify({
    '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'],
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    creationDate: '2026-03-03T12:00:00.000Z',
    epcisBody: { eventList },
  });

const QUESTION = `query($number: String!, $direction: Direction! = BACK, $at: DateTime, $first: Int! = 200) {
  provenance(item: { number: $number }, direction: $direction, at: $at, first: $first) {
    at precision streamUrl completeness { state text known total } summary { parts }
    nodes { key item { name } distance share } pageInfo { hasNextPage }
    links { from to kind quantityIn { value } quantityOut { value } step { step } }
    composition(by: SUPPLIER) { shares { share } unknown } gaps { nodes { reason } } } }`;

interface Answer {
  readonly provenance: {
    readonly streamUrl: string;
    readonly nodes: readonly {
      readonly key: string;
      readonly item: { readonly name: string };
      readonly distance: number;
      readonly share: string | null;
    }[];
    readonly links: readonly {
      readonly from: string;
      readonly to: string;
      readonly kind: string;
      readonly quantityIn: { readonly value: string } | null;
      readonly quantityOut: { readonly value: string } | null;
      readonly step: { readonly step: string };
    }[];
  };
}

const short = (name: string): string => name.split(' ').at(-1) ?? name;

describe('a trace of a container', () => {
  let service: TestService;
  let mill: TestAccount;

  beforeAll(async () => {
    service = await testService();
    mill = await openTestAccount(service, 'Kilele Mill');
    for (const one of events) {
      const sent = await post(service.url, 'capture', document([one]), mill);
      expect(sent.status).toBe(202);
      await done(sent.headers.get('location') ?? '');
    }
  }, patience(120_000));
  afterAll(() => service.stop());

  /** A large capture runs on after its answer. */
  const done = async (location: string): Promise<void> => {
    const headers = { authorization: `Bearer ${mill.key}`, 'gs1-epcis-version': '2.0.0' };
    const url = new URL(location, service.url);
    for (let tries = 0; tries < 100; tries += 1) {
      const job = (await (await fetch(url, { headers })).json()) as { running?: boolean };
      if (job.running !== true) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };

  const ask = async (given: Readonly<Record<string, unknown>>): Promise<Answer['provenance']> => {
    const { provenance } = await graphql<Answer>(service.url, mill.key, QUESTION, given);
    return provenance;
  };

  it('says what lay in it, level by level, and goes on from there, with shares', async () => {
    const answer = await ask({ number: PALLET, at: '2026-03-02T13:00:00+03:00' });
    expect(
      answer.nodes.map(({ item, distance, share }) => [short(item.name), distance, share]),
    ).toEqual([
      ['PAL7', 0, '1.0000'],
      ['A', 1, '0.4375'],
      [expect.stringContaining('095212345000000011'), 1, '0.7500'],
      ['C', 2, '0.7500'],
      ['B', 3, '0.5625'],
    ]);
    expect(answer).toMatchObject({
      precision: 'LOT',
      completeness: { state: 'COMPLETE', known: 3, total: 3 },
      composition: { shares: [{ share: '1.0000' }], unknown: '0.0000' },
      gaps: { nodes: [] },
    });
    const names = new Map(answer.nodes.map(({ key, item }) => [key, short(item.name)]));
    const packed = answer.links.filter(({ kind }) => kind === 'PACKED_IN');
    expect(
      packed.map(({ from, quantityIn, quantityOut, step }) => [
        names.get(from),
        quantityIn?.value,
        quantityOut,
        step.step,
      ]),
    ).toEqual([
      ['A', '10', null, 'PACK'],
      [expect.stringContaining('095212345000000011'), '1', null, 'PACK'],
      ['C', '30', null, 'PACK'],
    ]);
  });

  it('is all of its loads without a time, and what was made of them going forward', async () => {
    const all = await ask({ number: PALLET });
    expect(all.nodes.map(({ item }) => short(item.name)).toSorted()).toEqual(
      expect.arrayContaining(['A', 'B', 'C', 'PAL7', 'Z']),
    );
    const forward = await ask({ number: PALLET, direction: 'FORWARD' });
    expect(forward).toMatchObject({ completeness: { state: 'COMPLETE' } });
    expect(forward.links.map(({ kind }) => kind)).toContain('PACKED_IN');
    const early = await ask({ number: PALLET, at: '2026-03-02T08:30:00+03:00' });
    expect(early.nodes.map(({ item }) => short(item.name))).toEqual(['PAL7', 'Z']);
  });

  it('is told of thousands of things, in pages and as a stream', async () => {
    const answer = await ask({ number: WIDE, first: 1_000 });
    expect(answer).toMatchObject({
      precision: 'EXACT',
      completeness: { state: 'COMPLETE', known: PIECES, total: PIECES },
      summary: { parts: PIECES + 1 },
      pageInfo: { hasNextPage: true },
    });
    expect(answer.nodes).toHaveLength(1_000);
    const lines = (await (await fetch(answer.streamUrl)).text()).trimEnd().split('\n');
    const links = lines
      .map((line) => JSON.parse(line) as { readonly type: string; readonly kind?: string })
      .filter(({ type }) => type === 'link');
    expect(links).toHaveLength(PIECES);
    expect(new Set(links.map(({ kind }) => kind))).toEqual(new Set(['PACKED_IN']));
  });

  it('says of what was made of a container how much of what lay in it went in', async () => {
    const answer = await ask({ number: lot('P') });
    expect(answer).toMatchObject({
      completeness: { state: 'COMPLETE', known: 4, total: 4 },
      gaps: { nodes: [] },
      composition: { shares: [{ share: '1.0000' }], unknown: '0.0000' },
    });
    const shares = answer.nodes.map(({ item, share }) => [short(item.name), share] as const);
    expect(new Map(shares)).toEqual(
      new Map([
        ['P', '1.0000'],
        ['M', '0.6000'],
        ['N', '0.1500'],
        ['O', '0.2500'],
        ['TANK7', '0.0000'],
        [short('095212345000000035'), '0.0000'],
      ]),
    );
    const told = new Map(
      answer.links.map(({ from, quantityIn }) => [from, quantityIn?.value ?? null] as const),
    );
    const named = new Map(answer.nodes.map(({ key, item }) => [short(item.name), key]));
    expect(['M', 'N', 'O'].map((name) => told.get(named.get(name) ?? ''))).toEqual([
      '60',
      '15',
      '25',
    ]);
    const lines = (await (await fetch(answer.streamUrl)).text()).trimEnd().split('\n');
    const streamed = lines
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
      .filter(({ type }) => type === 'link');
    expect(streamed.map((link) => link['quantityIn'])).toEqual(
      expect.arrayContaining(['15', '25', '60']),
    );
  });

  it('counts what is fixed to what was used as a part of its own', async () => {
    const { nodes } = await ask({ number: LINE });
    const shares = nodes.map(({ item, share }) => [short(item.name), share] as const);
    expect(new Map(shares)).toEqual(
      new Map([
        ['LINE', '1.0000'],
        ['MACHINE', '0.5000'],
        ['PUMP', '0.5000'],
      ]),
    );
  });

  it('counts once what is named beside the container that it was used in', async () => {
    expect((await post(service.url, 'capture', document(drum), { key: mill.key })).status).toBe(
      202,
    );
    const { nodes } = await ask({ number: lot('Y') });
    const shares = new Map(nodes.map(({ item, share }) => [short(item.name), share] as const));
    expect([shares.get('R1'), shares.get('R2')]).toEqual(['0.4000', '0.6000']);
  });

  it('says of a piece to which lot it belongs, and of one without a lot nothing', async () => {
    const asked = `query($number: String!) { item(by: { number: $number }) { ... on Part { memberOf { lot granularity } } } }`;
    const member = async (number: string): Promise<unknown> =>
      (await graphql<{ readonly item: unknown }>(service.url, mill.key, asked, { number })).item;
    expect(await member(serial(PIECES))).toEqual({ memberOf: { lot: 'L9', granularity: 'LOT' } });
    expect(await member(serial(0))).toEqual({ memberOf: null });
  });
});
