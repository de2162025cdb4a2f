import type { INestApplicationContext } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { Test } from '@nestjs/testing';
import { recorderOf } from '../../test/support/capture-room.ts';
import { testDatabase, type TestDatabase } from '../../test/support/database.ts';
import { entryOf, type EventSketch } from '../../test/support/entries.ts';
import { gtin, lot, piece } from '../../test/support/events.ts';
import { OrganisationService } from '../access/organisation.service.ts';
import type { Page } from '../access/page.ts';
import type { Viewer } from '../access/viewer.ts';
import { LogReaderService } from '../log/log-reader.service.ts';
import { SequencerService } from '../log/sequencer.service.ts';
import { ProductService } from '../masterdata/product.service.ts';
import { Clock } from '../platform/clock.ts';
import { PlatformModule } from '../platform/platform.module.ts';
import { ProjectionsModule } from '../projections/projections.module.ts';
import { EventService } from './event.service.ts';
import { ItemService } from './item.service.ts';
import { QueryModule } from './query.module.ts';
import { type SearchHit, SearchService } from './search.service.ts';

const anonymous: Viewer = { organisation: null, scopes: [], site: null, test: true, key: null };

const amounts = (...keys: readonly string[]): readonly object[] =>
  keys.map((epcClass) => ({ epcClass, quantity: 1, uom: 'KGM' }));

describe('questions over what is known', () => {
  let db: TestDatabase;
  let app: INestApplicationContext;
  let mill: Viewer;
  let buyer: Viewer;
  let items: ItemService;
  let events: EventService;
  let search: SearchService;

  const account = async (name: string): Promise<Viewer> => {
    const made = await app
      .get(OrganisationService, { strict: false })
      .createAccount({ name, country: 'KE' });
    if (!made.ok) throw new Error(JSON.stringify(made.problems));
    return recorderOf(made.value.id);
  };

  beforeAll(async () => {
    db = await testDatabase();
    const { database, settings } = db;
    const platform = PlatformModule.with({ settings, clock: new Clock(), database });
    const imports = [platform, ProjectionsModule, QueryModule];
    app = await (await Test.createTestingModule({ imports }).compile()).init();
    [items, events, search] = [app.get(ItemService), app.get(EventService), app.get(SearchService)];
    mill = await account('Kilele Mill');
    buyer = await account('Rhein Roastery');
  });
  afterAll(async () => {
    await app.close();
    await db.drop();
  });

  const record = async (sketch: EventSketch, by = mill): Promise<void> => {
    const entry = entryOf(sketch, by.organisation ?? 0);
    const [answer] = await app.get(SequencerService, { strict: false }).submit([entry]);
    expect(answer?.status).toBe('CREATED');
  };
  const seen = (id: string, ...keys: readonly string[]): EventSketch => ({
    id: `urn:test:${id}`,
    more: { quantityList: amounts(...keys) },
  });
  const made = (
    id: string,
    [input, output]: readonly [string, string],
    more: Readonly<Record<string, unknown>> = {},
  ): EventSketch => ({
    id: `urn:test:${id}`,
    more: {
      type: 'TransformationEvent',
      action: undefined,
      quantityList: undefined,
      inputQuantityList: amounts(input),
      outputQuantityList: amounts(output),
      ...more,
    },
  });
  const keysNamed = async (text: string): Promise<readonly string[]> =>
    (await items.named(mill, text, 10)).map(({ key }) => key);
  const idOf = async (key: string): Promise<number> =>
    (await items.byKeys(mill, [key])).get(key)?.id ?? Number.NaN;

  /** Everything of a list, in pages of a size. */
  const whole = async <Node>(
    first: number,
    page: (part: { first: number; after: string | null }) => Promise<Page<Node>>,
  ): Promise<readonly Node[]> => {
    const nodes: Node[] = [];
    let after: string | null = null;
    for (;;) {
      const part: Page<Node> = await page({ first, after });
      nodes.push(...part.edges.map(({ node }) => node));
      after = part.edges.at(-1)?.cursor ?? null;
      if (!part.hasNextPage) return nodes;
    }
  };

  describe('any number', () => {
    it('finds the item, however it is spelt', async () => {
      await record(seen('spelt', lot('AB-1', 7)));
      const digits = gtin(7);
      const urn = `urn:epc:class:lgtin:${digits.slice(1, 8)}.${digits.slice(0, 1)}${digits.slice(8, 13)}.AB-1`;
      for (const text of [
        'AB-1',
        ' AB-1 ',
        `(01)${digits}(10)AB-1`,
        urn,
        `https://shop.example/01/${digits}/10/AB-1?x=1`,
      ]) {
        expect([text, await keysNamed(text)]).toEqual([text, [lot('AB-1', 7)]]);
      }
      expect(await keysNamed('ab-1')).toEqual([]);
      expect(await keysNamed('AB-%')).toEqual([]);
    });

    it('finds all that bear it, and nothing for those who see nothing', async () => {
      await record(seen('double', lot('D-1', 7), lot('D-1', 8)));
      await record({
        id: 'urn:test:serial',
        more: { quantityList: undefined, epcList: [piece('D-1', 9)] },
      });
      expect((await keysNamed('D-1')).toSorted()).toEqual([
        lot('D-1', 7),
        lot('D-1', 8),
        piece('D-1', 9),
      ]);
      expect(await items.named(anonymous, 'D-1', 10)).toEqual([]);
    });

    it('may be given later, by anybody, and says whose it is', async () => {
      await record(seen('later', lot('L-1', 7)));
      const id = await idOf(lot('L-1', 7));
      expect(await items.addNumber(mill, id, 'PO 4711')).toEqual({ ok: true, value: null });
      expect(await items.addNumber(buyer, id, 'Charge 9')).toEqual({ ok: true, value: null });
      expect(await keysNamed('PO 4711')).toEqual([lot('L-1', 7)]);
      expect(await keysNamed('Charge 9')).toEqual([lot('L-1', 7)]);
      const again = await items.addNumber(mill, id, ' PO 4711 ');
      expect(again).toMatchObject({ ok: false, problems: [{ code: 'ALREADY_EXISTS' }] });
      const empty = await items.addNumber(mill, id, ' ');
      expect(empty).toMatchObject({ ok: false, problems: [{ code: 'INVALID_VALUE' }] });
      expect((await items.numbers(buyer, [id])).get(id)).toEqual([
        { scheme: 'LOCAL', value: 'PO 4711', organisation: mill.organisation },
        { scheme: 'LOCAL', value: 'Charge 9', organisation: buyer.organisation },
      ]);
    });

    it('is known from when it was given, not before', async () => {
      await record(seen('known', lot('N-1', 7)));
      const before = (await app.get(LogReaderService, { strict: false }).watermark()).recordTime;
      const then = await items.knownAt(before ?? '');
      await sleep(5);
      const id = await idOf(lot('N-1', 7));
      await items.addNumber(mill, id, 'LATE-1');
      const named = async (known: typeof then): Promise<number> =>
        (await items.named(mill, 'LATE-1', 10, known)).length;
      expect(await named(then)).toBe(0);
      expect((await items.numbers(mill, [id], then)).get(id)).toBeUndefined();
      await record(seen('known-later', lot('N-2', 7)));
      const after = await items.knownAt(new Date().toISOString());
      expect(await named(after)).toBe(1);
      expect((await items.numbers(mill, [id], after)).get(id)).toMatchObject([{ value: 'LATE-1' }]);
      expect(await named({ ...after, upto: then.upto - 1 })).toBe(0);
      expect((await items.named(mill, 'N-2', 10, then)).length).toBe(0);
      expect((await items.named(mill, 'N-2', 10, after)).length).toBe(1);
    });

    it('of an order or a delivery note finds what goes with it, unless something is called that', async () => {
      const bizTransactionList = [
        { type: 'bol', bizTransaction: 'urn:epcglobal:cbv:bt:9521005000013:BOL-1' },
      ];
      await record({
        id: 'urn:test:paper',
        more: { quantityList: amounts(lot('W-1', 7)), bizTransactionList },
      });
      expect(await keysNamed('BOL-1')).toEqual([lot('W-1', 7)]);
      const found = await search.search(mill, 'BOL-1', { first: 10, after: null });
      expect(found.edges.map(({ node }) => node.kind)).toEqual(['ITEM', 'EVENT']);
      await record(seen('called', lot('BOL-1', 8)));
      expect(await keysNamed('BOL-1')).toEqual([lot('BOL-1', 8)]);
    });
  });

  it('one box finds items, products and companies, items first, page by page', async () => {
    const name = 'Rhein green';
    const product = await app
      .get(ProductService, { strict: false })
      .register(mill, { name, gtin: gtin(11) });
    expect(product.ok).toBe(true);
    await record(seen('box', lot('rhein', 11), lot('rhein', 12)));
    const hits = await whole(1, (page) => search.search(mill, 'rhein', page));
    const words = (hit: SearchHit): string =>
      hit.kind === 'ITEM' ? hit.view.key : `${hit.kind} ${hit.matched}`;
    expect(hits.map(words)).toEqual([
      lot('rhein', 12),
      lot('rhein', 11),
      `PRODUCT ${name}`,
      'ORGANISATION Rhein Roastery',
    ]);
    expect((await search.search(mill, '  ', { first: 5, after: null })).edges).toEqual([]);
  });

  it('items come the newest first, of some products when asked', async () => {
    await record(seen('list-1', lot('I-1', 21), lot('I-2', 21), lot('I-1', 22)));
    await record(seen('list-2', lot('I-3', 21)));
    const filter = { gtins: [gtin(21)] };
    for (const first of [1, 2, 50]) {
      const all = await whole(first, (page) => items.list(mill, filter, page));
      expect(all.map(({ lot: number }) => number)).toEqual(['I-3', 'I-2', 'I-1']);
    }
    const none = await items.list(anonymous, filter, { first: 5, after: null });
    expect(none).toEqual({ edges: [], hasNextPage: false });
  });

  it('says where something was used, one level on, through its process too', async () => {
    const process = { transformationID: 'urn:test:process' };
    const [used, bread, crumbs] = [lot('U-1', 7), lot('U-bread', 7), lot('U-crumbs', 7)];
    await record(made('use', [used, bread]));
    await record({ ...made('half-in', [used, bread], { ...process, outputQuantityList: [] }) });
    await record(made('half-out', [lot('U-2', 7), crumbs], process));
    await record(made('beyond', [bread, lot('U-toast', 7)]));
    const id = await idOf(used);
    const found = await whole(1, (page) =>
      items.usedIn(mill, id, { asKnownAt: null, known: null }, page),
    );
    expect(found.map(({ key }) => key).toSorted()).toEqual([bread, crumbs]);
  });

  describe('the feed of changes', () => {
    it('tells every record once, in log order, and what was declared wrong', async () => {
      const start = (await events.changes(mill, null, 200)).cursor;
      await record(seen('feed-1', lot('F-1', 7)));
      await record({
        ...seen('feed-2', lot('F-2', 7)),
        declaration: { at: '2026-03-05T00:00:00Z' },
      });
      await record({
        ...seen('feed-1', lot('F-1', 7)),
        declaration: { at: '2026-03-05T00:00:00Z', reason: 'did_not_occur' },
      });
      await record(seen('feed-2', lot('F-2', 7)));
      const told: string[] = [];
      let since = start;
      for (let more = true; more;) {
        const page = await events.changes(mill, since, 1);
        told.push(...page.changes.map(({ kind, event }) => `${kind} ${event.eventKey}`));
        ({ cursor: since, more } = page);
      }
      expect(told).toEqual([
        'RECORDED urn:test:feed-1',
        'VOIDED urn:test:feed-1',
        'RECORDED urn:test:feed-2',
      ]);
      const nothing = await events.changes(mill, since, 10);
      expect(nothing).toEqual({ changes: [], cursor: since, more: false });
      await record(seen('feed-3', lot('F-3', 7)));
      const next = await events.changes(mill, since, 10);
      expect(next.changes.map(({ event }) => event.eventKey)).toEqual(['urn:test:feed-3']);
    });

    it('takes no cursor of another list or viewer', async () => {
      const { cursor } = await events.changes(mill, null, 1);
      await expect(events.changes(buyer, cursor, 1)).rejects.toThrow('cursor');
      await expect(events.list(mill, {}, 'TIME_DESC', { first: 1, after: cursor })).rejects.toThrow(
        'cursor',
      );
    });
  });

  it('lists the events of an item page by page, the newest first', async () => {
    const key = lot('E-1', 7);
    for (const day of ['01', '03', '02']) {
      await record({ ...seen(`e-${day}`, key), time: `2026-03-${day}T08:00:00.000+03:00` });
    }
    const conditions = { items: [await idOf(key)] };
    const list = (order: 'TIME_ASC' | 'TIME_DESC') =>
      whole(2, (page) => events.list(mill, conditions, order, page));
    const newest = ['urn:test:e-03', 'urn:test:e-02', 'urn:test:e-01'];
    expect((await list('TIME_DESC')).map(({ eventKey }) => eventKey)).toEqual(newest);
    expect((await list('TIME_ASC')).map(({ eventKey }) => eventKey)).toEqual(newest.toReversed());
  });
});
