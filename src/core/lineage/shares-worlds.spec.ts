import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Amount } from './amount.ts';
import { mixtureOf } from './shares.ts';
import type { MixAct, MixLine, MixQuestion } from './shares-question.ts';
import { defaultMixRules, WHOLE } from './shares-weights.ts';
import type { MixRules } from './shares-weights.ts';

/** Enough for a check; a longer run only changes this number. */
const runs = process.env['FULL'] === '1' ? 3_000 : 300;

/** An exact fraction: the reference rounds nowhere. */
interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}
const divisor = (a: bigint, b: bigint): bigint =>
  b === 0n ? (a < 0n ? -a : a) : divisor(b, a % b);
const fraction = (over: bigint, under = 1n): Fraction => {
  const common = divisor(over, under) || 1n;
  return { over: over / common, under: under / common };
};
const zero = fraction(0n);
const plus = (a: Fraction, b: Fraction): Fraction =>
  fraction(a.over * b.under + b.over * a.under, a.under * b.under);
const minus = (a: Fraction, b: Fraction): Fraction => plus(a, { ...b, over: -b.over });
const times = (a: Fraction, b: Fraction): Fraction => fraction(a.over * b.over, a.under * b.under);
const by = (a: Fraction, b: Fraction): Fraction => fraction(a.over * b.under, a.under * b.over);
const isZero = ({ over }: Fraction): boolean => over === 0n;
const isMore = (a: Fraction, b: Fraction): boolean => minus(a, b).over > 0n;

/** Grains of one kind: where they were born, what they surely were in, and what they may have been in. */
interface Grain {
  readonly born: number | null;
  readonly been: readonly number[];
  readonly maybe: readonly number[];
}
type Heap = ReadonlyMap<string, { readonly grain: Grain; readonly part: Fraction }>;

/** What an item is now: how much is left of it in grams or pieces (null: unknown), and of what grains. */
interface Pile {
  readonly left: Fraction | null;
  readonly heap: Heap;
}

const sorted = (list: readonly number[]): readonly number[] =>
  [...new Set(list)].toSorted((a, b) => a - b);
const heapOf = (grains: readonly (readonly [Grain, Fraction])[]): Heap => {
  const heap = new Map<string, { grain: Grain; part: Fraction }>();
  for (const [grain, part] of grains) {
    const name = JSON.stringify(grain);
    heap.set(name, { grain, part: plus(heap.get(name)?.part ?? zero, part) });
  }
  return heap;
};
const mixed = (heaps: readonly (readonly [Heap, Fraction])[]): Heap =>
  heapOf(
    heaps.flatMap(([heap, share]) =>
      [...heap.values()].map(({ grain, part }) => [grain, times(part, share)] as const),
    ),
  );
/** Grains of which nothing is sure but what they may have been in. */
const blurred = (heaps: readonly Heap[], been: readonly number[]): Heap => {
  const grains = heaps.flatMap((heap) => [...heap.values()].map(({ grain }) => grain));
  const maybe = sorted(grains.flatMap((grain) => [...grain.been, ...grain.maybe]));
  return heapOf([[{ born: null, been, maybe }, fraction(1n)]]);
};
const passing = (heap: Heap, item: number): Heap =>
  heapOf(
    [...heap.values()].map(({ grain, part }) => [
      { ...grain, been: sorted([...grain.been, item]) },
      part,
    ]),
  );

const gramsOf = (amount: Amount | null): Fraction | null => {
  if (amount === null || amount.unit === null) return null;
  const [integer = '', tail = ''] = amount.value.split('.');
  const exact = fraction(BigInt(integer + tail), 10n ** BigInt(tail.length));
  return amount.unit === 'KGM' ? times(exact, fraction(1_000n)) : exact;
};

type Act = MixAct<number>;
type Line = MixLine<number>;

/** Amounts of items as they add up: of each in mass or in pieces, as it is told first; null: not told so. */
const measured = (): ((line: Line) => Fraction | null) => {
  const pieces = new Map<number, boolean>();
  return ({ item, amount }) => {
    if (amount === null) return null;
    const inPieces = amount.unit === null;
    const before = pieces.get(item) ?? inPieces;
    pieces.set(item, before);
    if (before !== inPieces) return null;
    return inPieces ? fraction(BigInt(amount.value)) : gramsOf(amount);
  };
};

const take = (pile: Pile, grams: Fraction | null): Pile => {
  if (pile.left === null || grams === null) return { ...pile, left: null };
  return { ...pile, left: isMore(pile.left, grams) ? minus(pile.left, grams) : zero };
};

const put = (pile: Pile | undefined, more: Pile, item: number): Pile => {
  if (pile === undefined || (pile.left !== null && isZero(pile.left))) return more;
  if (pile.left === null || more.left === null) {
    return { left: null, heap: blurred([pile.heap, more.heap], [item]) };
  }
  const left = plus(pile.left, more.left);
  const parts = [
    [pile.heap, by(pile.left, left)],
    [more.heap, by(more.left, left)],
  ] as const;
  return { left, heap: mixed(parts) };
};

/** What comes out of an act, before it is in its items. */
const brewed = (lines: readonly Line[], piles: ReadonlyMap<number, Pile>): Heap => {
  const heaps = lines.map(({ item }) => {
    const stranger = heapOf([[{ born: null, been: [item], maybe: [] }, fraction(1n)]]);
    return piles.get(item)?.heap ?? stranger;
  });
  const [only] = heaps;
  if (only !== undefined && heaps.length === 1) return only;
  const grams = lines.map(({ amount }) => gramsOf(amount));
  const total = grams.reduce<Fraction | null>((sum, one) => one && sum && plus(sum, one), zero);
  if (total === null || isZero(total)) return blurred(heaps, []);
  return mixed(heaps.map((heap, place) => [heap, by(grams[place] ?? zero, total)] as const));
};

/** Grain by grain, forward in time: every item's pile is kept, and what grains have been in is written on them. */
const replayed = (acts: readonly Act[], { asked, acts: leading }: MixQuestion<number>): Heap => {
  const piles = new Map<number, Pile>();
  let whole: Pile | undefined;
  const [muchOf, muchOfWhole] = [measured(), measured()];
  const cone = new Set(leading.map(({ process }) => process));
  for (const act of acts) {
    const inputs = act.inputs ?? [];
    const brew = brewed(inputs, piles);
    for (const line of inputs) {
      const { item } = line;
      const pile = piles.get(item);
      const much = muchOf(line);
      if (pile !== undefined) piles.set(item, take(pile, much));
      if (item !== asked || !cone.has(act.process)) continue;
      const taken = muchOfWhole(line);
      if (whole !== undefined) whole = take(whole, taken);
    }
    for (const line of act.outputs) {
      const { item } = line;
      const heap =
        act.kind === 'BORN'
          ? heapOf([[{ born: item, been: [item], maybe: [] }, fraction(1n)]])
          : passing(brew, item);
      piles.set(item, put(piles.get(item), { left: muchOf(line), heap }, item));
      if (item === asked) whole = put(whole, { left: muchOfWhole(line), heap }, item);
    }
  }
  return whole?.heap ?? new Map();
};

const ITEMS = 7;

const amount = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.integer({ min: 1, max: 99 }).map((n) => ({ value: `${n}`, unit: 'KGM' })),
  },
  {
    weight: 6,
    arbitrary: fc.integer({ min: 100, max: 90_000 }).map((n) => ({ value: `${n}.5`, unit: 'GRM' })),
  },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 1, max: 9 }).map((n) => ({ value: `${n}`, unit: null })),
  },
  { weight: 1, arbitrary: fc.constant(null) },
) as fc.Arbitrary<Amount | null>;
const mass = fc.integer({ min: 1, max: 99 }).map((n) => ({ value: `${n}`, unit: 'KGM' }));
const linesOf = (of: fc.Arbitrary<Amount | null>, max: number): fc.Arbitrary<Line[]> =>
  fc.uniqueArray(fc.record({ item: fc.nat(ITEMS - 1), amount: of }), {
    selector: ({ item }) => item,
    minLength: 1,
    maxLength: max,
  });

interface World {
  readonly acts: readonly Act[];
  readonly question: MixQuestion<number>;
}

/** Acts in their order, one an hour; what was used before anybody made it is never made. */
const worldOf = (
  drawn: readonly (Pick<Act, 'kind' | 'outputs'> & { inputs: Line[] })[],
  pick: number,
): World => {
  const [there, strangers] = [new Set<number>(), new Set<number>()];
  const acts = drawn.map(({ kind, inputs, outputs }, index): Act => {
    const used = kind === 'BORN' ? [] : inputs;
    for (const { item } of used) if (!there.has(item)) strangers.add(item);
    const made = outputs.filter(({ item }) => !strangers.has(item));
    for (const { item } of made) there.add(item);
    const instant = `2026-03-01T${String(index).padStart(2, '0')}:00:00.000000Z`;
    return { kind, process: `#${index}`, owner: 1, instant, inputs: used, outputs: made };
  });
  const mixes = acts.filter(({ inputs }) => (inputs ?? []).length > 1).slice(-2);
  const asked = (mixes.length === 0 ? acts : mixes).flatMap(({ outputs }) => outputs);
  return { acts, question: questionOf(acts, asked[pick % asked.length]?.item ?? pick) };
};

/** What a trace back hands over: acts that lead to the asked item; of the others what they took. */
const questionOf = (acts: readonly Act[], asked: number): MixQuestion<number> => {
  const met = new Set([asked]);
  const makes = ({ outputs }: Act): boolean => outputs.some(({ item }) => met.has(item));
  for (let size = 0; size < met.size;) {
    size = met.size;
    for (const { inputs } of acts.filter(makes)) for (const { item } of inputs ?? []) met.add(item);
  }
  const taken = acts
    .filter((act) => !makes(act))
    .flatMap(({ inputs, instant }) => (inputs ?? []).map((line) => ({ ...line, instant })));
  const leading = acts
    .filter(makes)
    .map((act) => ({ ...act, outputs: act.outputs.filter(({ item }) => met.has(item)) }));
  const plain = { isSingle: () => false, productOf: () => null };
  return { asked, acts: leading, taken: taken.filter(({ item }) => met.has(item)), ...plain };
};

const arbitraryWorld = (of: fc.Arbitrary<Amount | null>): fc.Arbitrary<World> =>
  fc
    .record({
      drawn: fc.array(
        fc.record({
          kind: fc.constantFrom('BORN' as const, 'MADE' as const, 'MADE' as const),
          inputs: linesOf(of, 3),
          outputs: linesOf(of, 2),
        }),
        { minLength: 4, maxLength: 14 },
      ),
      pick: fc.nat(ITEMS - 1),
    })
    .map(({ drawn, pick }) => worldOf(drawn, pick));

const inWhole = ({ over, under }: Fraction): bigint => (over * WHOLE) / under;
/** Equal to thirty decimals. */
const near = (a: bigint, b: bigint): boolean => a - b < 10n ** 10n && b - a < 10n ** 10n;
const items = Array.from({ length: ITEMS }, (_, item) => item);
const weightOf = (heap: Heap, fits: (grain: Grain) => boolean): Fraction =>
  [...heap.values()].reduce((sum, { grain, part }) => (fits(grain) ? plus(sum, part) : sum), zero);

/** Every share that differs from what the grains say. */
const faults = (
  { acts, question }: World,
  rules: MixRules = defaultMixRules,
): readonly string[] => {
  const heap = replayed(acts, question);
  const mixture = mixtureOf(question, rules);
  const { shares } = mixture.carried((item) => item);
  const made = acts.some(({ outputs }) => outputs.some(({ item }) => item === question.asked));
  if (!made) return [];
  return items.flatMap((item) => {
    const born = weightOf(heap, (grain) => grain.born === item);
    const maybe = weightOf(heap, (grain) => grain.maybe.includes(item));
    const been = weightOf(heap, (grain) => grain.been.includes(item));
    const share = shares.get(item);
    const right =
      share === null ? !isZero(maybe) : near(share ?? 0n, inWhole(been)) && unsure(heap, item);
    const origin = near(mixture.origins.get(item) ?? 0n, inWhole(born));
    return [...(right ? [] : [`share of ${item}`]), ...(origin ? [] : [`origin ${item}`])];
  });
};

/** True when no grain may have been in the item without surely having been there. */
const unsure = (heap: Heap, item: number): boolean =>
  isZero(weightOf(heap, ({ been, maybe }) => maybe.includes(item) && !been.includes(item)));

const partial = ({ question }: World): number => {
  const { shares } = mixtureOf(question).carried((item) => item);
  return [...shares.values()].filter((share) => share !== null && share > 0n && share < WHOLE)
    .length;
};
const hasRing = ({ question }: World): boolean =>
  question.acts.some(({ inputs }) => inputs?.some(({ item }) => item === question.asked));

describe('random histories', () => {
  test.each([
    ['of masses', mass],
    ['of masses, pieces and what is not recorded', amount],
  ])('every share is what following each grain gives, %s', (name, of) => {
    let [worlds, nonTrivial, rings, unknown] = [0, 0, 0, 0];
    fc.assert(
      fc.property(arbitraryWorld(of), (world) => {
        worlds += 1;
        if (partial(world) >= 2) nonTrivial += 1;
        if (hasRing(world)) rings += 1;
        if (mixtureOf(world.question).unweighed.size > 0) unknown += 1;
        expect(faults(world)).toEqual([]);
      }),
      { numRuns: runs, seed: 20260302 },
    );
    console.info(
      `${name}: worlds ${worlds}, non-trivial ${nonTrivial}, rings ${rings}, not weighed ${unknown}`,
    );
    expect(nonTrivial).toBeGreaterThan(worlds / 10);
    expect(rings).toBeGreaterThan(worlds / 20);
  });
});

const planted: Readonly<Record<string, MixRules>> = {
  'the first input only': {
    ...defaultMixRules,
    weigh: (lines) => ({ shares: lines.map((_, place) => (place === 0 ? WHOLE : 0n)) }),
  },
  'by pieces, whatever the unit': {
    ...defaultMixRules,
    weigh: (lines) =>
      defaultMixRules.weigh(
        lines.map((line) => ({ ...line, amount: line.amount && { ...line.amount, unit: 'KGM' } })),
      ),
  },
  'each input alike': {
    ...defaultMixRules,
    weigh: (lines) => ({ shares: lines.map(() => WHOLE / BigInt(lines.length)) }),
  },
  'absent is zero': {
    ...defaultMixRules,
    weigh: (lines) =>
      defaultMixRules.weigh(
        lines.map((line) => ({ ...line, amount: line.amount ?? { value: '0', unit: 'KGM' } })),
      ),
  },
  'outputs share alike': { ...defaultMixRules, mixTwo: () => [WHOLE / 2n, WHOLE / 2n] },
  'the last making is all there is': { ...defaultMixRules, mixTwo: () => [0n, WHOLE] },
  'taking takes nothing': { ...defaultMixRules, leftAfter: (left) => left },
};

describe('planted mistakes', () => {
  test.each(Object.keys(planted))('seen in random histories: %s', (name) => {
    let [worlds, caught] = [0, 0];
    fc.assert(
      fc.property(arbitraryWorld(amount), (world) => {
        worlds += 1;
        if (faults(world, planted[name]).length > 0) caught += 1;
      }),
      { numRuns: 200, seed: 952 },
    );
    console.info(`${name}: worlds ${worlds}, caught in ${caught}`);
    expect(caught).toBeGreaterThan(0);
  });
});
