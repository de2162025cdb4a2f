import { testDatabase, type TestDatabase } from '../../test/support/database.ts';
import { anonymous, masterdataOn, reasonsOf, valueOf } from '../../test/support/masterdata.ts';
import type { Viewer } from '../access/viewer.ts';
import { checkDigitOf } from '../core/gs1/check-digit.ts';
import type { RegisterCertificate } from './certificate.ts';
import type { RegisterProduct } from './product.ts';
import type { RegisterSite } from './site.ts';

describe('master data', () => {
  let db: TestDatabase;
  let rooms: Awaited<ReturnType<typeof masterdataOn>>;
  let mill: Viewer;
  let roaster: Viewer;
  beforeAll(async () => {
    db = await testDatabase();
    rooms = await masterdataOn(db);
    mill = await rooms.account('Kilele Mill', { gln: '9521005000006' });
    roaster = await rooms.account('Rhein Roastery', { gln: '9521007000004', country: 'DE' });
  });
  afterAll(() => db.drop());
  const id = (viewer: Viewer): number => viewer.organisation ?? 0;

  describe('SiteService', () => {
    const register = (viewer: Viewer, input: RegisterSite) => rooms.sites.register(viewer, input);
    const site: RegisterSite = { name: 'Kilele Mill, Thika', country: 'KE' };

    it('keeps a site as given, run by who recorded it', async () => {
      const view = valueOf(
        await register(mill, {
          ...site,
          gln: '9521005000013',
          subdivision: 'ke-22',
          latitude: -1.03,
          longitude: 37.07,
        }),
      );
      expect(view).toMatchObject({
        owner: id(mill),
        operator: id(mill),
        subdivision: 'KE-22',
        latitude: -1.03,
        longitude: 37.07,
        geometry: null,
        within: null,
        version: 1,
      });
      const key = 'https://id.gs1.org/414/9521005000013';
      expect(view.numbers).toEqual([{ scheme: 'GLN', value: '9521005000013', key }]);
      expect(await rooms.sites.byKey(roaster, key)).toEqual(view);
      expect((await rooms.parties.byKeys(roaster, [key])).get(key)?.name).toBe('Kilele Mill');
      expect(await rooms.sites.byKey(anonymous, key)).toBeNull();
      expect(await rooms.sites.byKey(mill, 'urn:a\u0000b')).toBeNull();
      expect(await rooms.sites.byId(anonymous, view.id)).toBeNull();
    });

    it('knows what lies below a place, at any depth and as it lies now', async () => {
      const make = async (name: string, within: number | null) =>
        valueOf(await register(mill, { ...site, name, within }));
      const port = await make('Port', null);
      const terminal = await make('Terminal', port.id);
      const gate = await make('Gate', terminal.id);
      const other = await make('Other port', null);
      const keysOf = (...views: readonly (typeof port)[]): readonly string[] =>
        views.flatMap(({ numbers }) => numbers.map(({ key }) => key)).toSorted();
      const below = async (viewer: Viewer, ...ids: readonly number[]) =>
        (await rooms.sites.keysWithin(viewer, ids)).toSorted();
      expect(await below(roaster, port.id)).toEqual(keysOf(port, terminal, gate));
      expect(await below(mill, gate.id, other.id)).toEqual(keysOf(gate, other));
      expect(await below(mill)).toEqual([]);
      expect(await below(mill, 0)).toEqual([]);
      expect(await below(anonymous, port.id)).toEqual([]);
      await register(mill, { ...site, name: 'Terminal', id: terminal.id, within: other.id });
      expect(await below(mill, port.id)).toEqual(keysOf(port));
      expect(await below(mill, other.id)).toEqual(keysOf(other, terminal, gate));
    });

    it('names the parts of a place without their parts, and who keeps what under a key', async () => {
      const gln = '9521005000068';
      const key = `https://id.gs1.org/414/${gln}`;
      const yard = valueOf(await register(mill, { ...site, name: 'Yard', gln }));
      const make = async (name: string, within: number) =>
        valueOf(await register(mill, { ...site, name, within }));
      const [shed, barn] = [await make('Shed', yard.id), await make('Barn', yard.id)];
      await make('Corner', shed.id);
      expect(await rooms.sites.partsOf(roaster, yard.id)).toEqual([barn, shed]);
      expect(await rooms.sites.partsOf(anonymous, yard.id)).toEqual([]);
      const other = valueOf(await register(roaster, { ...site, name: 'Their yard', gln }));
      expect(await rooms.sites.keptBy(roaster, key, id(mill))).toEqual(yard);
      expect(await rooms.sites.keptBy(mill, key, id(roaster))).toEqual(other);
      expect(await rooms.sites.keptBy(mill, key, 0)).toBeNull();
      expect(await rooms.sites.keptBy(anonymous, key, id(mill))).toBeNull();
      expect(await rooms.sites.keptBy(mill, 'urn:a\u0000b', id(mill))).toBeNull();
    });

    it('keeps outlines, and takes the place of a point from it', async () => {
      const ring = [
        [37, -1],
        [37.1, -1],
        [37.1, -1.1],
        [37, -1],
      ];
      const geometry = { type: 'Polygon', coordinates: [ring], bbox: [0, 0, 1, 1] };
      const plot = valueOf(await register(mill, { ...site, name: 'Plot', geometry }));
      expect(plot.geometry).toEqual({ type: 'Polygon', coordinates: [ring] });
      expect(plot.latitude).toBeNull();
      const point = { type: 'Point', coordinates: [37.5, -1.5] };
      expect(valueOf(await register(mill, { ...site, geometry: point }))).toMatchObject({
        latitude: -1.5,
        longitude: 37.5,
        geometry: point,
      });
      const again = valueOf(await register(mill, { ...site, name: 'Plot', id: plot.id }));
      expect(again).toEqual(plot);
    });

    const refusals: readonly [string, Partial<RegisterSite>, string, RegExp][] = [
      ['no name', { name: '' }, 'INVALID_VALUE /name', /1 to 200/],
      ['an unknown country', { country: 'UK' }, 'INVALID_VALUE /country', /ISO 3166-1/],
      ['a GLN with letters', { gln: '952100500001X' }, 'INVALID_VALUE /gln', /13 digits/],
      ['a wrong check digit', { gln: '9521005000014' }, 'CHECK_DIGIT /gln', /13 digits/],
      ['another`s part', { subdivision: 'UG-30' }, 'INVALID_VALUE /subdivision', /KE-30/],
      ['half a place', { latitude: 1 }, 'INVALID_VALUE /longitude', /and longitude/],
      ['the other half', { longitude: 1 }, 'INVALID_VALUE /latitude', /and longitude/],
      ['beyond the pole', { latitude: 90.1, longitude: 0 }, 'INVALID_VALUE /latitude', /90/],
      ['not a number', { latitude: 0, longitude: NaN }, 'INVALID_VALUE /longitude', /180/],
      ['no geometry', { geometry: 'here' }, 'INVALID_VALUE /geometry', /type and coord/],
      ['a line', { geometry: { type: 'LineString' } }, 'INVALID_VALUE /geometry/type', /Polygon/],
      ['no such operator', { operator: 0 }, 'UNKNOWN_PARTY /operator', /^$/],
      ['no such site around', { within: 0 }, 'UNKNOWN_SITE /within', /^$/],
      ['no such site', { id: 0 }, 'UNKNOWN_SITE /id', /^$/],
    ];
    it.each(refusals)('refuses %s', async (_, wrong, reason, expected) => {
      const answer = await register(mill, { ...site, ...wrong });
      expect(reasonsOf(answer)).toEqual([reason]);
      expect(answer.ok ? '?' : (answer.problems[0]?.expected ?? '')).toMatch(expected);
    });

    it('refuses another`s site, a GLN that is used already, and a site in itself', async () => {
      const gln = '9521005000990';
      const outer = valueOf(await register(mill, { ...site, name: 'Outer', gln }));
      expect(reasonsOf(await register(mill, { ...site, gln }))).toEqual(['ALREADY_EXISTS /gln']);
      const inside = { ...site, within: outer.id };
      expect(reasonsOf(await register(roaster, inside))).toEqual(['NOT_YOURS /within']);
      expect(reasonsOf(await register(roaster, { ...site, id: outer.id }))).toEqual([
        'NOT_YOURS /id',
      ]);
      const inner = valueOf(await register(mill, { ...inside, name: 'Inner' }));
      const core = valueOf(await register(mill, { ...site, within: inner.id }));
      for (const within of [outer.id, inner.id, core.id]) {
        const answer = await register(mill, { ...site, name: 'Outer', id: outer.id, within });
        expect(reasonsOf(answer)).toEqual(['INVALID_VALUE /within']);
      }
      valueOf(await register(roaster, { ...site, name: 'The mill, says the roaster', gln }));
    });

    it('never makes a circle out of two changes at once', async () => {
      const made = async (name: string) => valueOf(await register(mill, { ...site, name })).id;
      for (let round = 0; round < 5; round++) {
        const [a, b] = [await made('A'), await made('B')];
        const answers = await Promise.all([
          register(mill, { ...site, name: 'A', id: a, within: b }),
          register(mill, { ...site, name: 'B', id: b, within: a }),
        ]);
        expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
      }
    });

    it('drops the part of a country that the site is no longer in', async () => {
      const first = valueOf(await register(mill, { ...site, subdivision: 'KE-22' }));
      const moved = await register(mill, { ...site, id: first.id, country: 'UG' });
      expect(valueOf(moved)).toMatchObject({ country: 'UG', subdivision: null, version: 2 });
    });

    it('lists by name, country, number and operator', async () => {
      const viewer = await rooms.account('Lister');
      for (const name of ['C', 'A', 'B']) {
        valueOf(await register(viewer, { name, country: 'RW', operator: id(roaster) }));
      }
      const names = async (filter: object) => {
        const page = await rooms.sites.list(viewer, filter, { first: 50, after: null });
        return page.edges.map(({ node }) => node.name);
      };
      expect(await names({ countries: ['RW', 'TZ'] })).toEqual(['A', 'B', 'C']);
      expect(await names({ operator: id(roaster), countries: ['RW'] })).toEqual(['A', 'B', 'C']);
      expect(await names({ operator: id(viewer) })).toEqual([]);
      expect(await names({ text: '9521005000013' })).toEqual(['Kilele Mill, Thika']);
      const first = await rooms.sites.list(
        viewer,
        { countries: ['RW'] },
        { first: 2, after: null },
      );
      expect(first.hasNextPage).toBe(true);
      const after = first.edges[1]?.cursor ?? '';
      const same = { text: null, countries: ['RW'] };
      const rest = await rooms.sites.list(viewer, same, { first: 2, after });
      expect(rest.edges.map(({ node }) => node.name)).toEqual(['C']);
      expect(rest.hasNextPage).toBe(false);
      const other = rooms.sites.list(viewer, { countries: ['KE'] }, { first: 2, after });
      await expect(other).rejects.toThrow('This cursor does not belong');
    });
  });

  describe('ProductService', () => {
    const register = (viewer: Viewer, input: RegisterProduct) =>
      rooms.products.register(viewer, input);
    const product: RegisterProduct = { name: 'Green coffee', unit: 'KGM', hsCode: '090111' };

    const refusals: readonly [string, Partial<RegisterProduct>, string, RegExp][] = [
      ['no name', { name: '\t' }, 'INVALID_VALUE /name', /1 to 200/],
      ['a GTIN of 11 digits', { gtin: '95210050000' }, 'INVALID_VALUE /gtin', /8, 12, 13 or 14/],
      ['a wrong check digit', { gtin: '9521005000014' }, 'CHECK_DIGIT /gtin', /right check digit/],
      ['a unit that is none', { unit: 'kilo' }, 'INVALID_VALUE /unit', /Recommendation 20/],
      ['a short HS code', { hsCode: '0901' }, 'INVALID_VALUE /hsCode', /6 digits/],
      ['no such product', { id: 0 }, 'UNKNOWN_PRODUCT /id', /^$/],
    ];
    it.each(refusals)('refuses %s', async (_, wrong, reason, expected) => {
      const answer = await register(mill, { ...product, ...wrong });
      expect(reasonsOf(answer)).toEqual([reason]);
      expect(answer.ok ? '?' : (answer.problems[0]?.expected ?? '')).toMatch(expected);
    });

    it('fills a GTIN up to 14 digits, so that all its spellings are one', async () => {
      const view = valueOf(await register(mill, { ...product, gtin: '9521005000013' }));
      expect(view).toMatchObject({ gtin: '09521005000013', unit: 'KGM', hsCode: '090111' });
      const again = await register(mill, { ...product, gtin: '09521005000013' });
      expect(reasonsOf(again)).toEqual(['ALREADY_EXISTS /gtin']);
      const lot = 'https://id.gs1.org/01/09521005000013/10/KM-0312';
      expect((await rooms.products.byKeys(roaster, [lot, 'urn:x'])).get(lot)).toEqual(view);
      expect(await rooms.products.byKey(anonymous, lot)).toBeNull();
      expect(await rooms.products.byKey(mill, 'http://a\u0000b/product/0123456789ab')).toBeNull();
    });

    it('gives a product its GTIN later and keeps its own number', async () => {
      const own = valueOf(await register(mill, product));
      expect(own.gtin).toBeNull();
      const key = own.numbers[0]?.key ?? '';
      expect(key).toMatch(/^http:\/\/localhost:4000\/product\/[0-9a-z]{12}$/);
      const gtin = '09521005000990';
      const numbered = valueOf(await register(mill, { ...product, id: own.id, gtin }));
      expect(numbered.numbers.map(({ scheme }) => scheme)).toEqual(['GTIN', 'OWN']);
      expect(await rooms.products.byKey(mill, `${key}/lot/A`)).toEqual(numbered);
      const other = await register(mill, { ...product, id: own.id, gtin: '09521005000020' });
      expect(reasonsOf(other)).toEqual(['INVALID_VALUE /gtin']);
      const foreign = await register(roaster, { ...product, id: own.id });
      expect(reasonsOf(foreign)).toEqual(['NOT_YOURS /id']);
    });

    it('lists those of one organisation, and tells who keeps what under a key', async () => {
      const maker = await rooms.account('Maker');
      const gtin = '09521005000044';
      const lot = `https://id.gs1.org/01/${gtin}/10/A`;
      const [own, theirs] = [
        valueOf(await register(maker, { name: 'Own', gtin })),
        valueOf(await register(mill, { name: 'Theirs', gtin })),
      ];
      const numberless = valueOf(await register(maker, { name: 'Numberless' }));
      const list = async (viewer: Viewer, owner: number) =>
        (await rooms.products.list(viewer, { owner }, { first: 50, after: null })).edges.map(
          ({ node }) => node,
        );
      expect(await list(roaster, id(maker))).toEqual([numberless, own]);
      expect(await list(anonymous, id(maker))).toEqual([]);
      expect(await rooms.products.keptBy(roaster, lot, id(maker))).toEqual(own);
      expect(await rooms.products.keptBy(roaster, lot, id(mill))).toEqual(theirs);
      expect(await rooms.products.keptBy(roaster, lot, id(roaster))).toBeNull();
      const key = numberless.numbers[0]?.key ?? '';
      expect(await rooms.products.keptBy(roaster, key, id(maker))).toEqual(numberless);
      expect(await rooms.products.keptBy(roaster, key, id(mill))).toBeNull();
    });

    it('lets one of several equal registrations of a GTIN through', async () => {
      const input = { ...product, gtin: '09521005000037' };
      const answers = await Promise.all(Array.from({ length: 10 }, () => register(mill, input)));
      expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
      expect(answers.flatMap(reasonsOf)).toEqual(Array(9).fill('ALREADY_EXISTS /gtin'));
    });

    it('shows the verified prefix owner`s record, else the viewer`s, else the recorder`s', async () => {
      const gtin = `0950123456000${checkDigitOf('0950123456000')}`;
      const key = `https://id.gs1.org/01/${gtin}`;
      const third = await rooms.account('Third');
      const says = (viewer: Viewer, name: string) => register(viewer, { name, gtin });
      const shown = async (viewer: Viewer, recorder: Viewer | null) => {
        const asked = [{ key, recorder: recorder?.organisation ?? null }];
        return (await rooms.products.shown(viewer, asked))[0]?.name ?? null;
      };
      expect(await shown(mill, null)).toBeNull();
      valueOf(await says(third, 'Says a third'));
      valueOf(await says(roaster, 'Says the roaster'));
      expect(await shown(mill, null)).toBe('Says a third');
      expect(await shown(mill, roaster)).toBe('Says the roaster');
      valueOf(await says(mill, 'Says the mill'));
      expect(await shown(mill, roaster)).toBe('Says the mill');
      expect(await shown(roaster, mill)).toBe('Says the roaster');
      const brand = await rooms.account('Brand', { companyPrefix: '950123456' });
      expect(await shown(mill, roaster)).toBe('Says the mill');
      valueOf(await says(brand, 'Says the brand owner'));
      for (const viewer of [mill, roaster, third, brand]) {
        expect(await shown(viewer, third)).toBe('Says the brand owner');
      }
    });

    it('lists by name, number and the country of who describes it', async () => {
      const viewer = await rooms.account('Bakery', { country: 'FR' });
      for (const name of ['Roll', 'Bread']) valueOf(await register(viewer, { name }));
      const names = async (filter: object) => {
        const page = await rooms.products.list(viewer, filter, { first: 50, after: null });
        return page.edges.map(({ node }) => node.name);
      };
      expect(await names({ countries: ['FR'] })).toEqual(['Bread', 'Roll']);
      expect(await names({ text: 'bREAd' })).toEqual(['Bread']);
      expect(await names({ text: '09521005000013' })).toEqual(['Green coffee']);
      expect(await names({ text: 'localhost' })).toEqual([]);
    });
  });

  describe('CertificateService', () => {
    const register = (viewer: Viewer, input: RegisterCertificate) =>
      rooms.certificates.register(viewer, input);
    const organic: RegisterCertificate = {
      scheme: 'EU organic',
      number: 'KE-BIO-149',
      issuedBy: 'Control Union',
      validFrom: '2026-01-01',
      validUntil: '2026-12-31',
    };

    it('keeps certificates of their holder, and their versions', async () => {
      const view = valueOf(await register(mill, organic));
      expect(view).toMatchObject({ ...organic, owner: id(mill), version: 1 });
      const longer = { ...organic, id: view.id, validUntil: '2027-12-31' };
      expect(valueOf(await register(mill, longer)).version).toBe(2);
      expect(valueOf(await register(mill, longer)).version).toBe(2);
      const fair = { scheme: 'Fairtrade', number: '1' };
      valueOf(await register(mill, fair));
      valueOf(await register(roaster, fair));
      const held = await rooms.certificates.byHolders(roaster, [id(mill), id(roaster), 0]);
      expect([...held].map(([holder, list]) => [holder, list.map(({ scheme }) => scheme)])).toEqual(
        [
          [id(mill), ['EU organic', 'Fairtrade']],
          [id(roaster), ['Fairtrade']],
        ],
      );
      expect(await rooms.certificates.byId(anonymous, view.id)).toBeNull();
      expect(await rooms.certificates.byHolders(anonymous, [id(mill)])).toEqual(new Map());
      const page = { first: 2, after: null };
      const first = await rooms.certificates.list(mill, {}, page);
      const after = first.edges.at(-1)?.cursor ?? null;
      const rest = await rooms.certificates.list(mill, {}, { first: 2, after });
      expect([...first.edges, ...rest.edges].map(({ node }) => node.scheme)).toEqual([
        'EU organic',
        'Fairtrade',
        'Fairtrade',
      ]);
      const own = await rooms.certificates.list(mill, { holder: id(mill), text: 'bio' }, page);
      expect(own.edges.map(({ node }) => node.number)).toEqual(['KE-BIO-149']);
    });

    const refusals: readonly [string, Partial<RegisterCertificate>, string][] = [
      ['no scheme', { scheme: '' }, 'INVALID_VALUE /scheme'],
      ['no number', { number: '' }, 'INVALID_VALUE /number'],
      ['no such day', { validFrom: '2026-02-30' }, 'INVALID_VALUE /validFrom'],
      ['a time for a day', { validUntil: '2026-02-28T00:00' }, 'INVALID_VALUE /validUntil'],
      ['an end before its beginning', { validUntil: '2025-12-31' }, 'INVALID_VALUE /validUntil'],
      ['no such certificate', { id: 0 }, 'INVALID_VALUE /id'],
      ['one that is there', {}, 'ALREADY_EXISTS /number'],
    ];
    it.each(refusals)('refuses %s', async (_, wrong, reason) => {
      await register(roaster, organic);
      expect(reasonsOf(await register(roaster, { ...organic, ...wrong }))).toEqual([reason]);
    });
  });
});
