import type { BookFacts } from '../core/lineage/books.ts';
import { holdsAt } from '../core/lineage/containment.ts';
import type { CustodyRecord } from '../core/lineage/custody.ts';
import type { HandOver } from '../core/lineage/handover.ts';
import type { Holding } from '../core/lineage/holdings.ts';
import { stateAfter } from '../core/lineage/state.ts';
import type { ItemDossier } from './custody.ts';
import type { LifeRecord } from './life.store.ts';

/** What is asked of a container. */
export interface CarrierQuestion {
  /** Canonical key. */
  readonly item: string;
  /** Up to the instant, in the documented order. */
  readonly life: readonly LifeRecord[];
  readonly own: ItemDossier;
  readonly facts: BookFacts;
  /** UTC with microseconds. */
  readonly instant: string;
}

/** Who has a container, and who had it before it was sent. */
export interface Carried {
  readonly holdings: readonly Holding[];
  readonly sender: string | null;
}

/**
 * Who has a container (domain rules 11, 18). A hop hands over what lies in it, so the container itself is followed by the last
 * hand-over in its life: sent, it is on its way; received, the receiver has it; never handed over, whoever spoke of it first has it.
 */
export const carriedHolding = (question: CarrierQuestion): Carried => {
  const { item, life, own, facts, instant } = question;
  const [first] = life;
  if (first === undefined) return { holdings: [], sender: null };
  const lying = own.dossier.loads.find(
    (load) => load.kind === 'PACKED' && load.child === item && holdsAt(load, instant),
  );
  const common = { container: lying?.parent ?? null, amount: { value: '1', unit: null } };
  const site = stateAfter(life).place;
  const last = lastHandOver(life, own.dossier.sides);
  if (last === null) {
    const holder = facts.partyOf(first.owner);
    const since: CustodyRecord | null = lying?.since ?? null;
    return { holdings: [{ ...common, holder, site, status: 'ON_HAND', since }], sender: null };
  }
  const { from, to, record: since } = last;
  return last.side === 'SHIP'
    ? {
        holdings: [{ ...common, holder: to, site: null, status: 'IN_TRANSIT', since }],
        sender: from,
      }
    : { holdings: [{ ...common, holder: to, site, status: 'ON_HAND', since }], sender: null };
};

/** A container goes to one party only: of a shipping to several it is not known to whom, so the first one named is told. */
const lastHandOver = (life: readonly LifeRecord[], sides: readonly HandOver[]): HandOver | null => {
  const positions = new Set(life.map(({ position }) => position));
  return sides.findLast(({ record }) => positions.has(record.position)) ?? null;
};
