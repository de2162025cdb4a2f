import type { Transaction } from '../platform/transaction.ts';
import { StartError } from '../platform/start-error.ts';

/**
 * Read models that are still being filled lack rows and are not wrong.
 * @throws StartError when there is one.
 */
export const refuseFilling = async (tx: Transaction): Promise<void> => {
  const rows = await tx.query<{ name: string }>(
    'select name from projection.progress order by name',
  );
  if (rows.length === 0) return;
  throw new StartError(
    `Read models are being filled (${rows.map(({ name }) => name).join(', ')}): ` +
      'wait until the service that fills them is ready, then try again.',
  );
};
