import type { LogRecord } from '../epcis/event.ts';
import type { TraceAnswer, TraceLink } from './answer.ts';
import { loadsAlong } from './along.ts';
import { linesByItem } from './books.ts';
import type { HopOfItem } from './books.ts';
import { contentsEver, holdsAt } from './containment.ts';
import type { Load } from './containment.ts';
import { bookRecordOf, type CustodyRecord } from './custody.ts';
import type { CustodyFacts } from './facts.ts';
import { groupedBy } from './grouped-by.ts';
import type { Hop } from './hops.ts';
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
export type Stage = HopOfItem;

/** What an item lay in, whole loads. */
type Loads = readonly Load<CustodyRecord>[];

const receivedAt = ({ receivings }: Hop): string | null =>
  receivings.map((record) => record.event.time.instant).toSorted()[0] ?? null;

const leftAt = (hop: Hop): string => hop.shipping?.event.time.instant ?? receivedAt(hop) ?? '';

/** By the first receipt it had come; without a receipt it is only known to have left. */
const cameAt = (hop: Hop): string => receivedAt(hop) ?? leftAt(hop);

/** The unopened load in which a line travelled. */
const loadOf = ({ hop, line }: Stage, loads: Loads): Load<CustodyRecord> | null =>
  loads.find(
    (load) =>
      load.kind === 'PACKED' &&
      load.child === line.item &&
      load.parent === line.container &&
      holdsAt(load, leftAt(hop)),
  ) ?? null;

/** Where a search stands: who had it by when, and in which unopened load. */
interface Standpoint {
  readonly party: string | null;
  readonly by: string;
  readonly load: Load<CustodyRecord> | null;
}

/** A stage with what is looked at again and again. */
interface Placed {
  readonly stage: Stage;
  readonly load: Load<CustodyRecord> | null;
  readonly left: string;
  readonly came: string;
}

/**
 * True when a line brought it to where a search stands: to that party, by then; a line that came while the load was packed already
 * must be of that load (domain rule 37).
 */
const leadsTo = ({ stage, load, came }: Placed, at: Standpoint): boolean =>
  stage.hop.to === at.party &&
  came <= at.by &&
  (at.load === null || came <= at.load.since.event.time.instant || load === at.load);

const starts = ({ hop }: Stage, { maker, madeAt }: Way): boolean =>
  maker === null || (hop.from === maker && (madeAt === null || madeAt <= leftAt(hop)));

/** Everything that is reached from some stages by steps, these included. */
const reached = (
  from: readonly Placed[],
  next: (one: Placed) => readonly Placed[],
): ReadonlySet<Placed> => {
  const found = new Set(from);
  for (const one of found) for (const other of next(one)) found.add(other);
  return found;
};

/**
 * The hop lines on a way, each once, in the order given (domain rule 37): custody leads from the maker to the user in
 * non-decreasing time. In an unopened container only that container's hops count; else all the user's receipts before the use do,
 * which is more than the truth. What went to another customer is not in it. `stages` are the lines of the item, `loads` its loads.
 */
export const stagesOf = (way: Way, stages: readonly Stage[], loads: Loads): readonly Stage[] => {
  const placed = stages.map((stage): Placed => ({
    stage,
    load: loadOf(stage, loads),
    left: leftAt(stage.hop),
    came: cameAt(stage.hop),
  }));
  const byReceiver = groupedBy(placed, ({ stage }) => stage.hop.to);
  const arrivals = (at: Standpoint): readonly Placed[] =>
    (byReceiver.get(at.party) ?? []).filter((one) => leadsTo(one, at));
  const later = new Map<Placed, Placed[]>();
  const arriving = reached(arrivals({ party: way.user, by: way.usedAt, load: null }), (one) => {
    const { stage, left, load } = one;
    const before = arrivals({ party: stage.hop.from, by: left, load }).filter(
      (other) => other !== one,
    );
    for (const other of before) later.set(other, [...(later.get(other) ?? []), one]);
    return before;
  });
  const leaving = reached(
    [...arriving].filter(({ stage }) => starts(stage, way)),
    (one) => later.get(one) ?? [],
  );
  return placed.filter((one) => leaving.has(one)).map(({ stage }) => stage);
};

/** True when an event uses an item, by name or with what it lies in (domain rule 11). */
const isUseOf = (item: string, record: LogRecord, loads: readonly Load[]): boolean =>
  record.event.type === 'TransformationEvent' &&
  (keysInRole(record, 'INPUT').includes(item) ||
    loadsAlong(item, bookRecordOf(record), loads).length > 0);

/**
 * The uses that a link speaks of: events of the process of its steps that use the item (domain
 * rule 14).
 */
const usesOf = (
  link: TraceLink,
  { records, loads }: Pick<Custody, 'records' | 'loads'>,
): readonly LogRecord[] => {
  const steps = records.filter((record) => link.steps.includes(record.position));
  return records.filter(
    (record) =>
      isUseOf(link.from, record, loads) &&
      steps.some(
        (step) =>
          step === record ||
          (step.owner === record.owner &&
            step.event.transformationId !== null &&
            step.event.transformationId === record.event.transformationId),
      ),
  );
};

/**
 * What lay in the asked item, each with the events that packed it in there, or what it lay in then: for what is traced back from a
 * container that is the end of the way.
 */
const packingsOf = (
  { nodes, links }: TraceAnswer,
  loads: readonly Load[],
): readonly (readonly [item: string, packing: LogRecord])[] => {
  const packed = links.filter(({ kind }) => kind === 'PACKED_IN');
  const shown = loads.filter(({ child, parent, since }) =>
    packed.some(
      ({ from, to, steps }) => from === child && to === parent && steps.includes(since.position),
    ),
  );
  const asked = nodes.filter(({ distance }) => distance === 0);
  return asked.flatMap(({ key }) =>
    contentsEver(key, shown).map(({ load, outermost }) => [load.child, outermost.since] as const),
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
 * The hop lines that belong to a trace back (domain rule 37): for each link, from the making of what went in to its use; of what lay in
 * the asked item, to its packing. In the order of the hops.
 */
export const stagesOfTrace = (answer: TraceAnswer, custody: Custody): readonly Stage[] => {
  const { records, hops, loads, facts } = custody;
  const lines = linesByItem(hops);
  const uses = answer.links
    .filter((link) => link.kind === 'MADE_INTO')
    .flatMap((link) => usesOf(link, custody).map((use) => [link.from, use] as const));
  const found = [...uses, ...packingsOf(answer, loads)].flatMap(([item, use]) => {
    const user = facts.partyOf(use.owner);
    if (user === null) return [];
    const node = answer.nodes.find(({ key }) => key === item);
    const birth = records.find(({ position }) => position === node?.birth);
    const maker = birth === undefined ? null : facts.partyOf(birth.owner);
    const madeAt = birth?.event.time.instant ?? null;
    const own = loads.filter(({ child }) => child === item);
    const way = { item, maker, madeAt, user, usedAt: use.event.time.instant };
    return stagesOf(way, lines.get(item) ?? [], own);
  });
  const wanted = new Set(found.map(({ line }) => line));
  return hops.flatMap((hop) =>
    hop.lines.filter((line) => wanted.has(line)).map((line) => ({ hop, line })),
  );
};
