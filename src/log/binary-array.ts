/**
 * Postgres arrays in binary form. A Buffer goes over the wire as it is, so that a batch of documents costs one copy instead of a
 * quoted array literal; node-postgres sends binary parameters rightly (its binary *results* are not used).
 */

const OID = { bigint: 20, int: 23, text: 25, bytea: 17 } as const;
const headerBytes = 20;

type Encoded = Uint8Array | null;

const encodeArray = (elementType: number, elements: readonly Encoded[]): Buffer => {
  const bodyBytes = elements.reduce((sum, element) => sum + 4 + (element?.length ?? 0), 0);
  if (elements.length === 0) return emptyArray(elementType);
  const buffer = Buffer.allocUnsafe(headerBytes + bodyBytes);
  buffer.writeInt32BE(1, 0); // dimensions
  buffer.writeInt32BE(elements.some((element) => element === null) ? 1 : 0, 4);
  buffer.writeInt32BE(elementType, 8);
  buffer.writeInt32BE(elements.length, 12);
  buffer.writeInt32BE(1, 16); // lower bound
  let offset = headerBytes;
  for (const element of elements) {
    buffer.writeInt32BE(element === null ? -1 : element.length, offset);
    offset += 4;
    if (element === null) continue;
    buffer.set(element, offset);
    offset += element.length;
  }
  return buffer;
};

const emptyArray = (elementType: number): Buffer => {
  const buffer = Buffer.alloc(12);
  buffer.writeInt32BE(elementType, 8);
  return buffer;
};

/** A parameter for `$1::text[]`. */
export const textArray = (values: readonly (string | null)[]): Buffer =>
  encodeArray(
    OID.text,
    values.map((value) => (value === null ? null : Buffer.from(value, 'utf8'))),
  );

/** A parameter for `$1::bytea[]`. */
export const byteaArray = (values: readonly (Uint8Array | null)[]): Buffer =>
  encodeArray(OID.bytea, values);

/** A parameter for `$1::bigint[]`. */
export const bigintArray = (values: readonly (number | null)[]): Buffer =>
  encodeArray(
    OID.bigint,
    values.map((value) => {
      if (value === null) return null;
      const bytes = Buffer.allocUnsafe(8);
      bytes.writeBigInt64BE(BigInt(value));
      return bytes;
    }),
  );

/** A parameter for `$1::int[]`. */
export const intArray = (values: readonly (number | null)[]): Buffer =>
  encodeArray(
    OID.int,
    values.map((value) => {
      if (value === null) return null;
      const bytes = Buffer.allocUnsafe(4);
      bytes.writeInt32BE(value);
      return bytes;
    }),
  );

/** A Postgres array literal, for a list inside a list: `{"a","b"}`; null for none. */
export const arrayLiteral = (values: readonly string[]): string | null =>
  values.length === 0
    ? null
    : `{${values.map((value) => `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`).join(',')}}`;
