import { type Arranged, weightOf } from './arranged.ts';
import type { GraphRequest, TracedGraph } from './graph.store.ts';

/** Answers kept, and nodes in all of them: a bound on memory (a node is about 1 KB), not on what can be asked. */
const GRAPHS_MAX = 200;
const NODES_MAX = 100_000;
/** Nodes of the newest answer, which is kept whatever it leaves for the others: its next pages are asked for at once. */
const NEWEST_NODES_MAX = 200_000;
/** How often one graph is kept put together: for so many viewers, or names. */
const ARRANGED_MAX = 10;

interface Kept {
  readonly graph: TracedGraph;
  /** By viewer and names, the one that was asked for longest ago first. */
  readonly arranged: Map<string, Arranged>;
}

/**
 * Walks that were done: a log position never changes its answer, so a page is recomputed only when its walk fell out of here, by
 * any instance, from the cursor alone. With them what pages were cut from, which weighs as much as so many nodes more.
 */
export class GraphCache {
  private readonly graphs = new Map<string, Kept>();
  private nodes = 0;

  /** The graph of a question, walked when it is not here. */
  async get(request: GraphRequest, walk: () => Promise<TracedGraph>): Promise<TracedGraph> {
    const name = nameOf(request);
    const kept = this.graphs.get(name);
    if (kept !== undefined) {
      this.touch(name, kept);
      return kept.graph;
    }
    const graph = await walk();
    if (!this.graphs.has(name)) this.keep(name, { graph, arranged: new Map() });
    return graph;
  }

  /**
   * A graph that came from here put together with names, as long as it is kept. `named` holds all that it depends on besides, who asks
   * included.
   */
  arranged(
    request: GraphRequest,
    { graph, named }: { readonly graph: TracedGraph; readonly named: string },
    arrange: () => Arranged,
  ): Arranged {
    const name = nameOf(request);
    const kept = this.graphs.get(name);
    if (kept?.graph !== graph) return arrange();
    const arranged = kept.arranged.get(named) ?? arrange();
    this.forget(name, kept);
    kept.arranged.delete(named);
    kept.arranged.set(named, arranged);
    for (const oldest of kept.arranged.keys()) {
      if (kept.arranged.size <= ARRANGED_MAX && sizeOf(kept) <= NEWEST_NODES_MAX) break;
      kept.arranged.delete(oldest);
    }
    this.keep(name, kept);
    return arranged;
  }

  private touch(name: string, kept: Kept): void {
    this.graphs.delete(name);
    this.graphs.set(name, kept);
  }

  private forget(name: string, kept: Kept): void {
    this.graphs.delete(name);
    this.nodes -= sizeOf(kept);
  }

  /** Keeps it as the newest one, and drops what was asked for longest ago. */
  private keep(name: string, kept: Kept): void {
    const size = sizeOf(kept);
    if (size > NEWEST_NODES_MAX) return;
    this.graphs.set(name, kept);
    this.nodes += size;
    for (const [oldest, other] of this.graphs) {
      const fits = this.graphs.size <= GRAPHS_MAX && this.nodes <= NODES_MAX;
      if (fits || oldest === name) return;
      this.forget(oldest, other);
    }
  }
}

const sizeOf = ({ graph, arranged }: Kept): number =>
  [...arranged.values()].reduce((size, one) => size + weightOf(one), graph.graph.distances.size);

const nameOf = ({ item, direction, at, known, depth }: GraphRequest): string =>
  JSON.stringify([item.id, direction, at, known, depth]);
