import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import {
  chmod,
  chown,
  mkdir,
  open,
  readFile,
  readdir,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
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

/** The account that runs Postgres cannot get at the data folder. */
export class UnreachableFolderError extends PostgresError {}

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
 */
export async function openCluster(directory: string, durable: boolean): Promise<Cluster> {
  await mkdir(directory, { recursive: true });
  const account = await postgresAccount();
  if (account !== undefined) await handOver(directory, account);
  const binaries = await postgresBinaries(directory, account);
  const place = join(directory, 'postgres');
  await removeHalfMade(directory);
  if (!existsSync(place)) await create(place, durable, { binaries, account });
  const password = (await readFile(join(place, 'password'), 'utf8')).trim();
  return { data: join(place, 'data'), password, binaries, account };
}

/** The account must be able to reach the folder, which it cannot below somebody's private home. */
async function handOver(directory: string, account: Account): Promise<void> {
  await chown(directory, account.uid, account.gid);
  try {
    await run('/usr/bin/test', ['-x', directory], { ...account, cwd: '/' });
  } catch {
    throw new UnreachableFolderError(
      `As root, Postgres runs as another account, and that cannot reach ${directory}: ` +
        'set THROUGHLINE_DATA_DIRECTORY to a folder outside a private home, such as /var/lib/throughline.',
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
  await mkdir(join(making, 'data'), { recursive: true });
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
    const pid = /\.making-(\d+)$/.exec(name)?.[1];
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
