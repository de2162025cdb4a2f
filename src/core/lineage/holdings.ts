import type { LogRecord } from '../epcis/event.ts';
import { compareAmounts, isZero, lessOf, minus, plus } from './amount.ts';
import type { Amount } from './amount.ts';
import {
  balanceOf,
  entriesOfItem,
  incoming,
  isAwaited,
  linesByItem,
  unitOf,
  wholeDossier,
} from './books.ts';
import type { BookFacts, Dossier, Entry, HopOfItem } from './books.ts';
import { carriedHolding } from './carried.ts';
import { holdsAt } from './containment.ts';
import { type CustodyRecord, loadsBy } from './custody.ts';
import type { CustodyFacts } from './facts.ts';
import type { Holding } from './holding.ts';
import { hopsBetween } from './hops.ts';
import { compareRecords, compareText } from './order.ts';
import { compareSince, packedHoldings } from './packed.ts';
import { journeyOf } from './state.ts';
import { isPieceKey } from './transformations.ts';

const zero = (unit: string | null): Amount => ({ value: '0', unit });

const isLess = (a: Amount, b: Amount): boolean => (compareAmounts(a, b) ?? 0) < 0;

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

/** The last of the records that some entries come from; null: none is known. */
const latest = (entries: readonly Entry[]): CustodyRecord | null =>
  entries
    .flatMap(({ by }) => by ?? [])
    .toSorted(compareRecords)
    .at(-1) ?? null;

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
      const since = latest(entries.filter((one) => here(one) && incoming.includes(one.kind)));
      return { holder, site, container: null, amount, status: 'ON_HAND', since };
    });
  return settled(shelves);
};

/** Entries by which something ceases to be. */
const outgoing: readonly Entry['kind'][] = ['USED', 'SOLD', 'DESTROYED'];

/** What a holder's shelves lack, all together. */
const lackOf = (holder: string | null, shelves: readonly Holding[], unit: string | null): Amount =>
  shelves.reduce<Amount>((lack, shelf) => {
    const missing = shelf.holder === holder ? minus(zero(unit), shelf.amount) : null;
    const more = missing !== null && isLess(zero(unit), missing) ? plus(lack, missing) : null;
    return more ?? lack;
  }, zero(unit));

/** How much went out of a holder's hands after a load was packed. */
const outSince = (
  { holder, since }: Holding,
  entries: readonly Entry[],
  unit: string | null,
): Amount | null =>
  entries
    .filter(
      ({ kind, by, holder: who }) =>
        outgoing.includes(kind) &&
        who === holder &&
        by !== null &&
        since !== null &&
        compareRecords(by, since) > 0,
    )
    .reduce<Amount | null>((total, { amount }) => plus(total, amount), zero(unit));

/**
 * Loads without what was used, sold or destroyed out of them although nobody unpacked it: what the holder's shelves lack is taken
 * from what was packed before, the oldest load first, and no more than went out since.
 */
const withoutUsed = (
  packed: readonly Holding[],
  shelves: readonly Holding[],
  { entries, unit }: { readonly entries: readonly Entry[]; readonly unit: string | null },
): readonly Holding[] => {
  const lacks = new Map<string | null, Amount>();
  return packed
    .toSorted((a, b) => compareSince(a.since, b.since))
    .map((load): Holding => {
      const { holder, amount } = load;
      const lack = lacks.get(holder) ?? lackOf(holder, shelves, unit);
      const out = outSince(load, entries, unit);
      const most = out === null ? null : lessOf(lack, out);
      const taken = amount === null || most === null ? null : lessOf(amount, most);
      if (taken === null || isZero(taken)) return load;
      lacks.set(holder, minus(lack, taken) ?? lack);
      return { ...load, amount: minus(amount, taken) };
    });
};

/** What was sold; of a single piece only while it has not come back. */
const soldOf = (item: string, entries: readonly Entry[]): readonly Holding[] => {
  const back = latest(entries.filter(({ kind }) => incoming.includes(kind)));
  const isGone = ({ by }: Entry): boolean =>
    !isPieceKey(item) || back === null || by === null || compareRecords(by, back) > 0;
  return entries
    .filter((entry) => entry.kind === 'SOLD' && isGone(entry))
    .map(({ holder, site, amount, by }) => ({
      holder,
      site,
      container: null,
      amount,
      status: 'SOLD',
      since: by,
    }));
};

const underWay = ({ hop, line }: HopOfItem): Holding => ({
  holder: hop.to,
  site: null,
  container: line.container,
  amount: line.shipped,
  status: 'IN_TRANSIT',
  since: hop.shipping,
});

const compareHoldings = (a: Holding, b: Holding): number =>
  compareText(a.holder ?? '', b.holder ?? '') ||
  compareText(a.site ?? '', b.site ?? '') ||
  compareText(a.container ?? '', b.container ?? '') ||
  compareText(a.status, b.status) ||
  compareSince(a.since, b.since) ||
  compareText(a.amount?.value ?? '', b.amount?.value ?? '');

const isThere = ({ amount }: Holding): boolean =>
  amount === null || (!isZero(amount) && isLess(zero(amount.unit), amount));

/** A dossier as it was when what happened after an instant had not happened yet. */
export const dossierAt = (dossier: Dossier, instant: string): Dossier => ({
  records: dossier.records.filter(({ event }) => event.time.instant <= instant),
  sides: dossier.sides.filter(({ record }) => record.event.time.instant <= instant),
  loads: loadsBy(dossier.loads, instant),
});

/**
 * Who has how much of an item where, as its dossier at an instant has it; `hops` are the item's, of that dossier. By holder,
 * site, container.
 */
export const holdingsIn = (
  item: string,
  dossier: Dossier,
  question: {
    readonly instant: string;
    readonly hops: readonly HopOfItem[];
    readonly facts: BookFacts;
  },
): readonly Holding[] => {
  const { instant, hops } = question;
  const unit = unitOf(item, dossier.records);
  const entries = entriesOfItem(item, dossier, question);
  const lying = dossier.loads.filter(
    (load) => load.kind === 'PACKED' && load.child === item && holdsAt(load, instant),
  );
  const packed = packedHoldings(lying, { ...question, dossier });
  const loose = looseShelves(entries, packed, unit);
  return [
    ...loose,
    ...withoutUsed(packed, loose, { entries, unit }),
    ...hops.filter(isAwaited).map(underWay),
    ...soldOf(item, entries),
  ]
    .filter(isThere)
    .toSorted(compareHoldings);
};

/**
 * True for what goes by its own life: whatever something was packed into, and a piece that was ever fixed to something, which goes
 * where that goes (domain rules 11, 15).
 */
const isFollowed = (item: string, { loads }: Dossier): boolean =>
  loads.some(
    ({ kind, child, parent }) =>
      (kind === 'PACKED' && parent === item) ||
      (kind === 'FIXED' && child === item && isPieceKey(item)),
  );

/**
 * Who has how much of an item where, at an instant (domain rule 35): what lies loose, what lies in
 * containers, what is on its way, what was sold. For a lot in several hands it is the list, never
 * one of them. What carries others, and a piece that was fixed to something, is followed by the hand-overs of its life.
 */
export const holdingsAt = (
  item: string,
  question: { readonly instant: string; readonly records: readonly LogRecord[] },
  facts: CustodyFacts,
): readonly Holding[] => {
  const { instant, records } = question;
  const dossier = dossierAt(wholeDossier(records, facts), instant);
  if (isFollowed(item, dossier)) {
    const past = records.filter(({ event }) => event.time.instant <= instant);
    const life = journeyOf(item, past);
    return carriedHolding({ item, life, dossier, facts, instant }).holdings;
  }
  const hops = linesByItem(hopsBetween(dossier.sides, facts)).get(item) ?? [];
  return holdingsIn(item, dossier, { instant, hops, facts });
};
