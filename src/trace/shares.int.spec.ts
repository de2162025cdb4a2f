import type { INestApplicationContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { recorderOf } from '../../test/support/capture-room.ts';
import { testDatabase, type TestDatabase } from '../../test/support/database.ts';
import { entryOf } from '../../test/support/entries.ts';
import { lot, piece, product } from '../../test/support/events.ts';
import { OrganisationService } from '../access/organisation.service.ts';
import type { Viewer } from '../access/viewer.ts';
import { compareText } from '../core/lineage/order.ts';
import type { NewEntry } from '../log/entry.ts';
import { SequencerService } from '../log/sequencer.service.ts';
import { SiteService } from '../masterdata/site.service.ts';
import { Clock } from '../platform/clock.ts';
import { PlatformModule } from '../platform/platform.module.ts';
import { readItemsByKeys } from '../projections/item.store.ts';
import { ProjectionsModule } from '../projections/projections.module.ts';
import { ProvenanceService } from './provenance.service.ts';
import type { CompositionView, ProvenanceQuestion, ProvenanceView } from './provenance.ts';
import { TraceLimits } from './trace-limits.ts';
import { TraceModule } from './trace.module.ts';

const question: ProvenanceQuestion = {
  direction: 'BACK',
  at: null,
  asKnownAt: null,
  depth: 50,
  first: 1_000,
  after: null,
};

/** Number of the product of a lot: each letter has its own. */
const keyOf = (name: string): string => lot(name, 1 + (name.codePointAt(0) ?? 0));

/** `A-1 400`: kilograms; `A-1 3 GRM`; `A-1 4 -`: pieces; `A-1`: not recorded. */
const lines = (texts: readonly string[]): readonly object[] =>
  texts.map((text) => {
    const [name = '', quantity, unit = 'KGM'] = text.split(' ');
    const epcClass = name.startsWith('http') ? name : keyOf(name);
    if (quantity === undefined) return { epcClass };
    return { epcClass, quantity: Number(quantity), ...(unit !== '-' && { uom: unit }) };
  });

const day = (number: number): Readonly<Record<string, unknown>> => ({
  eventTime: `2026-03-${String(number).padStart(2, '0')}T08:00:00Z`,
  eventTimeZoneOffset: '+00:00',
});

const kenya = 'https://id.gs1.org/414/9521005000020';
const uganda = 'https://id.gs1.org/414/9521005000037';
const at = (place: string): Readonly<Record<string, unknown>> => ({ readPoint: { id: place } });

describe('shares of a provenance', () => {
  let db: TestDatabase;
  let app: INestApplicationContext;
  let viewer: Viewer;
  let mill: number;
  let millKey: string;
  let farm: number;

  const instance = async (limits = new TraceLimits()): Promise<INestApplicationContext> => {
    const { database, settings } = db;
    const platform = PlatformModule.with({ settings, clock: new Clock(), database });
    const imports = [platform, ProjectionsModule, TraceModule];
    const room = Test.createTestingModule({ imports }).overrideProvider(TraceLimits);
    return (await room.useValue(limits).compile()).init();
  };
  const organisation = async (name: string): Promise<{ id: number; key: string }> => {
    const people = app.get(OrganisationService, { strict: false });
    const account = await people.createAccount({ name, country: 'KE' });
    if (!account.ok) throw new Error(JSON.stringify(account.problems));
    return { id: account.value.id, key: account.value.numbers[0]?.key ?? '' };
  };
  const site = async (gln: string, country: string, id?: number): Promise<number> => {
    const sites = app.get(SiteService, { strict: false });
    const input = { ...(id !== undefined && { id }), gln, name: `Site ${country}`, country };
    const said = await sites.register(viewer, input);
    if (!said.ok) throw new Error(JSON.stringify(said.problems));
    return said.value.id;
  };

  beforeAll(async () => {
    db = await testDatabase();
    app = await instance();
    ({ id: mill, key: millKey } = await organisation('Kilele Mill'));
    ({ id: farm } = await organisation('Asha Farm'));
    viewer = recorderOf(mill);
    await site('9521005000020', 'KE');
  });
  afterAll(async () => {
    await app.close();
    await db.drop();
  });

  let events = 0;
  /** What another than the mill tells of it gives to the mill, which may then speak of it (domain rule 40). */
  const handed = (owner: number): Readonly<Record<string, unknown>> =>
    owner === mill ? {} : { destinationList: [{ type: 'owning_party', destination: millKey }] };
  const event = (more: Readonly<Record<string, unknown>>, owner = mill): NewEntry => {
    events += 1;
    const id = `urn:test:${events}`;
    return entryOf({ id, more: { quantityList: undefined, ...handed(owner), ...more } }, owner);
  };
  const harvest = (
    output: string,
    more: Readonly<Record<string, unknown>> = {},
    owner = mill,
  ): NewEntry =>
    event(
      {
        ...day(1),
        action: 'ADD',
        bizStep: 'commissioning',
        quantityList: lines([output]),
        ...more,
      },
      owner,
    );
  const make = (
    inputs: readonly string[],
    outputs: readonly string[],
    more: Readonly<Record<string, unknown>> = {},
  ): NewEntry =>
    event({
      ...day(5),
      type: 'TransformationEvent',
      action: undefined,
      ...(inputs.length > 0 && { inputQuantityList: lines(inputs) }),
      ...(outputs.length > 0 && { outputQuantityList: lines(outputs) }),
      ...more,
    });
  const record = async (...entries: readonly NewEntry[]): Promise<void> => {
    await app.get(SequencerService, { strict: false }).submit(entries);
  };

  const ask = async (
    key: string,
    given: Partial<ProvenanceQuestion> = {},
    from = app,
  ): Promise<ProvenanceView> => {
    const [item] = await db.database.read(null, (tx) => readItemsByKeys(tx, [key]));
    if (item === undefined) throw new Error(`${key} is not known`);
    const service = from.get(ProvenanceService);
    const view = await service.provenance(viewer, item, { ...question, ...given });
    if (view === null) throw new Error(`${key} is hidden`);
    return view;
  };
  const sharesOf = ({ nodes }: ProvenanceView): Readonly<Record<string, string | null>> =>
    Object.fromEntries(nodes.map(({ item, share }) => [item.key.split('/').at(-1) ?? '', share]));
  const composed = (view: ProvenanceView, by: 'COUNTRY' | 'SUPPLIER' | 'SITE') =>
    app.get(ProvenanceService).composition(view, by);
  const gapsOf = ({ gaps }: ProvenanceView): readonly unknown[] =>
    gaps.map(({ reason, ask: whom }) => [reason, whom]);

  it('go by mass, in whatever unit, with suppliers, countries and places', async () => {
    await record(
      harvest('A-1 400', at(kenya), farm),
      harvest('B-1 300', at(uganda)),
      harvest('C-1 1', {}, farm),
      make(['A-1 400', 'B-1 290000 GRM', 'C-1 0.3 TNE'], ['D-1 800']),
      make(['D-1 200'], ['E-1 160'], day(6)),
    );
    const view = await ask(keyOf('E-1'));
    const inputs = { 'A-1': '0.4040', 'B-1': '0.2929', 'C-1': '0.3030' };
    expect(sharesOf(view)).toEqual({ 'E-1': '1.0000', 'D-1': '1.0000', ...inputs });
    expect(view.suppliers.map(({ organisation: who, share }) => [who, share])).toEqual([
      [farm, '0.7071'],
    ]);
    const none = { country: null, supplier: null, site: null };
    expect(composed(view, 'COUNTRY')).toEqual({
      shares: [{ ...none, country: 'KE', share: '0.4040' }],
      others: '0.0000',
      unknown: '0.5960',
    });
    expect(composed(view, 'SUPPLIER')).toEqual({
      shares: [
        { ...none, supplier: farm, share: '0.7071' },
        { ...none, supplier: mill, share: '0.2929' },
      ],
      others: '0.0000',
      unknown: '0.0000',
    });
    expect(composed(view, 'SITE')?.shares).toEqual([{ ...none, site: kenya, share: '0.4040' }]);
    expect(view.gaps).toEqual([]);
  });

  it('are null behind what was not weighed, which is a gap, and does not make the graph less complete', async () => {
    await record(
      harvest('A-2 1'),
      harvest('B-2 1'),
      harvest('C-2 1'),
      make(['A-2 10', 'B-2'], ['D-2 20']),
      make(['D-2 10', 'C-2 30'], ['E-2 40'], day(6)),
    );
    const view = await ask(keyOf('E-2'));
    const [known, unknown] = [
      { 'D-2': '0.2500', 'C-2': '0.7500' },
      { 'A-2': null, 'B-2': null },
    ];
    expect(sharesOf(view)).toEqual({ 'E-2': '1.0000', ...known, ...unknown });
    expect(gapsOf(view)).toEqual([['QUANTITY_NOT_RECORDED', mill]]);
    expect(view.gaps[0]?.text).toBe(
      'How much Lot B-2 weighed is not recorded where it was mixed: the shares that go through it are not known.',
    );
    expect(view.completeness).toMatchObject({ state: 'COMPLETE', known: 5, total: 5 });
    expect(composed(view, 'SUPPLIER')).toMatchObject({ unknown: '0.2500' });
  });

  it('average rework over what was left, also after uses that lead elsewhere', async () => {
    await record(
      harvest('A-3 100'),
      harvest('B-3 100'),
      make(['A-3 60'], ['F-3 60'], day(2)),
      make(['B-3 40'], ['A-3 40'], day(3)),
      make(['A-3 80'], ['G-3 80'], day(4)),
    );
    expect(sharesOf(await ask(keyOf('G-3')))).toMatchObject({ 'A-3': '1.0000', 'B-3': '0.5000' });
    expect(sharesOf(await ask(keyOf('A-3')))).toEqual({ 'A-3': '1.0000', 'B-3': '0.2857' });
    const before = await ask(keyOf('A-3'), { at: '2026-03-02T23:00:00Z' });
    expect(sharesOf(before)).toEqual({ 'A-3': '1.0000' });
    await record(
      make(['G-3 40', 'B-3 40'], ['H-3 80'], day(5)),
      make(['H-3 20'], ['G-3 20'], day(6)),
      make(['G-3 60'], ['I-3 60'], day(7)),
    );
    const ring = sharesOf(await ask(keyOf('I-3')));
    expect(ring).toMatchObject({ 'I-3': '1.0000', 'G-3': '1.0000', 'H-3': '0.3333' });
    expect(ring['B-3']).toBe('0.5833');
  });

  it('take several events of one process as one mix, and pieces as of their lot', async () => {
    const process = { transformationID: 'urn:test:run' };
    const born = { epcList: [piece('S-4')], quantityList: undefined };
    const context = [
      'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
      { example: 'https://example.org/ns/', cbvmda: 'urn:epcglobal:cbv:mda:' },
    ];
    await record(
      harvest('A-4 1'),
      make(['A-4 30'], [], { ...process, ...day(2) }),
      make([lot('L-4')], [], {
        ...process,
        ...day(3),
        inputEPCList: [piece('S-4')],
        inputQuantityList: undefined,
      }),
      make([], ['B-4 5'], { ...process, ...day(4) }),
      event({
        ...day(1),
        ...born,
        action: 'ADD',
        bizStep: 'commissioning',
        ilmd: { 'cbvmda:lotNumber': 'L-4' },
        '@context': context,
      }),
    );
    const view = await ask(keyOf('B-4'));
    expect(sharesOf(view)).toEqual({ 'B-4': '1.0000', 'A-4': null, 'S-4': null, 'L-4': null });
    expect(gapsOf(view)).toContainEqual(['QUANTITY_NOT_RECORDED', mill]);
    const alone = await ask(piece('S-4'));
    expect(sharesOf(alone)).toEqual({ 'S-4': '1.0000', 'L-4': '1.0000' });
    expect(composed(alone, 'SUPPLIER')).toMatchObject({ unknown: '0.0000' });
  });

  it('end at the depth, at what has no origin, and at a bare product', async () => {
    await record(
      harvest('A-5 10'),
      make(['A-5 10'], ['B-5 10'], day(2)),
      make(['B-5 10', 'S-5 20', `${product(3)} 30`], ['C-5 60'], day(3)),
    );
    const view = await ask(keyOf('C-5'), { depth: 1 });
    expect(Object.values(sharesOf(view)).toSorted((a, b) => compareText(a ?? '', b ?? ''))).toEqual(
      ['0.1667', '0.3333', '0.5000', '1.0000'],
    );
    expect(composed(view, 'SUPPLIER')).toEqual({ shares: [], others: '0.0000', unknown: '1.0000' });
    expect(composed(await ask(keyOf('C-5')), 'SUPPLIER')).toMatchObject({ unknown: '0.8333' });
    const bare = product(1 + ('Z'.codePointAt(0) ?? 0));
    await record(harvest('Z-5 10'), harvest('Z-6 20'), harvest(`${bare} 30`));
    const several = await ask(bare);
    expect(several.nodes.length).toBeGreaterThan(1);
    expect(several.nodes.every(({ share }) => share === null)).toBe(true);
    expect(composed(several, 'COUNTRY')).toMatchObject({ shares: [], unknown: '1.0000' });
  });

  it('are not told forward', async () => {
    const view = await ask(keyOf('A-1'), { direction: 'FORWARD' });
    expect(view.nodes.every(({ share }) => share === null)).toBe(true);
    expect(view.gaps).toEqual([]);
    const nothing = { shares: [], others: '0.0000', unknown: '0.0000' };
    expect(composed(view, 'COUNTRY')).toEqual(nothing);
  });

  it('are not computed beyond the limit: counts are exact, and a gap says so', async () => {
    const small = await instance({ sharesNodesMax: 4 });
    const view = await ask(keyOf('E-1'), {}, small);
    expect(view.nodes.map(({ share }) => share)).toEqual([null, null, null, null, null]);
    expect(composed(view, 'COUNTRY')).toBe(null);
    expect(gapsOf(view)).toEqual([['TOO_LARGE', null]]);
    expect(view.completeness).toMatchObject({ state: 'COMPLETE', known: 5, total: 5 });
    expect((await ask(keyOf('D-1'), {}, small)).nodes.at(0)?.share).toBe('1.0000');
    await small.close();
  });

  it('name countries as they were recorded at the moment that is asked about', async () => {
    const before = await ask(keyOf('E-1'));
    const country = (view: CompositionView | null): unknown =>
      view?.shares.map((one) => one.country);
    const id = await site('9521005000037', 'UG');
    const now = await ask(keyOf('E-1'));
    expect(country(composed(now, 'COUNTRY'))).toEqual(['KE', 'UG']);
    await site('9521005000037', 'TZ', id);
    const then = await ask(keyOf('E-1'), { asKnownAt: now.asKnownAt });
    expect(country(composed(then, 'COUNTRY'))).toEqual(['KE', 'UG']);
    const earlier = await ask(keyOf('E-1'), { asKnownAt: before.asKnownAt });
    expect(country(composed(earlier, 'COUNTRY'))).toEqual(['KE']);
    expect(country(composed(await ask(keyOf('E-1')), 'COUNTRY'))).toEqual(['KE', 'TZ']);
  });
});
