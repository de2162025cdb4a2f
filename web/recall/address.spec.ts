import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { knownOf, recallAddress, recallHref, recallOf } from './address.ts';

const text = fc.option(
  fc.string().map((one) => one.trim() || 'x'),
  { nil: null },
);
const moment = fc.constantFrom(null, '2026-03-20', '2026-03-20T10:00:00.123Z');

describe('the address of a recall', () => {
  it('keeps all that it says, whatever is in it', () => {
    const any = fc.record({
      number: text,
      product: text,
      site: text,
      from: moment,
      until: moment,
      known: moment,
      group: fc.constantFrom(null, 'parts', 'companies', 'countries'),
      chosen: text,
    });
    fc.assert(
      fc.property(any, (address) => {
        expect(recallAddress.read(recallAddress.write(address))).toEqual(address);
      }),
    );
  });

  it('asks about whole days, and about nothing where it says too little', () => {
    const of = (search: string) => recallOf(recallAddress.read(search));
    expect(of('?number=KM-0312&product=1')).toEqual({ item: { number: 'KM-0312' } });
    expect(of('?product=09521001000014')).toEqual({ product: '09521001000014' });
    expect(of('?site=9521005000009&from=2026-02-28&until=2026-02-28')).toEqual({
      site: {
        site: '9521005000009',
        from: '2026-02-28T00:00:00.000Z',
        until: '2026-03-01T00:00:00.000Z',
      },
    });
    expect([of(''), of('?number=+'), of('?site=1&from=soon&until=2026-01-01')]).toEqual([
      null,
      null,
      null,
    ]);
    expect(knownOf(recallAddress.read('?known=2026-04-18'))).toBe('2026-04-18T23:59:59.999Z');
  });

  it('is written for others, now or as known then', () => {
    expect(recallHref({ number: 'A 1' })).toBe('/console/recall?number=A+1');
    expect(recallHref({ number: 'A' }, '2026-04-18')).toBe(
      '/console/recall?number=A&known=2026-04-18',
    );
  });
});
