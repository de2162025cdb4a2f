/**
 * Postgres arrays in binary form. A Buffer goes over the wire as it is, so that a batch of documents costs one copy instead of a
 * quoted array literal; node-postgres sends binary parameters rightly (its binary *results* are not used).
 */

const OID = { bigint: 20, int: 23, text: 25, bytea: 17, timestamptz: 1184 } as const;
const headerBytes = 20;

type Encoded = Uint8Array | null;

const encodeArray = (elementType: number, elements: readonly Encoded[]): Buffer => {
  const bodyBytes = elements.reduce((sum, element) => sum + 4 + (element?.length ?? 0), 0);
  if (elements.length === 0) return emptyArray(elementType);
  const buffer = Buffer.allocUnsafe(headerBytes + bodyBytes);
  writeHeader(buffer, elementType, elements.length, elements.includes(null));
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

const writeHeader = (
  buffer: Buffer,
  elementType: number,
  count: number,
  hasNulls: boolean,
): void => {
  buffer.writeInt32BE(1, 0); // dimensions
  buffer.writeInt32BE(hasNulls ? 1 : 0, 4);
  buffer.writeInt32BE(elementType, 8);
  buffer.writeInt32BE(count, 12);
  buffer.writeInt32BE(1, 16); // lower bound
};

const emptyArray = (elementType: number): Buffer => {
  const buffer = Buffer.alloc(12);
  buffer.writeInt32BE(elementType, 8);
  return buffer;
};

/** Texts up to this length are written here: a call into the runtime costs more than the few characters. */
const SHORT = 64;

/** Writes a short text of ASCII and answers its length; -1 when it is neither. */
const writeAscii = (buffer: Buffer, text: string, offset: number): number => {
  if (text.length > SHORT) return -1;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) return -1;
    buffer[offset + index] = code;
  }
  return text.length;
};

/** A parameter for `$1::text[]`. Written in place: most of a batch are short texts, which would cost more to allocate than to copy. */
export const textArray = (values: readonly (string | null)[]): Buffer => {
  if (values.length === 0) return emptyArray(OID.text);
  let bytesMax = headerBytes;
  for (const value of values) bytesMax += 4 + 3 * (value?.length ?? 0);
  const buffer = Buffer.allocUnsafe(bytesMax);
  writeHeader(buffer, OID.text, values.length, values.includes(null));
  let offset = headerBytes;
  for (const value of values) {
    let length = -1;
    if (value !== null) {
      length = writeAscii(buffer, value, offset + 4);
      if (length < 0) length = buffer.write(value, offset + 4);
    }
    buffer.writeInt32BE(length, offset);
    offset += 4 + Math.max(0, length);
  }
  return buffer.subarray(0, offset);
};

/** A parameter for `$1::bytea[]`. */
export const byteaArray = (values: readonly (Uint8Array | null)[]): Buffer =>
  encodeArray(OID.bytea, values);

/** Values of one width, written in place. */
const fixedArray = <T>(
  elementType: number,
  values: readonly (T | null)[],
  width: { readonly bytes: number; write(buffer: Buffer, value: T, offset: number): void },
): Buffer => {
  if (values.length === 0) return emptyArray(elementType);
  const buffer = Buffer.allocUnsafe(headerBytes + values.length * (4 + width.bytes));
  writeHeader(buffer, elementType, values.length, values.includes(null));
  let offset = headerBytes;
  for (const value of values) {
    buffer.writeInt32BE(value === null ? -1 : width.bytes, offset);
    offset += 4;
    if (value === null) continue;
    width.write(buffer, value, offset);
    offset += width.bytes;
  }
  return buffer.subarray(0, offset);
};

const HALF = 2 ** 32;

/** A parameter for `$1::bigint[]`: whole numbers that a double holds exactly. */
export const bigintArray = (values: readonly (number | null)[]): Buffer =>
  fixedArray(OID.bigint, values, {
    bytes: 8,
    write(buffer, value, offset) {
      buffer.writeInt32BE(Math.floor(value / HALF), offset);
      buffer.writeInt32BE(value | 0, offset + 4);
    },
  });

/** A parameter for `$1::int[]`. */
export const intArray = (values: readonly (number | null)[]): Buffer =>
  fixedArray(OID.int, values, {
    bytes: 4,
    write: (buffer, value, offset) => buffer.writeInt32BE(value, offset),
  });

/** Postgres counts microseconds from here. */
const YEAR_2000_MS = Date.UTC(2000, 0, 1);

/** What an instant says beyond its milliseconds; nothing when it says no more. */
const micros = (instant: string): bigint => BigInt(instant.slice(23, -1).padEnd(3, '0'));

/**
 * A parameter for `$1::timestamptz[]`: instants as events have them, `2026-03-02T05:00:00.000000Z`. As text Postgres would read every one,
 * and for a subscript all of them again for each row.
 */
export const instantArray = (instants: readonly (string | null)[]): Buffer =>
  fixedArray(OID.timestamptz, instants, {
    bytes: 8,
    write(buffer, instant, offset) {
      const ms = Date.parse(`${instant.slice(0, 23)}Z`) - YEAR_2000_MS;
      buffer.writeBigInt64BE(BigInt(ms) * 1_000n + micros(instant), offset);
    },
  });

/** A Postgres array literal, for a list inside a list: `{"a","b"}`; null for none. */
export const arrayLiteral = (values: readonly string[]): string | null =>
  values.length === 0
    ? null
    : `{${values.map((value) => `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`).join(',')}}`;
