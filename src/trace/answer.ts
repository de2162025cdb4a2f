import { compareText } from '../core/lineage/order.ts';
import type { TracedGraph } from './graph.store.ts';
import type { TracedShares } from './mixing.ts';
import type {
  GapView,
  OriginsView,
  OriginView,
  ProvenanceNodeView,
  ProvenanceView,
  SupplierView,
} from './provenance.ts';

/** What people call things, by internal id or canonical key. */
export interface Names {
  readonly item: (id: number) => string;
  readonly country: (place: string) => string | null;
  /** The described place of a canonical key. */
  readonly site: (place: string) => OriginView['site'];
  readonly organisation: (id: number) => string;
}

/** Unknown days come last. */
const LAST_DAY = '9999-99-99';

/** The order of nodes: distance, day of making, name, key: the same in every language and on every page. */
export const compareNodes = (
  a: Pick<ProvenanceNodeView, 'distance' | 'day' | 'name' | 'item'>,
  b: Pick<ProvenanceNodeView, 'distance' | 'day' | 'name' | 'item'>,
): number =>
  a.distance - b.distance ||
  compareText(a.day ?? LAST_DAY, b.day ?? LAST_DAY) ||
  compareText(a.name, b.name) ||
  compareText(a.item.key, b.item.key);

/** What is not on the way of any mass carries nothing. */
const shareOf = (shares: TracedShares | null, id: number): string | null => {
  if (shares?.told !== true) return null;
  const share = shares.items.get(id);
  return share === undefined ? NOTHING : share;
};

/** A share of nothing. */
const NOTHING = '0.0000';

/** All nodes of a graph in their order. */
export const nodesOf = (traced: TracedGraph, names: Names): readonly ProvenanceNodeView[] =>
  [...traced.graph.distances]
    .flatMap(([id, distance]): readonly ProvenanceNodeView[] => {
      const item = traced.items.get(id);
      if (item === undefined) return [];
      const birth = traced.births.births.get(id);
      const quantity = birth?.quantity ?? null;
      return [
        {
          item,
          name: names.item(id),
          distance,
          tier: traced.tiers.get(id) ?? 0,
          madeBy: birth?.owner ?? null,
          country: birth?.place ? names.country(birth.place) : null,
          day: birth?.day ?? null,
          quantity: quantity === null ? null : { value: quantity, unit: birth?.unit ?? null },
          share: shareOf(traced.shares, id),
          step: birth?.position ?? null,
          more: traced.graph.cut.has(id),
          corrected: traced.births.corrected.has(id),
        },
      ];
    })
    .toSorted(compareNodes);

/** Makers beyond those of the asked item, by tier, then name. */
export const suppliersOf = (
  nodes: readonly ProvenanceNodeView[],
  { shares }: Pick<TracedGraph, 'shares'>,
  names: Names,
): readonly SupplierView[] => {
  const own = new Set(nodes.filter(({ distance }) => distance === 0).map(({ madeBy }) => madeBy));
  const byMaker = new Map<number, { tier: number; parts: number[] }>();
  for (const { madeBy, tier, item } of nodes) {
    if (madeBy === null || own.has(madeBy)) continue;
    const supplier = byMaker.get(madeBy) ?? { tier, parts: [] };
    supplier.tier = Math.min(supplier.tier, tier);
    supplier.parts.push(item.id);
    byMaker.set(madeBy, supplier);
  }
  return [...byMaker]
    .map(([organisation, { tier, parts }]) => ({
      organisation,
      tier,
      parts,
      share: shares?.told === true ? (shares.makers.get(organisation) ?? null) : null,
    }))
    .toSorted(
      (a, b) =>
        a.tier - b.tier ||
        compareText(names.organisation(a.organisation), names.organisation(b.organisation)),
    );
};

/** Where it comes from, as far as that is not told. */
const originGapOf = (
  { item, name, madeBy }: ProvenanceNodeView,
  traced: TracedGraph,
  names: Names,
): readonly GapView[] => {
  const teller = traced.firstTellers.get(item.id) ?? null;
  if (item.kind === 'CLASS') {
    const text = `${name} is named by its product only: no lot or serial number says which of it was meant, so it is not followed.`;
    return [{ reason: 'NO_LOT', item: item.id, text, ask: madeBy ?? teller }];
  }
  if (traced.graph.packing.carriers.has(item.id)) return [];
  if (traced.graph.ofNothing.has(item.id)) {
    const maker = madeBy === null ? '' : names.organisation(madeBy);
    const whom = maker === '' ? 'its maker' : maker;
    const text = traced.claims.has(item.id)
      ? `${name} was made, but of nothing that is known to have been with ${whom}.`
      : `${name} was made, but no record says of what: ask ${whom} to record it.`;
    return [{ reason: 'ORIGIN_NOT_RECORDED', item: item.id, text, ask: madeBy }];
  }
  if (madeBy !== null) return [];
  const whom = teller === null ? '' : names.organisation(teller);
  const advice =
    whom === ''
      ? 'ask whoever handed it over to record it'
      : `ask ${whom}, who first recorded something of it`;
  const text = `No record says where ${name} comes from: ${advice}.`;
  return [{ reason: 'ORIGIN_NOT_RECORDED', item: item.id, text, ask: teller }];
};

/** What somebody says of an item, or of what it was made of, whose word does not count (domain rule 40). */
export const claimGapsOf = (
  { item, name }: Pick<ProvenanceNodeView, 'item' | 'name'>,
  { claims }: Pick<TracedGraph, 'claims'>,
  names: Pick<Names, 'item' | 'organisation'>,
): readonly GapView[] =>
  (claims.get(item.id) ?? []).map((claim) => {
    const called = names.organisation(claim.owner);
    const whom = called === '' ? 'somebody' : called;
    const told = claim.item === item.id ? name : names.item(claim.item);
    const beside = claim.item === item.id ? '' : ` in what is recorded of ${name}`;
    const text = `What ${whom} says of ${told}${beside} is not counted: no record says that ${whom} had it. Whoever handed it over can record that.`;
    return { reason: 'CLAIM_NOT_COUNTED', item: item.id, text, ask: claim.owner };
  });

const gapOf = (node: ProvenanceNodeView, traced: TracedGraph, names: Names): readonly GapView[] => [
  ...originGapOf(node, traced, names),
  ...claimGapsOf(node, traced, names),
];

/** Every hole, in the order of the nodes. */
export const gapsOf = (
  nodes: readonly ProvenanceNodeView[],
  traced: TracedGraph,
  names: Names,
): readonly GapView[] => [
  ...(traced.tooLarge || traced.graph.incomplete
    ? [
        {
          reason: 'TOO_LARGE' as const,
          item: null,
          text: 'The answer was cut for its size: ask with a smaller depth, or about one of its parts.',
          ask: null,
        },
      ]
    : []),
  ...nodes.flatMap((node) => gapOf(node, traced, names)),
];

/** What keeps shares from being told: they say nothing of how complete the graph is. */
export const shareGapsOf = (
  nodes: readonly ProvenanceNodeView[],
  {
    shares,
    graph,
    tooLarge,
  }: Pick<TracedGraph, 'shares' | 'tooLarge'> & {
    readonly graph: Pick<TracedGraph['graph'], 'incomplete'>;
  },
  direction: 'BACK' | 'FORWARD',
): readonly GapView[] => {
  if (direction === 'FORWARD' || tooLarge || graph.incomplete) return [];
  const whole = (text: string): GapView => ({ reason: 'TOO_LARGE', item: null, text, ask: null });
  if (shares === null) {
    return [whole('The answer is too large for shares to be computed; its counts are exact.')];
  }
  return [
    ...(shares.tooLarge
      ? [whole('Too much goes round in rings: some of the shares were not computed.')]
      : []),
    ...nodes.flatMap(({ item, name }): readonly GapView[] => {
      const ask = shares.unweighed.get(item.id);
      if (ask === undefined) return [];
      const text = `How much ${name} weighed is not recorded where it was mixed: the shares that go through it are not known.`;
      return [{ reason: 'QUANTITY_NOT_RECORDED', item: item.id, text, ask }];
    }),
  ];
};

/** Where the asked item's mass was born; null: not asked, or too large. */
export const originsOf = ({ shares, births }: TracedGraph, names: Names): OriginsView | null =>
  shares && {
    born: [...shares.origins].flatMap(([item, share]): readonly OriginView[] => {
      const birth = births.births.get(item);
      if (birth === undefined) return [];
      const { owner, place } = birth;
      return [
        {
          share,
          country: place === null ? null : names.country(place),
          supplier: { organisation: owner, name: names.organisation(owner) },
          site: place === null ? null : names.site(place),
        },
      ];
    }),
    unknown: shares.unknown,
  };

/** As much of a node as is counted: of a large answer no more is held of all of them. */
export interface CountedNode extends Pick<ProvenanceNodeView, 'step' | 'more' | 'distance'> {
  readonly item: Pick<ProvenanceNodeView['item'], 'id'>;
}

/** What `completenessOf` looks at. */
export interface Whole {
  readonly direction: 'BACK' | 'FORWARD';
  readonly nodes: readonly CountedNode[];
  readonly gaps: readonly GapView[];
  readonly graph: Pick<TracedGraph['graph'], 'links' | 'packing'>;
}

const parts = (count: number): string => (count === 1 ? '1 part' : `${count} parts`);

/** In one word, and in one sentence that says no more than is known. */
export const completenessOf = (whole: Whole): ProvenanceView['completeness'] => {
  const { direction, gaps, graph } = whole;
  // What carried the parts is no part.
  const nodes = whole.nodes.filter(({ item }) => !graph.packing.carriers.has(item.id));
  const unknown = new Set(
    gaps.filter(({ reason }) => reason === 'ORIGIN_NOT_RECORDED').map(({ item }) => item),
  );
  const born = nodes.filter(({ step }) => step !== null);
  const known = born.filter(({ item }) => !unknown.has(item.id)).length;
  const total = nodes.length;
  const text = sentenceOf({ ...whole, nodes }, known);
  if (whole.nodes.some(({ more }) => more)) {
    const cut = `${text.slice(0, -1)} as far as was asked: the chain goes on beyond the depth.`;
    return { state: 'DEPTH_REACHED', text: cut, known, total };
  }
  const alone = graph.links.length === 0 && nodes.every(({ distance }) => distance === 0);
  if (alone && (direction === 'FORWARD' || born.length === 0)) {
    const side = direction === 'BACK' ? 'before' : 'after';
    return { state: 'NOTHING_RECORDED', text: `Nothing ${side} it is recorded.`, known, total };
  }
  // Else any stranger could make an answer look broken.
  const holes = gaps.filter(({ reason }) => reason !== 'CLAIM_NOT_COUNTED');
  return { state: holes.length === 0 ? 'COMPLETE' : 'PARTIAL', text, known, total };
};

const sentenceOf = ({ direction, nodes, graph }: Whole, known: number): string => {
  if (direction === 'BACK') {
    return `${known} of ${parts(nodes.length)} ${nodes.length === 1 ? 'has' : 'have'} a known origin.`;
  }
  const { inside } = graph.packing;
  const made = nodes.filter(({ distance, item }) => distance > 0 && !inside.has(item.id)).length;
  return `${parts(made)} ${made === 1 ? 'was' : 'were'} made of it.`;
};
