import { randomInt } from 'node:crypto';

/** Letters and digits that nobody mistakes for another when they are read out (Crockford's base 32). */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
/** 60 bits: no two of them meet. */
const length = 12;

/** A random name for what has no GS1 key (domain rule 3): nobody can guess it, and it does not tell how many there are. */
export const makeOwnName = (): string =>
  Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
