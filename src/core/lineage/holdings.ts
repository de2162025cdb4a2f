import type { LogRecord } from '../epcis/event.ts';
import { compareAmounts, isZero, minus, plus } from './amount.ts';
import type { Amount } from './amount.ts';
import { awaitedLines, balanceOf, entriesOfItem, unitOf } from './books.ts';
import type { Entry } from './books.ts';
import { holdsAt, loadsOf } from './containment.ts';
import type { Load } from './containment.ts';
import type { CustodyFacts } from './facts.ts';
import { hopsOf } from './hops.ts';
import type { Hop } from './hops.ts';
import { compareText } from './order.ts';

/** Part of an item in one hand, at one place, in one container (domain rule 35). */
export interface Holding {
  /** Party key; of what is under way the party it is on its way to; null: not known. */
  readonly holder: string | null;
  readonly site: string | null;
  /** Container that it lies in directly. */
  readonly container: string | null;
  /** Null: not recorded. */
  readonly amount: Amount | null;
  readonly status: 'ON_HAND' | 'IN_TRANSIT' | 'SOLD';
}

const zero = (unit: string | null): Amount => ({ value: '0', unit });

const isLess = (a: Amount, b: Amount): boolean => (compareAmounts(a, b) ?? 0) < 0;

/** The last hop that a load was part of, if any. */
const lastHopOf = (load: Load, hops: readonly Hop[]): Hop | undefined =>
  hops.findLast(
    (hop) =>
      hop.shipping !== null &&
      holdsAt(load, hop.shipping.event.time.instant) &&
      hop.lines.some((line) => line.item === load.child && line.container === load.parent),
  );

/** Where a load lies that is not under way: with its last receiver, else with who packed it. */
const packedHolding = (load: Load, hops: readonly Hop[], facts: CustodyFacts): Holding | null => {
  const hop = lastHopOf(load, hops);
  const common = { container: load.parent, amount: load.amount, status: 'ON_HAND' } as const;
  if (hop === undefined) {
    const { event, owner } = load.since;
    return { ...common, holder: facts.partyOf(owner), site: event.bizLocation ?? event.readPoint };
  }
  const awaited = awaitedLines(hop).some(
    (line) => line.item === load.child && line.container === load.parent,
  );
  if (awaited) return null;
  const receipt = hop.receivings.at(-1)?.event;
  const site = receipt?.bizLocation ?? receipt?.readPoint ?? hop.toSite;
  return { ...common, holder: hop.to, site };
};

/**
 * Takes what is missing on one shelf from the holder's other shelves: a move that nobody recorded.
 */
const settled = (shelves: readonly Holding[]): readonly Holding[] => {
  const amounts = shelves.map((shelf) => shelf.amount);
  for (const [index, shelf] of shelves.entries()) {
    for (const [other, { holder }] of shelves.entries()) {
      const [missing, there] = [amounts[index] ?? null, amounts[other] ?? null];
      if (holder !== shelf.holder || missing === null || there === null) continue;
      if (!isLess(missing, zero(missing.unit)) || !isLess(zero(there.unit), there)) continue;
      const both = plus(there, missing);
      const enough = both !== null && !isLess(both, zero(both.unit));
      amounts[other] = enough ? both : zero(there.unit);
      amounts[index] = enough ? zero(missing.unit) : both;
    }
  }
  return shelves.map((shelf, index) => ({ ...shelf, amount: amounts[index] ?? null }));
};

const looseShelves = (
  entries: readonly Entry[],
  packed: readonly Holding[],
  unit: string | null,
): readonly Holding[] => {
  const names = new Map(
    [...entries, ...packed].map(({ holder, site }) => [
      JSON.stringify([holder, site]),
      { holder, site },
    ]),
  );
  const shelves = [...names.values()]
    .toSorted((a, b) => compareText(a.site ?? '', b.site ?? ''))
    .map(({ holder, site }): Holding => {
      const here = (one: { holder: string | null; site: string | null }): boolean =>
        one.holder === holder && one.site === site;
      const inContainers = packed.filter(here).map((one) => one.amount);
      const amount = inContainers.reduce(
        (rest: Amount | null, one) => minus(rest, one),
        balanceOf(entries.filter(here), unit),
      );
      return { holder, site, container: null, amount, status: 'ON_HAND' };
    });
  return settled(shelves);
};

const underWay = (hop: Hop, item: string): readonly Holding[] =>
  awaitedLines(hop)
    .filter((line) => line.item === item)
    .map((line) => ({
      holder: hop.to,
      site: null,
      container: line.container,
      amount: line.shipped,
      status: 'IN_TRANSIT',
    }));

const compareHoldings = (a: Holding, b: Holding): number =>
  compareText(a.holder ?? '', b.holder ?? '') ||
  compareText(a.site ?? '', b.site ?? '') ||
  compareText(a.container ?? '', b.container ?? '') ||
  compareText(a.status, b.status);

const isThere = ({ amount }: Holding): boolean =>
  amount === null || (!isZero(amount) && isLess(zero(amount.unit), amount));

/**
 * Who has how much of an item where, at an instant (domain rule 35): what lies loose, what lies in
 * containers, what is on its way, what was sold. For a lot in several hands it is the list, never
 * one of them. By holder, site, container.
 */
export const holdingsAt = (
  item: string,
  question: { readonly instant: string; readonly records: readonly LogRecord[] },
  facts: CustodyFacts,
): readonly Holding[] => {
  const records = question.records.filter(
    (record) => record.event.time.instant <= question.instant,
  );
  const unit = unitOf(item, records);
  const hops = hopsOf(records, facts);
  const entries = entriesOfItem(item, records, facts);
  const packed = loadsOf(records)
    .filter((load) => load.kind === 'PACKED' && load.child === item)
    .filter((load) => holdsAt(load, question.instant))
    .flatMap((load) => packedHolding(load, hops, facts) ?? []);
  const sold = entries
    .filter((entry) => entry.kind === 'SOLD')
    .map((entry): Holding => ({
      holder: entry.holder,
      site: entry.site,
      container: null,
      amount: entry.amount,
      status: 'SOLD',
    }));
  return [
    ...looseShelves(entries, packed, unit),
    ...packed,
    ...hops.flatMap((hop) => underWay(hop, item)),
    ...sold,
  ]
    .filter(isThere)
    .toSorted(compareHoldings);
};
