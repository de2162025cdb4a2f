import type { EpcisEvent } from '../src/core/epcis/event.ts';

/** Rows of numbers laid end to end: row `r` is `values[starts[r]]` to `values[starts[r + 1]]`. */
interface Rows {
  readonly starts: Int32Array;
  readonly values: Int32Array;
}

const rowsOf = (lists: readonly (readonly number[])[]): Rows => {
  const starts = new Int32Array(lists.length + 1);
  for (const [row, list] of lists.entries()) starts[row + 1] = (starts[row] ?? 0) + list.length;
  return { starts, values: Int32Array.from(lists.flat()) };
};

/** Items behind an item, by number, nearest first; `distances` stands beside `items`. */
export interface Behind {
  readonly items: Int32Array;
  readonly distances: Int32Array;
}

/** Collects lineage as the events go by. */
export class MemoryGraphBuilder {
  private readonly numbers = new Map<string, number>();
  private readonly makers: number[][] = [];
  private readonly inputs: (readonly number[])[] = [];

  add({ items }: EpcisEvent): void {
    const made = items.filter(({ role }) => role === 'OUTPUT');
    if (made.length === 0) return;
    const event = this.inputs.length;
    const used = items.filter(({ role }) => role === 'INPUT');
    this.inputs.push(used.map(({ key }) => this.numberOf(key)));
    for (const { key } of made) this.makers[this.numberOf(key)]?.push(event);
  }

  build(): MemoryGraph {
    return new MemoryGraph(this.numbers, rowsOf(this.makers), rowsOf(this.inputs));
  }

  private numberOf(key: string): number {
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const number = this.makers.length;
    this.numbers.set(key, number);
    this.makers.push([]);
    return number;
  }
}

/** Lineage of a whole log in memory, as compressed sparse rows: the limit of what a walk can reach. */
export class MemoryGraph {
  private readonly keys: readonly string[];
  /** In which walk an item or a transformation was last met. */
  private readonly itemSeen: Int32Array;
  private readonly eventSeen: Int32Array;
  private readonly items: Int32Array;
  private readonly distances: Int32Array;
  private walks = 0;

  constructor(
    private readonly numbers: ReadonlyMap<string, number>,
    private readonly makers: Rows,
    private readonly inputs: Rows,
  ) {
    this.keys = [...numbers.keys()];
    this.itemSeen = new Int32Array(this.keys.length);
    this.eventSeen = new Int32Array(inputs.starts.length);
    this.items = new Int32Array(this.keys.length);
    this.distances = new Int32Array(this.keys.length);
  }

  /** Look-ups by key are no part of a walk. */
  numberOf(key: string): number {
    return this.numbers.get(key) ?? -1;
  }

  keyOf(number: number): string {
    return this.keys[number] ?? '';
  }

  /** Every item behind one, with the fewest links to it. Its arrays are overwritten by the next walk. */
  back(item: number): Behind {
    this.walks += 1;
    this.items[0] = item;
    this.distances[0] = 0;
    this.itemSeen[item] = this.walks;
    let found = 1;
    for (let next = 0; next < found; next += 1) {
      const made = this.items[next] ?? 0;
      const until = this.makers.starts[made + 1] ?? 0;
      for (let at = this.makers.starts[made] ?? 0; at < until; at += 1) {
        found = this.open(this.makers.values[at] ?? 0, (this.distances[next] ?? 0) + 1, found);
      }
    }
    return { items: this.items.subarray(0, found), distances: this.distances.subarray(0, found) };
  }

  /** Notes what goes into a transformation; answers how many items are found now. */
  private open(event: number, distance: number, foundBefore: number): number {
    if (this.eventSeen[event] === this.walks) return foundBefore;
    this.eventSeen[event] = this.walks;
    let found = foundBefore;
    const until = this.inputs.starts[event + 1] ?? 0;
    for (let at = this.inputs.starts[event] ?? 0; at < until; at += 1) {
      const input = this.inputs.values[at] ?? 0;
      if (this.itemSeen[input] === this.walks) continue;
      this.itemSeen[input] = this.walks;
      this.items[found] = input;
      this.distances[found] = distance;
      found += 1;
    }
    return found;
  }
}
