import { testDatabase, type TestDatabase } from '../../test/support/database.ts';
import { anonymous, masterdataOn, reasonsOf, valueOf } from '../../test/support/masterdata.ts';
import type { RegisterOrganisation } from './organisation.ts';
import { MissingScopeError } from './scope.ts';
import type { Viewer } from './viewer.ts';

describe('OrganisationService', () => {
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

  const register = (viewer: Viewer, input: RegisterOrganisation) =>
    rooms.organisations.register(viewer, input);
  const id = (viewer: Viewer): number => viewer.organisation ?? 0;

  it('opens accounts that record here, with the number events name them by', async () => {
    const view = await rooms.organisations.byId(roaster, id(mill));
    expect(view).toMatchObject({ name: 'Kilele Mill', country: 'KE', recordsHere: true });
    expect(view?.numbers).toEqual([
      { scheme: 'PGLN', value: '9521005000006', key: 'https://id.gs1.org/417/9521005000006' },
    ]);
  });

  it('gives who has no GLN a number of this deployment that finds it', async () => {
    const farm = valueOf(await register(mill, { name: 'Farm without numbers', country: 'UG' }));
    const [number] = farm.numbers;
    expect(number?.scheme).toBe('OWN');
    expect(number?.key).toMatch(/^http:\/\/localhost:4000\/party\/[0-9a-z]{12}$/);
    expect(await rooms.organisations.byKey(roaster, number?.key ?? '')).toEqual(farm);
    expect(farm).toMatchObject({ recordedBy: id(mill), recordsHere: false });
  });

  it('means by a number the account, then the viewer`s description, then another`s', async () => {
    const gln = '9521002000009';
    const key = `https://id.gs1.org/417/${gln}`;
    const place = `https://id.gs1.org/414/${gln}`;
    const described = { gln, country: 'KE' };
    valueOf(await register(mill, { ...described, name: 'Baraka, says the mill' }));
    const seen = async (viewer: Viewer) =>
      [...(await rooms.organisations.byKeys(viewer, [key, place, 'urn:other'])).entries()].map(
        ([asked, { name }]) => `${asked.slice(-17)} ${name}`,
      );
    const both = (name: string) => [`417/${gln} ${name}`, `414/${gln} ${name}`];
    expect(await seen(roaster)).toEqual(both('Baraka, says the mill'));
    valueOf(await register(roaster, { ...described, name: 'Baraka, says the roaster' }));
    expect(await seen(roaster)).toEqual(both('Baraka, says the roaster'));
    expect(await seen(mill)).toEqual(both('Baraka, says the mill'));
    await rooms.account('Baraka Farm', { gln });
    expect(await seen(roaster)).toEqual(both('Baraka Farm'));
    expect(await seen(anonymous)).toEqual([]);
    expect(await rooms.organisations.byKey(mill, 'urn:a\u0000b')).toBeNull();
  });

  const refusals: readonly [string, Partial<RegisterOrganisation>, string, RegExp][] = [
    ['an empty name', { name: '  ' }, 'INVALID_VALUE /name', /1 to 200/],
    ['a long name', { name: 'x'.repeat(201) }, 'INVALID_VALUE /name', /1 to 200/],
    ['a NUL in the name', { name: 'a\u0000b' }, 'INVALID_VALUE /name', /printable/],
    ['a turned name', { name: 'a\u202eb' }, 'INVALID_VALUE /name', /printable/],
    ['half a surrogate', { name: 'a\ud800' }, 'INVALID_VALUE /name', /printable/],
    ['no country', { country: '' }, 'INVALID_VALUE /country', /ISO 3166-1/],
    ['an unknown country', { country: 'XX' }, 'INVALID_VALUE /country', /ISO 3166-1/],
    ['a short GLN', { gln: '952100500000' }, 'INVALID_VALUE /gln', /13 digits/],
    ['a wrong check digit', { gln: '9521005000007' }, 'CHECK_DIGIT /gln', /13 digits/],
    ['a wrong band', { headcountBand: '3-5' }, 'INVALID_VALUE /headcountBand', /1-4, 5-9/],
    ['a wrong word', { women: 'SOME' }, 'INVALID_VALUE /women', /OWNED/],
    ['negative members', { members: -1 }, 'INVALID_VALUE /members', /from 0/],
    ['half a member', { womenMembers: 0.5 }, 'INVALID_VALUE /womenMembers', /from 0/],
  ];
  it.each(refusals)('refuses %s', async (_, wrong, reason, expected) => {
    const answer = await register(mill, { name: 'Right', country: 'KE', ...wrong });
    expect(reasonsOf(answer)).toEqual([reason]);
    expect(answer.ok ? '' : answer.problems[0]?.expected).toMatch(expected);
  });

  it('tells what one organisation keeps under a key: its own record, or its description', async () => {
    const gln = '9521003000008';
    const place = `https://id.gs1.org/414/${gln}`;
    const described = valueOf(await register(mill, { name: 'Dalili', country: 'UG', gln }));
    const farm = await rooms.account('Dalili Farm', { gln, country: 'UG' });
    const kept = async (viewer: Viewer, keeper: number) =>
      (await rooms.organisations.keptBy(viewer, place, keeper))?.name ?? null;
    expect(await kept(roaster, id(mill))).toBe(described.name);
    expect(await kept(roaster, id(farm))).toBe('Dalili Farm');
    expect(await kept(roaster, id(roaster))).toBeNull();
    expect(await kept(anonymous, id(mill))).toBeNull();
    expect(await rooms.organisations.keptBy(mill, 'urn:a\u0000b', id(mill))).toBeNull();
  });

  it('names all reasons at once', async () => {
    const answer = await register(mill, { name: '', country: 'Kenya', gln: '1' });
    expect(reasonsOf(answer)).toEqual([
      'INVALID_VALUE /name',
      'INVALID_VALUE /country',
      'INVALID_VALUE /gln',
    ]);
  });

  it('refuses what is unknown, not one`s own, or there already', async () => {
    const gln = '9521006000005';
    const own = valueOf(await register(mill, { name: 'Scheldt', country: 'BE', gln }));
    const again = await register(mill, { name: 'Scheldt twice', country: 'BE', gln });
    expect(reasonsOf(again)).toEqual(['ALREADY_EXISTS /gln']);
    const change = { name: 'X', country: 'BE' };
    expect(reasonsOf(await register(mill, { ...change, id: 0 }))).toEqual(['UNKNOWN_PARTY /id']);
    expect(reasonsOf(await register(roaster, { ...change, id: own.id }))).toEqual([
      'NOT_YOURS /id',
    ]);
    expect(reasonsOf(await register(mill, { ...change, id: id(roaster) }))).toEqual([
      'NOT_YOURS /id',
    ]);
    const account = await rooms.organisations.createAccount({
      name: 'Copy',
      country: 'KE',
      gln: '9521005000006',
    });
    expect(reasonsOf(account)).toEqual(['ALREADY_EXISTS /gln']);
  });

  it('gives no account the GLN of another, whatever others describe', async () => {
    const [gln, free] = ['9521011000007', '9521012000006'];
    valueOf(await register(mill, { name: 'Described twice', country: 'KE', gln }));
    valueOf(await register(roaster, { name: 'Described twice', country: 'KE', gln }));
    const farm = await rooms.account('Farm with a GLN', { gln });
    const other = await rooms.account('Farm without');
    const own = { id: id(other), name: 'Farm without', country: 'KE' };
    const answer = await register(other, { ...own, gln });
    expect(answer).toEqual({
      ok: false,
      problems: [{ code: 'ALREADY_EXISTS', message: 'Another account has this GLN.', at: '/gln' }],
    });
    expect((await rooms.organisations.byId(other, id(other)))?.numbers).toHaveLength(1);
    // Another's GLN may still be described, and who has a GLN may say so again.
    valueOf(await register(other, { name: 'Says the other', country: 'KE', gln }));
    valueOf(await register(farm, { ...own, id: id(farm), name: 'Farm with a GLN', gln }));
    valueOf(await register(mill, { name: 'Only described', country: 'KE', gln: free }));
    expect(valueOf(await register(other, { ...own, gln: free })).numbers).toHaveLength(2);
  });

  it('gives a GLN to one of several accounts that take it at once', async () => {
    const gln = '9521013000005';
    const accounts = await Promise.all(
      Array.from({ length: 6 }, (_, index) => rooms.account(`Taker ${index}`)),
    );
    const answers = await Promise.all([
      ...accounts.map((viewer) =>
        register(viewer, { id: id(viewer), name: 'Taker', country: 'KE', gln }),
      ),
      rooms.organisations.createAccount({ name: 'Opened', country: 'KE', gln }),
    ]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(answers.flatMap(reasonsOf)).toEqual(Array(6).fill('ALREADY_EXISTS /gln'));
  });

  it('opens no account with a company prefix of another, and none by half', async () => {
    const prefixed = { country: 'DE', companyPrefix: '4012345' };
    await rooms.account('First', prefixed);
    const second = await rooms.organisations.createAccount({ name: 'Second', ...prefixed });
    expect(reasonsOf(second)).toEqual(['ALREADY_EXISTS /companyPrefix']);
    const page = { first: 10, after: null };
    const { edges } = await rooms.organisations.list(mill, { text: 'second' }, page);
    expect(edges).toEqual([]);
    const wrong = await rooms.organisations.createAccount({
      name: 'Third',
      country: 'DE',
      companyPrefix: '12',
    });
    expect(reasonsOf(wrong)).toEqual(['INVALID_VALUE /companyPrefix']);
  });

  it('wants the scope, and an organisation', async () => {
    const input = { name: 'X', country: 'KE' };
    const reader: Viewer = { ...mill, scopes: ['READ'] };
    await expect(register(reader, input)).rejects.toThrow(MissingScopeError);
    await expect(register(anonymous, input)).rejects.toThrow(MissingScopeError);
  });

  it('changes what is given, keeps what is left out, clears what is null', async () => {
    const co = valueOf(
      await register(mill, { name: 'Co-op', country: 'KE', members: 300, women: 'LED' }),
    );
    const renamed = valueOf(
      await register(mill, { id: co.id, name: 'Co-op Thika', country: 'KE', women: null }),
    );
    expect(renamed).toMatchObject({ version: 2, members: 300, women: null });
    const same = valueOf(await register(mill, { id: co.id, name: 'Co-op Thika', country: 'KE' }));
    expect(same).toEqual(renamed);
    const gln = '9521009000002';
    const numbered = valueOf(
      await register(mill, { id: co.id, name: 'Co-op Thika', country: 'KE', gln }),
    );
    expect(numbered.numbers.map(({ scheme }) => scheme)).toEqual(['PGLN', 'OWN']);
    expect(numbered.version).toBe(2);
  });

  it('lets one of several equal registrations through', async () => {
    const input = { name: 'Twin', country: 'KE', gln: '9521010000008' };
    const answers = await Promise.all(Array.from({ length: 8 }, () => register(mill, input)));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(answers.flatMap(reasonsOf)).toEqual(Array(7).fill('ALREADY_EXISTS /gln'));
  });

  it('pages by name, and finds parts of names and numbers as they are', async () => {
    const viewer = await rooms.account('Pager');
    const names = ['100% Coffee', '100 Coffee', 'a_b', 'aab', 'Äther', 'Zed', 'Zed', '\\path'];
    for (const name of names) {
      valueOf(await register(viewer, { name: `~${name}`, country: 'NL' }));
    }
    const all: string[] = [];
    let after: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof rooms.organisations.list>> =
        await rooms.organisations.list(viewer, { countries: ['NL'] }, { first: 3, after });
      all.push(...page.edges.map(({ node }) => node.name));
      after = page.hasNextPage ? (page.edges.at(-1)?.cursor ?? null) : null;
    } while (after !== null);
    const byCodePoint = names.map((name) => `~${name}`).sort((a, b) => (a < b ? -1 : 1));
    expect(all).toEqual(byCodePoint);
    const found = async (text: string) =>
      (await rooms.organisations.list(viewer, { text }, { first: 50, after: null })).edges.map(
        ({ node }) => node.name,
      );
    expect(await found('~100%')).toEqual(['~100% Coffee']);
    expect(await found('~A_B')).toEqual(['~a_b']);
    expect(await found('~äth')).toEqual(['~Äther']);
    expect(await found('\\PATH')).toEqual(['~\\path']);
    expect(await found('521005000006')).toEqual(['Kilele Mill']);
    expect(await found('a\u0000b')).toEqual([]);
    expect(await found('\ud800')).toEqual([]);
    const page = { first: 3, after: null };
    expect(await rooms.organisations.list(anonymous, {}, page)).toEqual({
      edges: [],
      hasNextPage: false,
    });
  });
});
