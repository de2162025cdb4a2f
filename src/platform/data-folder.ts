import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chown, mkdir, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { isCode, messageOf } from './error-code.ts';
import { type Account, PostgresError } from './postgres-binaries.ts';
import type { Settings } from './settings.ts';

const run = promisify(execFile);

/** The cluster's own folder within the data folder. */
export const CLUSTER_FOLDER = 'postgres';

/** The account that runs Postgres cannot get at the data folder. */
export class UnreachableFolderError extends PostgresError {}

const ADVICE =
  'set THROUGHLINE_DATA_DIRECTORY to a folder that the service may write to, or DATABASE_URL to a Postgres of your own.';

/** The sentence for a folder that the system refuses; any other error as it is. */
export const folderError = (error: unknown, directory: string): unknown =>
  typeof error === 'object' && error !== null && 'syscall' in error && 'path' in error
    ? new PostgresError(
        `${directory} cannot be used as the data folder (${messageOf(error)}): ${ADVICE}`,
      )
    : error;

/**
 * Makes the data folder where it is missing. Only one made here, or an empty one of this process's own that Postgres could not
 * reach (`mktemp -d`), is given to the account that runs Postgres: any other belongs to somebody, who may keep more in it.
 * @throws PostgresError when it cannot be made, is no folder, or cannot be reached by the account.
 */
export async function openFolder(directory: string, account: Account | undefined): Promise<void> {
  try {
    const made = await makeFolder(directory);
    if (account === undefined) return;
    if (made || (!(await reaches(account, directory)) && (await isOwnAndEmpty(directory)))) {
      await chown(directory, account.uid, account.gid);
    }
  } catch (error) {
    throw folderError(error, directory);
  }
  if (!(await reaches(account, directory))) throw unreachable(directory);
}

/** True when it was missing. Not Node's recursive `mkdir`, which never ends below /proc. */
async function makeFolder(directory: string): Promise<boolean> {
  if (await isFolder(directory)) return false;
  const parent = dirname(directory);
  if (parent !== directory) await makeFolder(parent);
  try {
    await mkdir(directory);
    return true;
  } catch (error) {
    // Another start was faster.
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    if ((await stat(path)).isDirectory()) return true;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return false;
    // Below a file: the file itself is what is told.
    if (!isCode(error, 'ENOTDIR')) throw error;
    return false;
  }
  throw new PostgresError(
    `${path} is a file and no folder, so no data can be kept in it: ${ADVICE}`,
  );
}

const isOwnAndEmpty = async (directory: string): Promise<boolean> =>
  (await stat(directory)).uid === process.getuid?.() && (await readdir(directory)).length === 0;

/** Whether the account gets into the folder, which it does not below somebody's private home. */
async function reaches(account: Account, directory: string): Promise<boolean> {
  try {
    await run('/usr/bin/test', ['-x', directory], { ...account, cwd: '/' });
    return true;
  } catch {
    return false;
  }
}

const unreachable = (directory: string): UnreachableFolderError =>
  new UnreachableFolderError(
    `As root, Postgres runs as another account, and that cannot reach ${directory}: ` +
      'let it pass (chmod o+x), or set THROUGHLINE_DATA_DIRECTORY to a folder outside a private home, such as /var/lib/throughline.',
  );

/** Whether a data folder holds a database, of which nothing is made by asking. */
export async function holdsDatabase(directory: string): Promise<boolean> {
  try {
    return (await stat(join(directory, CLUSTER_FOLDER))).isDirectory();
  } catch {
    return false;
  }
}

/** Where the data of the default folder is when Postgres cannot reach that; null for a folder that somebody named. */
export const otherDirectoryOf = ({ dataDirectory, dataDirectoryGiven }: Settings): string | null =>
  dataDirectoryGiven
    ? null
    : `/var/lib/throughline/${createHash('sha256').update(dataDirectory).digest('hex').slice(0, 8)}`;
