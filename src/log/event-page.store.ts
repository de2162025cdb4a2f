import type { EventType } from '../core/epcis/event.ts';
import { eventTypes } from '../core/epcis/event.ts';
import { type StepKind, stepKinds } from '../core/epcis/step.ts';
import type { Transaction } from '../platform/transaction.ts';
import { bigintArray, intArray, textArray } from './binary-array.ts';
import { didNotOccur, type Standing } from './standing.store.ts';

/** Conditions on events; all hold together, within a list any may match. Absent: no condition; an empty list matches nothing. */
export interface EventFilter {
  /** Each list: the event is at one of these positions (found by item, document ... in the read models). */
  readonly within?: readonly (readonly number[])[];
  readonly steps?: readonly StepKind[];
  readonly types?: readonly EventType[];
  /** CBV bare words or foreign URIs. */
  readonly bizSteps?: readonly string[];
  readonly dispositions?: readonly string[];
  /** Set by the event. */
  readonly persistentDispositions?: readonly string[];
  /** Event time, half-open: `from <= t < until`; ISO 8601. */
  readonly from?: string;
  readonly until?: string;
  /** Record time, half-open. */
  readonly recordedFrom?: string;
  readonly recordedUntil?: string;
  /** Internal ids of owners. */
  readonly owners?: readonly number[];
  /** Canonical keys of read points or business locations. */
  readonly sites?: readonly string[];
  /** Canonical keys of business locations. */
  readonly locations?: readonly string[];
  /** Canonical keys in sourceList. */
  readonly sources?: readonly string[];
  /** Canonical keys in destinationList. */
  readonly destinations?: readonly string[];
  /** Default: CURRENT only. */
  readonly standings?: readonly Standing[];
  /** Of the CURRENT events only claims, or none. Absent: both. */
  readonly claims?: ClaimCondition;
  /** True: error declarations are listed too, as records of their own. Default: only events. */
  readonly declarations?: boolean;
}

/** What is only claimed is known to a read model, so it says how to tell. */
export interface ClaimCondition {
  readonly wanted: boolean;
  /** SQL: whether the event of a row `e` is a claim as known at a position. */
  readonly isClaim: (known: string) => string;
}

/** By event time or in log order; ties by log position. */
export type EventOrder = 'TIME_ASC' | 'TIME_DESC' | 'RECORDED_ASC' | 'RECORDED_DESC';

/** Where an event stands in the order: the key of the next page. */
export interface EventKey {
  /** Event time, UTC with microseconds. */
  readonly time: string;
  readonly position: number;
}

/** Which events to read. */
export interface EventPageRequest {
  readonly filter: EventFilter;
  readonly order: EventOrder;
  /** At most this many. */
  readonly first: number;
  /** After this one. */
  readonly after: EventKey | null;
  /** As known at this position. */
  readonly upto: number;
}

type Bind = (value: unknown) => string;

/** Fenced: as a join the planner would rather read the whole log for its declarations than look up those of one page. */
const superseded = (upto: string): string => `exists (select 1 from log.entry d
  where d.event_key = e.event_key and d.owner = e.owner and d.declaration_time is not null and d.known_from <= ${upto} offset 0)`;

const lastReason = (upto: string): string => `(select d.declared_reason from log.entry d
  where d.event_key = e.event_key and d.owner = e.owner and d.declaration_time is not null and d.known_from <= ${upto}
  order by d.declaration_time desc, d.position desc limit 1)`;

/** The last position recorded before a time: record times rise with the positions, one a batch. */
const lastBefore = (time: string): string => `coalesce((select b.position from log.entry b
  where b.record_time < ${time}::timestamptz and b.position = b.known_from order by b.record_time desc limit 1), -1)`;

const standingOf = (
  { standings = ['CURRENT'], declarations = false, claims }: EventFilter,
  upto: string,
): string => {
  const current =
    claims === undefined ? '' : ` and ${claims.wanted ? '' : 'not '}${claims.isClaim(upto)}`;
  const word: Readonly<Record<Standing, string>> = {
    CURRENT: `(not ${superseded(upto)}${current})`,
    CORRECTED: `(${superseded(upto)} and ${lastReason(upto)} is distinct from '${didNotOccur}')`,
    VOIDED: `${lastReason(upto)} = '${didNotOccur}'`,
  };
  const any = standings.map((standing) => word[standing]).join(' or ') || 'false';
  return declarations
    ? `(e.declaration_time is not null or ${any})`
    : `e.declaration_time is null and (${any})`;
};

/** One SQL condition for each member of the filter that is given; not for `within` and the standing. */
const conditions = (filter: EventFilter, bind: Bind): readonly string[] => {
  const when = <T>(value: T | undefined, sql: (given: T) => string): readonly string[] =>
    value === undefined ? [] : [sql(value)];
  const oneOf = (column: string) => (words: readonly string[]) =>
    `${column} = any(${bind(textArray(words))}::text[])`;
  const code = (column: string, codes: readonly number[]) =>
    `${column} = any(${bind(intArray(codes))}::int[])`;
  return [
    ...when(filter.steps, (steps) =>
      code(
        'e.step',
        steps.map((step) => stepKinds.indexOf(step)),
      ),
    ),
    ...when(filter.types, (types) =>
      code(
        'e.type',
        types.map((type) => eventTypes.indexOf(type)),
      ),
    ),
    ...when(filter.bizSteps, oneOf('e.biz_step')),
    ...when(filter.dispositions, oneOf('e.disposition')),
    ...when(
      filter.persistentDispositions,
      (set) => `e.persistent_set && ${bind(textArray(set))}::text[]`,
    ),
    ...when(filter.sources, (keys) => `e.sources && ${bind(textArray(keys))}::text[]`),
    ...when(filter.destinations, (keys) => `e.destinations && ${bind(textArray(keys))}::text[]`),
    ...when(filter.from, (time) => `e.event_time >= ${bind(time)}::timestamptz`),
    ...when(filter.until, (time) => `e.event_time < ${bind(time)}::timestamptz`),
    ...when(filter.recordedFrom, (time) => `e.position > ${lastBefore(bind(time))}`),
    ...when(filter.recordedUntil, (time) => `e.position <= ${lastBefore(bind(time))}`),
    ...when(filter.owners, (owners) => `e.owner = any(${bind(bigintArray(owners))}::bigint[])`),
    ...when(filter.sites, (keys) => {
      const list = `any(${bind(textArray(keys))}::text[])`;
      return `(e.read_point = ${list} or e.biz_location = ${list})`;
    }),
    ...when(filter.locations, oneOf('e.biz_location')),
  ];
};

const binder = (): { readonly bind: Bind; readonly values: unknown[] } => {
  const values: unknown[] = [];
  return { values, bind: (value) => `$${values.push(value)}` };
};

/** Positions that are in all of the lists, each once; null: no list. */
const common = (lists: EventFilter['within']): readonly number[] | null => {
  if (lists === undefined || lists.length === 0) return null;
  const [first, ...others] = lists.map((list) => new Set(list)).toSorted((a, b) => a.size - b.size);
  return [...(first ?? [])].filter((position) => others.every((set) => set.has(position)));
};

/** How a page is ordered and how long it is, as parts of SQL. */
interface OrderedPage {
  readonly order: string;
  readonly limit: string;
  /** By event time. */
  readonly byTime: boolean;
}

/** What is asked of the log, as parts of SQL. */
interface Asked {
  readonly filter: EventFilter;
  readonly upto: string;
  /** Further conditions. */
  readonly where: readonly string[];
  readonly bind: Bind;
  /** Null: all of them, in no order. */
  readonly page: OrderedPage | null;
}

/** Rows that are known already: read by position, then ordered; whether they count is looked up for as few as the page needs. */
const amongPositions = (positions: readonly number[], asked: Asked): string => {
  const { filter, upto, where, bind, page } = asked;
  const order = page === null ? '' : `order by ${page.order}`;
  return `(select e.* from unnest(${bind(bigintArray(positions))}::bigint[]) as among(position) cross join lateral (
      select * from log.entry e where e.position = among.position
        and ${[...where, ...conditions(filter, bind)].join(' and ')} offset 0
    ) e ${order} offset 0) e where ${standingOf(filter, upto)}`;
};

/** Each place, and each step of it, by its own walk over an index, as far as the page goes: only within one it is in the order of time. */
const placeByPlace = (places: readonly string[], asked: Asked, page: OrderedPage): string => {
  const { filter, upto, where, bind } = asked;
  const { locations: _, steps, ...others } = filter;
  const all = [...where, ...conditions(others, bind), standingOf(filter, upto)];
  const codes = [...new Set(steps)].map((step) => stepKinds.indexOf(step));
  const walks =
    steps === undefined ? '' : `cross join unnest(${bind(intArray(codes))}::int[]) as done(step)`;
  return `unnest(${bind(textArray([...new Set(places)]))}::text[]) as place(key) ${walks} cross join lateral (
      select e.position, e.event_time from log.entry e where e.biz_location = place.key
        ${steps === undefined ? '' : 'and e.step = done.step'} and ${all.join(' and ')}
      order by ${page.order} limit ${page.limit}
    ) e`;
};

/** What stands behind `from`: rows `e` that match. */
const matching = (asked: Asked): string => {
  const { filter, upto, where, bind, page } = asked;
  const among = common(filter.within);
  if (among !== null) return amongPositions(among, asked);
  const { locations } = filter;
  if (locations !== undefined && page?.byTime === true) return placeByPlace(locations, asked, page);
  const all = [...where, ...conditions(filter, bind), standingOf(filter, upto)];
  return `log.entry e where ${all.join(' and ')}`;
};

/** The keys of one page of events, in order; the bodies are read last. */
export const readEventPage = async (
  tx: Transaction,
  request: EventPageRequest,
): Promise<readonly EventKey[]> => {
  const { bind, values } = binder();
  const upto = `${bind(request.upto)}::bigint`;
  const [by, direction] = request.order.split('_');
  const columns = by === 'TIME' ? ['e.event_time', 'e.position'] : ['e.position'];
  const where = [`e.position <= ${upto}`];
  if (request.after !== null) {
    const key =
      by === 'TIME'
        ? `(${bind(request.after.time)}::timestamptz, ${bind(request.after.position)}::bigint)`
        : `(${bind(request.after.position)}::bigint)`;
    where.push(`(${columns.join(', ')}) ${direction === 'ASC' ? '>' : '<'} ${key}`);
  }
  const order = columns
    .map((column) => `${column} ${direction === 'ASC' ? 'asc' : 'desc'}`)
    .join(', ');
  const limit = `${bind(request.first)}::int`;
  const page = { order, limit, byTime: by === 'TIME' };
  const rows = await tx.query<{ position: string; time: string }>(
    `select e.position, to_char(e.event_time at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as time
     from ${matching({ filter: request.filter, upto, where, bind, page })} order by ${order} limit ${limit}`,
    values,
  );
  return rows.map(({ position, time }) => ({ position: Number(position), time }));
};

/** How many events match, or null for more than `countMax`. */
export const countEvents = async (
  tx: Transaction,
  { filter, upto: known }: Pick<EventPageRequest, 'filter' | 'upto'>,
  countMax: number,
): Promise<number | null> => {
  const { bind, values } = binder();
  const upto = `${bind(known)}::bigint`;
  const found = matching({ filter, upto, where: [`e.position <= ${upto}`], bind, page: null });
  const rows = await tx.query<{ count: string }>(
    `select count(*) as count from (select 1 from ${found} limit ${bind(countMax + 1)}::int) found`,
    values,
  );
  const count = Number(rows[0]?.count ?? 0);
  return count > countMax ? null : count;
};
