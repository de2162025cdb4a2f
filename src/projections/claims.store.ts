import { doubtKinds } from '../core/lineage/belief.ts';
import { bigintArray, textArray } from '../log/binary-array.ts';
import type { Transaction } from '../platform/transaction.ts';
import { believed } from './believed.ts';

const CLAIM = doubtKinds.indexOf('CLAIM');

/** A line in doubt as known at a batch. */
export interface DoubtedLine {
  readonly position: number;
  readonly line: number;
}

interface Row {
  readonly position: string;
  readonly line: number;
}

const doubtedOf = ({ position, line }: Row): DoubtedLine => ({ position: Number(position), line });

/** Events of which a batch has restated lines, in log order; those that it declares wrong among them. */
export const readRestated = async (
  tx: Transaction,
  knownFrom: number,
): Promise<readonly number[]> => {
  const rows = await tx.query<{ position: string }>(
    `select position from projection.uncounted where known_from = $1
     union select position from projection.uncounted where known_until = $1 order by position`,
    [knownFrom],
  );
  return rows.map(({ position }) => Number(position));
};

/** Lines of some events that do not count, as known at a position. */
export const readDoubted = async (
  tx: Transaction,
  positions: readonly number[],
  known: number,
): Promise<readonly DoubtedLine[]> => {
  if (positions.length === 0) return [];
  const rows = await tx.query<Row>(
    `select line.position, line.line from unnest($1::bigint[]) as asked(position) cross join lateral (
       select u.position, u.line from projection.uncounted u
       where u.position = asked.position and ${believed('u', '$2')} offset 0
     ) line`,
    [bigintArray(positions), known],
  );
  return rows.map(doubtedOf);
};

/** Lines of some events that are claims now. */
export const readClaimed = async (
  tx: Transaction,
  positions: readonly number[],
): Promise<readonly DoubtedLine[]> => {
  if (positions.length === 0) return [];
  const rows = await tx.query<Row>(
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
  const rows = await tx.query<Row>(
    `select position, line from projection.uncounted
     where known_from = $1 and known_until is null and doubt = ${CLAIM}`,
    [knownFrom],
  );
  return rows.map(doubtedOf);
};

/** An item by both its names. */
export interface ToldItem {
  /** Internal id. */
  readonly item: number;
  /** Canonical key. */
  readonly key: string;
}

/** Those of some items, by key, that somebody else than an organisation has told of. */
export const readToldByOthers = async (
  tx: Transaction,
  keys: readonly string[],
  owner: number,
): Promise<readonly ToldItem[]> => {
  if (keys.length === 0) return [];
  const rows = await tx.query<{ item: string; key: string }>(
    `select named.id as item, asked.key
     from unnest($1::text[]) as asked(key) cross join lateral (
       select i.id from projection.item i where i.key = asked.key offset 0
     ) named
     where exists (select from projection.shared_item s where s.item = named.id) or (
       select told.owner from (
         select l.position from projection.event_item l
         where l.item = named.id and l.known_until is distinct from l.known_from
         order by l.position limit 1
       ) l cross join lateral (select e.owner from log.entry e where e.position = l.position offset 0) told
     ) <> $2`,
    [textArray(keys), owner],
  );
  return rows.map(({ item, key }) => ({ item: Number(item), key }));
};
