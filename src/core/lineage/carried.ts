import { isMove, loadsAlong } from './along.ts';
import type { BookFacts, Dossier } from './books.ts';
import { holdsAt } from './containment.ts';
import type { BookRecord, CustodyRecord } from './custody.ts';
import type { HandOver } from './handover.ts';
import type { Holding } from './holding.ts';
import { compareRecords } from './order.ts';
import { stateAfter, type StateRecord } from './state.ts';

/** An event of a container's life. */
export type CarrierRecord = StateRecord & { readonly position: number };

/** What is asked of a container, or of what is fixed to one. */
export interface CarrierQuestion {
  /** Canonical key. */
  readonly item: string;
  /** Up to the instant, in the documented order. */
  readonly life: readonly CarrierRecord[];
  /** As it was at the instant. */
  readonly dossier: Dossier;
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
 * Sold, used or destroyed since, nobody here has it. A piece that was fixed to something is followed in the same way (domain rule 15).
 */
export const carriedHolding = (question: CarrierQuestion): Carried => {
  const { item, life, dossier, facts, instant } = question;
  const [first] = life;
  if (first === undefined) return { holdings: [], sender: null };
  const lying = dossier.loads.find(
    (load) => load.kind === 'PACKED' && load.child === item && holdsAt(load, instant),
  );
  const last = lastHandOver(life, dossier.sides);
  const end = dossier.records.findLast((record) => isEnd(record, item, dossier));
  const site = stateAfter(life).place;
  const common = { container: lying?.parent ?? null, amount: { value: '1', unit: null } };
  if (end !== undefined && (last === null || compareRecords(end, last.record) > 0)) {
    const holder = facts.partyOf(end.owner);
    const gone: Holding = { ...common, holder, site, status: 'SOLD', since: end };
    return { holdings: end.step === 'SELL' ? [gone] : [], sender: null };
  }
  if (last === null) {
    const holder = facts.partyOf(first.owner);
    const since: CustodyRecord | null = lying?.since ?? null;
    return { holdings: [{ ...common, holder, site, status: 'ON_HAND', since }], sender: null };
  }
  const { from, to: holder, record: since } = last;
  return last.side === 'SHIP'
    ? { holdings: [{ ...common, holder, site: null, status: 'IN_TRANSIT', since }], sender: from }
    : { holdings: [{ ...common, holder, site, status: 'ON_HAND', since }], sender: null };
};

/** True when a record sells, destroys or uses up an item, or what it lies in or is fixed to. */
const isEnd = (record: BookRecord, item: string, { loads }: Dossier): boolean => {
  const { step, event } = record;
  const isNamed = event.items.some(
    ({ key, role }) =>
      key === item &&
      (role === 'INPUT' || (role === 'ITEM' && (step === 'SELL' || step === 'DESTROY'))),
  );
  return isNamed || (!isMove(record) && loadsAlong(item, record, loads).length > 0);
};

/** A container goes to one party only: of a shipping to several it is not known to whom, so the first one named is told. */
const lastHandOver = (
  life: readonly CarrierRecord[],
  sides: readonly HandOver[],
): HandOver | null => {
  const positions = new Set(life.map(({ position }) => position));
  return sides.findLast(({ record }) => positions.has(record.position)) ?? null;
};
