import { itemRoles } from '../core/epcis/event.ts';
import { stepKinds } from '../core/epcis/step.ts';
import { type Doubt, doubtKinds } from '../core/lineage/belief.ts';
import { bigintArray, instantArray, intArray } from '../log/binary-array.ts';
import type { Transaction } from '../platform/transaction.ts';

const PARENT = itemRoles.indexOf('PARENT');
const CHILD = itemRoles.indexOf('CHILD');

/** What one organisation says of one item, in a new event. */
export interface NewWord {
  readonly item: number;
  readonly owner: number;
  /** Event time: UTC with microseconds. */
  readonly instant: string;
  /** It may let others speak of the item: it names parties, or packs. */
  readonly spreads: boolean;
}

/** SQL: somebody who tells of it had a right to: of what was received too early anybody may have told. */
const rightful = (word: string): string => `${word}.step <> ${stepKinds.indexOf('RECEIVE')}`;

/** SQL: a line of an item that counts since before a batch, not later than a word. */
const COUNTED = `projection.event_item l join log.entry e on e.position = l.position
  where l.item = asked.item and l.known_until is null and l.position < $5 and l.event_time <= asked.instant and ${rightful('e')}`;

/**
 * Those of some new words that may change what is believed. Not so a word of somebody who had a right to speak of the item by then, having
 * told of it or being named by one who had, when no other organisation tells of the same instant (it may be the same event), and when it
 * lets nobody be believed who only claimed: what counts already counts on.
 */
export const readDoubtful = async (
  tx: Transaction,
  words: readonly NewWord[],
  { first, recordTime }: { readonly first: number; readonly recordTime: string },
): Promise<readonly number[]> => {
  if (words.length === 0) return [];
  const rows = await tx.query<{ item: string }>(
    `with own as materialized (
       select n.organisation, array_agg(n.key) as keys from access.organisation_number n
       where n.organisation = any($2::bigint[]) and n.recorded_at <= $6::timestamptz group by n.organisation
     )
     select distinct asked.item
     from unnest($1::bigint[], $2::bigint[], $3::timestamptz[], $4::int[]) as asked(item, owner, instant, spreads)
     left join own on own.organisation = asked.owner
     where not (
       exists (select from ${COUNTED} and e.owner = asked.owner)
       or (exists (select from ${COUNTED} and (e.sources && own.keys or e.destinations && own.keys))
         -- The first word of whoever may have issued it can take the say from others.
         and not exists (
           select from access.company_prefix held join projection.item i on i.id = asked.item
           where held.organisation = asked.owner and position(held.prefix in i.key) > 0
         ))
     ) or exists (
       select from projection.event_item l join log.entry e on e.position = l.position
       where l.item = asked.item and l.event_time = asked.instant and e.owner <> asked.owner
     ) or exists (
       select from projection.uncounted u join log.entry e on e.position = u.position
       where u.item = asked.item and u.known_until is null and (asked.spreads = 1 or e.owner = asked.owner)
     )`,
    [
      bigintArray(words.map(({ item }) => item)),
      bigintArray(words.map(({ owner }) => owner)),
      instantArray(words.map(({ instant }) => instant)),
      intArray(words.map(({ spreads }) => (spreads ? 1 : 0))),
      first,
      recordTime,
    ],
  );
  return rows.map(({ item }) => Number(item));
};

/** Items that some events name. */
export const readNamed = async (
  tx: Transaction,
  positions: readonly number[],
): Promise<readonly number[]> => {
  if (positions.length === 0) return [];
  const rows = await tx.query<{ item: string }>(
    `select distinct line.item from unnest($1::bigint[]) as asked(position) cross join lateral (
       select l.item from projection.event_item l where l.position = asked.position
       union all select u.item from projection.uncounted u where u.position = asked.position
       offset 0
     ) line`,
    [bigintArray(positions)],
  );
  return rows.map(({ item }) => Number(item));
};

/** What was ever said to be packed into some items, believed or not; not deeper. */
export const readToldChildren = async (
  tx: Transaction,
  items: readonly number[],
): Promise<readonly { readonly item: number; readonly shared: boolean }[]> => {
  if (items.length === 0) return [];
  const rows = await tx.query<{ item: string; shared: boolean }>(
    `select child.item, exists (select from projection.shared_item s where s.item = child.item) as shared
     from (
       select distinct line.item
       from unnest($1::bigint[]) as asked(item) cross join lateral (
         select l.position from projection.event_item l where l.item = asked.item and l.role = ${PARENT}
         union all select u.position from projection.uncounted u where u.item = asked.item and u.role = ${PARENT}
         offset 0
       ) packing cross join lateral (
         select l.item from projection.event_item l where l.position = packing.position and l.role = ${CHILD}
         union all select u.item from projection.uncounted u where u.position = packing.position and u.role = ${CHILD}
         offset 0
       ) line
     ) child`,
    [bigintArray(items)],
  );
  return rows.map(({ item, shared }) => ({ item: Number(item), shared }));
};

/** An item at an instant. */
export interface Carrier {
  readonly item: number;
  readonly instant: string;
}

/** Whether anything is only claimed now. */
export const anyClaimed = async (tx: Transaction): Promise<boolean> => {
  const [row] = await tx.query<{ any: boolean }>(
    'select exists (select from projection.uncounted where known_until is null) as any',
  );
  return row?.any ?? false;
};

/** A line that stands, and why it does not count. */
export interface StandingLine {
  readonly position: number;
  /** Index in `EpcisEvent.items`. */
  readonly line: number;
  /** Internal id. */
  readonly item: number;
  /** Null: it counts. */
  readonly doubt: Doubt | null;
}

interface StandingRow {
  readonly position: string;
  readonly line: number;
  readonly item: string;
  readonly doubt: number | null;
}

const standingOf = ({ position, line, item, doubt }: StandingRow): StandingLine => ({
  position: Number(position),
  line,
  item: Number(item),
  doubt: doubt === null ? null : (doubtKinds[doubt] ?? null),
});

/** Every line that stands and names one of some items. */
export const readStanding = async (
  tx: Transaction,
  items: readonly number[],
): Promise<readonly StandingLine[]> => {
  const rows = await tx.query<StandingRow>(
    `select line.* from unnest($1::bigint[]) as asked(item) cross join lateral (
       select l.position, l.line, l.item, null::smallint as doubt from projection.event_item l
       where l.item = asked.item and l.known_until is null
       union all
       select u.position, u.line, u.item, u.doubt from projection.uncounted u
       where u.item = asked.item and u.known_until is null
       offset 0
     ) line`,
    [bigintArray(items)],
  );
  return rows.map(standingOf);
};

/** The containers that some packing events name, believed or not, by position. */
export const readParents = async (
  tx: Transaction,
  positions: readonly number[],
): Promise<readonly { readonly position: number; readonly item: number }[]> => {
  if (positions.length === 0) return [];
  const rows = await tx.query<{ position: string; item: string }>(
    `select line.* from unnest($1::bigint[]) as asked(position) cross join lateral (
       select l.position, l.item from projection.event_item l
       where l.position = asked.position and l.role = ${PARENT} and l.known_until is null
       union all
       select u.position, u.item from projection.uncounted u
       where u.position = asked.position and u.role = ${PARENT} and u.known_until is null
       offset 0
     ) line`,
    [bigintArray(positions)],
  );
  return rows.map(({ position, item }) => ({ position: Number(position), item: Number(item) }));
};

/** What counts of some containers since a time, and all their own packing. */
export const readCountedSince = async (
  tx: Transaction,
  containers: readonly Carrier[],
): Promise<readonly StandingLine[]> => {
  if (containers.length === 0) return [];
  const rows = await tx.query<StandingRow>(
    `select line.* from unnest($1::bigint[], $2::timestamptz[]) as asked(item, since) cross join lateral (
       select l.position, l.line, l.item, null::smallint as doubt from projection.event_item l
       where l.item = asked.item and l.known_until is null and (l.role = ${CHILD} or l.event_time >= asked.since)
       offset 0
     ) line`,
    [
      bigintArray(containers.map(({ item }) => item)),
      instantArray(containers.map(({ instant }) => instant)),
    ],
  );
  return rows.map(standingOf);
};

const COLUMNS = 'position, line, item, role, class_level, quantity, unit, event_time';

/** What is said of a line from a batch on. */
export interface Restated extends StandingLine {
  /** Null: it counts from now on. */
  readonly becomes: Doubt | null;
}

const given = (lines: readonly Restated[], knownFrom: number): readonly unknown[] => [
  bigintArray(lines.map(({ position }) => position)),
  intArray(lines.map(({ line }) => line)),
  intArray(lines.map(({ becomes }) => (becomes === null ? null : doubtKinds.indexOf(becomes)))),
  knownFrom,
];

const GIVEN = `given as materialized (
  select * from unnest($1::bigint[], $2::int[], $3::int[]) as given(position, line, becomes)
)`;
const IS_GIVEN = 't.position = given.position and t.line = given.line and t.known_until is null';
const OF_T = COLUMNS.split(', ')
  .map((name) => `t.${name}`)
  .join(', ');

/** A line of the batch itself has counted at no time. */
const COUNTS_NO_MORE = `
  with ${GIVEN}, closed as (
    update projection.event_item t set known_until = $4 from given
    where ${IS_GIVEN} and t.known_from < $4 returning ${OF_T}, given.becomes
  ), undone as (
    delete from projection.event_item t using given
    where ${IS_GIVEN} and t.known_from = $4 returning ${OF_T}, given.becomes
  )
  insert into projection.uncounted (${COLUMNS}, doubt, known_from)
  select ${COLUMNS}, becomes, $4::bigint from (select * from closed union all select * from undone) line`;

const COUNTS_NOW = `
  with ${GIVEN}, closed as (
    update projection.uncounted t set known_until = $4 from given
    where ${IS_GIVEN} returning ${OF_T}, given.becomes
  ), doubted as (
    insert into projection.uncounted (${COLUMNS}, doubt, known_from)
    select ${COLUMNS}, becomes, $4::bigint from closed where becomes is not null
  )
  insert into projection.event_item (${COLUMNS}, known_from)
  select ${COLUMNS}, $4::bigint from closed where becomes is null`;

/** Lines count, or do not, from a batch on. Once for a batch. */
export const restate = async (
  tx: Transaction,
  lines: readonly Restated[],
  knownFrom: number,
): Promise<void> => {
  const counted = lines.filter(({ doubt }) => doubt === null);
  const doubted = lines.filter(({ doubt }) => doubt !== null);
  if (counted.length > 0) await tx.query(COUNTS_NO_MORE, given(counted, knownFrom));
  if (doubted.length > 0) await tx.query(COUNTS_NOW, given(doubted, knownFrom));
};

/** Lines of declared events are in doubt no more: nothing of them is believed. */
export const closeUncounted = async (
  tx: Transaction,
  positions: readonly number[],
  knownUntil: number,
): Promise<void> => {
  if (positions.length === 0) return;
  await tx.query(
    `update projection.uncounted set known_until = $2
     where position = any($1::bigint[]) and known_until is null`,
    [bigintArray(positions), knownUntil],
  );
};
