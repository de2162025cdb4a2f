import { tiersOf } from '../graph/layout.ts';
import type { GapReason } from './answer.ts';
import type { Chain, PartRow } from './picture.ts';

/** What one box of the graph stands for. */
export const groupings = ['parts', 'companies', 'countries'] as const;
/** One of them. */
export type Grouping = (typeof groupings)[number];

/** Boxes that people can still read. */
const READABLE_MAX = 60;
/** Boxes that are drawn at all: so many nodes of a drawing still move without a jerk. */
export const BOXES_MAX = 2_000;

/** What stands for what is not there: before it nothing is recorded, or the chain was not followed on. */
export type Hole = 'NOT_RECORDED' | 'NOT_FOLLOWED';

/** A box: a part, or the parts of one company or country in one tier. */
export interface Box {
  readonly key: string;
  /** By which addresses name it: its part's number, which others find too, or what it holds. No two boxes have one name. */
  readonly name: string;
  /** In the order of the picture; never empty, but for a hole. */
  readonly members: readonly PartRow[];
  readonly maker: string | null;
  readonly country: string | null;
  readonly asked: boolean;
  readonly corrected: boolean;
  /** First reason of a gap at one of its parts; null: none. */
  readonly gap: GapReason | null;
  /** Of the asked part's mass; null: not told. */
  readonly share: number | null;
  /** What it stands for when it holds no part. */
  readonly hole: Hole | null;
}

/** From one box to another; `dashed`: to or from a hole. */
export interface BoxLink {
  readonly from: string;
  readonly to: string;
  readonly links: number;
  /** 0 to 1; null: not told. */
  readonly share: number | null;
  readonly dashed: boolean;
}

/** What the graph draws. */
export interface Boxes {
  readonly grouping: Grouping;
  readonly boxes: readonly Box[];
  readonly links: readonly BoxLink[];
  /** Key of the box of the asked part. */
  readonly focus: string | null;
}

/** The finest grouping that people can still read, else the coarsest. */
export const groupingOf = (picture: Chain): Grouping =>
  groupings.find((one) => boxesOf(picture, one).boxes.length <= READABLE_MAX) ?? 'countries';

/**
 * The parts in boxes. A box holds parts of one tier only, so that a company that buys back what it sold still makes no loop; the asked
 * part has a box of its own.
 */
export function boxesOf(picture: Chain, grouping: Grouping): Boxes {
  const { parts } = picture;
  const asked = parts.filter((part) => part.asked);
  // Where several are asked about at once, none of them stands in the middle.
  const focus = asked.length === 1 ? (asked[0]?.key ?? null) : null;
  const tiers = tiersOf({ nodes: parts, links: picture.links, focus });
  const boxOf = new Map<string, string>();
  const members = new Map<string, PartRow[]>();
  for (const part of parts) {
    const of = grouping === 'companies' ? [part.country, part.maker] : [part.country];
    const alone = part.key === focus || grouping === 'parts';
    const key = alone ? part.key : `${JSON.stringify(of)} ${tiers.get(part.key) ?? 0}`;
    boxOf.set(part.key, key);
    const box = members.get(key);
    if (box === undefined) members.set(key, [part]);
    else box.push(part);
  }
  const boxes = [...members].map(([key, of]) =>
    boxFrom({ key, tier: tiers.get(of[0]?.key ?? '') ?? 0 }, of, grouping),
  );
  const holes = boxes.flatMap((box) => holesOf(box, picture.trace.direction));
  const joined = joinedOf(picture, boxOf);
  return {
    grouping,
    boxes: [...boxes, ...holes.map(({ box }) => box)],
    links: [...joined, ...holes.map(({ link }) => link)],
    focus,
  };
}

function boxFrom(
  { key, tier }: { readonly key: string; readonly tier: number },
  members: readonly PartRow[],
  grouping: Grouping,
): Box {
  const [first] = members;
  const of = grouping === 'companies' ? [first?.maker, first?.country] : [first?.country];
  const known = members.every(({ share }) => share !== null);
  return {
    key,
    name: members.length === 1 ? first?.number || key : [...of, tier].join('/'),
    members,
    maker: grouping === 'countries' && members.length > 1 ? null : (first?.maker ?? null),
    country: first?.country ?? null,
    asked: members.some(({ asked }) => asked),
    corrected: members.some(({ corrected }) => corrected),
    gap: members.flatMap(({ gaps }) => gaps)[0] ?? null,
    share: known ? members.reduce((sum, { share }) => sum + (share ?? 0), 0) : null,
    hole: null,
  };
}

/** What stands before a part of which no origin is recorded, and beyond one behind which nobody looked. */
function holesOf(
  { key, name: beside, members }: Box,
  direction: Chain['trace']['direction'],
): readonly { readonly box: Box; readonly link: BoxLink }[] {
  const lacking = members.filter(({ gaps }) => gaps.includes('ORIGIN_NOT_RECORDED'));
  const unfollowed = members.filter(({ more }) => more);
  const found: [Hole, readonly PartRow[]][] = [
    ['NOT_RECORDED', lacking],
    ['NOT_FOLLOWED', unfollowed],
  ];
  return found.flatMap(([hole, of]) => {
    const [first] = of;
    if (first === undefined) return [];
    const name = `${hole} ${key}`;
    const back = hole === 'NOT_RECORDED' || direction === 'BACK';
    const [from, to] = back ? [name, key] : [key, name];
    const { maker, country } = first;
    const box: Box = {
      key: name,
      name: `${hole}/${beside}`,
      members: [],
      maker,
      country,
      hole,
      asked: false,
      corrected: false,
      gap: null,
      share: null,
    };
    return [{ box, link: { from, to, links: 1, share: null, dashed: true } }];
  });
}

/** Links between boxes; those within one are not drawn. */
function joinedOf(picture: Chain, boxOf: ReadonlyMap<string, string>): readonly BoxLink[] {
  const joined = new Map<string, BoxLink>();
  // Several ways from one part carry its share once.
  const counted = new Set<string>();
  for (const { from, to, share } of picture.links) {
    const [a, b] = [boxOf.get(from), boxOf.get(to)];
    if (a === undefined || b === undefined || a === b) continue;
    const name = JSON.stringify([a, b]);
    const carrier = `${picture.trace.direction === 'BACK' ? from : to} ${name}`;
    const more = counted.has(carrier) ? 0 : share;
    counted.add(carrier);
    const known = joined.get(name);
    const sum = known === undefined ? more : plus(known.share, more);
    const links = (known?.links ?? 0) + 1;
    joined.set(name, { from: a, to: b, links, share: sum, dashed: false });
  }
  return [...joined.values()];
}

const plus = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? null : a + b;
