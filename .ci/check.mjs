/**
 * Everything a machine can say about the sources without running them: format, types, habits, walls, dead code, one graphql, and
 * whether the committed schema is the built one. Prints each step with its time; fails when one fails.
 */
import { execFile } from 'node:child_process';
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

/** Steps that run at once: each keeps one core busy. */
const AT_ONCE = 2;

/** Runs a step and says how it went; true when all is well. */
const run = ([name, command, parameters]) =>
  new Promise((done) => {
    const startedAt = performance.now();
    execFile(command, parameters, { cwd: root, maxBuffer: 64_000_000 }, (error, out, problems) => {
      const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
      console.log(`${error === null ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`);
      if (error !== null) console.log(`${out}${problems}${out + problems === '' ? error : ''}`);
      done(error === null);
    });
  });

let failed = 0;
const waiting = [...steps];
const work = async () => {
  for (let step = waiting.shift(); step !== undefined; step = waiting.shift())
    if (!(await run(step))) failed += 1;
};
await Promise.all(Array.from({ length: AT_ONCE }, work));
console.log(failed === 0 ? 'check: all is well' : `check: ${failed} of ${steps.length} failed`);
process.exit(failed === 0 ? 0 : 1);
