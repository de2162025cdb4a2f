import type { Database } from '../platform/database.ts';
import { StartError } from '../platform/start-error.ts';
import type { Transaction } from '../platform/transaction.ts';
import { layOutShadow, rebuildShadow } from './check-shadow.store.ts';

/** Any number that no other user of the database locks: the letters "rebuild". */
const REBUILD_LOCK = '32199642487153764';

/**
 * Takes the turn of rebuilding, which ends with the answered call or with this process.
 * @throws StartError when somebody else has it.
 */
export const takeTurn = async (database: Database): Promise<() => Promise<void>> => {
  const keeper = database.dedicated();
  // Without a listener the end of this connection would end the process.
  keeper.on('error', () => undefined);
  await keeper.connect();
  const { rows } = await keeper.query<{ taken: boolean }>(
    `select pg_try_advisory_lock(${REBUILD_LOCK}) as taken`,
  );
  if (rows[0]?.taken === true) return () => keeper.end();
  await keeper.end();
  throw new StartError('Read models are being rebuilt already: wait until that has ended.');
};

/** Removes the shadow, also one that a rebuild has left that was killed. */
export const dropShadow = async (tx: Transaction): Promise<void> => {
  await tx.query('set local client_min_messages = warning');
  await tx.query(`drop schema if exists ${rebuildShadow.schema} cascade`);
};

/** An empty shadow, whatever was left there. */
export const openShadow = async (tx: Transaction): Promise<void> => {
  await dropShadow(tx);
  await layOutShadow(tx, rebuildShadow);
};
