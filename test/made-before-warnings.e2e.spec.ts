import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { documentText } from './support/capture-room.ts';
import { graphql, openTestAccount, post } from './support/doors.ts';
import { type EventSketch, eventJson } from './support/entries.ts';
import { gtin, lot, piece, product } from './support/events.ts';
import { testService, type TestService } from './support/service.ts';

interface Found {
  readonly code: string;
  readonly at: string;
  readonly message: string;
}

const commissioned = (id: string, pieces: readonly string[], lot: string): EventSketch => ({
  id: `urn:test:${id}`,
  more: {
    action: 'ADD',
    bizStep: 'commissioning',
    quantityList: undefined,
    epcList: pieces.map((one) => piece(one)),
    ilmd: { 'cbvmda:lotNumber': lot },
  },
});

describe('what was made before', () => {
  let service: TestService;
  let key: string;
  beforeAll(async () => {
    service = await testService();
    ({ key } = await openTestAccount(service, 'Maker'));
  }, 60_000);
  afterAll(() => service.stop());

  const warningsOf = async (sent: Response, by: string): Promise<readonly Found[]> => {
    expect(sent.status).toBe(202);
    const headers = { authorization: `Bearer ${by}` };
    const job = await fetch(service.url + (sent.headers.get('location') ?? ''), { headers });
    return ((await job.json()) as { readonly warnings: readonly Found[] }).warnings;
  };
  /** The warnings of the job about what was made before. */
  const captured = async (...sketches: readonly EventSketch[]): Promise<readonly Found[]> => {
    const sent = await post(service.url, 'capture', documentText(sketches), { key });
    const warnings = await warningsOf(sent, key);
    return warnings.filter(({ code }) => code === 'MADE_BEFORE');
  };

  it('is a piece recorded with a warning where another lot is named, and with none where it is the same', async () => {
    expect(await captured(commissioned('a', ['1', '2'], 'L-1'))).toEqual([]);
    expect(await captured(commissioned('b', ['1', '3'], 'L-1'))).toEqual([]);
    const again = commissioned('c', ['9', '2'], 'L-2');
    const warning = {
      code: 'MADE_BEFORE',
      at: '/epcisBody/eventList/0/epcList/1',
      message:
        '"2" was born before, into lot "L-1", and that stays its lot. A recall of either lot reaches it; if one of the two records is wrong, correct it.',
    };
    expect(await captured(again)).toMatchObject([warning]);
    // A repeat says the same, and a record that was there before stays without.
    expect(await captured(again, commissioned('a', ['1', '2'], 'L-1'))).toMatchObject([warning]);
  });

  it('has no warning any more when the first record was declared wrong, and a new one when it is new', async () => {
    const first = commissioned('d', ['5'], 'L-3');
    expect(await captured(first)).toEqual([]);
    expect(await captured({ ...first, declaration: { at: '2026-03-05T00:00:00.000Z' } })).toEqual(
      [],
    );
    expect(await captured(commissioned('e', ['5'], 'L-4'))).toEqual([]);
    // Of two in one document the later one is warned of.
    const both = [commissioned('f', ['6'], 'L-3'), commissioned('g', ['6'], 'L-4')];
    expect(await captured(...both)).toMatchObject([{ at: '/epcisBody/eventList/1/epcList/0' }]);
    const alone = JSON.stringify(eventJson(commissioned('h', ['6'], 'L-5')));
    expect((await post(service.url, 'events', alone, { key })).status).toBe(201);
  });

  const lots = (id: string, more: Readonly<Record<string, unknown>>): EventSketch => ({
    id: `urn:test:${id}`,
    more: { action: 'ADD', bizStep: 'commissioning', ...more },
  });
  const some = (...keys: readonly string[]): readonly object[] =>
    keys.map((epcClass) => ({ epcClass, quantity: 5, uom: 'KGM' }));
  const made = (id: string, output: readonly string[], more: object = {}): EventSketch => ({
    id: `urn:test:${id}`,
    more: {
      type: 'TransformationEvent',
      action: undefined,
      quantityList: undefined,
      inputQuantityList: some(lot('INPUT')),
      outputQuantityList: some(...output),
      ...more,
    },
  });

  it('warns of a lot that is made again, at its line, in whatever way it was made', async () => {
    const first = lots('lot-a', { quantityList: some(lot('A')) });
    expect(await captured(first)).toEqual([]);
    const again = made('lot-b', [lot('B'), lot('A')]);
    const warning = {
      code: 'MADE_BEFORE',
      at: '/epcisBody/eventList/0/outputQuantityList/1',
      message:
        '"A" is recorded as made already, on 2026-03-02: this adds to it. If this is another batch, give it a number of its own and correct this record.',
    };
    expect(await captured(again)).toMatchObject([warning]);
    // A repeat says the same, and a record that was there before stays without.
    expect(await captured(again, first)).toMatchObject([warning]);
    expect(await captured(lots('lot-c', { quantityList: some(lot('B')) }))).toHaveLength(1);
    // Of two in one document the later one is warned of.
    const both = [made('lot-d', [lot('D')]), made('lot-e', [lot('D'), lot('E')])];
    expect(await captured(...both)).toMatchObject([
      { at: '/epcisBody/eventList/1/outputQuantityList/0' },
    ]);
  });

  it('does not warn of a product without lot, of parts of one process, of rework, of what begins in no other way', async () => {
    const bare = [made('none-a', [product()]), made('none-b', [product(), product(2)])];
    expect(await captured(...bare)).toEqual([]);
    const transformationID = 'urn:test:process:1';
    const halves = [
      made('half-a', [lot('HALF')], { transformationID }),
      made('half-b', [lot('HALF'), lot('OTHER')], { transformationID }),
    ];
    expect(await captured(...halves)).toEqual([]);
    const other = made('half-c', [lot('HALF')], { transformationID: 'urn:test:process:2' });
    expect(await captured(other)).toHaveLength(1);
    const reworked = made('rework-b', [lot('R')], {
      inputQuantityList: some(lot('R'), lot('INPUT')),
    });
    expect(await captured(made('rework-a', [lot('R')]), reworked)).toEqual([]);
    const arrived = lots('arrived', { quantityList: some(lot('R')), bizStep: 'receiving' });
    expect(await captured(arrived)).toEqual([]);
  });

  it('does not warn when the first record was declared wrong, nor of what is kept as a claim, nor of what two tell', async () => {
    const first = made('wrong', [lot('W')]);
    expect(await captured(first)).toEqual([]);
    expect(await captured({ ...first, declaration: { at: '2026-03-05T00:00:00.000Z' } })).toEqual(
      [],
    );
    expect(await captured(made('right', [lot('W')]))).toEqual([]);
    const stranger = await openTestAccount(service, 'Stranger');
    const sent = await post(
      service.url,
      'capture',
      documentText([made('claim', [lot('W')], { eventTime: '2026-03-07T08:00:00Z' })]),
      {
        key: stranger.key,
      },
    );
    expect(await warningsOf(sent, stranger.key)).toMatchObject([{ code: 'CLAIM_ONLY' }]);
    // The same event under another id: equal content is one making.
    expect(await captured(made('right-too', [lot('W')]))).toEqual([]);
    expect(
      await captured(made('later', [lot('W')], { eventTime: '2026-03-09T08:00:00Z' })),
    ).toHaveLength(1);
  });

  it('is foreseen while a step is typed, at the line that makes it', async () => {
    const site = '9521005000020';
    const step = (id: number, number: string): object => ({
      id: `urn:uuid:00000000-0000-7000-8000-${String(id).padStart(12, '0')}`,
      time: '2026-11-01T08:00:00Z',
      site,
      step: { commission: { outputs: [{ product: gtin(1), lot: number, quantity: '10' }] } },
    });
    await graphql(
      service.url,
      key,
      'mutation($input: RegisterProductInput!) { registerProduct(input: $input) { problems { code } } }',
      { input: { gtin: gtin(1), name: 'Cherry', unit: 'KGM' } },
    );
    const told = '{ problems { code } warnings { code at message } }';
    const preview = (input: object): Promise<unknown> =>
      graphql(
        service.url,
        key,
        `query($input: RecordStepInput!) { answer: previewStep(input: $input) ${told} }`,
        { input },
      );
    const record = (input: object): Promise<unknown> =>
      graphql(
        service.url,
        key,
        `mutation($input: RecordStepInput!) { answer: recordStep(input: $input) ${told} }`,
        { input },
      );
    const nothing = { answer: { problems: [], warnings: [] } };
    expect(await preview(step(1, 'S-1'))).toEqual(nothing);
    expect(await record(step(1, 'S-1'))).toEqual(nothing);
    // The same step, looked at again, is no second one.
    expect(await preview(step(1, 'S-1'))).toEqual(nothing);
    const again = { ...step(2, 'S-1'), time: '2026-11-03T08:00:00Z' };
    const warned = {
      answer: {
        problems: [],
        warnings: [
          {
            code: 'MADE_BEFORE',
            at: '/step/commission/outputs/0',
            message: expect.stringContaining(
              '"S-1" is recorded as made already, on 2026-11-01',
            ) as unknown,
          },
        ],
      },
    };
    expect(await preview(again)).toEqual(warned);
    expect(await record(again)).toEqual(warned);
    expect(await preview(again)).toEqual(warned);
  });
});
