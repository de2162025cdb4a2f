import { bigintArray } from '../log/binary-array.ts';
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
