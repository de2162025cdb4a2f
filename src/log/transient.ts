import { types } from 'node:util';

/** SQLSTATE classes after which the same transaction may simply be tried again. */
const transientClasses = new Set(['08', '40', '53']);
/** Single SQLSTATEs: shut down by an administrator, crash of another backend, starting up, idle session ended. */
const transientStates = new Set(['57P01', '57P02', '57P03', '57P05', '25P03']);
const transientSystemErrors = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
]);
/** node-postgres and TypeORM give no code to a lost connection. */
const transientMessages =
  /connection (terminated|ended)|connection error|not queryable|already released|client was closed|timeout exceeded when trying to connect|unexpected message|cannot use a pool after/i;

/** True when a transaction failed for its surroundings (lost connection, deadlock, restart), not for what it did. */
export const isTransient = (error: unknown): boolean => {
  // Of whatever realm: an error of the network is of Node's own, also where the program runs in another.
  if (!types.isNativeError(error)) return false;
  const { code, driverError, errors } = error as Error & {
    readonly code?: unknown;
    readonly driverError?: unknown;
    readonly errors?: unknown;
  };
  if (Array.isArray(errors)) return errors.some(isTransient);
  if (typeof code === 'string') {
    if (transientStates.has(code) || transientSystemErrors.has(code)) return true;
    if (/^[0-9A-Z]{5}$/.test(code)) return transientClasses.has(code.slice(0, 2));
  }
  if (driverError !== undefined && driverError !== error) return isTransient(driverError);
  return transientMessages.test(error.message);
};

/** SQLSTATE of a statement that ran into `statement_timeout` (PostgreSQL, appendix A). */
const queryCanceled = '57014';

/** True when a statement took longer than it may: the same again takes as long. */
export const isTimedOut = (error: unknown): boolean => {
  if (typeof error !== 'object' || error === null) return false;
  const { code, driverError } = error as { code?: unknown; driverError?: unknown };
  return code === queryCanceled || (driverError !== error && isTimedOut(driverError));
};
