import { createHash } from 'node:crypto';
import { commitment, disclose, verifyDisclosure } from './commitment.ts';
import type { JsonObject } from '../json/value.ts';

const secret = Buffer.alloc(32, 7);
const hash = `ni:///sha-256;${'ab'.repeat(32)}?ver=CBV2.0`;
const body: JsonObject = { type: 'ObjectEvent', action: 'ADD', epcList: ['urn:a'], eventTime: 't' };

/** The same by the definition, slowly and without the code under test. */
const slow = (fields: readonly (readonly [string, unknown])[]): Buffer => {
  const sha = (...parts: readonly (Buffer | string)[]): Buffer => {
    const digest = createHash('sha256');
    for (const part of parts) digest.update(part);
    return digest.digest();
  };
  const salts = createHash('shake256', { outputLength: 1_024 }).update(secret).digest();
  let level = Array.from({ length: 32 }, (_, index) => {
    const salt = salts.subarray(index * 32, index * 32 + 32);
    const field = fields[index];
    return field === undefined
      ? sha(Buffer.of(2), salt)
      : sha(Buffer.of(0), salt, JSON.stringify(field));
  });
  while (level.length > 1) {
    const above: Buffer[] = [];
    for (let index = 0; index < level.length; index += 2)
      above.push(sha(Buffer.of(1), level[index] ?? '', level[index + 1] ?? ''));
    level = above;
  }
  return Buffer.concat([Buffer.of(1, 1), level[0] ?? Buffer.of()]);
};

describe('commitment', () => {
  test('is what its definition says', () => {
    const fields = [
      ['cbvEventHash', hash],
      ['action', 'ADD'],
      ['epcList', ['urn:a']],
      ['eventTime', 't'],
      ['type', 'ObjectEvent'],
    ] as const;
    expect(Buffer.from(commitment(body, hash, secret))).toEqual(slow(fields));
  });

  test('has 34 bytes whatever the event holds, and depends on every field and on the secret', () => {
    const wide = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [`ext:${index}`, index]),
    );
    expect(commitment(wide, hash, secret)).toHaveLength(34);
    expect(commitment({}, hash, secret)).toHaveLength(34);
    const first = Buffer.from(commitment(wide, hash, secret));
    for (const key of Object.keys(wide))
      expect(first.equals(commitment({ ...wide, [key]: -1 }, hash, secret))).toBe(false);
    expect(first.equals(commitment(wide, hash, Buffer.alloc(32, 8)))).toBe(false);
    expect(first.equals(commitment(wide, `${hash}x`, secret))).toBe(false);
  });

  test('key order does not matter', () => {
    const turned = Object.fromEntries(Object.entries(body).toReversed());
    expect(commitment(turned, hash, secret)).toEqual(commitment(body, hash, secret));
  });

  test('each field can be opened alone, and nothing else passes for it', () => {
    const entry = commitment(body, hash, secret);
    for (const name of [...Object.keys(body), 'cbvEventHash']) {
      const opened = disclose({ body, cbvHash: hash, secret }, name);
      if (opened === null) throw new Error(name);
      expect(verifyDisclosure(entry, opened)).toBe(true);
      expect(verifyDisclosure(entry, { ...opened, value: 'other' })).toBe(false);
      expect(verifyDisclosure(entry, { ...opened, index: opened.index ^ 1 })).toBe(false);
      expect(verifyDisclosure(entry, { ...opened, siblings: opened.siblings.slice(1) })).toBe(
        false,
      );
    }
    expect(disclose({ body, cbvHash: hash, secret }, 'none')).toBeNull();
  });
});
