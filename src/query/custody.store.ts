import { type ItemRole, itemRoles, type TypedId } from '../core/epcis/event.ts';
import { canonicalKey } from '../core/gs1/key.ts';
import { groupedBy } from '../core/lineage/grouped-by.ts';
import type { HandOverWords, Side } from '../core/lineage/handover.ts';
import { bigintArray, textArray } from '../log/binary-array.ts';
import type { Transaction } from '../platform/transaction.ts';
import { believed } from '../projections/believed.ts';
import { sideCodes } from '../projections/hand-over.store.ts';
import type { Stay } from './stay.store.ts';

/** Roles in which an event hands something over (core/lineage/handover.ts). */
const HANDED = ['ITEM', 'PARENT', 'CHILD'].map((role) => itemRoles.indexOf(role as ItemRole));

/** A line of an event, items by internal id. */
export interface StoredLine {
  readonly position: number;
  readonly item: number;
  readonly role: ItemRole;
  readonly classLevel: boolean;
  readonly quantity: string | null;
  readonly unit: string | null;
}

interface LineRow {
  readonly position: string;
  readonly item: string;
  readonly role: number;
  readonly class_level: boolean;
  readonly quantity: string | null;
  readonly unit: string | null;
}

const lineOf = (row: LineRow): StoredLine => ({
  position: Number(row.position),
  item: Number(row.item),
  role: itemRoles[row.role] as ItemRole,
  classLevel: row.class_level,
  quantity: row.quantity,
  unit: row.unit,
});

const lineColumns =
  'l.position, l.item, l.role, l.class_level, trim_scale(l.quantity)::text as quantity, l.unit, l.line';

/** All lines of some events that are believed, in recorded order, by position. */
export const readLines = async (
  tx: Transaction,
  positions: readonly number[],
  known: number,
): Promise<ReadonlyMap<number, readonly StoredLine[]>> => {
  if (positions.length === 0) return new Map();
  const rows = await tx.query<LineRow>(
    `select line.* from unnest($1::bigint[]) as asked(position) cross join lateral (
       select ${lineColumns} from projection.event_item l where l.position = asked.position and ${believed('l', '$2')} offset 0
     ) line order by line.position, line.line`,
    [bigintArray(positions), known],
  );
  return groupedBy(rows.map(lineOf), ({ position }) => position);
};

/** What believed events say of some items by name, in recorded order. */
export const readLinesOf = async (
  tx: Transaction,
  items: readonly number[],
  known: number,
): Promise<readonly StoredLine[]> => {
  if (items.length === 0) return [];
  const rows = await tx.query<LineRow>(
    `select line.* from unnest($1::bigint[]) as asked(item) cross join lateral (
       select ${lineColumns} from projection.event_item l where l.item = asked.item and ${believed('l', '$2')} offset 0
     ) line order by line.position, line.line`,
    [bigintArray(items), known],
  );
  return rows.map(lineOf);
};

/** Roles in which an event uses, sells, destroys or moves something with all that lies in it (core/lineage/along.ts). */
const ALONG = ['ITEM', 'INPUT'].map((role) => itemRoles.indexOf(role as ItemRole));

/** What believed events say of containers while something stayed in them, the instant of leaving included. */
export const readLinesDuring = async (
  tx: Transaction,
  stays: readonly Stay[],
  known: number,
): Promise<readonly StoredLine[]> => {
  if (stays.length === 0) return [];
  const rows = await tx.query<LineRow>(
    `select distinct line.*
     from unnest($1::bigint[], $2::text[], $3::text[]) as stay(item, since, until) cross join lateral (
       select ${lineColumns} from projection.event_item l
       where l.item = stay.item and l.role in (${ALONG.join()}) and ${believed('l', '$4')}
         and l.event_time >= stay.since::timestamptz and (stay.until is null or l.event_time <= stay.until::timestamptz)
       offset 0
     ) line order by line.position, line.line`,
    [
      bigintArray(stays.map(({ item }) => item)),
      textArray(stays.map(({ since }) => since)),
      textArray(stays.map(({ until }) => until)),
      known,
    ],
  );
  return rows.map(lineOf);
};

/** A load as the read model keeps it; items by internal id, events by position. */
export interface StoredLoad {
  readonly id: number;
  readonly child: number;
  readonly parent: number;
  readonly packed: boolean;
  readonly quantity: string | null;
  readonly unit: string | null;
  readonly since: number;
  readonly until: number | null;
}

interface LoadRow {
  readonly id: string;
  readonly child: string;
  readonly parent: string;
  readonly packed: boolean;
  readonly quantity: string | null;
  readonly unit: string | null;
  readonly since: string;
  readonly until: string | null;
}

const loadOf = (row: LoadRow): StoredLoad => ({
  id: Number(row.id),
  child: Number(row.child),
  parent: Number(row.parent),
  packed: row.packed,
  quantity: row.quantity,
  unit: row.unit,
  since: Number(row.since),
  until: row.until === null ? null : Number(row.until),
});

const loadColumns = `c.id, c.child, c.parent, c.kind = 1 as packed, trim_scale(c.quantity)::text as quantity, c.unit,
  c.from_position as since, c.until_position as until`;

/** Everything that some items ever lay in. */
export const readLoadsOf = async (
  tx: Transaction,
  children: readonly number[],
  known: number,
): Promise<readonly StoredLoad[]> => {
  if (children.length === 0) return [];
  const rows = await tx.query<LoadRow>(
    `select load.* from unnest($1::bigint[]) as asked(child) cross join lateral (
       select ${loadColumns} from projection.contain c where c.child = asked.child and ${believed('c', '$2')} offset 0
     ) load`,
    [bigintArray(children), known],
  );
  return rows.map(loadOf);
};

/** A container, and an instant at which somebody looks into it. */
export interface Look {
  readonly container: number;
  readonly instant: string;
}

/** A load that was inside at the instant of a look, or was taken out at that very instant. */
export interface SeenLoad extends StoredLoad {
  readonly instant: string;
}

/** What lies packed in some containers directly when they are looked into. */
export const readLoadsIn = async (
  tx: Transaction,
  looks: readonly Look[],
  known: number,
): Promise<readonly SeenLoad[]> => {
  if (looks.length === 0) return [];
  const rows = await tx.query<LoadRow & { instant: string }>(
    `select asked.instant, load.*
     from unnest($1::bigint[], $2::text[]) as asked(parent, instant) cross join lateral (
       select ${loadColumns} from projection.contain c
       where c.parent = asked.parent and c.kind = 1 and ${believed('c', '$3')} and c.from_time <= asked.instant::timestamptz
         and (c.until_time is null or c.until_time >= asked.instant::timestamptz)
       offset 0
     ) load`,
    [
      bigintArray(looks.map(({ container }) => container)),
      textArray(looks.map(({ instant }) => instant)),
      known,
    ],
  );
  return rows.map((row) => ({ ...loadOf(row), instant: row.instant }));
};

/** What an event tells of a hand-over, by its position. */
export interface StoredHandOver {
  readonly position: number;
  readonly owner: number;
  readonly words: HandOverWords;
}

interface HandOverRow {
  readonly position: string;
  readonly side: number;
  readonly owner: string;
  readonly sender: string | null;
  readonly receiver: string | null;
  readonly sender_site: string | null;
  readonly receiver_site: string | null;
  readonly complete: boolean;
  readonly ownership: boolean | null;
}

const sides = Object.keys(sideCodes) as readonly Side[];

const handOverOf = (rows: readonly HandOverRow[]): readonly StoredHandOver[] => {
  const [first] = rows;
  if (first === undefined) return [];
  const words: HandOverWords = {
    side: sides.find((side) => sideCodes[side] === first.side) ?? 'SHIP',
    sender: first.sender,
    receivers: rows.flatMap(({ receiver }) => receiver ?? []),
    senderSite: first.sender_site,
    receiverSite: first.receiver_site,
    complete: first.complete,
    ownershipChanges: first.ownership,
  };
  return [{ position: Number(first.position), owner: Number(first.owner), words }];
};

/** What believed events at some positions tell of hand-overs; those that tell of none are left out. */
export const readHandOvers = async (
  tx: Transaction,
  positions: readonly number[],
  known: number,
): Promise<readonly StoredHandOver[]> => {
  if (positions.length === 0) return [];
  const rows = await tx.query<HandOverRow>(
    `select h.* from unnest($1::bigint[]) as asked(position) cross join lateral (
       select h.* from projection.hand_over h where h.position = asked.position and ${believed('h', '$2')} offset 0
     ) h order by h.position, h.line`,
    [bigintArray(positions), known],
  );
  return [...groupedBy(rows, ({ position }) => position).values()].flatMap(handOverOf);
};

/** Positions of believed hand-overs of things while they stayed somewhere, the instant of leaving included. */
export const readHandOverPositions = async (
  tx: Transaction,
  stays: readonly Stay[],
  known: number,
): Promise<readonly number[]> => {
  if (stays.length === 0) return [];
  const rows = await tx.query<{ position: string }>(
    `select distinct line.position
     from unnest($1::bigint[], $2::text[], $3::text[]) as stay(item, since, until) cross join lateral (
       select l.position from projection.event_item l
       where l.item = stay.item and l.role in (${HANDED.join()}) and ${believed('l', '$4')}
         and (stay.since is null or l.event_time >= stay.since::timestamptz)
         and (stay.until is null or l.event_time <= stay.until::timestamptz)
         and exists (select from projection.hand_over h where h.position = l.position)
       offset 0
     ) line`,
    [
      bigintArray(stays.map(({ item }) => item)),
      textArray(stays.map(({ since }) => since)),
      textArray(stays.map(({ until }) => until)),
      known,
    ],
  );
  return rows.map(({ position }) => Number(position));
};

/** Business transactions of some events, by position, in recorded order. */
export const readDocuments = async (
  tx: Transaction,
  positions: readonly number[],
): Promise<ReadonlyMap<number, readonly TypedId[]>> => {
  if (positions.length === 0) return new Map();
  const rows = await tx.query<{ position: string; type: string | null; uri: string }>(
    `select d.* from unnest($1::bigint[]) as asked(position) cross join lateral (
       select d.position, d.type, d.uri, d.line from projection.event_document d where d.position = asked.position offset 0
     ) d order by d.position, d.line`,
    [bigintArray(positions)],
  );
  const told = rows.map(({ position, type, uri }) => ({
    position: Number(position),
    document: { type, id: uri, key: canonicalKey(uri) },
  }));
  const byPosition = groupedBy(told, ({ position }) => position);
  return new Map(
    [...byPosition].map(([position, own]) => [position, own.map(({ document }) => document)]),
  );
};
