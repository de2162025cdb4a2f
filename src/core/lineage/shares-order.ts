/** Where one place leads to, by number. */
type Ways = readonly (readonly number[])[];

interface Search {
  readonly ways: Ways;
  readonly index: (number | undefined)[];
  readonly low: number[];
  readonly open: number[];
  readonly isOpen: boolean[];
  readonly rings: number[][];
}

const enter = (search: Search, place: number, count: number): void => {
  search.index[place] = count;
  search.low[place] = count;
  search.open.push(place);
  search.isOpen[place] = true;
};

const lower = ({ low }: Search, place: number, to: number): void => {
  low[place] = Math.min(low[place] ?? 0, to);
};

const leave = (search: Search, place: number): void => {
  if (search.low[place] !== search.index[place]) return;
  const ring: number[] = [];
  let last: number | undefined;
  do {
    last = search.open.pop();
    if (last === undefined) break;
    search.isOpen[last] = false;
    ring.push(last);
  } while (last !== place);
  search.rings.push(ring.toReversed());
};

/**
 * All places that can be come to from place 0, in rings (places that lead to each other; mostly
 * one place alone), each ring before those that it leads to. Tarjan's algorithm, without recursion:
 * a chain of events may be longer than a stack is deep.
 */
export const ringsInOrder = (ways: Ways): readonly (readonly number[])[] => {
  const search: Search = { ways, index: [], low: [], open: [], isOpen: [], rings: [] };
  const path: { readonly place: number; next: number }[] = [{ place: 0, next: 0 }];
  let count = 0;
  enter(search, 0, count);
  for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
    const to = ways[step.place]?.[step.next];
    step.next += 1;
    if (to === undefined) {
      leave(search, step.place);
      path.pop();
      const above = path.at(-1);
      if (above !== undefined) lower(search, above.place, search.low[step.place] ?? 0);
    } else if (search.index[to] === undefined) {
      count += 1;
      enter(search, to, count);
      path.push({ place: to, next: 0 });
    } else if (search.isOpen[to] === true) lower(search, step.place, search.index[to] ?? 0);
  }
  return search.rings.toReversed();
};

type Way = readonly [number, number];

const withoutEnds = (ways: readonly Way[], side: 0 | 1): readonly Way[] => {
  const after = new Map<number, number[]>();
  const count = new Map<number, number>();
  for (const way of ways) {
    const [from, to] = [way[side], way[1 - side] ?? 0];
    const list = after.get(from) ?? [];
    list.push(to);
    after.set(from, list);
    count.set(to, (count.get(to) ?? 0) + 1);
  }
  const ends = [...after.keys()].filter((place) => !count.has(place));
  const gone = new Set(ends);
  for (let place = ends.pop(); place !== undefined; place = ends.pop()) {
    for (const to of after.get(place) ?? []) {
      const left = (count.get(to) ?? 0) - 1;
      count.set(to, left);
      if (left > 0) continue;
      gone.add(to);
      ends.push(to);
    }
  }
  return ways.filter(([from, to]) => !gone.has(from) && !gone.has(to));
};

/** All places in rings, and between rings: what remains when places that nothing leads to, or that lead nowhere, are taken away. */
export const placesInRings = (ways: readonly Way[]): ReadonlySet<number> =>
  new Set(withoutEnds(withoutEnds(ways, 0), 1).flat());
