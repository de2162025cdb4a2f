import { itemKinds } from '../core/gs1/key.ts';
import { groupedBy } from '../core/lineage/grouped-by.ts';
import { bigintArray, textArray } from '../log/binary-array.ts';
import type { Transaction } from '../platform/transaction.ts';
import { believed } from '../projections/believed.ts';

/** Loads that are looked at of one container asked about; of more the answer says TOO_LARGE. */
export const LOADS_MAX = 100_000;

/** One thing in a container; items are internal ids. */
export interface Stowed {
  readonly item: number;
  /** What it lies in directly. */
  readonly container: number;
  /** 1: directly in the item asked about. */
  readonly level: number;
  /** Log position of the event that packed it. */
  readonly packing: number;
  /** Log positions of the events that packed what it lay in at that time into the item asked about; its own when it lay there directly. */
  readonly outermost: ReadonlySet<number>;
  /** Exact decimal; null: not recorded, or one thing. */
  readonly quantity: string | null;
  readonly unit: string | null;
  /** A product without lot or serial: it is not followed (domain rule 46). */
  readonly isClass: boolean;
}

/** What is asked of what lay in an item. */
export interface StowedRequest {
  /** Internal id. */
  readonly item: number;
  /** Event time; null: every load within the intervals of those around it. */
  readonly at: string | null;
  /** Log position. */
  readonly known: number;
  /** Greatest number of levels. */
  readonly levels: number;
}

/** A container during a part of its life, in microseconds of event time. */
interface Opened {
  readonly container: number;
  readonly since: number;
  readonly until: number;
  /** Position of the event that packed it, or what it lay in, into the item asked about; null: it is that item. */
  readonly outermost: number | null;
}

interface LoadRow {
  readonly parent: string;
  readonly id: string;
  readonly child: string;
  readonly kind: number;
  readonly since: string;
  readonly until: string | null;
  readonly packing: string;
  readonly quantity: string | null;
  readonly unit: string | null;
}

/** Packed, not fixed (domain rule 15), while any of the time of the container is asked about. */
const LOADS = `
  select asked.parent, load.*, i.kind
  from unnest($1::bigint[], $2::text[], $3::text[]) as asked(parent, since, until)
  cross join lateral (
    select c.id, c.child, (extract(epoch from c.from_time) * 1000000)::bigint as since,
      (extract(epoch from c.until_time) * 1000000)::bigint as until, c.from_position as packing,
      trim_scale(c.quantity)::text as quantity, c.unit
    from projection.contain c
    where c.parent = asked.parent and c.kind = 1 and ${believed('c', '$5')}
      and ($4::timestamptz is null
        or c.from_time <= $4::timestamptz and (c.until_time is null or c.until_time > $4::timestamptz))
      and c.from_time < asked.until::timestamptz
      and (c.until_time is null or c.until_time > asked.since::timestamptz)
    offset 0
  ) load
  cross join lateral (select i.kind from projection.item i where i.id = load.child offset 0) i
  limit ${LOADS_MAX + 1}`;

const CLASS = itemKinds.indexOf('CLASS');

const instantText = (micros: number): string => {
  if (!Number.isFinite(micros)) return micros < 0 ? '-infinity' : 'infinity';
  const seconds = Math.floor(micros / 1_000_000);
  const fraction = String(micros - seconds * 1_000_000).padStart(6, '0');
  return new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/u, `.${fraction}Z`);
};

/** The times of each container in one: rows outside of them are read and not used. */
const hullsOf = (opened: readonly Opened[]): readonly Opened[] => {
  const hulls = new Map<number, Opened>();
  for (const one of opened) {
    const { since, until } = hulls.get(one.container) ?? one;
    hulls.set(one.container, {
      container: one.container,
      since: Math.min(since, one.since),
      until: Math.max(until, one.until),
      outermost: null,
    });
  }
  return [...hulls.values()];
};

const readLoads = async (
  tx: Transaction,
  opened: readonly Opened[],
  { at, known }: StowedRequest,
): Promise<readonly LoadRow[]> => {
  const hulls = hullsOf(opened);
  return tx.query<LoadRow>(LOADS, [
    bigintArray(hulls.map(({ container }) => container)),
    textArray(hulls.map(({ since }) => instantText(since))),
    textArray(hulls.map(({ until }) => instantText(until))),
    at,
    known,
  ]);
};

/** Which containers were looked into for which times: what was looked into already ends rings, and is not looked into twice. */
class Looked {
  private readonly times = new Map<number, Opened[]>();

  /** True when some of that time is new. */
  isNew(one: Opened): boolean {
    const before = this.times.get(one.container) ?? [];
    if (before.some(({ since, until }) => since <= one.since && until >= one.until)) return false;
    this.times.set(one.container, [...before, one]);
    return true;
  }
}

/** What lay in an item, and whether there is more than is looked at. */
export interface StowedIn {
  /** By level; one for each event that packed something into something. */
  readonly stowed: readonly Stowed[];
  /** Containers with something in them that lies deeper than was asked. */
  readonly deeper: ReadonlySet<number>;
  readonly tooLarge: boolean;
}

/** A thing in a container: what packed it, or what it lies in, into the item asked about is known. */
type Within = Opened & { readonly outermost: number };

/** Loads of one level by what they lie in, each with the part of its time that counts. */
const within = (
  rows: readonly LoadRow[],
  opened: readonly Opened[],
): readonly { readonly row: LoadRow; readonly next: Within }[] => {
  const times = groupedBy(opened, ({ container }) => container);
  return rows.flatMap((row) =>
    (times.get(Number(row.parent)) ?? []).flatMap(({ since, until, outermost }) => {
      const next = {
        container: Number(row.child),
        since: Math.max(since, Number(row.since)),
        until: Math.min(until, row.until === null ? Infinity : Number(row.until)),
        outermost: outermost ?? Number(row.packing),
      };
      return next.since < next.until ? [{ row, next }] : [];
    }),
  );
};

const stowedOf = (row: LoadRow, level: number, outermost: ReadonlySet<number>): Stowed => ({
  item: Number(row.child),
  container: Number(row.parent),
  level,
  packing: Number(row.packing),
  outermost,
  quantity: row.quantity,
  unit: row.unit,
  isClass: row.kind === CLASS,
});

/**
 * What lay in an item, level by level, as `insideOf` of core/lineage/inside.ts: at an instant, or each load within the intervals of
 * those around it (domain rules 11, 12, 38).
 */
export const readStowed = async (tx: Transaction, request: StowedRequest): Promise<StowedIn> => {
  const stowed: Stowed[] = [];
  const looked = new Looked();
  const told = new Map<string, Set<number>>();
  let opened: readonly Opened[] = [
    { container: request.item, since: -Infinity, until: Infinity, outermost: null },
  ];
  for (let level = 1; opened.length > 0; level += 1) {
    const rows = await readLoads(tx, opened, request);
    const found = within(rows, opened);
    if (level > request.levels) {
      return {
        stowed,
        deeper: new Set(found.flatMap(({ row }) => (told.has(row.id) ? [] : [Number(row.parent)]))),
        tooLarge: false,
      };
    }
    for (const { row, next } of found) {
      const outermost = told.get(row.id) ?? new Set<number>();
      if (!told.has(row.id)) stowed.push(stowedOf(row, level, outermost));
      told.set(row.id, outermost.add(next.outermost));
    }
    if (rows.length > LOADS_MAX || stowed.length > LOADS_MAX) {
      return { stowed: stowed.slice(0, LOADS_MAX), deeper: new Set(), tooLarge: true };
    }
    opened = found.flatMap(({ next }) => (looked.isNew(next) ? [next] : []));
  }
  return { stowed, deeper: new Set(), tooLarge: false };
};
