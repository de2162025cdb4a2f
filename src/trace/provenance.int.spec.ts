import type { INestApplicationContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { recorderOf } from '../../test/support/capture-room.ts';
import { testDatabase, type TestDatabase } from '../../test/support/database.ts';
import { entryOf } from '../../test/support/entries.ts';
import { gtin, lot, piece, product } from '../../test/support/events.ts';
import { OrganisationService } from '../access/organisation.service.ts';
import type { Viewer } from '../access/viewer.ts';
import type { Result } from '../core/result.ts';
import type { NewEntry } from '../log/entry.ts';
import { prepareEntry } from '../log/new-entry.ts';
import { SequencerService } from '../log/sequencer.service.ts';
import { ProductService } from '../masterdata/product.service.ts';
import { SiteService } from '../masterdata/site.service.ts';
import { Clock } from '../platform/clock.ts';
import { PlatformModule } from '../platform/platform.module.ts';
import { readItemsByKeys } from '../projections/item.store.ts';
import { ProjectionsModule } from '../projections/projections.module.ts';
import { ProvenanceService } from './provenance.service.ts';
import type { ProvenanceQuestion, ProvenanceView } from './provenance.ts';
import { TraceModule } from './trace.module.ts';

const amounts = (numbers: readonly string[]): readonly object[] =>
  numbers.map((number) => ({
    epcClass: number.startsWith('http') ? number : lot(number),
    quantity: 10,
    uom: 'KGM',
  }));

const question: ProvenanceQuestion = {
  direction: 'BACK',
  at: null,
  asKnownAt: null,
  depth: 50,
  first: 1_000,
  after: null,
};

type Register = (viewer: Viewer, input: object) => Promise<Result<{ readonly id: number }>>;

describe('provenance', () => {
  let db: TestDatabase;
  let app: INestApplicationContext;
  let viewer: Viewer;
  let mill: number;

  const instance = async (): Promise<INestApplicationContext> => {
    const { database, settings } = db;
    const platform = PlatformModule.with({ settings, clock: new Clock(), database });
    const imports = [platform, ProjectionsModule, TraceModule];
    return (await Test.createTestingModule({ imports }).compile()).init();
  };

  beforeAll(async () => {
    db = await testDatabase();
    app = await instance();
    const account = await app
      .get(OrganisationService, { strict: false })
      .createAccount({ name: 'Kilele Mill', country: 'KE' });
    if (!account.ok) throw new Error(JSON.stringify(account.problems));
    mill = account.value.id;
    viewer = recorderOf(mill);
  });
  afterAll(async () => {
    await app.close();
    await db.drop();
  });

  let events = 0;
  const event = (more: Readonly<Record<string, unknown>>): NewEntry => {
    events += 1;
    return entryOf({ id: `urn:test:${events}`, more: { quantityList: undefined, ...more } }, mill);
  };
  const harvest = (...outputs: readonly string[]): NewEntry =>
    event({ action: 'ADD', bizStep: 'commissioning', quantityList: amounts(outputs) });
  const make = (inputs: readonly string[], outputs: readonly string[]): NewEntry =>
    event({
      type: 'TransformationEvent',
      action: undefined,
      inputQuantityList: amounts(inputs),
      outputQuantityList: amounts(outputs),
    });
  const voided = (entry: NewEntry): NewEntry => {
    const instant = '2026-03-05T00:00:00.000000Z';
    const errorDeclaration = {
      declaredAt: instant,
      instant,
      reason: 'did_not_occur',
      correctiveEventIds: [],
    };
    return prepareEntry({ ...entry.event, errorDeclaration }, { owner: mill, recorder: mill });
  };
  const record = async (...entries: readonly NewEntry[]): Promise<void> => {
    await app.get(SequencerService, { strict: false }).submit(entries);
  };

  const ask = async (
    key: string,
    given: Partial<ProvenanceQuestion> = {},
    from = app,
    by = viewer,
  ): Promise<ProvenanceView> => {
    const [item] = await db.database.read(null, (tx) => readItemsByKeys(tx, [key]));
    if (item === undefined) throw new Error(`${key} is not known`);
    const view = await from.get(ProvenanceService).provenance(by, item, { ...question, ...given });
    if (view === null) throw new Error(`${key} is hidden`);
    return view;
  };

  /** An answer as it is told, without what more is derived from. */
  const toldBy = ({ moment: _moment, whole: _whole, page, ...told }: ProvenanceView) => ({
    ...told,
    page: { ...page, cursorAfter: null },
  });

  /** The whole answer in pages; each page comes from another instance, which has walked nothing yet. */
  const inPages = async (key: string, first: number): Promise<readonly ProvenanceView[]> => {
    const pages = [await ask(key, { first })];
    for (let last = pages.at(-1); last?.page.hasNextPage === true; last = pages.at(-1)) {
      const other = await instance();
      pages.push(await ask(key, { first, after: last.page.cursorAfter(last.nodes.at(-1)) }, other));
      await other.close();
    }
    return pages;
  };

  it('comes in pages that join to the whole, whatever is recorded in between and whoever answers', async () => {
    const raw = Array.from({ length: 8 }, (_, index) => `P-raw-${index}`);
    const wrong = make(raw.slice(0, 4), ['P-half-1']);
    await record(harvest(...raw), wrong, make(raw.slice(3), ['P-half-2']));
    await record(make(['P-half-1', 'P-half-2', 'P-raw-0'], ['P-whole']));
    const whole = await ask(lot('P-whole'));
    expect(whole.nodes).toHaveLength(11);
    for (const first of [1, 3, 4]) {
      const pages = await inPages(lot('P-whole'), first);
      expect(pages.flatMap(({ nodes }) => nodes)).toEqual(whole.nodes);
      expect(pages.flatMap(({ links }) => links)).toEqual(whole.links);
      expect(new Set(pages.map(({ asKnownAt }) => asKnownAt)).size).toBe(1);
    }
    const begun = await ask(lot('P-whole'), { first: 4 });
    await record(voided(wrong), harvest('P-new'));
    const after = begun.page.cursorAfter(begun.nodes.at(-1));
    const rest = await ask(lot('P-whole'), { after });
    expect([...begun.nodes, ...rest.nodes]).toEqual(whole.nodes);
    expect([...begun.links, ...rest.links]).toEqual(whole.links);
    const again = await ask(lot('P-whole'), { asKnownAt: whole.asKnownAt });
    expect(toldBy(again)).toEqual(toldBy(whole));
    expect((await ask(lot('P-whole'))).nodes.length).toBeLessThan(whole.nodes.length);
  });

  it('names things as they were called at the moment that is asked about, on all of its pages', async () => {
    const [products, sites, organisations] = [ProductService, SiteService, OrganisationService].map(
      (room) => app.get<{ register: Register }>(room, { strict: false }),
    );
    const say = async (room: typeof products, input: object): Promise<number> => {
      const said = await room?.register(viewer, input);
      if (said?.ok !== true) throw new Error(JSON.stringify(said));
      return said.value.id;
    };
    const places = {
      readPoint: { id: 'https://id.gs1.org/414/9521005000020' },
      bizLocation: { id: 'https://id.gs1.org/414/9521005000020' },
    };
    const raw = Array.from({ length: 4 }, (_, index) => lot(`N-${index}`, 20 + index));
    await record(
      ...raw.map((one) =>
        event({ action: 'ADD', bizStep: 'commissioning', quantityList: amounts([one]), ...places }),
      ),
    );
    await record(make(raw, [lot('N-whole', 30)]));
    const ids: number[] = [];
    for (const [index, name] of ['Ash', 'Birch', 'Cedar', 'Dogwood'].entries()) {
      ids.push(await say(products, { gtin: gtin(20 + index), name }));
    }
    const site = await say(sites, { gln: '9521005000020', name: 'Old mill', country: 'KE' });
    const whole = await ask(lot('N-whole', 30));
    const names = whole.nodes.map(({ name }) => name);
    expect(names).toEqual(['Lot N-whole', 'Ash N-0', 'Birch N-1', 'Cedar N-2', 'Dogwood N-3']);
    expect(whole.summary.countries).toEqual(['KE']);
    const before = await ask(lot('N-whole', 30), { first: 3 });
    await say(products, { id: ids[0], name: 'Yew' });
    await say(products, { id: ids[3], name: 'Alder' });
    await say(sites, { id: site, gln: '9521005000020', name: 'New mill', country: 'UG' });
    await say(organisations, { id: mill, name: 'Kilele Mills', country: 'KE' });
    const after = before.page.cursorAfter(before.nodes.at(-1));
    const rest = await ask(lot('N-whole', 30), { after });
    expect([...before.nodes, ...rest.nodes]).toEqual(whole.nodes);
    expect([...before.links, ...rest.links]).toEqual(whole.links);
    expect(rest.asKnownAt).toBe(whole.asKnownAt);
    expect(rest.summary).toEqual(whole.summary);
    const again = await ask(lot('N-whole', 30), { asKnownAt: whole.asKnownAt });
    expect(toldBy(again)).toEqual(toldBy(whole));
    const now = await ask(lot('N-whole', 30));
    const renamed = ['Lot N-whole', 'Alder N-3', 'Birch N-1', 'Cedar N-2', 'Yew N-0'];
    expect(now.nodes.map(({ name }) => name)).toEqual(renamed);
    expect(now.summary.countries).toEqual(['UG']);
    expect(now.asKnownAt > whole.asKnownAt).toBe(true);
    const repeated = await ask(lot('N-whole', 30), { asKnownAt: now.asKnownAt });
    expect(toldBy(repeated)).toEqual(toldBy(now));
    await say(organisations, { id: mill, name: 'Kilele Mill', country: 'KE' });
  });

  it('cuts its pages from what it put together once, for each viewer, moment and name', async () => {
    const raw = Array.from({ length: 5 }, (_, index) => lot(`A-${index}`, 40));
    await record(harvest(...raw), make(raw, [lot('A-whole', 40)]));
    const whole = lot('A-whole', 40);
    const first = await ask(whole, { first: 2 });
    const after = first.page.cursorAfter(first.nodes.at(-1));
    const second = await ask(whole, { first: 2, after });
    expect(second.nodes).toHaveLength(2);
    expect(second.suppliers).toBe(first.suppliers);
    expect(second.gaps).toBe(first.gaps);
    expect((await ask(whole)).nodes.slice(2, 4)).toEqual(second.nodes);
    const other = await ask(whole, { first: 2 }, app, recorderOf(mill + 1));
    expect(other.nodes).toEqual(first.nodes);
    expect(other.suppliers).not.toBe(first.suppliers);
    expect(other.nodes[0]).not.toBe(first.nodes[0]);
    const said = await app
      .get(ProductService, { strict: false })
      .register(viewer, { gtin: gtin(40), name: 'Elm' });
    expect(said.ok).toBe(true);
    const renamed = await ask(whole, { first: 1 });
    expect(renamed.nodes.map(({ name }) => name)).toEqual(['Elm A-whole']);
    expect(renamed.suppliers).not.toBe(first.suppliers);
    expect((await ask(whole, { first: 2, after })).nodes).toEqual(second.nodes);
    await record(harvest('A-later'));
    const later = await ask(whole, { first: 1 });
    expect(later.nodes).toEqual(renamed.nodes);
    expect(later.nodes[0]).not.toBe(renamed.nodes[0]);
  });

  it('does not take a cursor of another question', async () => {
    await record(harvest('C-1'), make(['C-1'], ['C-2']));
    const { page, nodes } = await ask(lot('C-2'), { first: 1 });
    const after = page.cursorAfter(nodes[0]);
    await expect(ask(lot('C-2'), { after, direction: 'FORWARD' })).rejects.toThrow('cursor');
    await expect(ask(lot('C-1'), { after })).rejects.toThrow('cursor');
  });

  it('says how complete it is', async () => {
    await record(
      harvest('S-1'),
      make(['S-1'], ['S-2']),
      make(['S-2'], ['S-3']),
      make(['S-3', 'S-stranger', product(3)], ['S-4']),
    );
    const { completeness } = await ask(lot('S-3'));
    const text = '3 of 3 parts have a known origin.';
    expect(completeness).toEqual({ state: 'COMPLETE', text, known: 3, total: 3 });
    const state = async (key: string, given: Partial<ProvenanceQuestion>): Promise<string> =>
      (await ask(key, given)).completeness.state;
    expect(await state(lot('S-4'), {})).toBe('PARTIAL');
    expect(await state(lot('S-4'), { depth: 1 })).toBe('DEPTH_REACHED');
    expect(await state(lot('S-4'), { direction: 'FORWARD' })).toBe('NOTHING_RECORDED');
    expect(await state(lot('S-stranger'), {})).toBe('NOTHING_RECORDED');
    expect(await state(lot('S-1'), {})).toBe('COMPLETE');
  });

  it('says in words no more than was asked, and which way', async () => {
    await record(harvest('W-1'), make(['W-1'], ['W-2']), make(['W-2'], ['W-3']));
    const said = async (key: string, given: Partial<ProvenanceQuestion>): Promise<string> =>
      (await ask(key, given)).completeness.text;
    expect(await said(lot('W-3'), { depth: 1 })).toBe(
      '2 of 2 parts have a known origin as far as was asked: the chain goes on beyond the depth.',
    );
    expect(await said(lot('W-1'), { direction: 'FORWARD' })).toBe('2 parts were made of it.');
    expect(await said(lot('W-1'), { direction: 'FORWARD', depth: 1 })).toBe(
      '1 part was made of it as far as was asked: the chain goes on beyond the depth.',
    );
  });

  it('knows no origin of what was made of nothing that is recorded', async () => {
    const out = event({
      type: 'TransformationEvent',
      action: undefined,
      transformationID: 'urn:test:halves',
      outputQuantityList: amounts(['H-2']),
    });
    await record(out);
    const { completeness, gaps } = await ask(lot('H-2'));
    expect(completeness).toMatchObject({ state: 'PARTIAL', known: 0, total: 1 });
    expect(gaps).toEqual([
      {
        reason: 'ORIGIN_NOT_RECORDED',
        item: expect.any(Number),
        text: 'Lot H-2 was made, but no record says of what: ask Kilele Mill to record it.',
        ask: mill,
      },
    ]);
    await record(
      harvest('H-1'),
      event({
        type: 'TransformationEvent',
        action: undefined,
        transformationID: 'urn:test:halves',
        inputQuantityList: amounts(['H-1']),
      }),
    );
    expect((await ask(lot('H-2'))).completeness).toMatchObject({ state: 'COMPLETE', known: 2 });
  });

  it('names each gap and whom to ask', async () => {
    await record(make(['G-stranger', product(4)], ['G-1']));
    const { gaps, nodes } = await ask(lot('G-1'));
    const nameOf = (key: string): string => nodes.find(({ item }) => item.key === key)?.name ?? '';
    expect(gaps.toSorted((a, b) => (a.reason < b.reason ? -1 : 1))).toEqual([
      {
        reason: 'NO_LOT',
        item: expect.any(Number),
        text: `${nameOf(product(4))} is named by its product only: no lot or serial number says which of it was meant, so it is not followed.`,
        ask: mill,
      },
      {
        reason: 'ORIGIN_NOT_RECORDED',
        item: expect.any(Number),
        text: 'No record says where Lot G-stranger comes from: ask Kilele Mill, who first recorded something of it.',
        ask: mill,
      },
    ]);
  });

  it('asked on a bare product starts from its lots and pieces, and sees that one became another', async () => {
    const [old, fresh] = [lot('K-1', 5), lot('K-2', 5)];
    await record(harvest(old), make([old], [fresh]), harvest(product(5)));
    await record(
      event({
        action: 'ADD',
        bizStep: 'commissioning',
        epcList: [piece('1', 5)],
        ilmd: { 'cbvmda:lotNumber': 'K-3' },
        '@context': [
          'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
          { example: 'https://example.org/ns/', cbvmda: 'urn:epcglobal:cbv:mda:' },
        ],
      }),
    );
    const view = await ask(product(5), { direction: 'FORWARD' });
    expect(view.precision).toBe('CLASS');
    expect(view.nodes.every(({ distance }) => distance === 0)).toBe(true);
    expect(view.nodes.map(({ item }) => item.key).toSorted()).toEqual([
      product(5),
      old,
      fresh,
      lot('K-3', 5),
      piece('1', 5),
    ]);
    expect(view.links.map(({ kind }) => kind).toSorted()).toEqual(['LOT_MEMBER', 'MADE_INTO']);
    expect(view.completeness.state).toBe('PARTIAL');
  });
});
