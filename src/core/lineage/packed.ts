import { isMove, loadsAlong } from './along.ts';
import { type Amount, lessOf, minus } from './amount.ts';
import { type BookFacts, type Dossier, type HopOfItem, isAwaited, receivedSite } from './books.ts';
import { holdsAt, type Load } from './containment.ts';
import type { BookRecord, CustodyRecord } from './custody.ts';
import type { Holding } from './holding.ts';
import type { HopLine } from './hops.ts';
import { compareRecords } from './order.ts';

interface Known {
  readonly hops: readonly HopOfItem[];
  readonly facts: BookFacts;
  readonly dossier: Dossier;
}

/** Who is not known comes first. */
export const compareSince = (a: CustodyRecord | null, b: CustodyRecord | null): number =>
  a === null || b === null ? Number(b === null) - Number(a === null) : compareRecords(a, b);

/** The last hop that a load was part of, if any. */
const lastHopOf = (load: Load<CustodyRecord>, hops: readonly HopOfItem[]): HopOfItem | undefined =>
  hops.findLast(
    ({ hop, line }) =>
      hop.shipping !== null &&
      holdsAt(load, hop.shipping.event.time.instant) &&
      line.container === load.parent,
  );

type LastAlong = ReadonlyMap<Load<CustodyRecord>, BookRecord>;

/** The last record that took each load of some items along with what it lies in. */
const lastAlong = (items: ReadonlySet<string>, { records, loads }: Dossier): LastAlong =>
  new Map(
    records.flatMap((record) =>
      [...items].flatMap((item) =>
        loadsAlong(item, record, loads).map((load) => [load, record] as const),
      ),
    ),
  );

/**
 * Where a load lies that is not under way: with its last receiver, else with who packed it; at the place it was moved to since. Sold or
 * destroyed since with what it lies in, it is there no more.
 */
const packedHolding = (
  load: Load<CustodyRecord>,
  last: HopOfItem | undefined,
  { hops, facts, along: all }: Known & { readonly along: LastAlong },
): Holding | null => {
  const { amount, parent: container, since } = load;
  const came = last?.hop.receivings.at(-1) ?? last?.hop.shipping ?? since;
  const latest = all.get(load);
  const along = latest !== undefined && compareRecords(latest, came) > 0 ? latest : null;
  if (along !== null && !isMove(along)) return null;
  const common = { container, amount, since, status: 'ON_HAND' } as const;
  const moved = along?.event.bizLocation ?? null;
  if (last === undefined) {
    const { event, owner } = since;
    const site = moved ?? event.bizLocation ?? event.readPoint;
    return { ...common, holder: facts.partyOf(owner), site };
  }
  const awaited = hops.some(
    (one) => one.hop === last.hop && one.line.container === load.parent && isAwaited(one),
  );
  return awaited ? null : { ...common, holder: last.hop.to, site: moved ?? receivedSite(last.hop) };
};

/** What a receiver says to have of a line; null: some of it, and not how much. */
const countedOf = ({ line }: HopOfItem, unit: string | null): Amount | null =>
  line.named ? line.received : { value: '0', unit };

/**
 * What lies in containers and is not under way. Of what was handed over there is as much as its receiver counted, the oldest load
 * first: what is held and what the books have on hand are one figure (domain rule 35). More than was packed lies beside it.
 */
export const packedHoldings = (
  loads: readonly Load<CustodyRecord>[],
  known: Known,
): readonly Holding[] => {
  const left = new Map<HopLine, Amount | null>();
  const along = lastAlong(new Set(loads.map(({ child }) => child)), known.dossier);
  return loads
    .toSorted((a, b) => compareSince(a.since, b.since))
    .flatMap((load): readonly Holding[] => {
      const last = lastHopOf(load, known.hops);
      const held = packedHolding(load, last, { ...known, along });
      if (held === null) return [];
      const { amount } = load;
      if (last === undefined || amount === null) return [held];
      const { line } = last;
      const counted = left.has(line) ? (left.get(line) ?? null) : countedOf(last, amount.unit);
      const there = counted === null ? amount : (lessOf(amount, counted) ?? amount);
      left.set(line, minus(counted, there));
      return [{ ...held, amount: there }];
    });
};
