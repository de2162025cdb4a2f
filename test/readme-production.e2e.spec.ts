import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { openAccount } from '../src/cli/account.ts';
import { start, withDatabase } from '../src/main.ts';
import { freePort } from '../src/platform/embedded-postgres.ts';
import { packageFile } from '../src/platform/package-root.ts';
import { Settings } from '../src/platform/settings.ts';

const text = (name: string): string => readFileSync(packageFile(name), 'utf8');
const guides = ['README.md', 'docs/guides/keys-and-backup.md'].map(text).join('\n');

describe('the way into production that the README tells', () => {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-readme-'));
  // Under root the service's own Postgres runs as somebody else.
  beforeAll(() => chmodSync(folder, 0o755));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('makes the account before the start, since beside it the data folder is taken', async () => {
    const settings = new Settings({
      dataDirectory: join(folder, 'data'),
      dataDirectoryGiven: true,
      port: await freePort(),
      logLevel: 'silent',
    });
    const account = (name: string): Promise<string> =>
      withDatabase(settings, (url) =>
        openAccount(url, settings, { name, country: 'KE', gln: null, companyPrefix: null }),
      );
    const key = await account('My Company');
    const service = await start(settings);
    try {
      const answer = await fetch(`${service.url}/graphql`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: '{"query":"{ organisations { nodes { name } } }"}',
      });
      expect(await answer.text()).toContain('My Company');
      await expect(account('Another')).rejects.toThrow(/already uses the data folder/);
    } finally {
      await service.stop();
    }
    expect(await account('Another')).toMatch(/^tl_live_/);
  }, 120_000);

  it('names a service of the compose file and the program in its image', () => {
    const { services } = parse(text('docker-compose.yml')) as { services: object };
    const { bin } = JSON.parse(text('package.json')) as { bin: { throughline: string } };
    const usage = text('src/cli.ts');
    const commands = [...guides.matchAll(/docker compose exec (\w+) node (\S+) (\w+)/g)];
    expect(commands.length).toBeGreaterThan(1);
    for (const [, service = '', program, word] of commands) {
      expect(services).toHaveProperty(service);
      expect(program).toBe(bin.throughline);
      expect(usage).toContain(`throughline ${word}`);
    }
    for (const [, word] of guides.matchAll(/npx throughline (\w+)/g))
      expect(usage).toContain(`throughline ${word}`);
  });
});
