import type { LogRecord } from '../epcis/event.ts';
import type { TraceAnswer, TraceGap, TraceLink, TraceNode, TraceQuestion } from './answer.ts';
import { birthsByItem } from './births.ts';
import { insideOf } from './inside.ts';
import type { Inside } from './inside.ts';
import { knowledgeAt } from './knowledge.ts';
import type { Knowledge } from './knowledge.ts';
import { compareText } from './order.ts';
import { defaultRules } from './rules.ts';
import type { LineageRules } from './rules.ts';
import { gtinOf, isClassKey, transformationsOf } from './transformations.ts';
import { transformationsIn } from './used-contents.ts';
import { compareLinks, walk } from './walk.ts';
import type { Walk } from './walk.ts';

const inTime = (
  knowledge: Knowledge,
  at: string | null,
  rules: LineageRules,
): Pick<Knowledge, 'believed' | 'superseded'> => {
  const counts = (record: LogRecord): boolean => !rules.leftOut(record.event.time.instant, at);
  return {
    believed: knowledge.believed.filter(counts),
    superseded: knowledge.superseded.filter(counts),
  };
};

const itemsOf = (record: LogRecord): readonly string[] => [
  ...record.event.items.map((line) => line.key),
  ...transformationsOf(record).flatMap((one) => [...one.inputs, ...one.outputs]),
];

/**
 * Where a trace begins: the item; for a bare GTIN also every lot and piece of it that an event
 * names (domain rule 2).
 */
export const startingItems = (item: string, records: readonly LogRecord[]): readonly string[] => {
  if (!isClassKey(item)) return [item];
  const named = records.flatMap(itemsOf).filter((key) => gtinOf(key) === gtinOf(item));
  return [...new Set([item, ...named])];
};

/** The items at the other end of each item's links. */
const neighbours = (
  links: readonly Pick<TraceLink, 'from' | 'to'>[],
): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, string[]>();
  for (const { from, to } of links) {
    found
      .set(from, found.get(from) ?? [])
      .get(from)
      ?.push(to);
    found
      .set(to, found.get(to) ?? [])
      .get(to)
      ?.push(from);
  }
  return found;
};

/**
 * Fewest changes of maker on the shortest ways, by item: a step counts when both makers are
 * recorded and differ.
 */
export const tiersOf = (
  distances: ReadonlyMap<string, number>,
  links: readonly Pick<TraceLink, 'from' | 'to'>[],
  makers: ReadonlyMap<string, number | null>,
): ReadonlyMap<string, number> => {
  const tiers = new Map<string, number>();
  const joined = neighbours(links);
  const nearestFirst = [...distances].toSorted((a, b) => a[1] - b[1]);
  for (const [key, distance] of nearestFirst) {
    const nearer = (joined.get(key) ?? []).filter((one) => distances.get(one) === distance - 1);
    const tiersOfNearer = nearer.map((other) => {
      const [one, two] = [makers.get(key) ?? null, makers.get(other) ?? null];
      const changes = one !== null && two !== null && one !== two;
      return (tiers.get(other) ?? 0) + (changes ? 1 : 0);
    });
    tiers.set(key, tiersOfNearer.length === 0 ? 0 : Math.min(...tiersOfNearer));
  }
  return tiers;
};

const nodesOf = (
  found: Walk,
  records: Pick<Knowledge, 'believed' | 'superseded'>,
): readonly TraceNode[] => {
  const births = birthsByItem(records.believed);
  const declaredWrong = birthsByItem(records.superseded);
  const birthOf = (key: string): LogRecord | null => births.get(key)?.[0]?.record ?? null;
  const keys = [...found.distances.keys()];
  const makers = new Map(keys.map((key) => [key, birthOf(key)?.owner ?? null] as const));
  const tiers = tiersOf(found.distances, found.links, makers);
  return [...found.distances]
    .map(([key, distance]) => ({
      key,
      distance,
      tier: tiers.get(key) ?? 0,
      birth: birthOf(key)?.position ?? null,
      madeBy: makers.get(key) ?? null,
      corrected: declaredWrong.has(key),
      more: found.cut.has(key),
    }))
    .toSorted((a, b) => a.distance - b.distance || compareText(a.key, b.key));
};

/** Things that carried others are where those come from: of what they themselves are made is not asked. */
const carriersIn = ({ links, cut }: Inside, { carriers }: Walk): ReadonlySet<string> =>
  new Set([...links.map(({ to }) => to), ...cut, ...carriers]);

const gapsOf = (
  nodes: readonly TraceNode[],
  { ofNothing }: Pick<Walk, 'ofNothing'>,
  carriers: ReadonlySet<string>,
): readonly TraceGap[] =>
  nodes
    .flatMap(({ key, birth }): readonly TraceGap[] => {
      if (isClassKey(key)) return [{ reason: 'NO_LOT', key }];
      if (carriers.has(key)) return [];
      const unknown = birth === null || ofNothing.has(key);
      return unknown ? [{ reason: 'ORIGIN_NOT_RECORDED', key }] : [];
    })
    .toSorted((a, b) => compareText(a.key, b.key));

/**
 * The reference answer: where an item came from or went to, by replaying the records that were
 * known at a position. Slow and obvious on purpose; every faster trace is compared with it (domain
 * rules 2, 5, 9, 11, 12, 13, 14, 17, 20, 22, 23, 24, 38, 39). The records may come in any order.
 */
export const traceReference = (
  records: readonly LogRecord[],
  question: TraceQuestion,
  rules: LineageRules = defaultRules,
): TraceAnswer => {
  const known = knowledgeAt(records, question.knownAt, rules.superseded);
  const knowledge = { ...known, believed: rules.believed(known.believed) };
  const counted = inTime(knowledge, question.at, rules);
  const inside = insideOf(question, counted.believed);
  const walked = walk(
    {
      all: transformationsIn(knowledge.believed, rules),
      inTime: transformationsIn(counted.believed, rules),
      start: startingItems(question.item, counted.believed),
      inside: inside.distances,
      direction: question.direction,
      depth: question.depth,
    },
    rules,
  );
  const found = {
    ...walked,
    links: [...walked.links, ...inside.links].toSorted(compareLinks),
    cut: new Set([...walked.cut, ...inside.cut]),
  };
  const nodes = nodesOf(found, counted);
  const carriers = carriersIn(inside, walked);
  return {
    nodes,
    links: found.links,
    gaps: gapsOf(nodes, found, carriers),
    carriers: [...carriers].toSorted(),
  };
};
