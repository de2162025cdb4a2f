import { dayOf, isDay } from './checks.ts';
import { keyInHeader, makeKey, sampleKey, splitKey } from './api-key.ts';
import { makeOwnName } from './own-key.ts';
import { pageOf, rowsFor } from './page.ts';
import { partyKeys } from './party-key.ts';
import { hasScope, MissingScopeError, requireScope } from './scope.ts';
import type { Viewer } from './viewer.ts';

describe('days', () => {
  it.each([
    ['2026-02-28', true],
    ['2024-02-29', true],
    ['2026-02-29', false],
    ['2026-13-01', false],
    ['0000-01-01', false],
    ['2026-2-1', false],
    ['2026-02-28T00:00:00Z', false],
    ['', false],
  ])('%s: %s', (text, right) => expect(isDay(text)).toBe(right));

  it('are those of UTC', () => {
    expect(dayOf(new Date('2026-03-01T01:00:00+02:00'))).toBe('2026-02-28');
  });
});

describe('keys', () => {
  it('are told from each other by what stands before the secret', () => {
    const key = makeKey({ test: true });
    expect(splitKey(key)?.prefix).toBe(key.slice(0, 'tl_test_12345678'.length));
    expect(splitKey(sampleKey('mill'))?.prefix).toBe('tl_test_sample_mill');
    expect(splitKey('tl_live_sample_mill')).toBeNull();
    expect(makeKey({ test: true })).not.toBe(key);
  });

  it('stand in the header after the word Bearer', () => {
    expect(keyInHeader('Bearer abc')).toBe('abc');
    expect([undefined, '', 'abc', 'Bearer', 'Bearer a b'].map(keyInHeader)).toEqual(
      Array(5).fill(null),
    );
  });
});

describe('scopes', () => {
  const mill: Viewer = { organisation: 1, scopes: ['READ'], site: null, test: true, key: null };

  it('are those of the key, and none without an organisation', () => {
    expect(requireScope(mill, 'READ')).toBe(1);
    expect(hasScope(mill, 'READ')).toBe(true);
    expect(hasScope({ ...mill, organisation: null }, 'READ')).toBe(false);
  });

  it.each([
    [1, 'FORBIDDEN'],
    [null, 'UNAUTHENTICATED'],
  ])('missing for %s: %s', (organisation, code) => {
    const ask = () => requireScope({ ...mill, organisation }, 'RECORD');
    expect(ask).toThrow(MissingScopeError);
    expect(ask).toThrow(expect.objectContaining({ code, scope: 'RECORD' }));
  });
});

describe('pages', () => {
  it('tell from one row more whether more follow', () => {
    const page = { first: 2, after: null };
    expect(rowsFor(page)).toBe(3);
    expect(pageOf([1, 2, 3], page, String)).toEqual({
      edges: [
        { node: 1, cursor: '1' },
        { node: 2, cursor: '2' },
      ],
      hasNextPage: true,
    });
    expect(pageOf([1], page, String).hasNextPage).toBe(false);
  });

  it.each([0, 201, 1.5, Number.NaN])('of %s are a fault of the door', (first) => {
    expect(() => rowsFor({ first, after: null })).toThrow(RangeError);
  });
});

describe('names of who has no GS1 key', () => {
  it('have twelve letters and are all different', () => {
    const names = Array.from({ length: 1_000 }, makeOwnName);
    expect(new Set(names).size).toBe(1_000);
    expect(names.every((name) => /^[0-9a-hjkmnp-tv-z]{12}$/.test(name))).toBe(true);
  });
});

describe('keys of parties', () => {
  it('are looked for under the GLN of a place too', () => {
    const gln = '9521005000006';
    expect(partyKeys(`https://id.gs1.org/414/${gln}`)).toEqual([
      `https://id.gs1.org/414/${gln}`,
      `https://id.gs1.org/417/${gln}`,
    ]);
    const inside = `https://id.gs1.org/414/${gln}/254/1`;
    expect(partyKeys(inside)).toEqual([inside]);
  });
});
