import type { ReachedXform } from './walk.store.ts';

/** Material flowed from one item to another; items are internal ids. */
export interface WalkLink {
  readonly from: number;
  readonly to: number;
  readonly kind: 'MADE_INTO' | 'LOT_MEMBER' | 'PACKED_IN';
  /** Log positions, ascending, of the events that produced `to`, or packed `from`, by this link. */
  readonly steps: readonly number[];
  /** Log positions, ascending, of the events that took `from`. */
  readonly sources: readonly number[];
}

/** Items reached, and how they hang together. */
export interface WalkGraph {
  /** Fewest links from the start, by item. */
  readonly distances: ReadonlyMap<number, number>;
  readonly links: readonly WalkLink[];
  /** Items behind which the chain goes on although the limit was reached. */
  readonly cut: ReadonlySet<number>;
  /** Going back: items that were made, as is recorded, of nothing that is recorded. */
  readonly ofNothing: ReadonlySet<number>;
  /** Things of which some lay in the asked item; and what things lay in, there or when they were used: what that is made of is not asked. */
  readonly packing: {
    readonly inside: ReadonlySet<number>;
    readonly carriers: ReadonlySet<number>;
  };
  /** Not every link is here: there are more than `LINKS_MAX`. All items are. */
  readonly incomplete: boolean;
}

/** Links of one answer. One event of thousands of inputs and outputs has millions, which no process could hold. */
export const LINKS_MAX = 200_000;

interface Question {
  readonly start: readonly number[];
  /** What lay in the start, with the levels of packing between; left out: nothing. */
  readonly inside?: ReadonlyMap<number, number>;
  readonly direction: 'BACK' | 'FORWARD';
  readonly depth: number;
}

/** Events of one process are one thing, reached when the first of them is. */
interface Process {
  readonly level: number;
  readonly mates: readonly ReachedXform[];
}

const processesOf = (xforms: readonly ReachedXform[]): readonly Process[] => {
  const alone: Process[] = [];
  const byName = new Map<string, ReachedXform[]>();
  for (const xform of xforms) {
    if (xform.process === null) alone.push({ level: xform.level, mates: [xform] });
    else
      byName
        .set(xform.process, byName.get(xform.process) ?? [])
        .get(xform.process)
        ?.push(xform);
  }
  const joined = [...byName.values()].map((mates) => ({
    level: Math.min(...mates.map(({ level }) => level)),
    mates,
  }));
  return [...alone, ...joined];
};

const distancesOf = (
  opened: readonly Process[],
  { start, inside = new Map<number, number>() }: Question,
): ReadonlyMap<number, number> => {
  const distances = new Map([...inside, ...start.map((item) => [item, 0] as const)]);
  const nearestFirst = opened.toSorted((a, b) => a.level - b.level);
  const meet = (item: number, distance: number): void => {
    const known = distances.get(item);
    if (known === undefined || known > distance) distances.set(item, distance);
  };
  for (const { level, mates } of nearestFirst) {
    for (const { beyond } of mates) for (const item of beyond) meet(item, level + 1);
  }
  return distances;
};

interface OpenLink {
  readonly from: number;
  readonly to: number;
  readonly steps: number[];
  readonly sources: number[];
}

/** Log positions of the event that made what a link leads to, and of the one that took what it comes from. */
interface Positions {
  readonly step: number;
  readonly source: number;
}

/** Links of one kind, by their ends: numbers cost a fifth of what names made of them do. */
class Links {
  private readonly byEnds = new Map<number, Map<number, OpenLink>>();

  /** Every one of the first with every one of the second. */
  join([froms, tos]: readonly [readonly number[], readonly number[]], positions: Positions): void {
    for (const from of froms) for (const to of tos) this.add(from, to, positions);
  }

  private add(from: number, to: number, { step, source }: Positions): void {
    const others = this.byEnds.get(from) ?? new Map<number, OpenLink>();
    this.byEnds.set(from, others);
    const link = others.get(to);
    if (link === undefined) others.set(to, { from, to, steps: [step], sources: [source] });
    else {
      link.steps.push(step);
      link.sources.push(source);
    }
  }

  all(kind: 'MADE_INTO' | 'LOT_MEMBER'): readonly WalkLink[] {
    return [...this.byEnds.values()].flatMap((others) =>
      [...others.values()].map(({ from, to, steps, sources }) => ({
        from,
        to,
        kind,
        steps: ascending(steps),
        sources: ascending(sources),
      })),
    );
  }
}

const ascending = (numbers: readonly number[]): readonly number[] =>
  numbers.length === 1 ? numbers : [...new Set(numbers)].toSorted((a, b) => a - b);

/** Between which items material flowed, and whether links are missing. */
type Flows = Pick<WalkGraph, 'links' | 'incomplete'>;

/** Every input of one mate flows into every output of another; of the side we came from only what was met. */
const flowsOf = (opened: readonly Process[], direction: Question['direction']): Flows => {
  const [made, member] = [new Links(), new Links()];
  const flows = (incomplete: boolean): Flows => ({
    links: [...made.all('MADE_INTO'), ...member.all('LOT_MEMBER')],
    incomplete,
  });
  let left = LINKS_MAX;
  for (const [source, maker] of pairsOf(opened)) {
    const [from, to] =
      direction === 'BACK' ? [source.beyond, [...maker.met]] : [[...source.met], maker.beyond];
    left -= 1 + from.length * to.length;
    if (left < 0) return flows(true);
    (maker.kind === 'MADE' ? made : member).join([from, to], {
      step: maker.position,
      source: source.position,
    });
  }
  return flows(false);
};

/** Every mate with every mate of its process, itself too. */
function* pairsOf(processes: readonly Process[]): Generator<readonly [ReachedXform, ReachedXform]> {
  for (const { mates } of processes) {
    for (const source of mates) for (const maker of mates) yield [source, maker];
  }
}

const cutAt = (processes: readonly Process[], depth: number): ReadonlySet<number> =>
  new Set(
    processes
      .filter(({ level, mates }) => level >= depth && mates.some(({ beyond }) => beyond.length > 0))
      .flatMap(({ mates }) => mates.flatMap(({ met }) => [...met])),
  );

/** Items through which processes without any input were met. */
const madeOfNothing = (
  processes: readonly Process[],
  direction: Question['direction'],
): ReadonlySet<number> =>
  new Set(
    processes
      .filter(
        ({ mates }) => direction === 'BACK' && mates.every(({ beyond }) => beyond.length === 0),
      )
      .flatMap(({ mates }) => mates.flatMap(({ met }) => [...met])),
  );

/** Items that were used only to bring what was packed in them. */
const onlyCarriers = (opened: readonly Process[]): ReadonlySet<number> => {
  const uses = opened.flatMap(({ mates }) => mates);
  const carriers = new Set(uses.flatMap((one) => one.carriers));
  if (carriers.size === 0) return carriers;
  for (const { beyond, carriers: own } of uses) {
    for (const item of beyond) if (!own.includes(item)) carriers.delete(item);
  }
  return carriers;
};

/** Items and links of a walk: the same as `core/lineage/walk.ts` makes of the events themselves. */
export const assemble = (xforms: readonly ReachedXform[], question: Question): WalkGraph => {
  const { direction, depth } = question;
  const processes = processesOf(xforms);
  const opened = processes.filter(({ level }) => level < depth);
  return {
    distances: distancesOf(opened, question),
    ...flowsOf(opened, direction),
    cut: cutAt(processes, depth),
    ofNothing: madeOfNothing(processes, direction),
    packing: { inside: new Set(question.inside?.keys()), carriers: onlyCarriers(opened) },
  };
};

/** Fewest changes of maker on the shortest ways, by item: an unknown maker is no change. */
export const tiersOf = (
  graph: Pick<WalkGraph, 'distances' | 'links'>,
  makers: ReadonlyMap<number, number>,
): ReadonlyMap<number, number> => {
  const neighbours = new Map<number, number[]>();
  const note = (item: number, other: number): void => {
    const list = neighbours.get(item);
    if (list === undefined) neighbours.set(item, [other]);
    else list.push(other);
  };
  for (const { from, to } of graph.links) {
    note(from, to);
    note(to, from);
  }
  const tiers = new Map<number, number>();
  for (const [item, distance] of [...graph.distances].toSorted((a, b) => a[1] - b[1])) {
    const own = makers.get(item);
    const through = (neighbours.get(item) ?? [])
      .filter((other) => graph.distances.get(other) === distance - 1)
      .map((other) => {
        const maker = makers.get(other);
        const changes = own !== undefined && maker !== undefined && own !== maker;
        return (tiers.get(other) ?? 0) + (changes ? 1 : 0);
      });
    tiers.set(
      item,
      through.reduce((least, tier) => Math.min(least, tier), through[0] ?? 0),
    );
  }
  return tiers;
};
