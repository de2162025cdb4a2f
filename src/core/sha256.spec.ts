import { sha256, sha256Hex, shake256 } from './sha256.ts';

test('SHA-256 of nothing and of abc (FIPS 180-4)', () => {
  expect(sha256Hex('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  expect(sha256Hex(new TextEncoder().encode('abc'))).toBe(sha256Hex('abc'));
  expect(sha256('abc')).toHaveLength(32);
});

test('SHAKE256 of nothing (FIPS 202)', () => {
  expect(Buffer.from(shake256(new Uint8Array(), 8)).toString('hex')).toBe('46b9dd2b0ba88d13');
  expect(shake256(new Uint8Array(), 1_024)).toHaveLength(1_024);
});
