import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { parseJson, stringifyJson } from '../json/parse.ts';
import { isJsonObject, type JsonObject } from '../json/value.ts';
import { commitment, disclose, type Disclosure, verifyDisclosure } from './commitment.ts';

const secret = Buffer.alloc(32, 7);
const hash = `ni:///sha-256;${'ab'.repeat(32)}?ver=CBV2.0`;
const body: JsonObject = { type: 'ObjectEvent', action: 'ADD', epcList: ['urn:a'], eventTime: 't' };

const sha = (...parts: readonly (Buffer | string)[]): Buffer => {
  const digest = createHash('sha256');
  for (const part of parts) digest.update(part);
  return digest.digest();
};

/** The same by its definition, slowly, level by level and without the code under test; field values are plain and their keys sorted. */
const slow = (fields: readonly (readonly [string, unknown])[]): Buffer => {
  const leaves = Math.max(32, 2 ** Math.ceil(Math.log2(fields.length)));
  const salts = createHash('shake256', { outputLength: leaves * 32 })
    .update(secret)
    .digest();
  const saltAt = (index: number): Buffer => salts.subarray(index * 32, index * 32 + 32);
  let level = Array.from({ length: leaves }, (_, index) =>
    index < fields.length
      ? sha(Buffer.of(0), saltAt(index), JSON.stringify(fields[index]))
      : saltAt(index),
  );
  for (let width = 2; width <= leaves; width *= 2) {
    level = Array.from({ length: level.length / 2 }, (_, index) =>
      index * width < fields.length
        ? sha(Buffer.of(1), level[2 * index] ?? '', level[2 * index + 1] ?? '')
        : saltAt(index * width),
    );
  }
  return Buffer.concat([Buffer.of(1, 1), level[0] ?? Buffer.of()]);
};

const sorted = (event: JsonObject): readonly (readonly [string, unknown])[] =>
  Object.keys(event)
    .toSorted()
    .map((name) => [name, event[name]] as const);

const wideEvent = (fields: number): JsonObject =>
  Object.fromEntries(Array.from({ length: fields }, (_, index) => [`ext:${index}`, index]));

const opened = (event: JsonObject, name: string): Disclosure => {
  const found = disclose({ body: event, cbvHash: hash, secret }, name);
  if (found === null) throw new Error(name);
  return found;
};

describe('commitment', () => {
  test.each([0, 1, 4, 15, 16, 30, 31, 32, 33, 63, 64, 200])(
    'with %i fields it is what its definition says',
    (fields) => {
      const event = wideEvent(fields);
      const expected = slow([['cbvEventHash', hash], ...sorted(event)]);
      expect(Buffer.from(commitment(event, hash, secret))).toEqual(expected);
    },
  );

  test('property: any event agrees with the slow reference, and any changed field changes it', () => {
    let changed = 0;
    const events = fc.dictionary(fc.string({ unit: 'binary' }), fc.string(), { maxKeys: 40 });
    fc.assert(
      fc.property(events, fc.nat(), (event, where) => {
        const entry = Buffer.from(commitment(event, hash, secret));
        expect(entry).toEqual(slow([['cbvEventHash', hash], ...sorted(event)]));
        const names = Object.keys(event);
        const name = names[where % names.length];
        if (name === undefined) return;
        changed += 1;
        const others = Object.entries(event).filter(([key]) => key !== name);
        const renamed = Object.fromEntries([...others, [`${name}x`, event[name] ?? '']]);
        for (const other of [
          Object.fromEntries(others),
          Object.fromEntries([...others, [name, `${event[name]}x`]]),
          ...(Object.hasOwn(event, `${name}x`) ? [] : [renamed]),
        ])
          expect(entry.equals(commitment(other, hash, secret))).toBe(false);
      }),
      { seed: 5, numRuns: 300 },
    );
    console.log(`commitment: worlds 300, non-trivial ${changed}`);
    expect(changed).toBeGreaterThan(200);
  });

  test('it has 34 bytes whatever the event holds', () => {
    for (const event of [{}, body, { ...body, ilmd: {}, disposition: 'active' }, wideEvent(60)])
      expect(commitment(event, hash, secret)).toHaveLength(34);
  });

  test('it depends on the secret and on the CBV hash, not on the order of keys', () => {
    const entry = Buffer.from(commitment(body, hash, secret));
    expect(entry.equals(commitment(body, hash, Buffer.alloc(32, 8)))).toBe(false);
    expect(entry.equals(commitment(body, `${hash}x`, secret))).toBe(false);
    const turned = Object.fromEntries(Object.entries(body).toReversed());
    expect(entry.equals(commitment(turned, hash, secret))).toBe(true);
  });

  test('stored text read again gives the same', () => {
    const text = '{"b":[1.50,12345678901234567890,"é😀",null],"a":{"z":1e-7,"y":-0}}';
    const first = parseJson(text);
    const again = first.ok ? parseJson(stringifyJson(first.value)) : first;
    if (!first.ok || !again.ok || !isJsonObject(first.value) || !isJsonObject(again.value))
      throw new Error('unreadable');
    expect(commitment(again.value, hash, secret)).toEqual(commitment(first.value, hash, secret));
  });
});

describe('disclosure', () => {
  test.each([4, 31, 32, 100])('of %i fields each opens alone, and nothing else passes', (count) => {
    const event = wideEvent(count);
    const entry = commitment(event, hash, secret);
    const opens = [...Object.keys(event), 'cbvEventHash'].map((name) => opened(event, name));
    for (const open of opens) {
      expect(verifyDisclosure(entry, open)).toBe(true);
      expect(open.siblings).toHaveLength(count <= 31 ? 5 : Math.ceil(Math.log2(count + 1)));
      for (const forged of [
        { ...open, value: 'other' },
        { ...open, name: 'other' },
        { ...open, index: open.index ^ 1 },
        { ...open, index: open.index + 2 ** open.siblings.length },
        { ...open, index: -1 },
        { ...open, index: 0.5 },
        { ...open, salt: Buffer.alloc(32) },
        { ...open, salt: Buffer.alloc(0) },
        { ...open, siblings: open.siblings.slice(1) },
        { ...open, siblings: open.siblings.toReversed() },
        { ...open, siblings: [] },
      ])
        expect(verifyDisclosure(entry, forged)).toBe(false);
    }
  });

  test('a redacted view is checked field by field with neither the rest nor the secret', () => {
    const entry = commitment(body, hash, secret);
    const view = ['type', 'epcList'].map((name) => opened(body, name));
    expect(view.every((open) => verifyDisclosure(entry, open))).toBe(true);
    const told = Buffer.concat(view.flatMap(({ salt, siblings }) => [salt, ...siblings]));
    expect(told.includes(Buffer.from(opened(body, 'action').salt))).toBe(false);
    expect(told.includes(secret)).toBe(false);
  });

  test('an opened salt carries no other salt in its memory', () => {
    const open = opened(body, 'action');
    expect(open.salt.buffer.byteLength).toBe(32);
    expect(open.siblings.every(({ buffer }) => buffer.byteLength === 32)).toBe(true);
  });

  test('a field that calls itself the CBV hash does not pass for it', () => {
    const event = { ...body, cbvEventHash: 'ni:///sha-256;forged' };
    const entry = commitment(event, hash, secret);
    expect(opened(event, 'cbvEventHash').value).toBe(hash);
    const forged = opened({ ...event, cbvEventHash: 'x' }, 'action');
    expect(verifyDisclosure(entry, { ...forged, name: 'cbvEventHash' })).toBe(false);
  });

  test('what the event has not cannot be opened; another entry is not verified', () => {
    expect(disclose({ body, cbvHash: hash, secret }, 'none')).toBeNull();
    const open = opened(body, 'action');
    const entry = commitment(body, hash, secret);
    for (const other of [
      entry.subarray(1),
      Buffer.alloc(34),
      Uint8Array.from(entry, (byte, at) => (at === 1 ? 2 : byte)),
      Uint8Array.from(entry, (byte, at) => (at === 33 ? byte ^ 1 : byte)),
    ])
      expect(verifyDisclosure(other, open)).toBe(false);
  });
});
