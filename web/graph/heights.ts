import type { Rows } from './crossings.ts';
import type { Neighbours } from './sweeps.ts';

/** There and back count as two. */
const ROUNDS = 8;

/** What is placed: heights in whole pixels, and the least distance of two that stand below each other. */
export interface Stack {
  readonly rows: Rows;
  readonly neighbours: Neighbours;
  readonly heightOf: Int32Array;
  readonly gap: number;
}

/**
 * Upper edge of every node, in whole pixels from 0. Each tier in turn moves as near as it can, by least squares, to the middle of its
 * neighbours, without changing its order or letting two touch.
 */
export function topsOf({ rows, neighbours, heightOf, gap }: Stack): Int32Array {
  const middles = new Float64Array(heightOf.length);
  const stacked = rows.map((row) => offsetsOf(row, heightOf, gap));
  for (const [tier, row] of rows.entries()) {
    for (const [position, node] of row.entries()) {
      middles[node] = (stacked[tier]?.[position] ?? 0) + (heightOf[node] ?? 0) / 2;
    }
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    const leftwards = round % 2 === 0;
    for (let step = 0; step < rows.length; step += 1) {
      const tier = leftwards ? rows.length - 1 - step : step;
      const near = leftwards ? neighbours.down : neighbours.up;
      settle(rows[tier] ?? [], stacked[tier] ?? [], { near, middles, heightOf });
    }
  }
  return fromTheTop(rows, middles, heightOf);
}

/** Upper edges when a tier is stacked without any air. */
function offsetsOf(row: readonly number[], heightOf: Int32Array, gap: number): readonly number[] {
  let edge = 0;
  return row.map((node) => {
    const offset = edge;
    edge += (heightOf[node] ?? 0) + gap;
    return offset;
  });
}

interface Settling {
  readonly near: readonly (readonly number[])[];
  readonly middles: Float64Array;
  readonly heightOf: Int32Array;
}

/** Pools whatever would overlap and puts the pool at its mean wish (pool adjacent violators): the least squares with a fixed order. */
function settle(
  row: readonly number[],
  offsets: readonly number[],
  { near, middles, heightOf }: Settling,
): void {
  const pools: { sum: number; size: number }[] = [];
  for (const [position, node] of row.entries()) {
    const neighbours = near[node] ?? [];
    let sum = 0;
    for (const one of neighbours) sum += middles[one] ?? 0;
    const wish = neighbours.length === 0 ? (middles[node] ?? 0) : sum / neighbours.length;
    let pool = { sum: wish - (heightOf[node] ?? 0) / 2 - (offsets[position] ?? 0), size: 1 };
    for (let last = pools.at(-1); last !== undefined; last = pools.at(-1)) {
      if (last.sum / last.size < pool.sum / pool.size) break;
      pool = { sum: last.sum + pool.sum, size: last.size + pool.size };
      pools.pop();
    }
    pools.push(pool);
  }
  let position = 0;
  for (const { sum, size } of pools) {
    for (let member = 0; member < size; member += 1, position += 1) {
      const node = row[position] ?? 0;
      // Whole pixels: pools stay in their order when rounded, and offsets and heights are whole.
      const edge = Math.round(sum / size) + (offsets[position] ?? 0);
      middles[node] = edge + (heightOf[node] ?? 0) / 2;
    }
  }
}

function fromTheTop(rows: Rows, middles: Float64Array, heightOf: Int32Array): Int32Array {
  const tops = new Int32Array(middles.length);
  let top = Infinity;
  for (const row of rows) {
    for (const node of row) top = Math.min(top, (middles[node] ?? 0) - (heightOf[node] ?? 0) / 2);
  }
  for (const row of rows) {
    for (const node of row) tops[node] = (middles[node] ?? 0) - (heightOf[node] ?? 0) / 2 - top;
  }
  return tops;
}
