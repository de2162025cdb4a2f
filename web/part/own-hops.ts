import type { EventAnswer, HopAnswer, ItemAnswer, OwnHopAnswer } from './answer.ts';

type Line = HopAnswer['lines'][number];

/** Hand-overs on the way together with those of the asked item itself. */
export interface HopsTogether {
  /** Each once, oldest first. */
  readonly hops: readonly HopAnswer[];
  /** Those among them that are not on the way. */
  readonly added: readonly HopAnswer[];
}

/**
 * Hand-overs of a trace and of the asked item, each once. Of the item's own those lines are told that are about it, as a trace
 * tells those that are on the way: what else was in the same delivery is no part of its story. Of a hand-over in both, the lines
 * of both.
 */
export function hopsTogether(
  way: readonly HopAnswer[],
  own: readonly HopAnswer[],
  asked: Pick<ItemAnswer, 'id'>,
): HopsTogether {
  const ownOf = new Map(own.map((hop) => [hop.key, about(hop, asked)]));
  const onWay = new Set(way.map(({ key }) => key));
  const added = [...ownOf.values()].filter(({ key }) => !onWay.has(key));
  const hops = way.map((hop) => both(hop, ownOf.get(hop.key)));
  return { hops: [...hops, ...added].toSorted((a, b) => timeOf(a) - timeOf(b)), added };
}

/** Records of the asked item's own hand-overs that are not among the steps of the trace, each once. */
export function stepsTogether(
  steps: readonly EventAnswer[],
  own: readonly OwnHopAnswer[],
): readonly EventAnswer[] {
  const records = own.flatMap(({ shipping, receivings }) => [shipping ?? [], receivings].flat());
  return [...new Map([...steps, ...records].map((one) => [one.id, one])).values()];
}

/** A hand-over of which the time is not recorded comes first. */
const timeOf = ({ shippedAt, receivedAt }: HopAnswer): number =>
  Date.parse(shippedAt ?? receivedAt ?? '0001-01-01T00:00:00Z');

/** A container deep in another has no line that names it: then all lines are told. */
const about = (hop: HopAnswer, { id }: Pick<ItemAnswer, 'id'>): HopAnswer => {
  const lines = hop.lines.filter(({ item, container }) => item.id === id || container?.id === id);
  if (lines.length === 0) return hop;
  const disagreements = hop.disagreements.filter(({ item }) => item === null || item.id === id);
  const isCut = hop.lineCount > hop.lines.length;
  return { ...hop, lines, disagreements, lineCount: isCut ? hop.lineCount : lines.length };
};

const both = (way: HopAnswer, own: HopAnswer | undefined): HopAnswer => {
  if (own === undefined) return way;
  const lines = [...unique([...way.lines, ...own.lines], nameOf)];
  const disagreements = [
    ...unique([...way.disagreements, ...own.disagreements], (one) => JSON.stringify(one)),
  ];
  const hidden = Math.max(way.lineCount - way.lines.length, own.lineCount - own.lines.length);
  return { ...way, lines, disagreements, lineCount: lines.length + hidden };
};

const nameOf = ({ item, container }: Line): string => `${item.id} ${container?.id ?? ''}`;

const unique = <One>(all: readonly One[], name: (one: One) => string): Iterable<One> =>
  new Map(all.map((one) => [name(one), one])).values();
