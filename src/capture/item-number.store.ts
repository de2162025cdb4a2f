import { textArray } from '../log/binary-array.ts';
import type { Transaction } from '../platform/transaction.ts';
import { type ItemRow, readItems } from '../projections/item.store.ts';

/** More than one is ambiguous; nobody needs them all. */
const foundMax = 3;

/**
 * Items that a number of any party names: a canonical key, a lot or serial number, a further number (domain rules 1, 3, 44). Exact and
 * case-sensitive.
 */
export const readItemsByNumber = async (
  tx: Transaction,
  text: string,
  keys: readonly string[],
): Promise<readonly ItemRow[]> => {
  // Postgres has no text with NUL, so nothing is called that.
  if (text.includes('\0')) return [];
  const rows = await tx.query<{ id: string }>(
    `select id from projection.item where key = any($1::text[])
     union select id from projection.item where lot = $2
     union select id from projection.item where serial = $2
     union select item from projection.item_alias where (value = $2 or value = any($1::text[])) and known_until is null
     limit $3`,
    [textArray(keys), text.trim(), foundMax],
  );
  return readItems(
    tx,
    rows.map(({ id }) => Number(id)),
  );
};
