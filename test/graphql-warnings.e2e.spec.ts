import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestAccount, graphql, logPosition, openTestAccount } from './support/doors.ts';
import { checkDigit, gtin } from './support/events.ts';
import { testService, type TestService } from './support/service.ts';

interface Answer {
  readonly status?: string;
  readonly recordable?: boolean;
  readonly problems: readonly object[];
  readonly warnings: readonly { readonly code: string; readonly at: string }[];
}

const site = '9521005000020';

describe('warnings', () => {
  let service: TestService;
  let mill: TestAccount;
  let farm: TestAccount;
  beforeAll(async () => {
    service = await testService();
    [mill, farm] = [await openTestAccount(service, 'Mill'), await openTestAccount(service, 'Farm')];
    for (const [product, name] of [
      [1, 'Cherry'],
      [2, 'Green coffee'],
    ] as const) {
      const input = { gtin: gtin(product), name, unit: 'KGM' };
      await graphql(
        service.url,
        mill.key,
        'mutation($input: RegisterProductInput!) { registerProduct(input: $input) { problems { code } } }',
        { input },
      );
    }
  }, 60_000);
  afterAll(() => service.stop());

  let ids = 0;
  const input = (time: string, step: object, more: object = {}): object => {
    ids += 1;
    const id = `urn:uuid:00000000-0000-7000-8000-${String(ids).padStart(12, '0')}`;
    return { id, time: `2026-11-${time}:00Z`, site, step, ...more };
  };
  const parties = ['952100900000', '952100900001'].map((digits) => digits + checkDigit(digits));
  const answer = '{ status problems { code at } warnings { code at } }';
  const record = async (given: object, by = mill): Promise<Answer> => {
    const text = `mutation($input: RecordStepInput!) { recordStep(input: $input) ${answer} }`;
    const data = await graphql<{ recordStep: Answer }>(service.url, by.key, text, { input: given });
    return data.recordStep;
  };
  const preview = async (given: object): Promise<Answer> => {
    const text =
      'query($input: RecordStepInput!) { previewStep(input: $input) { recordable problems { code at } warnings { code at } } }';
    const variables = { input: given };
    const data = await graphql<{ previewStep: Answer }>(service.url, mill.key, text, variables);
    return data.previewStep;
  };
  const codes = ({ warnings, problems }: Answer): readonly string[] => {
    expect(problems).toEqual([]);
    return warnings.map(({ code }) => code);
  };

  const line = (product: number, lot: string | null, quantity: string): object => ({
    product: gtin(product),
    ...(lot === null ? {} : { lot }),
    quantity,
  });
  const commission = (lot: string, quantity = '10'): object => ({
    commission: { outputs: [line(1, lot, quantity)] },
  });
  const sell = (lot: string, quantity: string): object => ({
    sell: { items: [line(1, lot, quantity)] },
  });

  it('tell of the same step recorded under another id before, and record it all the same', async () => {
    await record(input('01T08:00', commission('A-1')));
    const first = input('01T10:00', sell('A-1', '1'));
    expect(await record(first)).toEqual({ status: 'RECORDED', problems: [], warnings: [] });
    const twin = [{ code: 'LIKELY_DUPLICATE', at: '/step' }];
    const second = input('01T10:40', sell('A-1', '1.0'));
    const before = await logPosition(service);
    expect(await preview(second)).toEqual({ recordable: true, problems: [], warnings: twin });
    expect(await logPosition(service)).toBe(before);
    expect(await record(second)).toEqual({ status: 'RECORDED', problems: [], warnings: twin });
    expect(await logPosition(service)).toBe(before + 1);
    expect(await record(second)).toMatchObject({ status: 'ALREADY_RECORDED', warnings: twin });
    expect(await record(first)).toMatchObject({ status: 'ALREADY_RECORDED', warnings: [] });
  });

  it('do not tell of what only looks alike', async () => {
    await record(input('02T08:00', commission('B-1')));
    await record(input('02T10:00', sell('B-1', '1')));
    const others = [
      input('02T11:01', sell('B-1', '1')),
      input('02T08:59', sell('B-1', '1')),
      input('02T10:00', sell('B-1', '1.1')),
      input('02T10:00', sell('B-1', '1'), { site: `952100500003${checkDigit('952100500003')}` }),
      input('02T10:00', sell('B-1', '1'), { documents: [{ type: 'INVOICE', number: '7' }] }),
      input('02T10:00', { destroy: { items: [line(1, 'B-1', '1')], reason: 'wet' } }),
      input('02T10:00', { inspect: { items: [line(1, 'B-1', '1')], passed: true } }),
    ];
    for (const other of others) expect(codes(await preview(other))).toEqual([]);
    const lot = { item: { number: 'B-1' }, quantity: '1' };
    const shipped = await record(input('02T12:00', { ship: { items: [lot], to: parties[0] } }));
    expect(codes(shipped)).toEqual([]);
    const away = input('02T12:00', { ship: { items: [lot], to: parties[1] } });
    expect(codes(await preview(away))).toEqual([]);
    const again = input('02T12:10', { ship: { items: [lot], to: parties[0] } });
    expect(codes(await preview(again))).toEqual(['LIKELY_DUPLICATE']);
    const stranger = await record(input('02T10:00', sell('B-1', '1')), farm);
    expect(codes(stranger)).toEqual(['CLAIM_ONLY']);
  });

  it('tell of a unit that is not known, and record it', async () => {
    const given = input('05T08:00', {
      harvest: { outputs: [{ ...line(1, 'Q-1', '5'), unit: 'QQQ' }] },
    });
    const warnings = [{ code: 'INVALID_VALUE', at: '/step/harvest/outputs/0/unit' }];
    expect(await preview(given)).toEqual({ recordable: true, problems: [], warnings });
    expect(await record(given)).toEqual({ status: 'RECORDED', problems: [], warnings });
  });

  it('see twins whose lots the service numbered, and those that came in one batch', async () => {
    const harvest = { harvest: { outputs: [line(1, null, '55')] } };
    expect(codes(await record(input('03T08:00', harvest)))).toEqual([]);
    expect(codes(await preview(input('03T08:30', harvest)))).toEqual(['LIKELY_DUPLICATE']);
    expect(codes(await record(input('03T08:30', harvest)))).toEqual(['LIKELY_DUPLICATE']);
    expect(codes(await record(input('03T12:00', harvest)))).toEqual([]);
    await record(input('04T08:00', commission('C-1')));
    const steps = ['1', '1', '2', '1'].map((quantity, index) =>
      input(`04T10:0${index}`, sell('C-1', quantity)),
    );
    const batch = `mutation($input: RecordStepsInput!) { recordSteps(input: $input) { results ${answer} } }`;
    for (const behaviour of ['PROCEED', 'ROLLBACK']) {
      const { recordSteps } = await graphql<{ recordSteps: { results: readonly Answer[] } }>(
        service.url,
        mill.key,
        batch,
        { input: { steps, behaviour } },
      );
      const twin = ['LIKELY_DUPLICATE'];
      expect(recordSteps.results.map(codes)).toEqual([[], twin, [], twin]);
    }
  });

  it('do not tell of what was voided, nor of what is put right', async () => {
    await record(input('05T08:00', commission('D-1')));
    const wrong = input('05T10:00', sell('D-1', '1'));
    await record(wrong);
    const eventId = (wrong as { id: string }).id;
    const replacement = input('05T10:20', sell('D-1', '1'));
    const fix =
      'mutation($input: FixStepInput!) { fixStep(input: $input) { status warnings { code } } }';
    const fixed = { event: { eventId }, replacement };
    expect(await graphql(service.url, mill.key, fix, { input: fixed })).toEqual({
      fixStep: { status: 'RECORDED', warnings: [] },
    });
    const next = input('05T10:30', sell('D-1', '1'));
    expect(codes(await preview(next))).toEqual(['LIKELY_DUPLICATE']);
    const voided = { event: { eventId: (replacement as { id: string }).id } };
    await graphql(
      service.url,
      mill.key,
      'mutation($input: VoidStepInput!) { voidStep(input: $input) { status } }',
      { input: voided },
    );
    expect(codes(await preview(next))).toEqual([]);
  });

  it('tell of more out than in, and of unlikely times, before and after recording', async () => {
    await record(input('06T08:00', commission('E-1')));
    const make = {
      make: { inputs: [line(1, 'E-1', '10')], outputs: [line(2, 'E-2', '11')] },
    };
    const heavy = input('06T10:00', make);
    const warnings = [{ code: 'OUTPUT_EXCEEDS_INPUT', at: '/step/make/outputs' }];
    expect(await preview(heavy)).toEqual({ recordable: true, problems: [], warnings });
    expect(await record(heavy)).toEqual({ status: 'RECORDED', problems: [], warnings });
    const future = { ...input('06T10:00', commission('E-3')), time: '2099-01-01T00:00:00Z' };
    const unlikely = [{ code: 'UNLIKELY_TIME', at: '/time' }];
    expect(await preview(future)).toEqual({ recordable: true, problems: [], warnings: unlikely });
    expect(await record(future)).toMatchObject({ status: 'RECORDED', warnings: unlikely });
  });
});
