import { Injectable } from '@nestjs/common';
import type { LogRecord } from '../core/epcis/event.ts';
import { loadsOf } from '../core/lineage/containment.ts';
import type { Projector } from '../log/projector.ts';
import type { Transaction } from '../platform/transaction.ts';
import { readChildren, readEmptied, replaceLoads } from './containment.store.ts';
import { readCountedBatch } from './counted.ts';
import { readEarlierPacking } from './earlier-packing.store.ts';
import { type BatchPacking, packingOfBatch } from './first-packing.ts';
import { addedItems, ensureItems, namedItems } from './item.store.ts';
import { loadsAgain } from './loads-again.ts';
import { noteContainers } from './used-contents.store.ts';
import { readLyingAt, readUses, type Use } from './used-up.store.ts';

const isPacking = ({ event: { type } }: LogRecord): boolean =>
  type === 'AggregationEvent' || type === 'AssociationEvent';

/**
 * What lay in what, when, and how much of it. Packing has no order of arrival: of every child that a batch may have moved all packing is
 * replayed by `core/lineage/containment.ts`, from the item rows that `ItemProjection` has just written, and the uses that emptied what it
 * lay in. Of a child without packing before the batch that is what the batch says, so nothing is read.
 */
@Injectable()
export class ContainmentProjection implements Projector {
  readonly name = 'containment';

  async apply(tx: Transaction, records: readonly LogRecord[]): Promise<void> {
    const [first] = records;
    if (first === undefined) return;
    const { knownFrom } = first;
    const { closed, stillborn, events } = await readCountedBatch(tx, records);
    const counted = events.filter((record) => !stillborn.has(record.position));
    const packed = counted.filter(isPacking);
    const making = counted.filter(({ event }) => event.type === 'TransformationEvent');
    const ids = await idsOf(tx, [...packed, ...making]);
    const used = usedIn(making, ids);
    const lying = await readLyingAt(
      tx,
      await usesAround(tx, used, { closed, first: first.position }),
    );
    if (packed.length + closed.length + lying.size === 0) {
      noteContainers(tx, { knownFrom, repacked: [], filled: [] });
      return;
    }
    const batch = packingOfBatch(packed, ids);
    const again = await packedBefore(tx, batch, first.position);
    for (const children of lying.values()) for (const child of children) again.add(child);
    for (const child of usedInBatch(batch, used)) again.add(child);
    for (const child of await readChildren(tx, closed)) again.add(child);
    for (const child of await readEmptied(tx, [...closed, ...batch.emptying])) {
      if (!batch.byChild.has(child)) again.add(child);
    }
    const loads = await loadsAgain(tx, [...again], {
      known: knownFrom,
      packed: byContainer(batch),
    });
    const repacked = await replaceLoads(tx, [...loads.keys()], {
      loads: [...loads.values()].flat(),
      opened: [...batch.byChild].flatMap(([child, own]) => (loads.has(child) ? [] : loadsOf(own))),
      knownFrom,
    });
    noteContainers(tx, { knownFrom, repacked, filled: [...lying.keys()] });
  }
}

/** What the transformations of a batch use. */
const usedIn = (records: readonly LogRecord[], ids: ReadonlyMap<string, number>): readonly Use[] =>
  records.flatMap(({ event }) =>
    event.items
      .filter(({ role }) => role === 'INPUT')
      .map(({ key }) => ({ item: ids.get(key) ?? 0, instant: event.time.instant })),
  );

/** Uses that a batch tells or takes back, of what there was before it: in what is new nothing lies that the batch does not say. */
const usesAround = async (
  tx: Transaction,
  used: readonly Use[],
  { closed, first }: { readonly closed: readonly number[]; readonly first: number },
): Promise<readonly Use[]> => {
  const added = addedItems(tx, first);
  return [...used.filter(({ item }) => !added.has(item)), ...(await readUses(tx, closed))];
};

/** Children of a batch by the containers that it packs them into. */
const byContainer = (batch: BatchPacking): ReadonlyMap<number, readonly number[]> => {
  const children = new Map<number, number[]>();
  for (const child of batch.byChild.keys()) {
    for (const parent of batch.parentsOf(child)) {
      children.set(parent, [...(children.get(parent) ?? []), child]);
    }
  }
  return children;
};

/** Children that a batch packs into what it uses. */
const usedInBatch = (batch: BatchPacking, used: readonly Use[]): readonly number[] => {
  const items = new Set(used.map(({ item }) => item));
  if (items.size === 0) return [];
  return [...batch.byChild.keys()].filter((child) =>
    batch.parentsOf(child).some((parent) => items.has(parent)),
  );
};

/** `ItemProjection` has looked them up already, except when this read model alone is filled from the log. */
const idsOf = (
  tx: Transaction,
  records: readonly LogRecord[],
): Promise<ReadonlyMap<string, number>> => ensureItems(tx, namedItems(records));

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
