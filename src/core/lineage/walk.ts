import type { TraceLink } from './answer.ts';
import { compareText } from './order.ts';
import type { LineageRules } from './rules.ts';
import type { Transformation } from './transformations.ts';

/** What is walked: transformations, a start, a direction, a limit. */
export interface WalkInput {
  /** Every believed transformation, also those later than the time asked about. */
  readonly all: readonly Transformation[];
  /** Those not later than the time asked about. */
  readonly inTime: readonly Transformation[];
  readonly start: readonly string[];
  /** What lay in the start, with the levels of packing between: from there the walk goes on as from the start. */
  readonly inside: ReadonlyMap<string, number>;
  readonly direction: 'BACK' | 'FORWARD';
  readonly depth: number;
}

/** Items reached, with the links between them. */
export interface Walk {
  /** Fewest links from the start, by canonical key. */
  readonly distances: ReadonlyMap<string, number>;
  readonly links: readonly TraceLink[];
  /** Items behind which the chain goes on although the limit was reached. */
  readonly cut: ReadonlySet<string>;
  /** Going back: items that were made, as is recorded, of nothing that is recorded (domain rule 23). */
  readonly ofNothing: ReadonlySet<string>;
  /** Going back: items that were used only to bring what was packed in them. */
  readonly carriers: ReadonlySet<string>;
}

type WalkRules = Pick<LineageRules, 'processMates' | 'feeds' | 'joinsNothing'>;

/**
 * A transformation met through one of its items: an output when walking back, an input when
 * walking forward.
 */
interface Meeting {
  readonly through: string;
  readonly transformation: Transformation;
}

/** A process met during the walk: its events, and the items through which each was met. */
interface Process {
  readonly level: number;
  readonly mates: readonly Transformation[];
  readonly met: Map<Transformation, Set<string>>;
}

/** A list for each name. */
const grouped = <T>(
  list: readonly T[],
  namesOf: (one: T) => readonly (string | null)[],
): ReadonlyMap<string | null, readonly T[]> => {
  const groups = new Map<string | null, T[]>();
  for (const one of list) {
    for (const name of namesOf(one))
      groups
        .set(name, groups.get(name) ?? [])
        .get(name)
        ?.push(one);
  }
  return groups;
};

/** Who makes and who uses an item, in the sense of the settled semantics. */
class Workshop {
  readonly #rules: WalkRules;
  readonly #makers: ReadonlyMap<string | null, readonly Transformation[]>;
  readonly #users: ReadonlyMap<string | null, readonly Transformation[]>;
  readonly #processes: ReadonlyMap<string | null, readonly Transformation[]>;
  /** Items that a transformation makes, at any time: for these a membership is no maker. */
  readonly #made: ReadonlySet<string>;
  constructor(input: WalkInput, rules: WalkRules) {
    this.#rules = rules;
    this.#makers = grouped(input.inTime, (one) => one.outputs);
    this.#users = grouped(input.inTime, (one) => one.inputs);
    this.#processes = grouped(input.inTime, (one) => [one.process]);
    this.#made = new Set(
      input.all.filter((one) => one.kind === 'MADE').flatMap((one) => one.outputs),
    );
  }

  /**
   * Transformations that make the item; a membership counts only when no transformation does
   * (domain rule 2).
   */
  makers(item: string): readonly Transformation[] {
    const makers = this.#makers.get(item) ?? [];
    return this.#made.has(item) ? makers.filter((one) => one.kind === 'MADE') : makers;
  }

  users(item: string): readonly Transformation[] {
    return this.#users.get(item) ?? [];
  }

  mates(one: Transformation): readonly Transformation[] {
    return this.#rules.processMates(one, this.#processes.get(one.process) ?? []);
  }

  /** Makers whose item can have gone into this use. */
  feeding(item: string, use: Transformation): readonly Transformation[] {
    if (this.#rules.joinsNothing(item)) return [];
    const makers = this.makers(item);
    return makers.filter((maker) => this.#rules.feeds(maker, use, makers));
  }

  /**
   * Uses that the item can have gone into from this source. A piece belongs to its lot whoever
   * made it, so its uses always follow.
   */
  fed(item: string, source: Transformation): readonly Transformation[] {
    if (this.#rules.joinsNothing(item)) return [];
    const onlyMember = source.kind === 'MEMBER' && this.#made.has(item);
    return this.users(item).filter(
      (use) => onlyMember || this.#rules.feeds(source, use, this.makers(item)),
    );
  }
}

/** Transformations met through items from which the walk begins. */
const first = (
  items: readonly string[],
  workshop: Workshop,
  direction: 'BACK' | 'FORWARD',
): readonly Meeting[] =>
  items.flatMap((item) =>
    (direction === 'BACK' ? workshop.makers(item) : workshop.users(item)).map((transformation) => ({
      through: item,
      transformation,
    })),
  );

/** From a process one link on: the items there, and the transformations met through them. */
const onward = (
  process: Process,
  workshop: Workshop,
  direction: 'BACK' | 'FORWARD',
): readonly { readonly item: string; readonly meetings: readonly Meeting[] }[] =>
  process.mates.flatMap((mate) =>
    (direction === 'BACK' ? mate.inputs : mate.outputs).map((item) => ({
      item,
      meetings: (direction === 'BACK'
        ? workshop.feeding(item, mate)
        : workshop.fed(item, mate)
      ).map((transformation) => ({ through: item, transformation })),
    })),
  );

const linkKind = (one: Transformation): TraceLink['kind'] =>
  one.kind === 'MADE' ? 'MADE_INTO' : 'LOT_MEMBER';

/**
 * Every input of the process into every output of it; of the side we came from only what was met
 * (domain rules 13, 14).
 */
const linksOf = (process: Process, direction: 'BACK' | 'FORWARD'): readonly TraceLink[] => {
  const met = (mate: Transformation): readonly string[] => [...(process.met.get(mate) ?? [])];
  return process.mates.flatMap((source) =>
    process.mates.flatMap((maker) => {
      const inputs = direction === 'BACK' ? source.inputs : met(source);
      const outputs = direction === 'BACK' ? met(maker) : maker.outputs;
      return inputs.flatMap((from) =>
        outputs.map((to) => ({ from, to, kind: linkKind(maker), steps: [maker.position] })),
      );
    }),
  );
};

/** The order of links: by from, to, kind. */
export const compareLinks = (a: TraceLink, b: TraceLink): number =>
  compareText(a.from, b.from) || compareText(a.to, b.to) || compareText(a.kind, b.kind);

const nameOf = (link: TraceLink): string => JSON.stringify([link.from, link.to, link.kind]);

const ascending = (a: number, b: number): number => a - b;

/** One link for each from, to and kind, with all its steps. */
const merged = (links: readonly TraceLink[]): readonly TraceLink[] => {
  const byName = new Map<string, TraceLink>();
  for (const link of links) {
    const steps = new Set([...(byName.get(nameOf(link))?.steps ?? []), ...link.steps]);
    byName.set(nameOf(link), { ...link, steps: [...steps].toSorted(ascending) });
  }
  return [...byName.values()].toSorted(compareLinks);
};

/** Items at the limit behind which there is something. */
const cutAt = (processes: readonly Process[], input: WalkInput): ReadonlySet<string> => {
  const goesOn = (process: Process): boolean =>
    process.mates.some(
      (mate) => (input.direction === 'BACK' ? mate.inputs : mate.outputs).length > 0,
    );
  return new Set(
    processes
      .filter((process) => process.level >= input.depth && goesOn(process))
      .flatMap((process) => [...process.met.values()].flatMap((items) => [...items])),
  );
};

/** Items through which processes without any input were met. */
const madeOfNothing = (
  processes: readonly Process[],
  { direction }: WalkInput,
): ReadonlySet<string> =>
  new Set(
    processes
      .filter(
        ({ mates }) => direction === 'BACK' && mates.every((mate) => mate.inputs.length === 0),
      )
      .flatMap(({ met }) => [...met.values()].flatMap((items) => [...items])),
  );

/** Going back: items that were used only to bring what was packed in them. */
const onlyCarriers = (
  processes: readonly Process[],
  { direction }: WalkInput,
): ReadonlySet<string> => {
  const mates = direction === 'BACK' ? processes.flatMap((process) => process.mates) : [];
  const material = new Set(
    mates.flatMap(({ inputs, carriers }) => inputs.filter((item) => !carriers.includes(item))),
  );
  return new Set(mates.flatMap(({ carriers }) => carriers).filter((item) => !material.has(item)));
};

/**
 * Level by level from the start (domain rules 13, 14, 17, 22, 24): a process is opened once, at
 * the fewest links at which it was met, however many of its items lead to it, so cycles end and
 * diamonds do not multiply. Going back, only the outputs we came through are reached; going
 * forward, every output is. What lay in the start is a beginning too, as far away as it lay deep, or as it was met otherwise.
 */
export const walk = (input: WalkInput, rules: WalkRules): Walk => {
  const workshop = new Workshop(input, rules);
  const distances = new Map([...input.inside, ...input.start.map((item) => [item, 0] as const)]);
  const begins = [...new Set([...input.start, ...input.inside.keys()])].filter(
    (item) => input.start.includes(item) || !rules.joinsNothing(item),
  );
  const processes = new Map<Transformation, Process>();
  const meet = (meeting: Meeting, level: number): void => {
    const mates = workshop.mates(meeting.transformation);
    const known = mates.map((mate) => processes.get(mate)).find((one) => one !== undefined);
    const process = known ?? { level, mates, met: new Map<Transformation, Set<string>>() };
    for (const mate of mates) processes.set(mate, process);
    const items = process.met.get(meeting.transformation) ?? new Set<string>();
    process.met.set(meeting.transformation, items.add(meeting.through));
  };
  for (let level = 0; level <= input.depth; level += 1) {
    const here = begins.filter((item) => distances.get(item) === level);
    for (const meeting of first(here, workshop, input.direction)) meet(meeting, level);
    if (level === input.depth) break;
    const opened = [...new Set(processes.values())].filter((one) => one.level === level);
    for (const step of opened.flatMap((one) => onward(one, workshop, input.direction))) {
      distances.set(step.item, Math.min(distances.get(step.item) ?? level + 1, level + 1));
      for (const meeting of step.meetings) meet(meeting, level + 1);
    }
  }
  const all = [...new Set(processes.values())];
  const within = all.filter((process) => process.level < input.depth);
  return {
    distances,
    links: merged(within.flatMap((process) => linksOf(process, input.direction))),
    cut: cutAt(all, input),
    ofNothing: madeOfNothing(all, input),
    carriers: onlyCarriers(within, input),
  };
};
