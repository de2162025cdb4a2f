import type { LogRecord } from '../epcis/event.ts';
import type { TraceAnswer, TraceLink } from './answer.ts';
import { holdsAt } from './containment.ts';
import type { Load } from './containment.ts';
import type { CustodyFacts } from './facts.ts';
import type { Hop, HopLine } from './hops.ts';
import { keysInRole } from './transformations.ts';

/** From the making of an item to its use or holding by somebody (domain rule 37). */
export interface Way {
  /** Canonical key. */
  readonly item: string;
  /** Party key; null: not recorded, then all custody before counts. */
  readonly maker: string | null;
  /** Instant of making; null: not recorded. */
  readonly madeAt: string | null;
  /** Party key of who used or holds it. */
  readonly user: string;
  /** Instant of use or holding. */
  readonly usedAt: string;
}

/** One line of a hop that lies on a way. */
export interface Stage {
  readonly hop: Hop;
  readonly line: HopLine;
}

const receivedAt = ({ receivings }: Hop): string | null =>
  receivings.map((record) => record.event.time.instant).toSorted()[0] ?? null;

const leftAt = (hop: Hop): string => hop.shipping?.event.time.instant ?? receivedAt(hop) ?? '';

/** By the first receipt it had come; without a receipt it is only known to have left. */
const cameAt = (hop: Hop): string => receivedAt(hop) ?? leftAt(hop);

/** The unopened load in which a line travelled. */
const loadOf = ({ hop, line }: Stage, loads: readonly Load[]): Load | null =>
  loads.find(
    (load) =>
      load.kind === 'PACKED' &&
      load.child === line.item &&
      load.parent === line.container &&
      holdsAt(load, leftAt(hop)),
  ) ?? null;

interface Search {
  readonly way: Way;
  readonly stages: readonly Stage[];
  readonly loads: readonly Load[];
}

/** Where the search stands: who had it by when, and in which unopened load. */
interface Standpoint {
  readonly party: string | null;
  readonly by: string;
  readonly load: Load | null;
  readonly path: readonly Stage[];
}

/** A line that came while the load was packed already must be of that load (domain rule 37). */
const fits = (stage: Stage, at: Standpoint, search: Search): boolean =>
  at.load === null ||
  cameAt(stage.hop) <= at.load.since.event.time.instant ||
  loadOf(stage, search.loads) === at.load;

const starts = ({ hop }: Stage, { maker, madeAt }: Way): boolean =>
  maker === null || (hop.from === maker && (madeAt === null || madeAt <= leftAt(hop)));

/** Every line that brought it to the party by then on a custody that leads from the maker. */
const before = (at: Standpoint, search: Search): readonly Stage[] =>
  search.stages
    .filter(
      (stage) =>
        stage.hop.to === at.party &&
        cameAt(stage.hop) <= at.by &&
        !at.path.includes(stage) &&
        fits(stage, at, search),
    )
    .flatMap((stage) => {
      const earlier = before(
        {
          party: stage.hop.from,
          by: leftAt(stage.hop),
          load: loadOf(stage, search.loads),
          path: [...at.path, stage],
        },
        search,
      );
      return earlier.length > 0 || starts(stage, search.way) ? [stage, ...earlier] : [];
    });

/**
 * The hop lines on a way, each once, in the order of `hops` (domain rule 37): custody leads from
 * the maker to the user in non-decreasing time. In an unopened container only that container's
 * hops count; else all the user's receipts before the use do, which is more than the truth. What
 * went to another customer is not in it.
 */
export const stagesOf = (
  way: Way,
  hops: readonly Hop[],
  loads: readonly Load[],
): readonly Stage[] => {
  const stages = hops.flatMap((hop) =>
    hop.lines.filter((line) => line.item === way.item).map((line): Stage => ({ hop, line })),
  );
  const found = before(
    { party: way.user, by: way.usedAt, load: null, path: [] },
    { way, stages, loads },
  );
  return stages.filter((stage) => found.includes(stage));
};

/**
 * The uses that a link speaks of: events of the process of its steps that have the item as an
 * input (domain rule 14).
 */
const usesOf = (link: TraceLink, records: readonly LogRecord[]): readonly LogRecord[] => {
  const steps = records.filter((record) => link.steps.includes(record.position));
  return records.filter(
    (record) =>
      keysInRole(record, 'INPUT').includes(link.from) &&
      steps.some(
        (step) =>
          step === record ||
          (step.owner === record.owner &&
            step.event.transformationId !== null &&
            step.event.transformationId === record.event.transformationId),
      ),
  );
};

/** What the hops of a trace are found from: all as believed at its position. */
export interface Custody {
  readonly records: readonly LogRecord[];
  readonly hops: readonly Hop[];
  readonly loads: readonly Load[];
  readonly facts: CustodyFacts;
}

/**
 * The hop lines that belong to a trace (domain rule 37): for each link, from the making of what
 * went in to its use. In the order of the hops.
 */
export const stagesOfTrace = (answer: TraceAnswer, custody: Custody): readonly Stage[] => {
  const { records, hops, loads, facts } = custody;
  const found = answer.links
    .filter((link) => link.kind === 'MADE_INTO')
    .flatMap((link) => {
      const node = answer.nodes.find((one) => one.key === link.from);
      const birth = records.find((record) => record.position === node?.birth);
      return usesOf(link, records).flatMap((use) => {
        const user = facts.partyOf(use.owner);
        if (user === null) return [];
        const maker = birth === undefined ? null : facts.partyOf(birth.owner);
        const madeAt = birth?.event.time.instant ?? null;
        const usedAt = use.event.time.instant;
        return stagesOf({ item: link.from, maker, madeAt, user, usedAt }, hops, loads);
      });
    });
  return hops.flatMap((hop) =>
    hop.lines
      .filter((line) => found.some((stage) => stage.hop === hop && stage.line === line))
      .map((line) => ({ hop, line })),
  );
};
