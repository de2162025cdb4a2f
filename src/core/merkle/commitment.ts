import { jsonText } from '../json/canonical.ts';
import type { JsonObject, JsonValue } from '../json/value.ts';
import { sha256, shake256 } from '../sha256.ts';

/** Fields of an event in the commitment; those beyond share the last leaf, so that it always has this many. */
const LEAVES = 32;
const HASH = 32;
/** First byte of the log's entry: version of this format. */
const VERSION = 1;
/** Second byte: what is committed to; 1 is an EPCIS event. */
const EPCIS_EVENT = 1;
/** The field that holds the CBV 2.0 event hash. */
const HASH_FIELD = 'cbvEventHash';

/** A named field of a committed event. */
interface Field {
  readonly name: string;
  readonly value: JsonValue;
}

/** One field opened: whoever has it can check that this value is in the committed event, and learns nothing of the others. */
export interface Disclosure {
  readonly name: string;
  readonly value: JsonValue;
  /** 32 bytes. */
  readonly salt: Uint8Array;
  /** Leaf index, 0 to 31. */
  readonly index: number;
  /** The 5 sibling hashes from the leaf to the root. */
  readonly siblings: readonly Uint8Array[];
}

/** Fields in name order; beyond the last leaf but one they are one object, so no field is ever left out. */
const fieldsOf = (body: JsonObject, cbvHash: string): readonly Field[] => {
  const names = Object.keys(body).toSorted();
  const named = names.map((name) => ({ name, value: body[name] ?? null }));
  const hash = { name: HASH_FIELD, value: cbvHash };
  if (named.length <= LEAVES - 1) return [hash, ...named];
  const rest = named.slice(LEAVES - 2);
  return [
    hash,
    ...named.slice(0, LEAVES - 2),
    { name: '', value: Object.fromEntries(rest.map(({ name, value }) => [name, value])) },
  ];
};

const leafHash = (salt: Uint8Array, field: Field): Uint8Array =>
  sha256(Buffer.concat([Buffer.of(0), salt, Buffer.from(jsonText([field.name, field.value]))]));

const nodeHash = (left: Uint8Array, right: Uint8Array): Uint8Array =>
  sha256(Buffer.concat([Buffer.of(1), left, right]));

/** Level 0 is the 32 leaves: fields, then decoys that nobody can tell from fields. */
const treeOf = (
  body: JsonObject,
  cbvHash: string,
  secret: Uint8Array,
): { readonly salts: Uint8Array; readonly levels: readonly (readonly Uint8Array[])[] } => {
  const salts = shake256(secret, LEAVES * HASH);
  const fields = fieldsOf(body, cbvHash);
  const leaves = Array.from({ length: LEAVES }, (_, index) => {
    const salt = salts.subarray(index * HASH, (index + 1) * HASH);
    const field = fields[index];
    return field === undefined
      ? sha256(Buffer.concat([Buffer.of(2), salt]))
      : leafHash(salt, field);
  });
  const levels: Uint8Array[][] = [leaves];
  for (let level = leaves; level.length > 1; level = levels.at(-1) ?? []) {
    levels.push(
      Array.from({ length: level.length / 2 }, (_, index) =>
        nodeHash(level[2 * index] ?? Buffer.alloc(0), level[2 * index + 1] ?? Buffer.alloc(0)),
      ),
    );
  }
  return { salts, levels };
};

/**
 * The log's entry for an event: `0x01 | type | C`, 34 bytes whatever the event holds. C is the root of a tree over 32 salted leaves: the
 * event's fields, its CBV hash, and decoys. It tells nothing to whoever has not the 32-byte secret, and every field can be opened alone.
 */
export const commitment = (body: JsonObject, cbvHash: string, secret: Uint8Array): Uint8Array => {
  const root = treeOf(body, cbvHash, secret).levels.at(-1)?.[0] ?? Buffer.alloc(HASH);
  return Buffer.concat([Buffer.of(VERSION, EPCIS_EVENT), root]);
};

/** Opens one field of a committed event, `cbvEventHash` included; null when the event has no such field. */
export const disclose = (
  event: { readonly body: JsonObject; readonly cbvHash: string; readonly secret: Uint8Array },
  name: string,
): Disclosure | null => {
  const fields = fieldsOf(event.body, event.cbvHash);
  const index = fields.findIndex((field) => field.name === name);
  const field = fields[index];
  if (field === undefined) return null;
  const { salts, levels } = treeOf(event.body, event.cbvHash, event.secret);
  return {
    name,
    value: field.value,
    salt: salts.subarray(index * HASH, (index + 1) * HASH),
    index,
    siblings: levels.slice(0, -1).flatMap((level, height) => {
      const sibling = level[(index >> height) ^ 1];
      return sibling === undefined ? [] : [sibling];
    }),
  };
};

/** True when the opened field is in the event that `entry` commits to. */
export const verifyDisclosure = (entry: Uint8Array, opened: Disclosure): boolean => {
  if (entry.length !== 2 + HASH || entry[0] !== VERSION || entry[1] !== EPCIS_EVENT) return false;
  if (opened.siblings.length !== Math.log2(LEAVES)) return false;
  const root = opened.siblings.reduce(
    (hash, sibling, height) =>
      ((opened.index >> height) & 1) === 0 ? nodeHash(hash, sibling) : nodeHash(sibling, hash),
    leafHash(opened.salt, opened),
  );
  return Buffer.from(root).equals(Buffer.from(entry.subarray(2)));
};
