/** A graph by numbers: which nodes each node leads to, each list without doubles and in rising order. */
export type Successors = readonly (readonly number[])[];

/** Where every node stands, tiers left to right from 0, and the links that had to be left out for it. */
export interface Layers {
  readonly layerOf: Int32Array;
  readonly count: number;
  /** Links that close a loop, as `from * n + to`: rework goes back to what it came from. */
  readonly loops: ReadonlySet<number>;
}

/**
 * Longest-path tiers around `focus` (-1: none): what leads to it stands left of it and as near to it as it can, everything else as
 * far left as what leads to it allows. Every link that closes no loop leads to a later tier.
 */
export function layersOf(given: Successors, focus: number): Layers {
  const { order, loops } = topologicalOf(given, focus);
  const n = given.length;
  const forward = given.map((next, from) => next.filter((to) => !loops.has(from * n + to)));
  const layerOf = new Int32Array(n);
  const settled = new Uint8Array(n);
  settleAncestors(forward, { order, focus, layerOf, settled });
  settleRest(forward, { order, focus, layerOf, settled });
  const first = n === 0 ? 0 : layerOf.reduce((least, layer) => Math.min(least, layer));
  let count = 0;
  for (let node = 0; node < n; node += 1) {
    const layer = (layerOf[node] ?? 0) - first;
    layerOf[node] = layer;
    count = Math.max(count, layer + 1);
  }
  return { layerOf, count, loops };
}

/** Depth first from nodes that nothing leads to; a link back into the branch it stands on closes a loop. */
function topologicalOf(
  given: Successors,
  focus: number,
): { readonly order: readonly number[]; readonly loops: ReadonlySet<number> } {
  const n = given.length;
  const loops = new Set<number>();
  const state = new Uint8Array(n);
  const finished: number[] = [];
  const visit = (root: number): void => {
    if (state[root] !== 0) return;
    const branch: { readonly node: number; next: number }[] = [{ node: root, next: 0 }];
    state[root] = 1;
    for (let top = branch.at(-1); top !== undefined; top = branch.at(-1)) {
      const to = given[top.node]?.[top.next];
      top.next += 1;
      if (to === undefined) {
        state[top.node] = 2;
        finished.push(top.node);
        branch.pop();
      } else if (state[to] === 1) loops.add(top.node * n + to);
      else if (state[to] === 0) {
        state[to] = 1;
        branch.push({ node: to, next: 0 });
      }
    }
  };
  const led = new Uint8Array(n);
  for (const next of given) for (const to of next) led[to] = 1;
  for (let node = 0; node < n; node += 1) if (led[node] === 0) visit(node);
  if (focus >= 0) visit(focus);
  for (let node = 0; node < n; node += 1) visit(node);
  return { order: finished.toReversed(), loops };
}

interface Settling {
  readonly order: readonly number[];
  readonly focus: number;
  readonly layerOf: Int32Array;
  readonly settled: Uint8Array;
}

/** What leads to the focus: minus its longest way there. */
function settleAncestors(forward: Successors, { order, focus, layerOf, settled }: Settling): void {
  if (focus < 0) return;
  settled[focus] = 1;
  for (const node of order.toReversed()) {
    if (node === focus) continue;
    for (const to of forward[node] ?? []) {
      if (settled[to] !== 1) continue;
      const layer = (layerOf[to] ?? 0) - 1;
      if (settled[node] !== 1 || layer < (layerOf[node] ?? 0)) layerOf[node] = layer;
      settled[node] = 1;
    }
  }
}

/** Everything else: one later than the latest that leads to it; what nothing leads to moves up to what it leads to. */
function settleRest(forward: Successors, { order, layerOf, settled }: Settling): void {
  const held = new Uint8Array(settled);
  for (const node of order) {
    const layer = (layerOf[node] ?? 0) + 1;
    for (const to of forward[node] ?? []) {
      if (settled[to] === 1) continue;
      if (held[to] !== 2 || layer > (layerOf[to] ?? 0)) layerOf[to] = layer;
      held[to] = 2;
    }
  }
  for (const node of order.toReversed()) {
    const next = forward[node] ?? [];
    if (held[node] !== 0 || next.length === 0) continue;
    layerOf[node] = next.reduce((least, to) => Math.min(least, layerOf[to] ?? 0), Infinity) - 1;
  }
}
