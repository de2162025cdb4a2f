import fc from 'fast-check';
import { testDatabase, type TestDatabase } from '../../test/support/database.ts';
import { masterdataOn, valueOf } from '../../test/support/masterdata.ts';
import type { AsOf } from '../access/versions.ts';
import type { Viewer } from '../access/viewer.ts';

/** What was said, when. */
interface Said {
  readonly day: number;
  readonly name: string;
}

const dayText = (day: number): string => `2026-03-${String(day).padStart(2, '0')}`;

/**
 * The rule, slowly: go through all that was said, keep the last one said on or before the day; a day before the first is answered like the first
 * day. What is said with a clock that was set back counts from the newest day before it, and who says the same again says nothing.
 */
const nameOn = (history: readonly Said[], asked: number): string => {
  const first = Math.max(asked, history[0]?.day ?? 0);
  let newest = 0;
  let name = '';
  const news = history.filter((said, index) => said.name !== history[index - 1]?.name);
  for (const said of news) {
    newest = Math.max(newest, said.day);
    if (newest <= first) name = said.name;
  }
  return name;
};

describe('versions as of a day', () => {
  let db: TestDatabase;
  let rooms: Awaited<ReturnType<typeof masterdataOn>>;
  let mill: Viewer;
  beforeAll(async () => {
    db = await testDatabase();
    rooms = await masterdataOn(db);
    mill = await rooms.account('Kilele Mill');
  });
  afterAll(() => db.drop());

  const nouns = {
    site: {
      say: (id: number | null, name: string) =>
        rooms.sites.register(mill, { id, name, country: 'KE' }),
      ask: (id: number, day: string) => rooms.sites.byId(mill, id, day),
      askKnown: (id: number, asOf: AsOf) => rooms.sites.byId(mill, id, asOf),
    },
    product: {
      say: (id: number | null, name: string) => rooms.products.register(mill, { id, name }),
      ask: (id: number, day: string) => rooms.products.byId(mill, id, day),
      askKnown: (id: number, asOf: AsOf) => rooms.products.byId(mill, id, asOf),
    },
    organisation: {
      say: (id: number | null, name: string) =>
        rooms.organisations.register(mill, { id, name, country: 'KE' }),
      ask: (id: number, day: string) => rooms.organisations.byId(mill, id, day),
      askKnown: (id: number, asOf: AsOf) => rooms.organisations.byId(mill, id, asOf),
    },
  };

  it.each(Object.keys(nouns) as (keyof typeof nouns)[])(
    'show of a %s what the slow rule shows',
    async (noun) => {
      const { say, ask } = nouns[noun];
      const counted = { worlds: 0, changed: 0 };
      const history = fc.array(
        fc.record({ day: fc.integer({ min: 1, max: 28 }), name: fc.constantFrom('A', 'B', 'C') }),
        { minLength: 1, maxLength: 6 },
      );
      await fc.assert(
        fc.asyncProperty(history, async (said) => {
          let id: number | null = null;
          for (const { day, name } of said) {
            rooms.clock.set(new Date(`${dayText(day)}T12:00:00Z`));
            id = valueOf<{ id: number }>(await say(id, name)).id;
          }
          counted.worlds += 1;
          if (new Set(said.map(({ name }) => name)).size > 1) counted.changed += 1;
          const asked = [1, ...said.map(({ day }) => day), ...said.map(({ day }) => day - 1), 28];
          for (const day of new Set(asked.filter((one) => one > 0))) {
            const view = await ask(id ?? 0, dayText(day));
            expect([day, view?.name]).toEqual([day, nameOn(said, day)]);
          }
        }),
        { numRuns: 25 },
      );
      rooms.clock.set(null);
      console.log(`${noun} versions: worlds ${counted.worlds}, non-trivial ${counted.changed}`);
      expect(counted.changed).toBeGreaterThan(8);
    },
  );

  it.each(Object.keys(nouns) as (keyof typeof nouns)[])(
    'show of a %s what was known at an instant, and nothing of what was not',
    async (noun) => {
      const { say, askKnown } = nouns[noun];
      const said = ['A', 'B', 'C'].map((name, index) => ({ name, day: dayText(5 * index + 1) }));
      let id: number | null = null;
      for (const { name, day } of said) {
        rooms.clock.set(new Date(`${day}T12:00:00Z`));
        id = valueOf<{ id: number }>(await say(id, name)).id;
      }
      rooms.clock.set(null);
      const known = async (knownAt: string, day?: string): Promise<string | undefined> =>
        (await askKnown(id ?? 0, { knownAt, ...(day === undefined ? {} : { day }) }))?.name;
      expect(await known('2026-03-01T11:59:59.999Z')).toBeUndefined();
      expect(await known('2026-03-01T12:00:00.000Z')).toBe('A');
      expect(await known('2026-03-06T11:59:59.999Z')).toBe('A');
      expect(await known('2026-03-06T12:00:00.000Z')).toBe('B');
      expect(await known('2026-03-10T00:00:00.000Z', '2026-03-02')).toBe('A');
      expect(await known('2026-03-10T00:00:00.000Z', '2026-03-28')).toBe('B');
      expect(await known('2099-01-01T00:00:00.000Z')).toBe('C');
    },
  );

  it('show today without a day', async () => {
    rooms.clock.set(new Date('2024-05-01T00:00:00Z'));
    const { id } = valueOf(await nouns.site.say(null, 'Old name'));
    rooms.clock.set(new Date('2026-05-01T00:00:00Z'));
    await nouns.site.say(id, 'New name');
    rooms.clock.set(new Date('2026-06-01T00:00:00Z'));
    expect((await rooms.sites.byId(mill, id))?.name).toBe('New name');
    expect((await rooms.sites.byId(mill, id, '2024-12-31'))?.name).toBe('Old name');
    expect((await rooms.sites.byId(mill, id, '2020-01-01'))?.name).toBe('Old name');
    rooms.clock.set(null);
  });
});
