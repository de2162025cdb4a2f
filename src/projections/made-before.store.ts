import { bigintArray, textArray } from '../log/binary-array.ts';
import { hashBytes } from '../log/entry.ts';
import type { Transaction } from '../platform/transaction.ts';

/** Code of a membership in `projection.xform.kind`, and of what was made in `projection.xform_item.role`. */
const MEMBER = 2;
const OUTPUT = 2;

/** A piece that was born into another lot before. */
export interface Reborn {
  /** Log position of the later birth. */
  readonly position: number;
  /** Canonical keys. */
  readonly piece: string;
  readonly lot: string;
}

/** Of some records the pieces that an earlier record brought into another lot, once each; both must count now (domain rules 2, 20). */
export const readReborn = async (
  tx: Transaction,
  positions: readonly number[],
): Promise<readonly Reborn[]> => {
  const rows = await tx.query<{ position: string; piece: string; lot: string }>(
    `select distinct on (born.position, born.piece) born.position, piece.key as piece, lot.key as lot
     from unnest($1::bigint[]) as asked(position)
     cross join lateral (
       select x.position, x.inputs, unnest(x.outputs) as piece from projection.xform x
       where x.position = asked.position and x.kind = ${MEMBER} and x.known_until is null
       offset 0
     ) born cross join lateral (
       select o.inputs, o.position from projection.xform_item i join projection.xform o on o.id = i.xform
       where i.item = born.piece and i.role = ${OUTPUT} and i.known_until is null and o.kind = ${MEMBER}
         and o.known_until is null and o.position < born.position and o.inputs <> born.inputs
       offset 0
     ) before
     join projection.item piece on piece.id = born.piece
     join projection.item lot on lot.id = before.inputs[1]
     order by born.position, born.piece, before.position`,
    [bigintArray(positions)],
  );
  return rows.map((row) => ({ ...row, position: Number(row.position) }));
};

/** An event in the log, or one that is not recorded yet. */
export type Told =
  | { readonly position: number }
  | {
      readonly position: null;
      /** Organisation whose event it would be. */
      readonly owner: number;
      /** CBV event hash, as `eventHash` gives it. */
      readonly hash: string;
    };

/** A lot that an event makes. */
export interface MadeLot {
  readonly told: Told;
  /** transformationID. */
  readonly process: string | null;
  /** Canonical key. */
  readonly lot: string;
}

/**
 * Which of some lots another record made before, by index; both must count now (domain rule 46). The same event told by another
 * company, and a further part of one process, make the lot no second time.
 * @returns the first day of these, in the event's own offset.
 */
export const readMadeBefore = async (
  tx: Transaction,
  made: readonly MadeLot[],
): Promise<ReadonlyMap<number, string>> => {
  const rows = await tx.query<{ nth: number; day: string }>(
    `select made.nth::int as nth, before.day
     from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[])
       with ordinality as made(position, owner, hash, process, lot, nth)
     left join lateral (select e.owner, e.event_hash from log.entry e where e.position = made.position offset 0) own on true
     cross join lateral (select i.id from projection.item i where i.key = made.lot offset 0) item
     cross join lateral (
       select to_char((e.event_time at time zone 'UTC') + e.event_offset::interval, 'YYYY-MM-DD') as day
       from projection.event_item l
       cross join lateral (
         select e.type, e.action, e.biz_step, e.event_time, e.event_offset, e.event_hash
         from log.entry e where e.position = l.position offset 0
       ) e
       where l.item = item.id and l.role in (0, ${OUTPUT}) and l.known_until is null
         and (made.position is null or l.position < made.position)
         and (l.role = ${OUTPUT} or (e.type = 0 and e.action = 0 and e.biz_step in ('commissioning', 'creating_class_instance')))
         and e.event_hash <> coalesce(own.event_hash, decode(made.hash, 'hex'))
         and (made.process is null or not exists (
           select from projection.xform x
           where x.position = l.position and x.owner = coalesce(own.owner, made.owner) and x.process = made.process
         ))
       order by l.event_time, l.position limit 1
       offset 0
     ) before
     where made.position is null or exists (
       select from projection.event_item counted
       where counted.item = item.id and counted.position = made.position and counted.known_until is null
     )`,
    [
      bigintArray(made.map(({ told }) => told.position)),
      bigintArray(made.map(({ told }) => (told.position === null ? told.owner : null))),
      textArray(made.map(({ told }) => (told.position === null ? hexOf(told.hash) : null))),
      textArray(made.map(({ process }) => process)),
      textArray(made.map(({ lot }) => lot)),
    ],
  );
  return new Map(rows.map(({ nth, day }) => [nth - 1, day]));
};

const hexOf = (hash: string): string => hashBytes(hash).toString('hex');
