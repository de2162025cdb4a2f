import type { SampleCapture, SampleData } from '../../src/sample/world.ts';
import { checkDigit } from './events.ts';

/** Numbers of its own for each seed: the same world is made again wherever the test runs. */
export const dice = (seed: number): (() => number) => {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
};

/** A list in an order of its own for each seed. */
export const shuffled = <Item>(list: readonly Item[], seed: number): readonly Item[] => {
  const next = dice(seed);
  return list
    .map((item) => ({ item, rank: next() }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
};

/** A text in which all GS1 keys of the test prefix are those of another company, with their check digits. */
export const underPrefix = (text: string, company: string): string =>
  text.replaceAll(/(?<![\d-])(\d{18}|\d{14}|\d{13})(?!\d)/g, (digits) => {
    const moved = digits.slice(0, -1).replace('952100', `952${company}`);
    return moved + checkDigit(moved);
  });

/** GS1 companies of the worlds that stand beside the first: three digits, none of them `100`. */
const FIRST_COMPANY = 101;

/** A key of the sample as it is called in a world; world 0 is the sample itself. */
export const keyIn = (world: number, key: string): string =>
  world === 0 ? key : underPrefix(key, String(FIRST_COMPANY + world));

/** The same chain with GS1 keys and event ids of its own; companies are told apart by the world's number. */
const beside = (data: SampleData, world: number): SampleData => {
  if (world === 0) return data;
  const text = keyIn(world, JSON.stringify(data)).replaceAll(
    '019a0000-',
    `019b${String(world).padStart(4, '0')}-`,
  );
  const other = JSON.parse(text) as SampleData;
  const named = <Value>(entries: Readonly<Record<string, Value>>): Record<string, Value> =>
    Object.fromEntries(Object.entries(entries).map(([name, one]) => [`${name} ${world}`, one]));
  return {
    now: other.now,
    organisations: named(other.organisations),
    products: Object.fromEntries(
      Object.entries(named(other.products)).map(([name, product]) => [
        name,
        { ...product, organisation: `${product.organisation} ${world}` },
      ]),
    ),
    numbers: other.numbers.map((number) => ({ ...number, by: `${number.by} ${world}` })),
    captures: other.captures.map((capture) => ({ ...capture, by: `${capture.by} ${world}` })),
  };
};

/** Several lists as one: each keeps its order, and none of them its neighbours. */
const interleaved = (
  lists: readonly (readonly SampleCapture[])[],
  seed: number,
): readonly SampleCapture[] => {
  const turns = shuffled(
    lists.flatMap((list, index) => list.map(() => index)),
    seed,
  );
  const next = lists.map(() => 0);
  return turns.flatMap((turn) => {
    const place = next[turn] ?? 0;
    next[turn] = place + 1;
    return lists[turn]?.[place] ?? [];
  });
};

/** One world that holds the sample in its own order and, beside it, as many chains like it, each learnt in another order. */
export const worldsBeside = (data: SampleData, others: number): SampleData => {
  const worlds = Array.from({ length: others + 1 }, (_, world) => beside(data, world));
  const captures = interleaved(
    worlds.map((world, index) => (index === 0 ? world.captures : shuffled(world.captures, index))),
    others + 1,
  );
  const first = Date.parse(data.captures[0]?.recordTime ?? '');
  return {
    now: data.now,
    organisations: Object.assign({}, ...worlds.map(({ organisations }) => organisations)),
    products: Object.assign({}, ...worlds.map(({ products }) => products)),
    numbers: worlds.flatMap(({ numbers }) => numbers),
    captures: captures.map((capture, index) => ({
      ...capture,
      recordTime: new Date(first + index * 1_000).toISOString(),
    })),
  };
};
