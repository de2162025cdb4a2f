import { describe, expect, it } from '@jest/globals';
import { encodingOf } from './packed.ts';

describe('encodingOf', () => {
  it.each([
    [undefined, null],
    ['', null],
    ['identity', null],
    ['deflate, zstd', null],
    ['br', 'br'],
    ['gzip', 'gzip'],
    ['gzip, deflate, br, zstd', 'br'],
    ['GZIP;q=0.5 , BR ; q=0.1', 'br'],
    ['br;q=0, gzip', 'gzip'],
    ['br;q=0.000, gzip;q=0', null],
    ['*', 'br'],
    ['*;q=0', null],
    ['br;q=0, *', 'gzip'],
    ['br, *;q=0', 'br'],
    ['bread, gzipped', null],
    ['br;q=nonsense', null],
  ] as const)('of %s is %s', (accepted, encoding) => {
    expect(encodingOf(accepted)).toBe(encoding);
  });
});
