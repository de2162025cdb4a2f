import { randomBytes } from 'node:crypto';
import { UUID_RANDOM_BYTES, uuidUrn } from './uuid.ts';

const pattern = /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('a UUIDv7', () => {
  it('is that of RFC 9562, appendix A.6', () => {
    const random = Uint8Array.from([0x0c, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f]);
    expect(uuidUrn(0x017f22e279b0, random)).toBe('urn:uuid:017f22e2-79b0-7cc3-98c4-dc0c0c07398f');
  });

  it('has its version and variant whatever the bytes, and sorts by time', () => {
    const random = (): Uint8Array => randomBytes(UUID_RANDOM_BYTES);
    const ids = Array.from({ length: 500 }, (_, index) =>
      uuidUrn(1_700_000_000_000 + index, random()),
    );
    for (const id of ids) expect(id).toMatch(pattern);
    expect(ids.toSorted()).toEqual(ids);
  });
});
