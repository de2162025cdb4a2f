import { mkdtempSync, rmSync } from 'node:fs';
import { chmod, chown, mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { holdsDatabase } from './data-folder.ts';
import { startPostgres } from './embedded-postgres.ts';
import { postgresAccount } from './postgres-binaries.ts';
import { StartError } from './start-error.ts';

const isRoot = process.getuid?.() === 0;

describe('the data folder of the embedded Postgres', () => {
  let folder: string;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'throughline-folder-'));
    await chmod(folder, 0o755);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const start = (directory: string) =>
    startPostgres({ directory, durable: false, database: 'throughline' });
  const ownerOf = async (path: string): Promise<number> => (await stat(path)).uid;

  it('stays its owner’s with all in it; only what is made here is for Postgres', async () => {
    await writeFile(join(folder, 'theirs'), '');
    await mkdir(join(folder, 'theirs.making-4000000'));
    if (isRoot) for (const path of [folder, join(folder, 'theirs')]) await chown(path, 4321, 4321);
    const owner = await ownerOf(folder);
    const postgres = await start(folder);
    try {
      expect(await ownerOf(folder)).toBe(owner);
      expect(await ownerOf(join(folder, 'theirs'))).toBe(owner);
      expect(await ownerOf(join(folder, 'postgres'))).toBe((await postgresAccount())?.uid ?? owner);
      expect(await readdir(folder)).toEqual(
        expect.arrayContaining(['postgres', 'theirs', 'theirs.making-4000000']),
      );
      expect(await holdsDatabase(folder)).toBe(true);
    } finally {
      await postgres.stop();
    }
  });

  it('keeps the memory of a statement for the next one', async () => {
    if (process.platform !== 'linux') return;
    const postgres = await start(folder);
    const client = new pg.Client({ connectionString: postgres.url });
    try {
      await client.connect();
      const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
      const pages = async (): Promise<number> => {
        const text = await readFile(`/proc/${rows[0]?.pid}/stat`, 'utf8');
        return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[7]);
      };
      const sort = async (times: number): Promise<void> => {
        for (let turn = 0; turn < times; turn += 1)
          await client.query(
            'select n from generate_series(1, 20000) n order by -n limit 1 offset 9000',
          );
      };
      await sort(5);
      const before = await pages();
      await sort(40);
      // A megabyte and more each time: some 300 pages of 4 KiB.
      expect(((await pages()) - before) / 40).toBeLessThan(60);
    } finally {
      await client.end();
      await postgres.stop();
    }
  });

  it('is made with those above it, and then it is for Postgres', async () => {
    const deep = join(folder, 'a', 'b');
    expect(await holdsDatabase(deep)).toBe(false);
    await (await start(deep)).stop();
    expect(await ownerOf(deep)).toBe((await postgresAccount())?.uid ?? (await ownerOf(folder)));
    expect(await ownerOf(join(folder, 'a'))).toBe(await ownerOf(folder));
  });

  it('is not opened to Postgres when it is private and has something in it', async () => {
    if (!isRoot) return;
    await writeFile(join(folder, 'theirs'), '');
    await chmod(folder, 0o700);
    await expect(start(folder)).rejects.toThrow(/cannot reach .*: let it pass \(chmod o\+x\), or/);
    expect([await ownerOf(folder), await readdir(folder)]).toEqual([0, ['theirs']]);
  });

  it.each([
    ['/etc/passwd', /^\/etc\/passwd is a file and no folder/],
    ['/dev/full/x', /^\/dev\/full is a file and no folder/],
    ['/proc/x', /^\/proc\/x cannot be used as the data folder \(.+\)/],
    ['/proc/x/y', /^\/proc\/x\/y cannot be used as the data folder \(.+\)/],
    ['/proc', /^\/proc cannot be used as the data folder \(.+\)/],
  ])(
    'is refused at once when it is %s, with what to do',
    async (path, sentence) => {
      const refused = start(path);
      await expect(refused).rejects.toBeInstanceOf(StartError);
      await expect(refused).rejects.toThrow(sentence);
      await expect(refused).rejects.toThrow(/: set THROUGHLINE_DATA_DIRECTORY to a folder .+\.$/);
    },
    10_000,
  );

  it('is refused when something else is called postgres in it, which stays as it is', async () => {
    await mkdir(join(folder, 'postgres'));
    const refused = start(folder);
    await expect(refused).rejects.toBeInstanceOf(StartError);
    await expect(refused).rejects.toThrow(/password is missing: restore it from a backup, or set/);
    expect(await readdir(folder)).toEqual(['postgres']);
    expect(await readdir(join(folder, 'postgres'))).toEqual([]);
  });
});
