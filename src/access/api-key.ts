import { createHash, randomInt } from 'node:crypto';
import type { Scope } from './viewer.ts';

/** A key split into what it is looked up by and what is kept of it. */
export interface SplitKey {
  /** Stands in the database and in logs: `tl_live_<8 id>`; of a sample key, which is no secret, all of it. */
  readonly prefix: string;
  /** SHA-256 of the whole key. Enough for a random secret; a slow hash would only slow the service down. */
  readonly hash: Uint8Array;
}

/** A key as its owner may read it: all but what opens anything. */
export interface KeyView {
  /** `tl_live_<8 id>`: names the key and is no secret. */
  readonly prefix: string;
  readonly label: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: Date;
  /** Written some time later, see `KeyUseJob`; null: never. */
  readonly lastUsedAt: Date | null;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

/** How a key is made. */
export interface KeyShape {
  readonly test: boolean;
}

const alphabet = '0123456789abcdefghijklmnopqrstuvwxyz';
const idCharacters = 8;
/** 36^32 possibilities: 165 bits. */
const secretCharacters = 32;
const randomPattern = /^(tl_(?:live|test)_[0-9a-z]{8})_[0-9a-z]{32}$/;
const samplePattern = /^tl_test_sample_[a-z]{1,30}$/;
const bearerPattern = /^Bearer +(\S+) *$/i;

const randomText = (length: number): string =>
  Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('');

/** A new key: `tl_live_<8 id>_<32 random>` or `tl_test_…`. Secret scanners know it by its beginning. */
export const makeKey = ({ test }: KeyShape): string =>
  `tl_${test ? 'test' : 'live'}_${randomText(idCharacters)}_${randomText(secretCharacters)}`;

/** The key of a role in the sample world: known to everybody, so that examples work when pasted. */
export const sampleKey = (role: string): string => `tl_test_sample_${role}`;

/** Splits a key; null when it cannot be one. */
export const splitKey = (key: string): SplitKey | null => {
  const prefix = samplePattern.test(key) ? key : randomPattern.exec(key)?.[1];
  return prefix === undefined ? null : { prefix, hash: createHash('sha256').update(key).digest() };
};

/** The key in an `Authorization` header (RFC 6750, section 2.1); null without one. */
export const keyInHeader = (header: string | undefined): string | null =>
  bearerPattern.exec(header ?? '')?.[1] ?? null;
