import type { Transaction } from '../platform/transaction.ts';

/** Whether an owner's event was declared wrong before a position: asked inside the transaction that declares, under the head lock. */
export const hasEarlierDeclaration = async (
  tx: Transaction,
  event: { readonly owner: number; readonly eventKey: string },
  position: number,
): Promise<boolean> => {
  const rows = await tx.query(
    `select 1 from log.entry
     where event_key = $1 and owner = $2 and declaration_time is not null and position < $3 limit 1`,
    [event.eventKey, event.owner, position],
  );
  return rows.length > 0;
};
