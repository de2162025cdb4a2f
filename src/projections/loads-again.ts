import { type Load, loadsOf } from '../core/lineage/containment.ts';
import type { Transaction } from '../platform/transaction.ts';
import { containersIn, readPackings, type StoredPacking } from './packing-record.store.ts';
import { emptiedBy, readPackedIn, readTakenAlong, type TakingUse } from './used-up.store.ts';

type Loads = readonly Load<StoredPacking>[];
type Records = readonly StoredPacking[];

/** The uses that ended loads of a thing: they took it along with what it lay in, and what lies in it with it. */
const usesIn = (loads: Loads): Records => [
  ...new Map(
    loads.flatMap(({ kind, until }) =>
      kind === 'PACKED' && until?.event.type === 'TransformationEvent'
        ? [[until.position, until] as const]
        : [],
    ),
  ).values(),
];

const namesOf = (records: Records): string =>
  records
    .map(({ position }) => position)
    .toSorted((a, b) => a - b)
    .join(' ');

/** What a replay knows: the packing of every child, and the uses around everything that those lie in. */
interface Known {
  readonly packings: Map<number, Records>;
  /** As it was kept before the batch. */
  readonly along: Map<number, readonly TakingUse[]>;
}

const keptUses = ({ along }: Known, item: number): Records =>
  (along.get(item) ?? []).map(({ use }) => use);

const stateOf = (uses: ReadonlyMap<number, Records>): string =>
  [...uses.values()].map(namesOf).join();

/**
 * Loads of every child. A use of a container empties what lies in it, so it is gone through until that changes nothing: from no use at
 * all, since in a ring of containers one that is taken back would go on for ever. Such a ring is a mistake that must end.
 */
const replayed = ({ packings, along }: Known): ReadonlyMap<number, Loads> => {
  let uses = new Map<number, Records>([...packings.keys()].map((child) => [child, []]));
  const stillKept = new Map(
    [...along].map(([item, all]) => [item, all.flatMap((one) => (one.counts ? one.use : []))]),
  );
  const seen = new Set([stateOf(uses)]);
  for (;;) {
    const loads = new Map(
      [...packings].map(([child, own]) => {
        const around = new Set(own.flatMap(containersIn));
        const taken = [...around].flatMap((item) =>
          (uses.get(item) ?? stillKept.get(item) ?? []).map((use) => emptiedBy(use, item)),
        );
        return [child, loadsOf([...own, ...taken])] as const;
      }),
    );
    uses = new Map([...loads].map(([child, own]) => [child, usesIn(own)]));
    const state = stateOf(uses);
    if (seen.has(state)) return loads;
    seen.add(state);
  }
};

const add = <V>(map: Map<number, V>, more: ReadonlyMap<number, V>): void => {
  for (const [key, value] of more) map.set(key, value);
};

/**
 * The loads of some children by all their packing, as known at a position, and of what else is emptied or filled again because those
 * were taken along by a use, or are not any more; by child. `packed` are children of the batch by the containers it packs them into.
 */
export const loadsAgain = async (
  tx: Transaction,
  children: readonly number[],
  {
    known,
    packed,
  }: { readonly known: number; readonly packed: ReadonlyMap<number, readonly number[]> },
): Promise<ReadonlyMap<number, Loads>> => {
  const read: Known = { packings: new Map(), along: new Map() };
  let fresh = children;
  for (;;) {
    const packings = await readPackings(tx, fresh, known);
    add(read.packings, packings);
    const around = new Set([...fresh, ...[...packings.values()].flat().flatMap(containersIn)]);
    const unread = [...around].filter((item) => !read.along.has(item));
    add(read.along, await readTakenAlong(tx, unread, known));
    const loads = replayed(read);
    const changed = [...loads]
      .filter(([child, own]) => namesOf(usesIn(own)) !== namesOf(keptUses(read, child)))
      .map(([child]) => child);
    const inside = [
      ...(await readPackedIn(tx, changed)),
      ...changed.flatMap((container) => packed.get(container) ?? []),
    ];
    fresh = [...new Set(inside)].filter((child) => !read.packings.has(child));
    if (fresh.length === 0) return loads;
  }
};
