import type { ItemLine, LogRecord } from '../epcis/event.ts';
import { contentsAt, loadsOf } from './containment.ts';
import type { Load } from './containment.ts';
import type { CustodyFacts } from './facts.ts';
import { compareRecords, inOrder } from './order.ts';

/** Parties that an event names as giving or taking. */
const partiesNamed = ({ event }: LogRecord): readonly string[] =>
  [...event.sources, ...event.destinations]
    .filter((one) => one.type === 'possessing_party' || one.type === 'owning_party')
    .map((one) => one.key);

/**
 * Items that an event speaks of: those it names, and what lies in them at that time (domain rule
 * 11).
 */
const itemsSpokenOf = (record: LogRecord, loads: readonly Load[]): ReadonlySet<string> =>
  new Set(
    record.event.items.flatMap((line) => [
      line.key,
      ...contentsAt(line.key, record.event.time.instant, loads).map(({ load }) => load.child),
    ]),
  );

/** What belief is judged from: all that counts after corrections, in the documented order. */
interface Court {
  readonly records: readonly LogRecord[];
  readonly loads: readonly Load[];
  readonly facts: CustodyFacts;
}

/**
 * The parties that are believed about an item, with the record from which each is (domain rule
 * 40): its issuer always; when the issuer has recorded nothing, the first who recorded it; and
 * whoever a believed party names as giving or taking.
 */
const believedParties = (item: string, court: Court): readonly LogRecord[] => {
  const about = court.records.filter((record) => itemsSpokenOf(record, court.loads).has(item));
  const issuer = court.facts.issuerOf(item);
  const party = (record: LogRecord): string | null => court.facts.partyOf(record.owner);
  const issuerSpoke = issuer !== null && about.some((record) => party(record) === issuer);
  const first = about[0];
  const trusted = new Set<string>(issuer === null ? [] : [issuer]);
  const firstParty = first === undefined || issuerSpoke ? null : party(first);
  if (firstParty !== null) trusted.add(firstParty);
  return about.filter((record) => {
    const teller = party(record);
    const believed =
      (teller !== null && trusted.has(teller)) ||
      (!issuerSpoke && first !== undefined && record.owner === first.owner);
    if (believed) for (const named of partiesNamed(record)) trusted.add(named);
    return believed;
  });
};

/** One line that is only claimed. */
export interface Claim {
  readonly record: LogRecord;
  readonly line: ItemLine;
}

/**
 * Lines that are claims (domain rule 40): their recorder had neither issued the item nor had
 * custody of it by then, nor was named by somebody who had. They are kept and shown, and count
 * nowhere. `records` are those that stand after corrections; a later record can make a claim
 * believed, in any order of arrival.
 */
export const claimsOf = (records: readonly LogRecord[], facts: CustodyFacts): readonly Claim[] => {
  const court = { records: inOrder(records), loads: loadsOf(records), facts };
  const items = new Set(records.flatMap((record) => record.event.items.map((line) => line.key)));
  const believed = new Map([...items].map((item) => [item, believedParties(item, court)] as const));
  return court.records.flatMap((record) =>
    record.event.items
      .filter((line) => !(believed.get(line.key) ?? []).includes(record))
      .map((line) => ({ record, line })),
  );
};

/**
 * An event told by two organisations counts once (domain rule 40): equal CBV hash; the first owner
 * in the documented order speaks for both.
 */
export const toldOnce = (records: readonly LogRecord[]): readonly LogRecord[] =>
  records.filter(
    (record) =>
      !records.some(
        (other) =>
          other.owner !== record.owner &&
          other.hash === record.hash &&
          compareRecords(other, record) < 0,
      ),
  );

/**
 * The records without their claimed lines, each event once: what a trace counts when claims do not
 * (domain rule 40). An event with nothing left is left out.
 */
export const withoutClaims =
  (facts: CustodyFacts) =>
  (records: readonly LogRecord[]): readonly LogRecord[] => {
    const claims = claimsOf(records, facts);
    const kept = records.flatMap((record): readonly LogRecord[] => {
      const claimed = claims.filter((claim) => claim.record === record).map((claim) => claim.line);
      if (claimed.length === 0) return [record];
      const items = record.event.items.filter((line) => !claimed.includes(line));
      return items.length === 0 ? [] : [{ ...record, event: { ...record.event, items } }];
    });
    return toldOnce(kept);
  };
