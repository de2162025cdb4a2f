import type { Transaction } from '../platform/transaction.ts';

/** Keeps the proposed value unless there is one already; whoever comes second waits for the first. */
export const keepSecret = (tx: Transaction, name: string, proposed: Uint8Array): Promise<unknown> =>
  tx.query(
    'insert into access.deployment_secret (name, value) values ($1, $2) on conflict do nothing',
    [name, Buffer.from(proposed)],
  );

/** The value kept; a statement of its own, so that it sees what another instance has just committed. */
export const readSecret = async (tx: Transaction, name: string): Promise<Uint8Array> => {
  const rows = await tx.query<{ value: Buffer }>(
    'select value from access.deployment_secret where name = $1',
    [name],
  );
  const row = rows[0];
  if (row === undefined) throw new Error(`secret ${name} was not kept`);
  return row.value;
};
