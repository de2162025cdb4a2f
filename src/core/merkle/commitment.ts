import { jsonText } from '../json/canonical.ts';
import type { JsonObject, JsonValue } from '../json/value.ts';
import { sha256, shake256 } from '../sha256.ts';

/** Fewest leaves of the tree: an event of up to 31 fields looks like any other. More fields double it as often as needed. */
const LEAVES_MIN = 32;
/** Siblings of an opened field: the tree's height, from that of 32 leaves to that of a million. */
const [HEIGHT_MIN, HEIGHT_MAX] = [5, 20];
const HASH = 32;
/** First byte of the log's entry: version of this format. */
const VERSION = 1;
/** Second byte: what is committed to; 1 is an EPCIS event. */
const EPCIS_EVENT = 1;
/** First byte of what is hashed: a leaf never passes for a node (RFC 6962, 2.1). */
const [LEAF, NODE] = [0, 1];
/** The field that holds the CBV 2.0 event hash; always the first leaf, so that no field of that name in an event passes for it. */
const HASH_FIELD = 'cbvEventHash';

/** A named field of a committed event. */
interface Field {
  readonly name: string;
  readonly value: JsonValue;
}

/** What is committed to, with the 32-byte secret that only the log's keeper and the event's owner have. */
export interface Committed {
  /** The event as captured; each of its fields is a leaf. */
  readonly body: JsonObject;
  /** `ni:///sha-256;…?ver=CBV2.0` */
  readonly cbvHash: string;
  readonly secret: Uint8Array;
}

/** One field opened: whoever has it can check that this value is in the committed event, and learns nothing of the others. */
export interface Disclosure {
  /** Field of the event, or `cbvEventHash`. */
  readonly name: string;
  readonly value: JsonValue;
  /** 32 bytes. */
  readonly salt: Uint8Array;
  /** Leaf index, from 0. */
  readonly index: number;
  /** Sibling hashes from the leaf to the root, 32 bytes each: 5 of them for an event of up to 31 fields. */
  readonly siblings: readonly Uint8Array[];
}

/** Leaf by leaf: the CBV hash, then the event's fields in name order (UTF-16 code units). */
const fieldsOf = ({ body, cbvHash }: Committed): readonly Field[] => [
  { name: HASH_FIELD, value: cbvHash },
  ...Object.keys(body)
    .toSorted()
    .map((name) => ({ name, value: body[name] ?? null })),
];

const leafHash = (salt: Uint8Array, field: Field): Uint8Array => {
  const text = jsonText([field.name, field.value]);
  const bytes = Buffer.allocUnsafe(1 + HASH + Buffer.byteLength(text));
  bytes[0] = LEAF;
  bytes.set(salt, 1);
  bytes.write(text, 1 + HASH);
  return sha256(bytes);
};

/** Filled and hashed at once: nothing is kept between two calls. */
const pair = Buffer.alloc(1 + 2 * HASH, NODE);

const nodeHash = (left: Uint8Array, right: Uint8Array): Uint8Array => {
  pair.set(left, 1);
  pair.set(right, 1 + HASH);
  return sha256(pair);
};

/** The tree over the fields. What stands right of the last field is chance, which nobody can tell from hashes. */
class SaltedTree {
  readonly fields: readonly Field[];
  readonly leaves: number;
  private readonly salts: Uint8Array;

  constructor(committed: Committed) {
    this.fields = fieldsOf(committed);
    let leaves = LEAVES_MIN;
    while (leaves < this.fields.length) leaves *= 2;
    this.leaves = leaves;
    this.salts = shake256(committed.secret, leaves * HASH);
  }

  /** A copy: a view would carry the other salts in its buffer. */
  salt(index: number): Uint8Array {
    return Uint8Array.from(this.salts.subarray(index * HASH, (index + 1) * HASH));
  }

  /** Hash of the part of the tree over `width` leaves from `first` on. */
  hash(first: number, width: number): Uint8Array {
    const field = this.fields[first];
    const salt = this.salts.subarray(first * HASH, (first + 1) * HASH);
    if (field === undefined) return salt;
    if (width === 1) return leafHash(salt, field);
    const half = width / 2;
    return nodeHash(this.hash(first, half), this.hash(first + half, half));
  }

  siblings(index: number): readonly Uint8Array[] {
    const found: Uint8Array[] = [];
    for (let width = 1; width < this.leaves; width *= 2) {
      const first = (Math.floor(index / width) ^ 1) * width;
      found.push(Uint8Array.from(this.hash(first, width)));
    }
    return found;
  }
}

/**
 * The log's entry for an event: `0x01 | type | C`, 34 bytes whatever the event holds. C is the root of a tree over salted leaves,
 * the CBV hash and each field: leaf = SHA-256(0x00 | salt | JCS([name, value])), node = SHA-256(0x01 | left | right). Salt i is bytes 32i to 32i+31
 * of SHAKE256(secret); a part of the tree without fields is its first salt instead of a hash. The entry tells nothing to whoever
 * has not the 32-byte secret, and every field can be opened alone.
 */
export const commitment = (body: JsonObject, cbvHash: string, secret: Uint8Array): Uint8Array => {
  const tree = new SaltedTree({ body, cbvHash, secret });
  const entry = Buffer.alloc(2 + HASH);
  entry.set([VERSION, EPCIS_EVENT]);
  entry.set(tree.hash(0, tree.leaves), 2);
  return entry;
};

/**
 * Opens one field of a committed event, `cbvEventHash` included; null when the event has no such field. The value and the secret must be those that were committed to:
 * nothing is checked here, `verifyDisclosure` does.
 */
export const disclose = (committed: Committed, name: string): Disclosure | null => {
  const tree = new SaltedTree(committed);
  const index = tree.fields.findIndex((field) => field.name === name);
  const field = tree.fields[index];
  if (field === undefined) return null;
  return { ...field, salt: tree.salt(index), index, siblings: tree.siblings(index) };
};

const isHash = (bytes: Uint8Array): boolean => bytes.length === HASH;

const isWellFormed = ({ name, salt, index, siblings }: Disclosure): boolean =>
  isHash(salt) &&
  siblings.every(isHash) &&
  siblings.length >= HEIGHT_MIN &&
  siblings.length <= HEIGHT_MAX &&
  Number.isInteger(index) &&
  index >= 0 &&
  index < 2 ** siblings.length &&
  (index === 0) === (name === HASH_FIELD);

/** True when the opened field is in the event that the log's `entry` commits to. Never throws, whatever a stranger sends. */
export const verifyDisclosure = (entry: Uint8Array, opened: Disclosure): boolean => {
  if (entry.length !== 2 + HASH || entry[0] !== VERSION || entry[1] !== EPCIS_EVENT) return false;
  if (!isWellFormed(opened)) return false;
  const root = opened.siblings.reduce(
    (hash, sibling, height) =>
      ((opened.index >> height) & 1) === 0 ? nodeHash(hash, sibling) : nodeHash(sibling, hash),
    leafHash(opened.salt, opened),
  );
  return Buffer.from(root).equals(entry.subarray(2));
};
