import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';

/** What a property prints: how many worlds it ran and how many of them said something. */
const COUNT = /(worlds|documents|orders of arrival|non-trivial|events read back|questions) \d/;
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

/** Writes test/full-run.json: what the last run at full size found, of which commit, from which seeds. */
export default class FullReporter {
  properties = [];

  /** The lines that a file printed are gone when all have run. */
  onTestResult(_, result) {
    const file = relative(process.cwd(), result.testFilePath);
    this.properties.push({
      file,
      seeds: seedsOf(result.testFilePath),
      counts: countsOf(result),
    });
  }

  onRunComplete(_, { startTime, numPassedTests, numFailedTests }) {
    const run = {
      commit: git('rev-parse', 'HEAD'),
      changedSince: git('status', '--porcelain', '--', ':!test/full-run.json') !== '',
      date: new Date(startTime).toISOString(),
      minutes: Math.round((Date.now() - startTime) / 60_000),
      node: process.version,
      passed: numPassedTests,
      failed: numFailedTests,
      properties: this.properties
        .filter(({ counts }) => counts.length > 0)
        .toSorted((a, b) => a.file.localeCompare(b.file)),
    };
    writeFileSync('test/full-run.json', `${JSON.stringify(run, null, 2)}\n`);
  }
}
