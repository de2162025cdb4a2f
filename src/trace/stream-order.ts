import { compareText } from '../core/lineage/order.ts';
import type { WalkGraph } from './assemble.ts';

/**
 * A walk in the order in which it is streamed: nodes nearest first, then as they were first recorded; links by their ends in that
 * order. A database gives rows in any order; a stream that is taken up again must have the same one.
 */
export const inStreamOrder = (graph: WalkGraph): WalkGraph => {
  const nearest = [...graph.distances].toSorted(([a, near], [b, far]) => near - far || a - b);
  const places = new Map(nearest.map(([item], place) => [item, place]));
  const placeOf = (item: number): number => places.get(item) ?? places.size;
  return {
    ...graph,
    distances: new Map(nearest),
    links: graph.links.toSorted(
      (a, b) =>
        placeOf(a.from) - placeOf(b.from) ||
        placeOf(a.to) - placeOf(b.to) ||
        compareText(a.kind, b.kind),
    ),
  };
};
