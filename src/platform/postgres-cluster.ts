import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, open, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CLUSTER_FOLDER, folderError, openFolder } from './data-folder.ts';
import { isCode } from './error-code.ts';
import {
  type Account,
  type Binaries,
  chownTree,
  postgresAccount,
  postgresBinaries,
  PostgresError,
} from './postgres-binaries.ts';

const run = promisify(execFile);

/** The only role of the embedded Postgres. */
export const POSTGRES_USER = 'throughline';

/** What this service calls what it makes; everything else in the folder is somebody else's. */
const HALF_MADE = /^(?:postgres|native-\d+)\.making-(\d+)$/;

/** A data folder of Postgres that is complete. */
export interface Cluster {
  readonly data: string;
  readonly password: string;
  readonly binaries: Binaries;
  readonly account: Account | undefined;
}

/**
 * Opens the cluster in a folder, making it at first. It is made beside its place and renamed into it, so whatever ends this process
 * half-way leaves nothing half-made, and of two starts at once one wins.
 * @throws PostgresError when the folder cannot be one of ours.
 */
export async function openCluster(directory: string, durable: boolean): Promise<Cluster> {
  const account = await postgresAccount();
  await openFolder(directory, account);
  const place = join(directory, CLUSTER_FOLDER);
  try {
    const binaries = await postgresBinaries(directory, account);
    await removeHalfMade(directory);
    if (!existsSync(place)) await create(place, durable, { binaries, account });
    const password = await readPassword(place);
    return { data: join(place, 'data'), password, binaries, account };
  } catch (error) {
    throw folderError(error, directory);
  }
}

async function readPassword(place: string): Promise<string> {
  try {
    return (await readFile(join(place, 'password'), 'utf8')).trim();
  } catch (error) {
    if (!isCode(error, 'ENOENT', 'ENOTDIR')) throw error;
    throw new PostgresError(
      `${place} is not the database of a Throughline, for its file password is missing: ` +
        'restore it from a backup, or set THROUGHLINE_DATA_DIRECTORY to another folder.',
    );
  }
}

async function create(
  place: string,
  durable: boolean,
  { binaries, account }: Pick<Cluster, 'binaries' | 'account'>,
): Promise<void> {
  const making = `${place}.making-${process.pid}`;
  await rm(making, { recursive: true, force: true });
  // One by one: below /proc a recursive mkdir never ends.
  await mkdir(making);
  await mkdir(join(making, 'data'));
  await writeFile(join(making, 'password'), `${randomBytes(24).toString('hex')}\n`, {
    mode: 0o600,
  });
  if (account !== undefined) await chownTree(making, account);
  await chmod(making, 0o700);
  await initialise(making, durable, { binaries, account });
  if (durable) for (const path of [join(making, 'password'), making]) await sync(path);
  try {
    await rename(making, place);
  } catch (error) {
    // Another start was faster: its cluster is the one.
    if (!isCode(error, 'ENOTEMPTY', 'EEXIST')) throw error;
    await rm(making, { recursive: true, force: true });
  }
  if (durable) await sync(join(place, '..'));
}

/** One sort order on every machine, page checksums, passwords never in the clear. */
async function initialise(
  making: string,
  durable: boolean,
  { binaries, account }: Pick<Cluster, 'binaries' | 'account'>,
): Promise<void> {
  const options = [
    `--pgdata=${join(making, 'data')}`,
    `--pwfile=${join(making, 'password')}`,
    `--username=${POSTGRES_USER}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--data-checksums',
    ...(durable ? [] : ['--no-sync']),
  ];
  const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C' };
  try {
    await run(binaries.initdb, options, { ...account, cwd: '/', env });
  } catch (error) {
    await rm(making, { recursive: true, force: true });
    const said =
      error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
    throw new PostgresError(
      `The embedded Postgres cannot make its data folder in ${making}: ${said} ` +
        'Set THROUGHLINE_DATA_DIRECTORY to a folder that the service may write to, or DATABASE_URL to a Postgres of your own.',
    );
  }
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** What a start that was killed while making a cluster has left. */
async function removeHalfMade(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    const pid = HALF_MADE.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) {
      await rm(join(directory, name), { recursive: true, force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isCode(error, 'EPERM');
  }
}
