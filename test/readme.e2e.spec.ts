import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { start } from '../src/main.ts';
import { Settings } from '../src/platform/settings.ts';
import { SampleLoader } from '../src/sample/loader.ts';
import { readSampleData } from '../src/sample/world.ts';
import { testService, type TestService } from './support/service.ts';

const root = join(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const blocks = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, command = '']) =>
  command.trim(),
);
const curls = blocks.filter((block) => block.startsWith('curl'));

describe('the commands of the README', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await testService({ demo: true });
    await new SampleLoader(service.server.app, readSampleData()).load();
  }, 120_000);
  afterAll(() => service.stop());

  const run = (command: string): Promise<string> =>
    new Promise((resolve) => {
      // Not spawnSync: the service answers in this very process.
      void import('node:child_process').then(({ execFile }) =>
        execFile(
          '/bin/sh',
          ['-c', command.replaceAll('http://127.0.0.1:4000', service.url)],
          (_, out) => resolve(out),
        ),
      );
    });

  it('asks where the coffee comes from', async () => {
    const answer = await run(curls[0] ?? '');
    expect(answer).toContain('6 of 6 parts have a known origin.');
    expect(answer).toContain('Dalili Farm');
  });

  it('records a step, and again without harm', async () => {
    const first = JSON.parse(await run(curls[1] ?? '')) as {
      data: { recordStep: { status: string; problems: unknown[] } };
    };
    expect(first.data.recordStep).toMatchObject({ status: 'RECORDED', problems: [] });
    const again = await run(curls[1] ?? '');
    expect(again).toContain('ALREADY_RECORDED');
  });

  it('posts an EPCIS event', async () => {
    const answer = await run(curls[2] ?? '');
    expect(answer).toMatch(/^HTTP\/1\.1 201/);
    expect(answer).toMatch(/location: \/epcis\/events\//i);
    expect(await run(curls[2] ?? '')).toMatch(/^HTTP\/1\.1 201/);
  });

  it('does not start for other machines with the sample, whose keys anybody can read', async () => {
    const exposed = new Settings({
      databaseUrl: service.settings.databaseUrl,
      logLevel: 'silent',
      host: '0.0.0.0',
      port: 0,
    });
    await expect(start(exposed)).rejects.toThrow(/ALLOW_SAMPLE/);
  });

  it('names scripts and words that exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    for (const [, script = ''] of readme.matchAll(/npm (?:run )?(test|start|demo)\b/g))
      expect(scripts).toHaveProperty(script);
    const usage = readFileSync(join(root, 'src/cli.ts'), 'utf8');
    for (const [, word = ''] of readme.matchAll(/npx throughline (\w+)/g))
      expect(usage).toContain(`throughline ${word}`);
    for (const [, file = ''] of readme.matchAll(
      /`((?:docs|bench)\/[\w./-]*|[A-Z]+\.md|schema\.graphql)`/g,
    ))
      expect(spawnSync('test', ['-e', join(root, file)]).status).toBe(0);
  });
});
