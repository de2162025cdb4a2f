import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dayAt, hashTime, readOffset, readTime } from './time.ts';

const two = (value: number): string => String(value).padStart(2, '0');

describe('readTime', () => {
  it('agrees with Date on every date of years 100 to 9998, at any offset and fraction', () => {
    let worlds = 0;
    let nonTrivial = 0;
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(100, 0, 2), max: Date.UTC(9998, 11, 30) }),
        fc.integer({ min: -14 * 60, max: 14 * 60 }),
        fc.stringMatching(/^\d{1,9}$/),
        (epochMs, offset, fraction) => {
          const local = new Date(epochMs + offset * 60_000).toISOString().slice(0, 19);
          const size = Math.abs(offset);
          const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
          const utc = new Date(epochMs).toISOString().slice(0, 19);
          worlds += 1;
          if (offset !== 0 && utc.slice(0, 10) !== local.slice(0, 10)) nonTrivial += 1;
          const time = readTime(`${local}.${fraction}${zone}`);
          expect(time?.instant).toBe(`${utc}.${fraction.slice(0, 6).padEnd(6, '0')}Z`);
          expect(time && dayAt(time, offset)).toBe(local.slice(0, 10));
          expect(readOffset(zone)).toBe(offset);
        },
      ),
    );
    console.log(`worlds ${worlds}, non-trivial ${nonTrivial}`);
  });

  it.each([
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000000Z'],
    ['0099-12-31T23:59:59.5Z', '0099-12-31T23:59:59.500000Z'],
    ['9999-12-31T23:59:59.9999999Z', '9999-12-31T23:59:59.999999Z'],
    ['2016-12-31T18:59:60.25-05:00', '2017-01-01T00:00:00.250000Z'],
    ['2026-03-02t08:00:00z', '2026-03-02T08:00:00.000000Z'],
  ])('reads %s as %s', (text, instant) => {
    expect(readTime(text)?.instant).toBe(instant);
  });

  it.each([
    '2026-03-02',
    '2026-03-02 08:00:00Z',
    '2026-03-02T08:00Z',
    '2026-03-02T08:00:00+03',
    '2026-03-02T08:00:00+0300',
    '2026-03-02T08:00:00,5Z',
    '2026-03-02T08:00:00.Z',
    '2026-13-02T08:00:00Z',
    '2026-00-02T08:00:00Z',
    '2026-04-31T08:00:00Z',
    '2026-03-02T08:60:00Z',
    '2026-03-02T08:00:61Z',
    '2026-03-02T08:00:00+03:60',
    '9999-12-31T23:59:59-01:00',
    '-2026-03-02T08:00:00Z',
    '12026-03-02T08:00:00Z',
    ' 2026-03-02T08:00:00Z',
    '٢٠٢٦-03-02T08:00:00Z',
    '',
  ])('refuses %s', (text) => {
    expect(readTime(text)).toBeNull();
  });
});

describe('hashTime', () => {
  it.each([
    ['2026-03-02T08:00:00.1234Z', '2026-03-02T08:00:00.123Z'],
    ['2026-03-02T08:00:00.1235Z', '2026-03-02T08:00:00.124Z'],
    ['2026-03-02T08:00:00.12349999Z', '2026-03-02T08:00:00.123Z'],
    ['2026-12-31T23:59:59.9995Z', '2027-01-01T00:00:00.000Z'],
    ['2026-03-02T08:00:00+03:00', '2026-03-02T05:00:00.000Z'],
  ])('rounds %s half up to %s', (text, rounded) => {
    const time = readTime(text);
    expect(time && hashTime(time)).toBe(rounded);
  });
});

describe('readOffset', () => {
  it.each(['Z', '+14:01', '+24:00', '03:00', '+3:00', '+0300', '+03:60', ''])(
    'refuses %s',
    (text) => {
      expect(readOffset(text)).toBeNull();
    },
  );
});
