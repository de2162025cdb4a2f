import { checkDigitOf } from './check-digit.ts';
import type { Gs1Key } from './digital-link.ts';

type Parts = readonly string[];
type Qualifiers = Gs1Key['qualifiers'];

interface Scheme {
  /** How many dot-separated parts; the last may hold dots itself. */
  readonly parts: number;
  readonly key: (parts: Parts, pattern: boolean) => Gs1Key | null;
}

const decode = (text: string): string | null => {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
};

const isPrefix = (text: string | undefined): text is string => /^\d{6,12}$/.test(text ?? '');

/** Digits of company prefix and reference, `length` in all; null when they do not fit. */
const joined = (
  prefix: string | undefined,
  reference: string | undefined,
  length: number,
): string | null =>
  isPrefix(prefix) &&
  /^\d*$/.test(reference ?? '') &&
  prefix.length + (reference ?? '').length === length
    ? `${prefix}${reference ?? ''}`
    : null;

/** The indicator stands first in the second part of the URN and first in the key (GTIN-14, SSCC, ITIP). */
const withIndicator = (
  prefix: string | undefined,
  reference: string | undefined,
  length: number,
): string | null => {
  const digits = joined(prefix, reference, length);
  if (digits === null || prefix === undefined || reference === undefined || reference === '')
    return null;
  const body = `${reference.slice(0, 1)}${prefix}${reference.slice(1)}`;
  return `${body}${checkDigitOf(body)}`;
};

const checked = (
  prefix: string | undefined,
  reference: string | undefined,
  length: number,
): string | null => {
  const body = joined(prefix, reference, length);
  return body === null ? null : `${body}${checkDigitOf(body)}`;
};

const keyOf = (ai: string, value: string | null, qualifiers: Qualifiers = []): Gs1Key | null =>
  value === null ? null : { ai, value, qualifiers };

/** The last part of an instance; nothing for `*` of a pattern; null when it is missing. */
const last = (text: string | undefined, pattern: boolean, max: number): string | null => {
  if (pattern) return text === '*' ? '' : null;
  const value = decode(text ?? '');
  return value !== null && /^[!-~]+$/.test(value) && value.length <= max ? value : null;
};

const qualified = (ai: string, value: string): Qualifiers => (value === '' ? [] : [[ai, value]]);

const gtinScheme = (qualifier: string, max: number): Scheme => ({
  parts: 3,
  key: ([prefix, reference, serial], pattern) => {
    const value = last(serial, pattern, max);
    return value === null
      ? null
      : keyOf('01', withIndicator(prefix, reference, 13), qualified(qualifier, value));
  },
});

const plain = (ai: string, length: number): Scheme => ({
  parts: 2,
  key: ([prefix, reference]) => keyOf(ai, checked(prefix, reference, length)),
});

/** Key digits followed by a serial of its own: GRAI, GDTI, GCN. */
const withSerial = (ai: string, lead: string, max: number): Scheme => ({
  parts: 3,
  key: ([prefix, reference, serial], pattern) => {
    const digits = checked(prefix, reference, 12);
    const value = last(serial, pattern, max);
    const fits = value !== null && (ai !== '255' || /^\d*$/.test(value));
    return digits === null || !fits ? null : keyOf(ai, `${lead}${digits}${value}`);
  },
});

const freeText = (ai: string): Scheme => ({
  parts: 2,
  key: ([prefix, reference], pattern) => {
    const value = reference === '' ? '' : last(reference, pattern, 30);
    return isPrefix(prefix) && value !== null && prefix.length + value.length <= 30
      ? keyOf(ai, `${prefix}${value}`)
      : null;
  },
});

const schemes: Readonly<Record<string, Scheme>> = {
  sgtin: gtinScheme('21', 20),
  upui: gtinScheme('235', 28),
  lgtin: gtinScheme('10', 20),
  sscc: {
    parts: 2,
    key: ([prefix, reference]) => keyOf('00', withIndicator(prefix, reference, 17)),
  },
  sgln: {
    parts: 3,
    key: ([prefix, reference, extension], pattern) => {
      const value = last(extension, pattern, 20);
      if (value === null) return null;
      return keyOf(
        '414',
        checked(prefix, reference, 12),
        qualified('254', value === '0' ? '' : value),
      );
    },
  },
  pgln: plain('417', 12),
  gsrn: plain('8018', 17),
  gsrnp: plain('8017', 17),
  gsin: plain('402', 16),
  grai: withSerial('8003', '0', 16),
  gdti: withSerial('253', '', 17),
  sgcn: withSerial('255', '', 12),
  giai: freeText('8004'),
  ginc: freeText('401'),
  cpi: {
    parts: 3,
    key: ([prefix, reference, serial], pattern) => {
      const part = decode(reference ?? '');
      const value = last(serial, pattern, 12);
      const fits =
        isPrefix(prefix) &&
        part !== null &&
        /^[0-9A-Z#/-]*$/.test(part) &&
        prefix.length + part.length <= 30 &&
        /^\d*$/.test(value ?? '');
      return fits && value !== null
        ? keyOf('8010', `${prefix}${part}`, qualified('8011', value))
        : null;
    },
  },
  itip: {
    parts: 5,
    key: ([prefix, reference, piece, total, serial], pattern) => {
      const gtin = withIndicator(prefix, reference, 13);
      const value = last(serial, pattern, 20);
      const fits = /^\d{2}$/.test(piece ?? '') && /^\d{2}$/.test(total ?? '');
      return gtin !== null && value !== null && fits
        ? keyOf('8006', `${gtin}${piece}${total}`, qualified('21', value))
        : null;
    },
  },
};

const splitParts = (text: string, count: number): Parts => {
  const parts = text.split('.');
  return parts.length <= count
    ? parts
    : [...parts.slice(0, count - 1), parts.slice(count - 1).join('.')];
};

/** The GS1 key of an EPC URN (`urn:epc:id:…`, `urn:epc:class:lgtin:…`, `urn:epc:idpat:…*`); null when it is none (EPC Tag Data Standard 6). */
export const readEpcUrn = (uri: string): Gs1Key | null => {
  const match = /^urn:epc:(id|class|idpat):([a-z]+):(.+)$/.exec(uri);
  const [, form = '', name = '', rest = ''] = match ?? [];
  const scheme = Object.hasOwn(schemes, name) ? schemes[name] : undefined;
  if (scheme === undefined || (form === 'class') !== (name === 'lgtin' && form !== 'idpat'))
    return null;
  const parts = splitParts(rest, scheme.parts);
  return parts.length === scheme.parts ? scheme.key(parts, form === 'idpat') : null;
};
