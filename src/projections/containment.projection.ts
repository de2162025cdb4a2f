import { Injectable } from '@nestjs/common';
import type { LogRecord } from '../core/epcis/event.ts';
import { loadsOf } from '../core/lineage/containment.ts';
import type { Projector } from '../log/projector.ts';
import type { Transaction } from '../platform/transaction.ts';
import { readChildren, readEmptied, readPackings, replaceLoads } from './containment.store.ts';
import { readEarlierPacking } from './earlier-packing.store.ts';
import { type BatchPacking, packingOfBatch } from './first-packing.ts';
import { addedItems, ensureItems, namedItems } from './item.store.ts';
import { readCountedBatch } from './counted.ts';
import { noteRepacked } from './used-contents.store.ts';

const isPacking = ({ event: { type } }: LogRecord): boolean =>
  type === 'AggregationEvent' || type === 'AssociationEvent';

/**
 * What lay in what, when, and how much of it. Packing has no order of arrival: of every child that a batch may have moved all packing is
 * replayed by `core/lineage/containment.ts`, from the item rows that `ItemProjection` has just written. Of a child without packing before
 * the batch that is what the batch says, so nothing is read.
 */
@Injectable()
export class ContainmentProjection implements Projector {
  readonly name = 'containment';

  async apply(tx: Transaction, records: readonly LogRecord[]): Promise<void> {
    const [first] = records;
    if (first === undefined) return;
    const { closed, stillborn, events } = await readCountedBatch(tx, records);
    const packed = events.filter((record) => isPacking(record) && !stillborn.has(record.position));
    if (packed.length + closed.length === 0) {
      noteRepacked(tx, first.knownFrom, []);
      return;
    }
    const batch = packingOfBatch(packed, await idsOf(tx, packed));
    const again = await packedBefore(tx, batch, first.position);
    for (const child of await readChildren(tx, closed)) again.add(child);
    for (const child of await readEmptied(tx, [...closed, ...batch.emptying])) {
      if (!batch.byChild.has(child)) again.add(child);
    }
    const children = [...again];
    const packings = await readPackings(tx, children, first.knownFrom);
    const repacked = await replaceLoads(tx, children, {
      loads: [...packings.values()].flatMap((own) => loadsOf(own)),
      opened: [...batch.byChild].flatMap(([child, own]) => (again.has(child) ? [] : loadsOf(own))),
      knownFrom: first.knownFrom,
    });
    noteRepacked(tx, first.knownFrom, repacked);
  }
}

/** `ItemProjection` has looked them up already, except when this read model alone is filled from the log. */
const idsOf = (
  tx: Transaction,
  packed: readonly LogRecord[],
): Promise<ReadonlyMap<string, number>> => ensureItems(tx, namedItems(packed));

/** The children of a batch of which it does not say all: packed before it, or into a container that is emptied by an earlier record. */
const packedBefore = async (
  tx: Transaction,
  batch: BatchPacking,
  first: number,
): Promise<Set<number>> => {
  const added = addedItems(tx, first);
  const earlier = await readEarlierPacking(
    tx,
    {
      children: [...batch.byChild.keys()].filter((child) => !added.has(child)),
      parents: batch.parents.filter(({ item }) => !added.has(item)),
    },
    first,
  );
  const { children, emptied } = earlier;
  return new Set(
    [...batch.byChild.keys()].filter(
      (child) =>
        children.has(child) ||
        (emptied.size > 0 && batch.parentsOf(child).some((parent) => emptied.has(parent))),
    ),
  );
};
