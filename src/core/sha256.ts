import * as crypto from 'node:crypto';

/** The only file of core that knows a hash function; a browser build replaces it. */

type OneShot = (algorithm: string, data: Uint8Array | string, encoding: 'binary') => string;

/** `crypto.hash` (Node 20.12) costs an eighth of `createHash` for short inputs, if it may answer with a string. */
const oneShot = (crypto as unknown as { readonly hash?: OneShot }).hash;

/** SHA-256 (FIPS 180-4) of bytes, or of text as UTF-8: 32 bytes. */
export const sha256 = (data: Uint8Array | string): Uint8Array =>
  oneShot === undefined
    ? crypto.createHash('sha256').update(data).digest()
    : Buffer.from(oneShot('sha256', data, 'binary'), 'latin1');

/** SHA-256 as 64 lower-case hexadecimal digits. */
export const sha256Hex = (data: Uint8Array | string): string =>
  Buffer.from(sha256(data)).toString('hex');

/** SHAKE256 (FIPS 202) of the data, `length` bytes. */
export const shake256 = (data: Uint8Array, length: number): Uint8Array =>
  crypto.createHash('shake256', { outputLength: length }).update(data).digest();
