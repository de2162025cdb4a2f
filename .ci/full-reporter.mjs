import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';

/** What a property prints: how many worlds it ran and how many of them said something; or what went on under load, as JSON. */
const COUNT =
  /(worlds|documents|orders of arrival|non-trivial|events read back|questions|mutated inputs|chains) \d|\d changes to|"(acknowledged|answers|repaired)":/;
const SEED = /seed: ([\d_]+)/g;

const git = (...parameters) => execFileSync('git', parameters, { encoding: 'utf8' }).trim();

const countsOf = (result) =>
  (result.console ?? [])
    .map(({ message }) => message.split('\n').at(-1))
    .filter((line) => COUNT.test(line));

const seedsOf = (path) =>
  [...readFileSync(path, 'utf8').matchAll(SEED)].map(([, seed]) =>
    Number(seed.replaceAll('_', '')),
  );

const RECORD = 'test/full-run.json';

/**
 * Keeps in test/full-run.json what the last run of each property at full size found, of which commit, from which seeds. Files may be run
 * one by one; only a file that passed replaces what stands there.
 */
export default class FullReporter {
  commit = git('rev-parse', 'HEAD');
  changed = git('status', '--porcelain', '--', `:!${RECORD}`) !== '';

  /** The lines that a file printed are gone when all have run. */
  onTestResult(_, result) {
    const counts = countsOf(result);
    if (counts.length === 0 || result.numFailingTests > 0) return;
    const { start, end } = result.perfStats;
    // Another run may have written its own meanwhile.
    const runs = existsSync(RECORD) ? JSON.parse(readFileSync(RECORD, 'utf8')) : {};
    runs[relative(process.cwd(), result.testFilePath)] = {
      commit: this.commit,
      ...(this.changed && { changed: true }),
      date: new Date(end).toISOString(),
      seconds: Math.round((end - start) / 1_000),
      node: process.version,
      seeds: seedsOf(result.testFilePath),
      counts,
    };
    const sorted = Object.entries(runs).toSorted(([a], [b]) => a.localeCompare(b));
    writeFileSync(RECORD, `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`);
  }
}
