import { placesInRings, ringsInOrder } from './shares-order.ts';
import type { MixNode } from './shares-pools.ts';
import { WHOLE } from './shares-weights.ts';

/** Shares by group, in parts of `WHOLE`; null: cannot be told. */
export interface Carried<G> {
  readonly shares: ReadonlyMap<G, bigint | null>;
  /** Some are null only because the rings of the graph are too large to be followed. */
  readonly tooLarge: boolean;
}

/** What is smaller than this part of the whole is not followed: it is in no share of four decimals. */
const DUST = WHOLE / 10n ** 30n;

/** Mixtures that are gone through in one ring of one instant; what is still in it then is unknown. */
const RING_STEPS_MAX = 500_000;

/** The same for all groups in rings, each of which needs a pass of its own. */
const PASSES_STEPS_MAX = 2_000_000;

/** A part of a mixture, by the place of what it leads to. */
interface Edge {
  readonly to: number;
  readonly weight: bigint;
}

interface Visit<K> {
  readonly node: MixNode<K>;
  readonly edges: readonly Edge[];
}

/** Every mixture, each before those that it is made of, and where the rings among them begin. */
interface Course<K> {
  readonly visits: readonly Visit<K>[];
  readonly rings: readonly { readonly from: number; readonly length: number }[];
}

/** What happened to the whole on its way back to where it was born. */
interface Passed<K> {
  readonly origins: ReadonlyMap<K, bigint>;
  /** Places of mixtures that cannot be told, and that something came to. */
  readonly lost: ReadonlySet<number>;
  readonly steps: number;
}

/** Decides of what goes over from one mixture to another whether its way ends there. */
type Crossing = (from: number, edge: Edge, weight: bigint) => 'ON' | 'STOP';

/** The way of the asked item's mass back through the mixtures. */
export class Flow<K> {
  readonly #course: Course<K>;
  readonly #passed: Passed<K>;
  /** Places of mixtures that cannot be told, or that stand behind one. */
  readonly #uncertain: ReadonlySet<number>;

  constructor(whole: MixNode<K>) {
    this.#course = courseFrom(whole);
    this.#passed = pass(this.#course, () => 'ON');
    this.#uncertain = behind(this.#course, this.#passed.lost);
  }

  /** Where the whole was born, and the rest. */
  ends(): { readonly origins: ReadonlyMap<K, bigint>; readonly unknown: bigint } {
    const { origins } = this.#passed;
    const unknown = [...origins.values()].reduce((rest, share) => rest - share, WHOLE);
    return { origins, unknown };
  }

  /** Items without which a share cannot be told, and whom to ask. */
  unweighed(): ReadonlyMap<K, number> {
    const asked = new Map<K, number>();
    for (const place of this.#uncertain) {
      const node = this.#course.visits[place]?.node;
      if (node === undefined || node.known || node.owner === null) continue;
      for (const item of node.missing) if (!asked.has(item)) asked.set(item, node.owner);
    }
    return asked;
  }

  /** How much of the whole was in each group of items, once or more often. */
  carried<G>(groupOf: (item: K) => G | null): Carried<G> {
    const groups = this.#course.visits.map(({ node }) => groupOf(node.item));
    const start = groups[0] ?? null;
    const shares = new Map<G, bigint | null>();
    pass(this.#course, (from, { to }, weight) => {
      const group = groups[to] ?? null;
      if (group !== null && group !== groups[from]) {
        shares.set(group, (shares.get(group) ?? 0n) + weight);
      }
      return 'ON';
    });
    let left = PASSES_STEPS_MAX;
    for (const group of this.#inRings(groups)) {
      if (left > 0) left -= this.#meet(groups, group, shares);
      else shares.set(group, null);
    }
    const tooLarge = left <= 0;
    for (const group of this.#untold(groups)) shares.set(group, null);
    if (start !== null) shares.set(start, WHOLE);
    return { shares, tooLarge };
  }

  /** What meets a group that may be left and entered again counts once: its way ends there. Answers the steps that took. */
  #meet<G>(groups: readonly (G | null)[], group: G, shares: Map<G, bigint | null>): number {
    let met = 0n;
    const { steps } = pass(this.#course, (_, { to }, weight) => {
      if (groups[to] !== group) return 'ON';
      met += weight;
      return 'STOP';
    });
    shares.set(group, met);
    return steps;
  }

  /** Groups that may be left and entered again. */
  #inRings<G>(groups: readonly (G | null)[]): ReadonlySet<G> {
    const { visits } = this.#course;
    const numbers = new Map<unknown, number>();
    const number = (place: number): number => {
      const name = groups[place] ?? visits[place];
      const known = numbers.get(name) ?? numbers.size;
      numbers.set(name, known);
      return known;
    };
    const ways = visits.flatMap(({ edges }, from) =>
      edges
        .map(({ to }) => [number(from), number(to)] as const)
        .filter(([one, other]) => one !== other),
    );
    const inRings = placesInRings(ways);
    return new Set(
      groups.flatMap((group, place) =>
        group !== null && inRings.has(number(place)) ? [group] : [],
      ),
    );
  }

  /** Groups that something uncertain goes over to. */
  *#untold<G>(groups: readonly (G | null)[]): Generator<G> {
    for (const place of this.#uncertain) {
      for (const { to } of this.#course.visits[place]?.edges ?? []) {
        const group = groups[to] ?? null;
        if (group !== null && group !== groups[place]) yield group;
      }
    }
  }
}

/** All mixtures that can be come to; what would have been made later out of this very use has no recorded origin. */
const courseFrom = <K>(whole: MixNode<K>): Course<K> => {
  const places = new Map<MixNode<K>, number>([[whole, 0]]);
  const nodes = [whole];
  const ways: number[][] = [];
  for (let place = 0; place < nodes.length; place += 1) {
    ways[place] = (nodes[place]?.parts() ?? []).map(({ to }) => {
      const known = places.get(to) ?? nodes.length;
      if (known === nodes.length) nodes.push(to);
      places.set(to, known);
      return known;
    });
  }
  const rings = ringsInOrder(ways);
  const ringOf: number[] = [];
  for (const [number, ring] of rings.entries()) for (const place of ring) ringOf[place] = number;
  const newPlace: number[] = [];
  for (const [index, place] of rings.flat().entries()) newPlace[place] = index;
  const dead: Visit<K>[] = [];
  const deadEnd = (item: K): number => {
    const node = { ...whole, item, end: 'UNKNOWN', known: true, parts: () => [] } as const;
    return nodes.length + dead.push({ node, edges: [] }) - 1;
  };
  const visits = rings.flat().flatMap((place): readonly Visit<K>[] => {
    const node = nodes[place];
    if (node === undefined) return [];
    const edges = node.parts().map(({ to, weight, late }) => {
      const target = places.get(to) ?? 0;
      const itself = late && ringOf[target] === ringOf[place];
      return { to: itself ? deadEnd(to.item) : (newPlace[target] ?? 0), weight };
    });
    return [{ node, edges }];
  });
  let from = 0;
  const lengths = [...rings.map(({ length }) => length), ...dead.map(() => 1)];
  const starts = lengths.map((length) => ({ from: (from += length) - length, length }));
  return { visits: [...visits, ...dead], rings: starts };
};

/** Lets the whole run back, ring by ring. */
const pass = <K>({ visits, rings }: Course<K>, crossing: Crossing): Passed<K> => {
  const pending = visits.map((_, place) => (place === 0 ? WHOLE : 0n));
  const origins = new Map<K, bigint>();
  const lost = new Set<number>();
  let steps = 0;
  /** True when something came back to a place that had been gone through. */
  const once = (place: number): boolean => {
    const weight = pending[place] ?? 0n;
    const visit = visits[place];
    steps += 1;
    if (weight <= DUST || visit === undefined) return false;
    pending[place] = 0n;
    const { node, edges } = visit;
    if (node.end === 'ORIGIN') origins.set(node.item, (origins.get(node.item) ?? 0n) + weight);
    if (!node.known) lost.add(place);
    if (node.end !== null || !node.known) return false;
    let back = false;
    for (const edge of edges) {
      const part = (weight * edge.weight) / WHOLE;
      if (part === 0n || crossing(place, edge, part) === 'STOP') continue;
      pending[edge.to] = (pending[edge.to] ?? 0n) + part;
      steps += 1;
      back ||= edge.to <= place;
    }
    return back;
  };
  for (const { from, length } of rings) {
    const stop = steps + RING_STEPS_MAX;
    for (let again = true; again && steps < stop;) {
      again = false;
      for (let place = from; place < from + length; place += 1) again = once(place) || again;
    }
  }
  return { origins, lost, steps };
};

/** The places given, and all that they are made of. */
const behind = <K>({ visits }: Course<K>, lost: ReadonlySet<number>): ReadonlySet<number> => {
  const found = new Set(lost);
  const open = [...lost];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    for (const { to } of visits[place]?.edges ?? []) {
      if (found.has(to)) continue;
      found.add(to);
      open.push(to);
    }
  }
  return found;
};
