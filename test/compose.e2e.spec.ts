import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { packageFile } from '../src/platform/package-root.ts';
import { readSettings, settingNames } from '../src/platform/settings.ts';

interface ComposeService {
  readonly image?: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly healthcheck: { readonly test: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly volumes?: readonly string[];
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly stop_grace_period?: string;
}

const text = (name: string): string => readFileSync(packageFile(name), 'utf8');
const compose = parse(text('docker-compose.yml')) as {
  readonly services: Readonly<Record<'database' | 'throughline', ComposeService>>;
  readonly volumes: Readonly<Record<string, unknown>>;
};
const dockerfile = text('Dockerfile');

/** What the shell would put for `${NAME:-default}`. */
const filled = (environment: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name,
      value.replace(/\$\{\w+:-([^}]*)\}/g, '$1'),
    ]),
  );

describe('docker-compose.yml and Dockerfile, read without an engine', () => {
  const { database, throughline } = compose.services;

  it('gives the service only settings that exist, with values it takes', () => {
    const environment = filled(throughline.environment);
    const names = settingNames.map(({ name }) => name);
    expect(Object.keys(environment).filter((name) => !names.includes(name))).toEqual([]);
    const settings = readSettings({}, environment);
    expect(settings.host).toBe('0.0.0.0');
    expect(throughline.ports).toEqual([`127.0.0.1:${settings.port}:${settings.port}`]);
    expect(settings.publicUrl).toBe(`http://localhost:${settings.port}`);
    expect(Number.parseInt(throughline.stop_grace_period ?? '', 10) * 1_000).toBeGreaterThan(
      settings.stopTimeoutMs,
    );
  });

  it('connects it to the database of the other container', () => {
    const url = new URL(filled(throughline.environment)['DATABASE_URL'] ?? '');
    const given = filled(database.environment);
    expect([url.hostname, url.port, url.pathname]).toEqual([
      'database',
      '5432',
      `/${given['POSTGRES_DB']}`,
    ]);
    expect([url.username, url.password]).toEqual([
      given['POSTGRES_USER'],
      given['POSTGRES_PASSWORD'],
    ]);
    expect(throughline.depends_on).toEqual({ database: { condition: 'service_healthy' } });
  });

  it('runs the Postgres version that the service embeds, on a volume where 18 wants it', () => {
    const { optionalDependencies } = JSON.parse(text('package.json')) as {
      optionalDependencies: Readonly<Record<string, string>>;
    };
    const embedded = new Set(
      Object.values(optionalDependencies).map((version) => version.split('.')[0]),
    );
    expect([...embedded].map((major) => `postgres:${major}`)).toEqual([database.image]);
    expect(database.volumes).toEqual(['database:/var/lib/postgresql']);
    expect(Object.keys(compose.volumes)).toEqual(['database']);
  });

  it('watches both, and lets the service do little', () => {
    expect(database.healthcheck.test).toContain('pg_isready');
    expect(throughline.healthcheck.test.join(' ')).toContain('/health/ready');
    expect(throughline.read_only).toBe(true);
    expect(throughline.cap_drop).toEqual(['ALL']);
  });

  it('has an image of two stages that does not run as root and knows its own health', () => {
    const lines = dockerfile.split('\n');
    const engine = JSON.parse(text('package.json')) as { engines: { node: string } };
    const bases = lines.filter((line) => line.startsWith('FROM '));
    expect(bases).toHaveLength(2);
    for (const base of bases) expect(base).toContain('node:20-bookworm-slim');
    expect(engine.engines.node).toContain('20');
    expect(lines.filter((line) => line.startsWith('USER '))).toEqual(['USER node']);
    expect(dockerfile).toMatch(/^HEALTHCHECK/m);
    const environment = /^ENV (.*)$/m.exec(dockerfile)?.[1] ?? '';
    const given = Object.fromEntries(environment.split(' ').map((pair) => pair.split('=')));
    delete given['NODE_ENV'];
    const settings = readSettings({}, given as Record<string, string>);
    expect(lines).toContain(`EXPOSE ${settings.port}`);
    expect(lines).toContain(`VOLUME ${settings.dataDirectory}`);
    const command = JSON.parse(/^CMD (.*)$/m.exec(dockerfile)?.[1] ?? '[]') as string[];
    expect(text('package.json')).toContain(`node ${command.slice(1).join(' ')}`);
  });
});
