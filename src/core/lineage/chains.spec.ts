import { describe, expect, test } from '@jest/globals';
import { chains } from '../../../test/support/chains.ts';
import { readChain, wrongIn } from '../../../test/support/chains-told.ts';

const ORDERS = 20;
const read = chains.map((chain, index) => readChain(chain, index + 1));

describe('chains', () => {
  test.each(read.map((one) => [one.chain.rules.join(', '), one.chain.name, one] as const))(
    'rules %s: %s, in any order of arrival',
    (_rules, _name, one) => {
      for (let seed = 0; seed <= ORDERS; seed += 1) expect(wrongIn(one, seed)).toEqual([]);
    },
  );
});
