import { takesAlong } from '../core/lineage/along.ts';
import type { Load } from '../core/lineage/containment.ts';
import type { BookRecord, CustodyRecord } from '../core/lineage/custody.ts';
import { groupedBy } from '../core/lineage/grouped-by.ts';
import { compareRecords } from '../core/lineage/order.ts';
import type { Transaction } from '../platform/transaction.ts';
import {
  readLinesDuring,
  readLinesOf,
  readLoadsOf,
  type StoredLine,
  type StoredLoad,
} from './custody.store.ts';
import { positionsIn, type RecordShelf } from './record-shelf.ts';
import { readStays } from './stay.store.ts';

/** What names some items, in the documented order, and what they lay in; by item. */
export interface ItemBooks {
  readonly records: ReadonlyMap<number, readonly BookRecord[]>;
  readonly loads: ReadonlyMap<number, readonly Load<CustodyRecord>[]>;
}

/** What takes some items along with what they lay in, and in what that lay. */
interface Around {
  readonly lines: readonly StoredLine[];
  readonly loads: readonly StoredLoad[];
}

const none: Around = { lines: [], loads: [] };

/** What some things ever lay in or were fixed to. */
class Within {
  private readonly byChild: ReadonlyMap<number, readonly StoredLoad[]>;

  constructor(loads: readonly StoredLoad[]) {
    this.byChild = groupedBy(loads, ({ child }) => child);
  }

  /** What it lay in directly, and when. */
  loadsOf(item: number): readonly StoredLoad[] {
    return this.byChild.get(item) ?? [];
  }

  /** Everything around an item, however deep, without itself. */
  around(item: number): readonly number[] {
    const found = new Set([item]);
    for (const one of found) {
      for (const { parent } of this.loadsOf(one)) found.add(parent);
    }
    return [...found].slice(1);
  }
}

/** Events that take along what lies in what they name, while some items lay there; none: then in what that lay is not asked either. */
const readAround = async (
  tx: Transaction,
  items: readonly number[],
  shelf: RecordShelf,
): Promise<Around> => {
  const { stays } = await readStays(tx, items, shelf.known);
  const containers = stays.filter(({ since }) => since !== null);
  const named = await readLinesDuring(tx, containers, shelf.known);
  const around = [...new Set(containers.map(({ item }) => item))];
  await shelf.readItems(tx, around);
  await shelf.readRecords(
    tx,
    named.map(({ position }) => position),
  );
  const lines = named.filter(({ position }) => takesAlong(shelf.recordWith(position, [])));
  if (lines.length === 0) return none;
  const own = new Set(items);
  const loads = await readLoadsOf(
    tx,
    around.filter((item) => !own.has(item)),
    shelf.known,
  );
  await shelf.readItems(
    tx,
    loads.map(({ parent }) => parent),
  );
  await shelf.readRecords(tx, positionsIn(loads));
  return { lines, loads };
};

/** What names some items and what they lay in, by item; and what uses, sells, destroys or moves that with them in it. */
export const readBooks = async (
  tx: Transaction,
  items: readonly number[],
  shelf: RecordShelf,
): Promise<ItemBooks> => {
  const lines = await readLinesOf(tx, items, shelf.known);
  const loads = await readLoadsOf(tx, items, shelf.known);
  await shelf.readItems(tx, [...items, ...loads.map(({ parent }) => parent)]);
  const positions = [...lines.map(({ position }) => position), ...positionsIn(loads)];
  await shelf.readRecords(tx, positions);
  const around = loads.length === 0 ? none : await readAround(tx, items, shelf);
  const within = new Within([...loads, ...around.loads]);
  const own = groupedBy(lines, ({ item }) => item);
  const others = groupedBy(around.lines, ({ item }) => item);
  const told = items.map((item) => {
    const containers = others.size === 0 ? [] : within.around(item);
    const besides = containers.flatMap((one) => others.get(one) ?? []);
    const named = groupedBy([...(own.get(item) ?? []), ...besides], ({ position }) => position);
    const records = [...named].map(([position, all]) => shelf.recordWith(position, all));
    const lying = [item, ...containers]
      .flatMap((one) => within.loadsOf(one))
      .map((load) => shelf.loadOf(load));
    return { item, records: records.toSorted(compareRecords), lying };
  });
  return {
    records: new Map(told.map(({ item, records }) => [item, records])),
    loads: new Map(told.map(({ item, lying }) => [item, lying])),
  };
};
