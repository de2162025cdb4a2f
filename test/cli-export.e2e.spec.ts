import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { exportLog, refuseNoDatabase } from '../src/cli/export.ts';
import { packageFile } from '../src/platform/package-root.ts';
import { Settings } from '../src/platform/settings.ts';
import { StartError } from '../src/platform/start-error.ts';
import { temporaryFolder } from './support/child-service.ts';
import { openTestAccount, post } from './support/doors.ts';
import { eventJson } from './support/entries.ts';
import { testService, type TestService } from './support/service.ts';

describe('export', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await testService();
    const { key } = await openTestAccount(service, 'Mill');
    await post(service.url, 'events', JSON.stringify(eventJson({ id: 'urn:x:1' })), { key });
  }, 60_000);
  afterAll(() => service.stop());

  const into = (code: string | null): Promise<number | null> => {
    const error = code === null ? null : Object.assign(new Error(`write ${code}`), { code });
    const out = new Writable({ write: (_chunk, _encoding, done) => done(error) });
    return exportLog(service.settings.databaseUrl ?? '', service.settings, out);
  };

  it('ends quietly when its reader has gone, and says when it is not whole', async () => {
    expect(await into(null)).toBe(1);
    expect(await into('EPIPE')).toBeNull();
    await expect(into('ENOSPC')).rejects.toThrow(/write ENOSPC\): it is not whole\./);
  });

  it('makes no database where there is none', async () => {
    const { path, remove } = await temporaryFolder();
    const dataDirectory = join(path, 'mistyped');
    const given = new Settings({ dataDirectory, dataDirectoryGiven: true });
    await expect(refuseNoDatabase(given)).rejects.toBeInstanceOf(StartError);
    await expect(refuseNoDatabase(given)).rejects.toThrow(
      /mistyped holds no database, .*: set THROUGHLINE_DATA_DIRECTORY to/,
    );
    expect(existsSync(dataDirectory)).toBe(false);
    await refuseNoDatabase(service.settings);
    await mkdir(join(dataDirectory, 'postgres'), { recursive: true });
    await refuseNoDatabase(given);
    await remove();
  });

  it('says in the help what it leaves out', () => {
    const help = readFileSync(packageFile('src', 'cli.ts'), 'utf8');
    expect(help).toMatch(/who recorded it, whose it is and when it came are not in it/);
  });
});
