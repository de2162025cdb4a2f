import { randomUUID } from 'node:crypto';
import { Registration1790000000017 } from '../../migrations/17-registration.ts';
import { testDatabase, type TestDatabase } from '../../test/support/database.ts';
import { masterdataOn, reasonsOf, valueOf } from '../../test/support/masterdata.ts';
import type { RegistrationGuards } from '../access/registration.ts';
import type { Viewer } from '../access/viewer.ts';
import { checkDigitOf } from '../core/gs1/check-digit.ts';
import type { Result } from '../core/result.ts';

interface Named {
  readonly id: number;
  readonly name: string;
  readonly version: number;
  readonly numbers: readonly { readonly scheme: string; readonly value: string }[];
}

interface Given extends RegistrationGuards {
  readonly id?: number;
  readonly name: string;
  /** Its GLN or GTIN. */
  readonly number?: string;
}

let lastNumber = 952_102_000_000;
/** 13 digits that nothing here has. */
const newNumber = (): string => {
  lastNumber += 1;
  return `${lastNumber}${checkDigitOf(String(lastNumber))}`;
};

describe('a registration', () => {
  let db: TestDatabase;
  let rooms: Awaited<ReturnType<typeof masterdataOn>>;
  let mill: Viewer;
  let roaster: Viewer;
  beforeAll(async () => {
    db = await testDatabase();
    rooms = await masterdataOn(db);
    mill = await rooms.account('Kilele Mill');
    roaster = await rooms.account('Rhein Roastery');
  });
  afterAll(() => db.drop());

  const nouns = {
    organisation: (viewer: Viewer, { number, ...given }: Given): Promise<Result<Named>> =>
      rooms.organisations.register(viewer, { ...given, country: 'KE', gln: number ?? null }),
    site: (viewer: Viewer, { number, ...given }: Given): Promise<Result<Named>> =>
      rooms.sites.register(viewer, { ...given, country: 'KE', gln: number ?? null }),
    product: (viewer: Viewer, { number, ...given }: Given): Promise<Result<Named>> =>
      rooms.products.register(viewer, { ...given, gtin: number ?? null }),
  };
  const fields = { organisation: '/gln', site: '/gln', product: '/gtin' };
  const all = Object.keys(nouns) as (keyof typeof nouns)[];
  const namesOf = async (noun: keyof typeof nouns, text: string): Promise<readonly string[]> => {
    const rows = { organisation: rooms.organisations, site: rooms.sites, product: rooms.products };
    const page = await rows[noun].list(mill, { text }, { first: 50, after: null });
    return page.edges.map(({ node }) => node.name);
  };

  it.each(all)('of a %s with the same id adds one, however often and whenever', async (noun) => {
    const register = nouns[noun];
    const given = { name: `Once ${randomUUID()}`, registrationId: randomUUID() };
    const answers = await Promise.all(Array.from({ length: 8 }, () => register(mill, given)));
    const [first] = answers.map(valueOf);
    if (first === undefined) throw new Error('nothing was added');
    expect(answers.map(valueOf)).toEqual(Array(8).fill(first));
    expect(await namesOf(noun, given.name)).toEqual([given.name]);
    const number = newNumber();
    const changed = valueOf(
      await register(mill, { id: first.id, name: `${given.name} changed`, number }),
    );
    const again = await register(mill, { ...given, name: ` ${given.name} ` });
    expect(valueOf(again)).toEqual(changed);
    expect(valueOf(await register(roaster, given)).id).not.toBe(first.id);
    const other = { name: given.name, registrationId: randomUUID() };
    expect(valueOf(await register(mill, other)).id).not.toBe(first.id);
  });

  it.each(all)('of a %s with its number and id answers what was added', async (noun) => {
    const register = nouns[noun];
    const given = { name: 'Numbered', registrationId: randomUUID(), number: newNumber() };
    const first = valueOf(await register(mill, given));
    expect(valueOf(await register(mill, given))).toEqual(first);
    const elsewhere = { ...given, registrationId: randomUUID() };
    expect(reasonsOf(await register(mill, elsewhere))).toEqual([`ALREADY_EXISTS ${fields[noun]}`]);
  });

  it.each(all)('of another %s is refused with an id that is used', async (noun) => {
    const register = nouns[noun];
    const registrationId = randomUUID();
    const given = { name: 'Numberless', registrationId };
    valueOf(await register(mill, given));
    const others = [
      { ...given, name: 'Other' },
      { ...given, number: newNumber() },
    ];
    for (const other of others) {
      expect(reasonsOf(await register(mill, other))).toEqual(['ID_CONFLICT /registrationId']);
    }
    const numbered = { name: 'Numbered', registrationId: randomUUID(), number: newNumber() };
    valueOf(await register(mill, numbered));
    const without = { name: 'Numbered', registrationId: numbered.registrationId };
    expect(reasonsOf(await register(mill, without))).toEqual(['ID_CONFLICT /registrationId']);
  });

  it.each(all)('of a %s wants a UUID for an id', async (noun) => {
    for (const registrationId of ['', '1', 'a\u0000b', `{${randomUUID()}}`]) {
      const answer = await nouns[noun](mill, { name: 'Strange', registrationId });
      expect(reasonsOf(answer)).toEqual(['INVALID_VALUE /registrationId']);
    }
  });

  it.each(all)('that changes a %s does not write over what is newer', async (noun) => {
    const register = nouns[noun];
    const { id, version } = valueOf(await register(mill, { name: 'First' }));
    const second = valueOf(await register(mill, { id, name: 'Second', expectedVersion: version }));
    expect(second.version).toBe(2);
    const late = { id, name: 'Late', expectedVersion: version };
    const refused = await register(mill, { ...late, number: newNumber() });
    expect(reasonsOf(refused)).toEqual(['INVALID_VALUE /expectedVersion']);
    expect(refused.ok ? '' : refused.problems[0]?.expected).toBe('version 2');
    expect(reasonsOf(await register(mill, { ...late, expectedVersion: Number.NaN }))).toEqual([
      'INVALID_VALUE /expectedVersion',
    ]);
    // Who says what it says already writes over nothing: a form that is sent twice was saved.
    const same = { ...late, name: 'Second' };
    expect(valueOf(await register(mill, same))).toEqual(second);
    const knowing = await register(mill, { ...late, expectedVersion: 2 });
    expect(valueOf(knowing)).toMatchObject({ name: 'Late', version: 3 });
    expect(valueOf(await register(mill, { id, name: 'Unasked' }))).toMatchObject({ version: 4 });
  });

  it.each(all)('lets one of several changes of a %s win', async (noun) => {
    const register = nouns[noun];
    const { id, version } = valueOf(await register(mill, { name: 'Before' }));
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        register(mill, { id, name: `After ${index}`, expectedVersion: version }),
      ),
    );
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(answers.flatMap(reasonsOf)).toEqual(Array(7).fill('INVALID_VALUE /expectedVersion'));
  });

  it.each(['organisation', 'site'] as const)(
    'gives a %s one GLN where that is asked for, and further ones where not',
    async (noun) => {
      const add = nouns[noun];
      const change = (id: number, number: string | null, oneGln?: boolean) => {
        const given = { id, name: 'Numbered', country: 'KE', gln: number };
        const asked = oneGln === undefined ? given : { ...given, oneGln };
        return noun === 'site'
          ? rooms.sites.register(mill, asked)
          : rooms.organisations.register(mill, asked);
      };
      const { id } = valueOf(await add(mill, { name: 'Numbered' }));
      const numbers = Array.from({ length: 6 }, newNumber);
      const answers = await Promise.all(numbers.map((number) => change(id, number, true)));
      expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
      expect(answers.flatMap<string>(reasonsOf)).toEqual(Array(5).fill('INVALID_VALUE /gln'));
      const kept = numbers.find((_, index) => answers[index]?.ok) ?? '';
      const same = await change(id, kept, true);
      expect(same.ok).toBe(true);
      const cleared = await Promise.all([change(id, null), change(id, null, true)]);
      expect(cleared.flatMap<string>(reasonsOf)).toEqual(Array(2).fill('INVALID_VALUE /gln'));
      const bare = valueOf(await add(mill, { name: 'Numbered' }));
      expect((await change(bare.id, null, true)).ok).toBe(true);
      const further = await change(id, newNumber());
      expect(further.ok && further.value.numbers).toHaveLength(3);
    },
  );

  it('of what was there before stays as it was, by the migration and its way back', async () => {
    const migration = new Registration1790000000017();
    const given = { name: 'There before', registrationId: randomUUID() };
    const old = await Promise.all(all.map(async (noun) => valueOf(await nouns[noun](mill, given))));
    await db.database.transaction(null, ({ runner }) => migration.down(runner));
    await db.database.transaction(null, ({ runner }) => migration.up(runner));
    const views = {
      organisation: rooms.organisations,
      site: rooms.sites,
      product: rooms.products,
    };
    const now = await Promise.all(
      all.map((noun, index) => views[noun].byId(mill, old[index]?.id ?? 0)),
    );
    expect(now).toEqual(old);
    for (const [index, noun] of all.entries()) {
      const before = old[index];
      const again = valueOf(await nouns[noun](mill, given));
      expect(again.id).not.toBe(before?.id);
      expect(valueOf(await nouns[noun](mill, given))).toEqual(again);
    }
  });
});
