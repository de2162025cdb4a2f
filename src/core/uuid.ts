/** Random bytes that a UUIDv7 takes. */
export const UUID_RANDOM_BYTES = 10;

/** `urn:uuid:` and a UUIDv7 (RFC 9562, section 5.7): ids made later sort later. */
export const uuidUrn = (nowMs: number, random: Uint8Array): string => {
  const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
  const time = hex(Math.trunc(nowMs), 12);
  const bytes = [...random.subarray(0, UUID_RANDOM_BYTES)];
  const [first = 0, , third = 0] = bytes;
  const rest = bytes.with(0, 0x70 | (first & 0x0f)).with(2, 0x80 | (third & 0x3f));
  const text = time + rest.map((byte) => hex(byte, 2)).join('');
  return `urn:uuid:${text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')}`;
};
