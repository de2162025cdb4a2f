import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { packageFile } from '../src/platform/package-root.ts';

/** Files of a small tree: path to content. */
type Files = Readonly<Record<string, string>>;

const rooms = (
  'core platform access masterdata log evidence projections capture query trace cases subscriptions ' +
  'credentials insights'
).split(' ');
const doors = ['graphql', 'rest', 'pages'];

/** A clean tree: every room uses the one to its left, every door the last room. */
const tidy: Files = Object.fromEntries(
  [...rooms, ...doors].map((name, index) => {
    const left = doors.includes(name) ? 'insights' : rooms[index - 1];
    const own = `export const ${name} = 1;\n`;
    return [
      `src/${name}/clean.ts`,
      left === undefined ? own : `export { ${left} } from '../${left}/clean.ts';\n${own}`,
    ];
  }),
);

/** One violation of each rule, by the rule's name. */
const planted: Readonly<Record<string, Files>> = {
  ...Object.fromEntries(
    rooms
      .slice(0, -1)
      .map((room, index) => [
        `room-${room}-imports-only-to-its-left`,
        { [`src/${room}/right.ts`]: `import '../${rooms[index + 1]}/clean.ts';\n` },
      ]),
  ),
  ...Object.fromEntries(
    doors.map((door, index) => [
      `door-${door}-knows-no-other-door`,
      { [`src/${door}/other.ts`]: `import '../${doors[(index + 1) % doors.length]}/clean.ts';\n` },
    ]),
  ),
  'no-circular': {
    'src/trace/circle-a.ts': `import './circle-b.ts';\n`,
    'src/trace/circle-b.ts': `import './circle-a.ts';\n`,
  },
  'no-orphans': { 'src/trace/orphan.ts': 'export const alone = 1;\n' },
  'core-is-pure': { 'src/core/impure.ts': `import 'node:fs';\nimport '@nestjs/common';\n` },
  'one-file-hashes': { 'src/core/sha256.ts': `import 'node:fs';\n` },
  'rooms-know-no-door-no-graphql-no-http': {
    'src/trace/door.service.ts': `import type { GraphQLError } from 'graphql';\nexport type Known = GraphQLError;\n`,
  },
  'doors-know-no-sql': {
    'src/rest/sql.controller.ts': `import '../log/asked.store.ts';\n`,
    'src/graphql/sql.resolver.ts': `import 'typeorm';\n`,
  },
  'only-stores-know-the-database': { 'src/log/sql.service.ts': `import 'pg';\n` },
  'stores-know-no-service': { 'src/log/asked.store.ts': `import './sql.service.ts';\n` },
  'web-shares-only-core': { 'web/page.ts': `import '../src/log/clean.ts';\n` },
  'only-pages-show-views': {
    'src/rest/shows.ts': `import '../../web/seen.view.tsx';\n`,
    'web/seen.view.tsx': `import 'preact';\n`,
  },
  'pages-take-only-views-of-web': {
    'src/pages/shows.page.tsx': `import '../../web/live.tsx';\nimport '../../web/seen.view.tsx';\n`,
    'web/live.tsx': `import 'preact';\n`,
  },
  'views-know-neither-side': {
    'web/window.view.tsx': `import './live.tsx';\n`,
    'web/node.view.tsx': `import 'node:fs';\n`,
  },
  'only-the-root-assembles': {
    'src/rest/assembles.ts': `import '../app.module.ts';\n`,
    'src/app.module.ts': `import './trace/clean.ts';\n`,
  },
  'nothing-within-knows-sample-or-command-line': {
    'src/trace/outside.ts': `import '../sample/world.ts';\n`,
    'src/sample/world.ts': `import '../core/clean.ts';\n`,
  },
  'nothing-imports-a-spec': {
    'src/trace/imports.ts': `import './some.spec.ts';\n`,
    'src/trace/some.spec.ts': `import './clean.ts';\n`,
  },
};

/** What must be caught by the linter, by rule. */
const habits: Readonly<Record<string, string>> = {
  'typescript(no-explicit-any)': 'export const planted: any = 1;\n',
  'typescript(no-non-null-assertion)':
    'export const planted = (given: string | null): number => given!.length;\n',
  'typescript(no-floating-promises)':
    'export function planted(): void {\n  Promise.resolve(1);\n}\n',
  'typescript(ban-ts-comment)': '// @ts-ignore\nexport const planted: number = 1;\n',
  'node(no-process-env)': `export const planted = process.env['HOME'];\n`,
  'eslint(no-console)': `console.log('planted');\n`,
  'import(no-default-export)': 'export default 1;\n',
  'eslint(max-params)':
    'export const planted = (a: number, b: number, c: number, d: number, e: number): number => a + b + c + d + e;\n',
  'eslint(max-lines)': Array.from(
    { length: 301 },
    (_, line) => `export const line${line} = ${line};\n`,
  ).join(''),
  'eslint(max-lines-per-function)': `export function planted(): number {\n  let n = 0;\n${'  n += 1;\n'.repeat(61)}  return n;\n}\n`,
  'eslint(max-depth)':
    'export function planted(a: boolean): number {\n  if (a) { if (a) { if (a) { if (a) { return 1; } } } }\n  return 0;\n}\n',
};

describe('the walls', () => {
  const trees: string[] = [];
  const tree = (files: Files): string => {
    const root = mkdtempSync(join(tmpdir(), 'throughline-walls-'));
    trees.push(root);
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(join(root, dirname(path)), { recursive: true });
      writeFileSync(join(root, path), content);
    }
    for (const name of [
      '.dependency-cruiser.cjs',
      '.oxlintrc.json',
      'tsconfig.json',
      'package.json',
    ]) {
      cpSync(packageFile(name), join(root, name));
    }
    mkdirSync(join(root, 'web'), { recursive: true });
    symlinkSync(packageFile('node_modules'), join(root, 'node_modules'));
    return root;
  };
  afterAll(() => {
    for (const root of trees) rmSync(root, { recursive: true, force: true });
  });

  const cruise = (root: string): ReadonlyMap<string, readonly string[]> => {
    const program = packageFile(
      'node_modules',
      'dependency-cruiser',
      'bin',
      'dependency-cruise.mjs',
    );
    const parameters = ['src', 'web', '--config', '--preserve-symlinks', '--output-type', 'json'];
    const { stdout } = spawnSync(process.execPath, [program, ...parameters], {
      cwd: root,
      maxBuffer: 100_000_000,
    });
    const { summary } = JSON.parse(stdout.toString()) as {
      summary: { violations: readonly { from: string; rule: { name: string } }[] };
    };
    const found = new Map<string, string[]>();
    for (const { from, rule } of summary.violations) {
      found.set(rule.name, [...(found.get(rule.name) ?? []), from]);
    }
    return found;
  };

  it('let a clean tree pass', () => {
    expect([...cruise(tree(tidy))]).toEqual([]);
  });

  it('catch a planted violation of each rule', () => {
    const config = createRequire(import.meta.url)(packageFile('.dependency-cruiser.cjs')) as {
      forbidden: readonly { name: string }[];
    };
    const names = config.forbidden.map(({ name }) => name);
    expect(Object.keys(planted).toSorted()).toEqual(names.toSorted());
    const caught = cruise(tree(Object.assign({}, tidy, ...Object.values(planted)) as Files));
    for (const [rule, files] of Object.entries(planted)) {
      const [file = ''] = Object.keys(files);
      expect([rule, caught.get(rule)]).toEqual([rule, expect.arrayContaining([file])]);
    }
    console.log(`walls: ${names.length} rules, ${caught.size} caught`);
  });

  it('catch what the style forbids', () => {
    const files = Object.entries(habits).map(([, content], index) => [
      `src/trace/habit-${index}.ts`,
      content,
    ]);
    const root = tree(Object.fromEntries(files) as Files);
    const { stdout } = spawnSync(
      packageFile('node_modules', '.bin', 'oxlint'),
      ['--type-aware', '--format', 'json', 'src'],
      { cwd: root },
    );
    const { diagnostics } = JSON.parse(stdout.toString()) as {
      diagnostics: readonly { code: string; filename: string }[];
    };
    for (const [index, rule] of Object.keys(habits).entries()) {
      const codes = diagnostics
        .filter(({ filename }) => filename.endsWith(`habit-${index}.ts`))
        .map(({ code }) => code);
      expect([rule, codes]).toEqual([rule, expect.arrayContaining([rule])]);
    }
  });
});
