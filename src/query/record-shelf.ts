import type { Load, PackingLine } from '../core/lineage/containment.ts';
import type { BookRecord, CustodyRecord } from '../core/lineage/custody.ts';
import type { Transaction } from '../platform/transaction.ts';
import { type ItemRow, readItems } from '../projections/item.store.ts';
import type { StoredLine, StoredLoad } from './custody.store.ts';
import { type BareRecord, readRecords } from './record.store.ts';

/** Log positions of the events that put things somewhere and took them out. */
export const positionsIn = (loads: readonly StoredLoad[]): readonly number[] =>
  loads.flatMap(({ since, until }) => (until === null ? [since] : [since, until]));

/** The items and events that one question has met, each read once; from these, what `core/lineage` reads custody from. */
export class RecordShelf {
  private readonly items = new Map<number, ItemRow>();
  private readonly records = new Map<number, BareRecord>();

  /** `known`: log position of the question. */
  constructor(readonly known: number) {}

  /** Every item that was met, by canonical key. */
  itemsByKey(): ReadonlyMap<string, ItemRow> {
    return new Map([...this.items.values()].map((item) => [item.key, item]));
  }

  /** Looks up items that have not been met. */
  async readItems(tx: Transaction, ids: readonly number[]): Promise<void> {
    const missing = [...new Set(ids)].filter((id) => !this.items.has(id));
    for (const item of await readItems(tx, missing)) this.items.set(item.id, item);
  }

  /** Looks up events that have not been met. */
  async readRecords(tx: Transaction, positions: readonly number[]): Promise<void> {
    const missing = [...new Set(positions)].filter((position) => !this.records.has(position));
    const found = await readRecords(tx, missing);
    for (const [position, record] of found) this.records.set(position, record);
  }

  /** An event without its lines. */
  bare(position: number): BareRecord {
    const record = this.records.get(position);
    if (record === undefined) throw new Error(`no log row at ${position}`);
    return record;
  }

  private keyOf(item: number): string {
    const row = this.items.get(item);
    if (row === undefined) throw new Error(`item ${item} is not there`);
    return row.key;
  }

  /** An event with some of its lines. */
  recordWith(position: number, lines: readonly StoredLine[]): BookRecord {
    const record = this.bare(position);
    const items = lines.map(({ item, role, classLevel, quantity, unit }): PackingLine => ({
      role,
      key: this.keyOf(item),
      classLevel,
      quantity,
      unit,
    }));
    return { ...record, event: { ...record.event, items } };
  }

  /** A load, with canonical keys and its events. */
  loadOf(load: StoredLoad): Load<CustodyRecord> {
    return {
      kind: load.packed ? 'PACKED' : 'FIXED',
      child: this.keyOf(load.child),
      parent: this.keyOf(load.parent),
      amount: load.quantity === null ? null : { value: load.quantity, unit: load.unit },
      since: this.recordWith(load.since, []),
      until: load.until === null ? null : this.recordWith(load.until, []),
    };
  }
}
