import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ingest } from '../src/cli/ingest.ts';
import { logPosition, openTestAccount } from './support/doors.ts';
import { eventJson } from './support/entries.ts';
import { testService, type TestService } from './support/service.ts';

describe('ingest', () => {
  let service: TestService;
  let folder: string;
  let key: string;
  beforeAll(async () => {
    service = await testService();
    folder = mkdtempSync(join(tmpdir(), 'throughline-ingest-'));
    ({ key } = await openTestAccount(service, 'Mill'));
  }, 60_000);
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await service.stop();
  });

  const file = (name: string, content: string | Uint8Array): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const told = async (name: string, url = service.url): Promise<readonly [number, string]> => {
    const said: string[] = [];
    const out = jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
      said.push(String(text));
      return true;
    });
    const code = await ingest([name], { url, key, proceed: false });
    out.mockRestore();
    return [code, said.join('')];
  };

  it('stores nothing of a file with a byte of Latin-1, and says where it is', async () => {
    const before = await logPosition(service);
    const lines = Array.from({ length: 1_500 }, (_, index) =>
      JSON.stringify(eventJson({ id: `urn:x:${index}`, content: 'Mühle' })),
    );
    const good = Buffer.from(`${lines.join('\n')}\n`);
    const bad = Buffer.from(`${lines.join('\n')}\n`.replace(/ü(?=[^ü]*$)/, '\u0001'));
    bad[bad.lastIndexOf(1)] = 0xfc;
    const [code, said] = await told(file('bad.ndjson', bad));
    expect([code, said]).toEqual([
      1,
      expect.stringMatching(/bad\.ndjson: .*\(0xFC\), line 1500: save it as UTF-8/),
    ]);
    expect(await logPosition(service)).toBe(before);
    expect(await told(file('good.ndjson', good))).toEqual([0, '']);
    expect(await logPosition(service)).toBe(before + 1_500);
  });
});
