import { itemRoles } from '../core/epcis/event.ts';
import { doubtKinds } from '../core/lineage/belief.ts';
import { bigintArray } from '../log/binary-array.ts';
import type { Transaction } from '../platform/transaction.ts';
import { believed } from './believed.ts';
import { doubtedOf, type DoubtedLine, type DoubtedRow } from './uncounted.store.ts';

const CLAIM = doubtKinds.indexOf('CLAIM');

/**
 * SQL: whether the event of a row `e` of the log is a claim as known at a position (domain rule 40): all that it says of items is. An event
 * that was declared wrong, and one that several told, is none.
 */
export const isClaim = (known: string): string => `(
  exists (select from projection.uncounted u where u.position = e.position and u.doubt = ${CLAIM} and ${believed('u', known)})
  and not exists (select from projection.uncounted u where u.position = e.position and u.doubt <> ${CLAIM} and ${believed('u', known)})
  and not exists (select from projection.event_item l where l.position = e.position and ${believed('l', known)}))`;

/** What of an event is only claimed. */
export interface EventClaim {
  /** Indices in `EpcisEvent.items`. */
  readonly lines: ReadonlySet<number>;
  /** All that it says of items: the event itself is a claim. */
  readonly whole: boolean;
}

/** What some events only claim, by log position, as known at one; nothing of those that claim nothing. */
export const readClaims = async (
  tx: Transaction,
  positions: readonly number[],
  known: number,
): Promise<ReadonlyMap<number, EventClaim>> => {
  if (positions.length === 0) return new Map();
  const rows = await tx.query<{ position: string; lines: readonly number[]; whole: boolean }>(
    `select e.position, array_agg(u.line) as lines, ${isClaim('$2')} as whole
     from (select unnest($1::bigint[]) as position) e join projection.uncounted u on u.position = e.position
     where u.doubt = ${CLAIM} and ${believed('u', '$2')} group by e.position`,
    [bigintArray(positions), known],
  );
  return new Map(
    rows.map(({ position, lines, whole }) => [Number(position), { lines: new Set(lines), whole }]),
  );
};

/** What somebody says of an item without a right to (domain rule 40). */
export interface Claimed {
  /** Internal id of the item that it is said of. */
  readonly item: number;
  /** Internal id of the organisation that was the first to say so. */
  readonly owner: number;
}

const roles = (...names: readonly (typeof itemRoles)[number][]): string =>
  `(${names.map((name) => itemRoles.indexOf(name)).join(', ')})`;

/** What is named beside a part by the events that say where it comes from, or where it went. */
const BESIDE = {
  BACK: `(${roles('OUTPUT', 'INPUT')}, ${roles('PARENT', 'CHILD')})`,
  FORWARD: `(${roles('INPUT', 'OUTPUT')}, ${roles('PARENT', 'CHILD')})`,
} as const;

/**
 * By item, what is only claimed of it, and of what is said to have gone into it (BACK) or to have come of it (FORWARD); as known at a
 * position, events later than `at` left out.
 */
export const readClaimsAbout = async (
  tx: Transaction,
  items: readonly number[],
  asked: {
    readonly direction: 'BACK' | 'FORWARD';
    readonly known: number;
    readonly at: string | null;
  },
): Promise<ReadonlyMap<number, readonly Claimed[]>> => {
  if (items.length === 0) return new Map();
  const claimed = `u.doubt = ${CLAIM} and ${believed('u', '$2')}
    and ($3::timestamptz is null or u.event_time <= $3::timestamptz)`;
  const rows = await tx.query<{ about: string; item: string; owner: string }>(
    `with claim as (
       select u.item as about, u.item, u.position, u.event_time from projection.uncounted u
       where u.item = any($1::bigint[]) and ${claimed}
       union all
       select l.item, u.item, u.position, u.event_time
       from projection.event_item l join projection.uncounted u on u.position = l.position
       where l.item = any($1::bigint[]) and ${believed('l', '$2')} and ${claimed}
         and (l.role, u.role) in ${BESIDE[asked.direction]}
     )
     select distinct on (c.about, c.item) c.about, c.item, e.owner
     from claim c join log.entry e on e.position = c.position
     order by c.about, c.item, c.event_time, e.event_hash, c.position`,
    [bigintArray(items), asked.known, asked.at],
  );
  const found = new Map<number, Claimed[]>();
  for (const { about, item, owner } of rows) {
    const list = found.get(Number(about)) ?? [];
    list.push({ item: Number(item), owner: Number(owner) });
    found.set(Number(about), list);
  }
  return found;
};

/** Lines of some events that are claims now. */
export const readClaimedLines = async (
  tx: Transaction,
  positions: readonly number[],
): Promise<readonly DoubtedLine[]> => {
  if (positions.length === 0) return [];
  const rows = await tx.query<DoubtedRow>(
    `select line.position, line.line from unnest($1::bigint[]) as asked(position) cross join lateral (
       select u.position, u.line from projection.uncounted u
       where u.position = asked.position and u.known_until is null and u.doubt = ${CLAIM} offset 0
     ) line`,
    [bigintArray(positions)],
  );
  return rows.map(doubtedOf);
};

/** Lines, of whatever event, that are claims since a batch. */
export const readClaimedSince = async (
  tx: Transaction,
  knownFrom: number,
): Promise<readonly DoubtedLine[]> => {
  const rows = await tx.query<DoubtedRow>(
    `select position, line from projection.uncounted
     where known_from = $1 and known_until is null and doubt = ${CLAIM}`,
    [knownFrom],
  );
  return rows.map(doubtedOf);
};
