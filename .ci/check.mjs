/**
 * Everything a machine can say about the sources without running them: format, types, habits, walls, dead code, one graphql, and
 * whether the committed schema is the built one. Prints each step with its time; fails when one fails.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const binary = (name) => join(root, 'node_modules', '.bin', name);
const node = process.execPath;

const steps = [
  ['format', binary('prettier'), ['--check', '--cache', '--log-level', 'warn', '.']],
  ['types', binary('tsc'), ['--noEmit', '-p', 'tsconfig.json', '--incremental', 'false']],
  ['types of the pages', binary('tsc'), ['--noEmit', '-p', 'web/tsconfig.json']],
  ['lint', binary('oxlint'), ['--type-aware', 'src', 'test', 'migrations', 'bench', 'web']],
  ['walls', binary('depcruise'), ['src', 'web', '--config']],
  ['dead code', binary('knip'), ['--no-progress']],
  ['one graphql', node, ['.ci/one-graphql.mjs']],
  ['schema', node, ['.ci/schema.mjs', '--check']],
];

let failed = 0;
for (const [name, command, parameters] of steps) {
  const startedAt = performance.now();
  const { status, stdout, stderr } = spawnSync(command, parameters, {
    cwd: root,
    encoding: 'utf8',
  });
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`);
  if (status === 0) continue;
  failed += 1;
  console.log(`${stdout}${stderr}`);
}
console.log(failed === 0 ? 'check: all is well' : `check: ${failed} of ${steps.length} failed`);
process.exit(failed === 0 ? 0 : 1);
