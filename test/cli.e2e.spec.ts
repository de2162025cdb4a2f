import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { openAccount } from '../src/cli/account.ts';
import { exportLog } from '../src/cli/export.ts';
import { ingest } from '../src/cli/ingest.ts';
import { readSampleData } from '../src/sample/world.ts';
import { testService, type TestService } from './support/service.ts';

describe('the command line', () => {
  let service: TestService;
  let folder: string;
  let key: string;
  beforeAll(async () => {
    service = await testService();
    folder = mkdtempSync(join(tmpdir(), 'throughline-cli-'));
    const company = { name: 'Mill', country: 'KE', gln: '9521005000006', companyPrefix: '9521005' };
    key = await openAccount(service.settings.databaseUrl ?? '', service.settings, company);
  }, 120_000);
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await service.stop();
  });

  const target = (
    given: Partial<Parameters<typeof ingest>[1]> = {},
  ): Parameters<typeof ingest>[1] => ({
    url: service.url,
    key,
    proceed: false,
    ...given,
  });
  const file = (name: string, content: string): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const exported = async (): Promise<string> => {
    const out = new PassThrough();
    const reading = text(out);
    await exportLog(service.settings.databaseUrl ?? '', service.settings, out);
    out.end();
    return reading;
  };
  const documents = readSampleData().captures.map(({ document }) => JSON.stringify(document));

  it('opens an account whose first key works, and refuses what is no country', async () => {
    expect(key).toMatch(/^tl_live_/);
    const wrong = { name: 'X', country: 'XX', gln: null, companyPrefix: null };
    await expect(
      openAccount(service.settings.databaseUrl ?? '', service.settings, wrong),
    ).rejects.toThrow(/country/i);
  });

  it('takes documents in, and the same again without harm', async () => {
    const files = documents.slice(0, 10).map((document, index) => file(`${index}.json`, document));
    expect(await ingest(files, target())).toBe(0);
    const first = await exported();
    expect(first.trim().split('\n')).toHaveLength(10);
    expect(await ingest(files, target())).toBe(0);
    expect(await exported()).toBe(first);
  });

  it('takes in what it wrote out', async () => {
    const lines = await exported();
    expect(await ingest([file('all.ndjson', lines)], target())).toBe(0);
    expect(await exported()).toBe(lines);
    const [line = ''] = lines.split('\n');
    expect(JSON.parse(line)).toMatchObject(
      (JSON.parse(documents[0] ?? '') as { epcisBody: { eventList: [object] } }).epcisBody
        .eventList[0],
    );
  });

  it('answers 1 for a wrong file, a wrong key and a missing file, and keeps the good events with proceed', async () => {
    const before = await exported();
    expect(await ingest([file('wrong.json', '{')], target())).toBe(1);
    expect(await ingest([join(folder, 'none.json')], target())).toBe(1);
    expect(
      await ingest([file('ok.json', documents[12] ?? '')], target({ key: 'tl_live_wrong' })),
    ).toBe(1);
    expect(await exported()).toBe(before);
    const mixed = JSON.parse(documents[12] ?? '') as { epcisBody: { eventList: object[] } };
    mixed.epcisBody.eventList.push({ type: 'ObjectEvent' });
    expect(
      await ingest([file('mixed.json', JSON.stringify(mixed))], target({ proceed: true })),
    ).toBe(1);
    expect((await exported()).trim().split('\n')).toHaveLength(11);
  });

  it('says in its usage what it can', () => {
    const usage = readFileSync(join(import.meta.dirname, '../src/cli.ts'), 'utf8');
    for (const word of ['start', 'demo', 'account', 'ingest', 'export'])
      expect(usage).toContain(`throughline ${word}`);
  });
});
