import { describe, expect, test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chains } from '../../../test/support/chains.ts';

const root = join(import.meta.dirname, '../../..');

/** A row of the table. */
interface Row {
  readonly rule: number;
  readonly chains: readonly string[];
  readonly specs: readonly { readonly path: string; readonly title: string }[];
}

const rows: readonly Row[] = readFileSync(join(root, 'docs/rules.md'), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, rule = '', , proofs = ''] = line.split('|').map((cell) => cell.trim());
    if (!/^\d+$/.test(rule)) return [];
    const all = proofs.split('; ');
    const specs = all.flatMap((one) => {
      const [, path, title] = /^`([^`]+)` \((.+)\)$/.exec(one) ?? [];
      return path === undefined || title === undefined ? [] : [{ path, title }];
    });
    const named = all.flatMap((one) => /^_(.+)_$/.exec(one)?.[1] ?? []);
    expect([rule, named.length + specs.length]).toEqual([rule, all.length]);
    return [{ rule: Number(rule), chains: named, specs }];
  });

const between = (first: number, last: number): readonly number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

describe('the table of rules', () => {
  test('has each rule once, with what proves it', () => {
    expect(rows.map(({ rule }) => rule)).toEqual([...between(9, 24), ...between(35, 48)]);
    for (const { rule, chains: named, specs } of rows)
      expect([rule, named.length + specs.length]).not.toEqual([rule, 0]);
  });

  test.each(rows.map((row) => [row.rule, row] as const))(
    'names for rule %i chains and specs that there are',
    (rule, { chains: named, specs }) => {
      for (const name of named) {
        const found = chains.find((chain) => chain.name === name);
        expect([name, found?.rules.includes(rule)]).toEqual([name, true]);
      }
      for (const { path, title } of specs) {
        const there = existsSync(join(root, path)) && readFileSync(join(root, path), 'utf8');
        expect([path, title, there && there.replaceAll('`', '’').includes(title)]).toEqual([
          path,
          title,
          true,
        ]);
      }
    },
  );
});
