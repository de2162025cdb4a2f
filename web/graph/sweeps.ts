import { crossingsOf, positionsOf, type Rows } from './crossings.ts';

/** Down and up count as two: more gained nothing on chains of up to 10,000 nodes. */
const SWEEPS_MAX = 12;
/** Sweeps without gain after which it stops. */
const PATIENCE = 4;

/** Links between neighbouring tiers, both ways. */
export interface Neighbours {
  readonly down: readonly (readonly number[])[];
  readonly up: readonly (readonly number[])[];
}

/** The order with the fewest crossings met, and how many there were before and after. */
export interface Untangled {
  readonly rows: Rows;
  readonly crossings: number;
  readonly crossingsBefore: number;
}

/** Orders every tier by where its neighbours stand (barycentre), down and up, and keeps the best: never worse than what came in. */
export function untangled(given: Rows, neighbours: Neighbours): Untangled {
  const crossingsBefore = crossingsOf(given, neighbours.down);
  let best = { rows: given, crossings: crossingsBefore };
  let rows = given;
  let idle = 0;
  for (let sweep = 0; sweep < SWEEPS_MAX && idle < PATIENCE && best.crossings > 0; sweep += 1) {
    rows = swept(rows, neighbours, sweep % 2 === 0);
    const crossings = crossingsOf(rows, neighbours.down);
    idle = crossings < best.crossings ? 0 : idle + 1;
    if (idle === 0) best = { rows, crossings };
  }
  return { ...best, crossingsBefore };
}

function swept(rows: Rows, { down, up }: Neighbours, downwards: boolean): Rows {
  const positionOf = positionsOf(rows, down.length);
  const next = rows.map((row) => [...row]);
  const weights = new Float64Array(down.length);
  for (let step = 1; step < next.length; step += 1) {
    const row = next[downwards ? step : next.length - 1 - step] ?? [];
    for (const node of row) {
      const near = (downwards ? up : down)[node] ?? [];
      let sum = 0;
      for (const one of near) sum += positionOf[one] ?? 0;
      weights[node] = near.length === 0 ? (positionOf[node] ?? 0) : sum / near.length;
    }
    row.sort(
      (a, b) =>
        (weights[a] ?? 0) - (weights[b] ?? 0) || (positionOf[a] ?? 0) - (positionOf[b] ?? 0),
    );
    for (const [position, node] of row.entries()) positionOf[node] = position;
  }
  return next;
}
