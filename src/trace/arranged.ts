import { compareText } from '../core/lineage/order.ts';
import {
  compareNodes,
  completenessOf,
  gapsOf,
  type Names,
  nodesOf,
  originsOf,
  shareGapsOf,
  suppliersOf,
} from './answer.ts';
import type { WalkLink } from './assemble.ts';
import { quantityName, type TracedGraph } from './graph.store.ts';
import type { ProvenanceLinkView, ProvenanceNodeView, ProvenanceView } from './provenance.ts';
import type { TracedQuantity } from './traced-quantity.ts';

/** What holds for all pages of an answer. */
type Whole = Pick<ProvenanceView, 'completeness' | 'summary' | 'origins' | 'suppliers' | 'gaps'>;

/** Links in the order in which pages tell them: by the place of their later node, then of the other. */
interface PlacedLinks {
  readonly links: readonly WalkLink[];
  /** The places of their later nodes, ascending. */
  readonly places: Int32Array;
}

/** A graph and names put together: all that pages are cut from. */
export interface Arranged {
  readonly nodes: readonly ProvenanceNodeView[];
  readonly placed: PlacedLinks;
  readonly whole: Whole;
}

/** Puts a graph together with names: it depends on nothing else. */
export const arrange = (
  traced: TracedGraph,
  names: Names,
  direction: ProvenanceView['direction'],
): Arranged => {
  const nodes = nodesOf(traced, names);
  return {
    nodes,
    placed: placedLinks(traced, nodes),
    whole: wholeOf(traced, names, { nodes, direction }),
  };
};

/** What it weighs in memory beside the graph, in nodes of one: a node, gap or link takes about a quarter of one. */
export const weightOf = ({ nodes, placed, whole: { gaps } }: Arranged): number =>
  Math.ceil((nodes.length + gaps.length + placed.links.length) / 4);

/** Where the page after a node begins; the number of nodes when nothing comes after it. */
export const placeAfter = (
  { nodes }: Pick<Arranged, 'nodes'>,
  node: Parameters<typeof compareNodes>[0],
): number =>
  firstWhere(nodes.length, (place) => {
    const one = nodes[place];
    return one !== undefined && compareNodes(one, node) > 0;
  });

/** Links whose later node is on a page, with the quantities that their events say. */
export const linksOnPage = (
  traced: Pick<TracedGraph, 'quantities'>,
  { links, places }: PlacedLinks,
  page: { readonly start: number; readonly end: number },
): readonly ProvenanceLinkView[] => {
  const linkAt = (node: number): number =>
    firstWhere(places.length, (index) => (places[index] ?? 0) >= node);
  return links.slice(linkAt(page.start), linkAt(page.end)).map((link) => ({
    from: link.from,
    to: link.to,
    kind: link.kind,
    quantityIn: onlyQuantity(traced, link.sources, [
      link.from,
      link.kind === 'PACKED_IN' ? 'CHILD' : 'INPUT',
    ]),
    quantityOut: onlyQuantity(traced, link.steps, [link.to, 'OUTPUT']),
    step: link.steps.at(-1) ?? null,
  }));
};

/** The least of some places for which something holds that holds for all after it; `count` for none. */
const firstWhere = (count: number, holds: (place: number) => boolean): number => {
  let [from, to] = [0, count];
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if (holds(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
};

/** A link to what is no node comes with the node at its other end; one between two of them with none. */
const placedLinks = (
  { graph }: Pick<TracedGraph, 'graph'>,
  nodes: readonly ProvenanceNodeView[],
): PlacedLinks => {
  const placeOf = new Map(nodes.map(({ item }, place) => [item.id, place]));
  const placed = graph.links
    .map((link) => {
      const [from, to] = [placeOf.get(link.from) ?? -1, placeOf.get(link.to) ?? -1];
      return { link, later: Math.max(from, to), earlier: Math.min(from, to) };
    })
    .filter(({ later }) => later >= 0)
    .toSorted(
      (a, b) =>
        a.later - b.later ||
        a.earlier - b.earlier ||
        compareText(a.link.kind, b.link.kind) ||
        a.link.from - b.link.from,
    );
  return {
    links: placed.map(({ link }) => link),
    places: Int32Array.from(placed, ({ later }) => later),
  };
};

/** The quantity that some events say of an item; null when there are several to add up, or none. */
const onlyQuantity = (
  { quantities }: Pick<TracedGraph, 'quantities'>,
  positions: readonly number[],
  of: readonly [number, 'INPUT' | 'OUTPUT' | 'CHILD'],
): TracedQuantity | null => {
  const found = positions.flatMap((position) => {
    const name = quantityName(position, ...of);
    return quantities.has(name) ? [quantities.get(name) ?? null] : [];
  });
  return found.length === 1 ? (found[0] ?? null) : null;
};

const wholeOf = (
  traced: TracedGraph,
  names: Names,
  { nodes, direction }: Pick<Arranged, 'nodes'> & Pick<ProvenanceView, 'direction'>,
): Whole => {
  const suppliers = suppliersOf(nodes, traced, names);
  const holes = gapsOf(nodes, traced, names);
  const countries = [...new Set(nodes.flatMap(({ country }) => country ?? []))].toSorted();
  return {
    completeness: completenessOf({ direction, nodes, gaps: holes, graph: traced.graph }),
    summary: {
      parts: nodes.length,
      suppliers: suppliers.length,
      countries,
      tiers: nodes.reduce((most, { tier }) => Math.max(most, tier), 0),
    },
    origins: originsOf(traced, names),
    suppliers,
    gaps: [...holes, ...shareGapsOf(nodes, traced, direction)],
  };
};
