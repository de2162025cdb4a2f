import type { GraphRequest, TracedGraph } from './graph.store.ts';

/** Answers kept, and nodes in all of them: a bound on memory (a node is about 1 KB), not on what can be asked. */
const GRAPHS_MAX = 200;
const NODES_MAX = 100_000;
/** Nodes of the newest answer, which is kept whatever it leaves for the others: its next pages are asked for at once. */
const NEWEST_NODES_MAX = 200_000;

/**
 * Walks that were done: a log position never changes its answer, so a page is recomputed only when its walk fell out of here, by
 * any instance, from the cursor alone.
 */
export class GraphCache {
  private readonly graphs = new Map<string, TracedGraph>();
  private nodes = 0;

  /** The graph of a question, walked when it is not here. */
  async get(request: GraphRequest, walk: () => Promise<TracedGraph>): Promise<TracedGraph> {
    const name = nameOf(request);
    const kept = this.graphs.get(name);
    if (kept !== undefined) {
      this.graphs.delete(name);
      this.graphs.set(name, kept);
      return kept;
    }
    const walked = await walk();
    this.keep(name, walked);
    return walked;
  }

  private keep(name: string, graph: TracedGraph): void {
    const size = graph.graph.distances.size;
    if (size > NEWEST_NODES_MAX || this.graphs.has(name)) return;
    this.graphs.set(name, graph);
    this.nodes += size;
    for (const [oldest, { graph: other }] of this.graphs) {
      const fits = this.graphs.size <= GRAPHS_MAX && this.nodes <= NODES_MAX;
      if (fits || oldest === name) return;
      this.graphs.delete(oldest);
      this.nodes -= other.distances.size;
    }
  }
}

const nameOf = ({ item, direction, at, known, depth }: GraphRequest): string =>
  JSON.stringify([item.id, direction, at, known, depth]);
