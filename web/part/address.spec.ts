import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Address, addressOf, questionOf, searchOf, viewNames } from './address.ts';
import { tableNames } from './tables.ts';

const anyAddress: fc.Arbitrary<Address> = fc.record({
  number: fc.string().map((text) => text.trim()),
  direction: fc.constantFrom('BACK', 'FORWARD'),
  at: fc.constantFrom(null, '2026-03-20', '2026-03-20T10:00:00Z'),
  known: fc.constantFrom(null, '2026-04-18'),
  view: fc.constantFrom(...viewNames),
  group: fc.constantFrom(null, 'parts', 'companies', 'countries'),
  chosen: fc.option(fc.string(), { nil: null }),
  table: fc.constantFrom(...tableNames),
  sort: fc.option(
    fc.record({ by: fc.constantFrom('part', 'day', 'shipped'), descending: fc.boolean() }),
    { nil: null },
  ),
  all: fc.boolean(),
});

describe('the address of a part', () => {
  it('keeps all that it says, whatever is in it', () => {
    fc.assert(
      fc.property(anyAddress, (address) => {
        expect(addressOf(searchOf(address))).toEqual(address);
      }),
    );
  });

  it('means the end of a day, and leaves out what nobody can read', () => {
    const address = addressOf(
      '?number=RR-0415&at=2026-03-20&known=soon&view=pie&table=legs&sort=&all=yes',
    );
    expect(address).toMatchObject({ view: 'graph', table: 'parts', sort: null, all: false });
    expect(questionOf(address)).toEqual({
      number: 'RR-0415',
      direction: 'BACK',
      at: '2026-03-20T23:59:59.999Z',
      asKnownAt: null,
    });
  });
});
