/**
 * Builds the server (tsc) and the pages (vite) into dist, both at once; `server` or `pages` as an argument builds that alone. With
 * --if-older only what its sources have outrun, so that a start after a start costs nothing.
 */
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const ifOlder = process.argv.includes('--if-older');
// The pages are built aside and put in place when they are whole: another build, or a service, may be reading the old ones.
const pages = join(root, 'dist', 'public');
const aside = join(root, 'dist', `.public-${process.pid}`);
const settings = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];
const parts = [
  {
    name: 'server',
    sources: ['src', 'migrations', 'bench', 'web', ...settings],
    result: join(root, 'dist', 'src', 'cli.js'),
    command: ifOlder
      ? ['.ci/transpile.mjs']
      : ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'],
  },
  {
    name: 'pages',
    sources: ['web', 'src/core', 'package-lock.json'],
    command: [
      'node_modules/vite/bin/vite.js',
      'build',
      '--config',
      'web/vite.config.ts',
      '--outDir',
      aside,
      '--logLevel',
      'warn',
    ],
    result: join(pages, 'manifest.json'),
    whenBuilt: putInPlace,
  },
];

const asked = parts.filter(({ name }) => process.argv.includes(name));

/** Another build may do the same at the same moment: then once more, over what it has put there. */
function putInPlace(tries = 5) {
  const old = `${aside}-old`;
  try {
    if (existsSync(pages)) renameSync(pages, old);
    renameSync(aside, pages);
  } catch (error) {
    if (tries === 0) throw error;
    putInPlace(tries - 1);
  } finally {
    rmSync(old, { recursive: true, force: true });
  }
}

const stamp = (part) => join(root, 'dist', `.built-${part.name}`);

/** Newest change below a path, in milliseconds: of folders too, so that a removed file counts. */
function changedAt(path) {
  if (!existsSync(path)) return 0;
  const own = statSync(path);
  if (!own.isDirectory()) return own.mtimeMs;
  return Math.max(own.mtimeMs, ...readdirSync(path).map((name) => changedAt(join(path, name))));
}

const isOld = (part) =>
  !existsSync(stamp(part)) ||
  !existsSync(part.result) ||
  statSync(stamp(part)).mtimeMs <
    Math.max(...part.sources.map((path) => changedAt(join(root, path))));

function build(part) {
  const startedAt = new Date();
  return new Promise((done) => {
    const child = spawn(process.execPath, part.command, { cwd: root, stdio: 'inherit' });
    child.on('exit', (code) => {
      if (code === 0) {
        part.whenBuilt?.();
        mkdirSync(join(root, 'dist'), { recursive: true });
        writeFileSync(stamp(part), '');
        // What changed while it was built is newer than the stamp.
        utimesSync(stamp(part), startedAt, startedAt);
      }
      done(code === 0);
    });
  });
}

const results = await Promise.all(
  (asked.length === 0 ? parts : asked).filter((part) => !ifOlder || isOld(part)).map(build),
);
rmSync(aside, { recursive: true, force: true });
process.exit(results.every(Boolean) ? 0 : 1);
