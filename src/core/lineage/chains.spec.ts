import { describe, expect, test } from '@jest/globals';
import { bugs } from '../../../test/support/chains-bugs.ts';
import type { Bug } from '../../../test/support/chains-bugs.ts';
import { chains } from '../../../test/support/chains.ts';
import { readChain, wrongIn } from '../../../test/support/chains-told.ts';

const ORDERS = 20;
/** A mistake about the order of arrival may be seen in another order only. */
const ORDERS_OF_BUGS = 3;
const read = chains.map((chain, index) => readChain(chain, index + 1));

describe('chains', () => {
  test.each(read.map((one) => [one.chain.rules.join(', '), one.chain.name, one] as const))(
    'rules %s: %s, in any order of arrival',
    (_rules, _name, one) => {
      for (let seed = 0; seed <= ORDERS; seed += 1) expect(wrongIn(one, seed)).toEqual([]);
    },
  );
});

/** Names of the chains that a mistake makes fail in an order of arrival. */
const caughtIn = (bug: Bug, seed: number): readonly string[] =>
  read.filter((one) => wrongIn(one, seed, bug.reference).length > 0).map(({ chain }) => chain.name);

describe('planted mistakes', () => {
  const table: string[] = [];

  test.each(bugs.map((bug) => [bug.name, bug] as const))('are caught: %s', (name, bug) => {
    let caught: readonly string[] = [];
    for (let seed = 0; caught.length === 0 && seed <= ORDERS_OF_BUGS; seed += 1) {
      caught = caughtIn(bug, seed);
    }
    const shown = caught.slice(0, 4).join('; ');
    table.push(`${name} -> ${caught.length}: ${shown}${caught.length > 4 ? '; ...' : ''}`);
    expect(caught).not.toEqual([]);
  });

  test('are many, and the table of them is printed', () => {
    console.info(`chains ${chains.length}, planted mistakes ${table.length}\n${table.join('\n')}`);
    expect(table.length).toBeGreaterThanOrEqual(12);
  });
});
