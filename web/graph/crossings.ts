/** Nodes of every tier from top to bottom; a link leads from one tier to the next. */
export type Rows = readonly (readonly number[])[];

/** How many pairs of links cross, over all neighbouring tiers. `down` are the next nodes of each node. */
export function crossingsOf(rows: Rows, down: readonly (readonly number[])[]): number {
  const positionOf = positionsOf(rows, down.length);
  let crossings = 0;
  for (let tier = 0; tier + 1 < rows.length; tier += 1) {
    crossings += crossingsBetween(rows[tier] ?? [], rows[tier + 1] ?? [], { down, positionOf });
  }
  return crossings;
}

/** Place of each node within its tier. */
export function positionsOf(rows: Rows, nodes: number): Float64Array {
  const positionOf = new Float64Array(nodes);
  for (const row of rows) for (const [position, node] of row.entries()) positionOf[node] = position;
  return positionOf;
}

/** Counted with a tree of partial sums (Barth, Jünger, Mutzel 2002), in links times the logarithm of nodes. */
function crossingsBetween(
  upper: readonly number[],
  lower: readonly number[],
  known: { readonly down: readonly (readonly number[])[]; readonly positionOf: Float64Array },
): number {
  const sums = new Int32Array(lower.length + 1);
  let seen = 0;
  let crossings = 0;
  for (const node of upper) {
    const ends = (known.down[node] ?? []).map((to) => known.positionOf[to] ?? 0);
    for (const end of ends) crossings += seen - before(sums, end + 1);
    for (const end of ends) add(sums, end + 1);
    seen += ends.length;
  }
  return crossings;
}

function before(sums: Int32Array, end: number): number {
  let sum = 0;
  for (let at = end; at > 0; at -= at & -at) sum += sums[at] ?? 0;
  return sum;
}

function add(sums: Int32Array, place: number): void {
  for (let at = place; at < sums.length; at += at & -at) sums[at] = (sums[at] ?? 0) + 1;
}
