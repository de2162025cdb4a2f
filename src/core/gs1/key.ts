import type { Problem } from '../result.ts';
import { primaryKeyOf } from './application-identifier.ts';
import { hasRightCheckDigit } from './check-digit.ts';
import { canonicalLink, type Gs1Key, gtin14, readDigitalLink } from './digital-link.ts';
import { readElementString } from './element-string.ts';
import { readEpcUrn } from './epc-urn.ts';
import { writeEpcUrn } from './to-epc-urn.ts';

/** How finely, and as what, a key names an item; the index is the code in `projection.item`. */
export const itemKinds = [
  'SERIAL',
  'LOT',
  'CLASS',
  'LOGISTIC_UNIT',
  'RETURNABLE_ASSET',
  'INDIVIDUAL_ASSET',
  'OTHER',
] as const;
export type ItemKind = (typeof itemKinds)[number];

const readKey = (uri: string): Gs1Key | null =>
  uri.startsWith('urn:') ? readEpcUrn(uri) : readDigitalLink(uri);

/** What most canonical keys look like: nothing in them can be spelled in another way. */
const canonical =
  /^https:\/\/id\.gs1\.org\/(?:01\/\d{14}(?:\/(?:10|21)\/[\w.~-]{1,20})?|00\/\d{18}|41[47]\/\d{13})$/;

/**
 * One key for all spellings of an id (domain rule 1): EPC URN and GS1 Digital Link on any domain give the same
 * `https://id.gs1.org/…`; a URI that is no GS1 key stands for itself. Never throws.
 */
export const canonicalKey = (uri: string): string => {
  const trimmed = uri.trim();
  if (canonical.test(trimmed)) return trimmed;
  const key = readKey(trimmed);
  return key === null ? trimmed : canonicalLink(key);
};

/** What a canonical key says of its item. */
export interface KeyDescription {
  readonly kind: ItemKind;
  /** 14 digits, of parts with a GS1 key. */
  readonly gtin: string | null;
  readonly lot: string | null;
  readonly serial: string | null;
  /** The number as people write it: lot, serial, SSCC, the asset's own number, or the URI. */
  readonly number: string;
}

const described = (
  kind: ItemKind,
  number: string,
  parts: Partial<KeyDescription> = {},
): KeyDescription => ({
  kind,
  gtin: null,
  lot: null,
  serial: null,
  ...parts,
  number,
});

const describePart = (gtin: string, key: Gs1Key): KeyDescription => {
  const [ai, value] = key.qualifiers.find(([name]) => name !== '22') ?? [];
  if (ai === '10' && value !== undefined) return described('LOT', value, { gtin, lot: value });
  if (value !== undefined) return described('SERIAL', value, { gtin, serial: value });
  return described('CLASS', gtin, { gtin });
};

/** Keys that name no item of their own when they have no serial: the class of an asset, a document type. */
const describeOther = (key: Gs1Key): KeyDescription => {
  const value = key.value;
  switch (key.ai) {
    case '00':
      return described('LOGISTIC_UNIT', value);
    case '8003':
      return value.length > 14
        ? described('RETURNABLE_ASSET', value.slice(14), { serial: value.slice(14) })
        : described('RETURNABLE_ASSET', value);
    case '8004':
      return described('INDIVIDUAL_ASSET', value);
    default:
      return described('OTHER', value);
  }
};

/** More is no number that anybody types, and no key of an index. */
const ownNumberMax = 100;

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** What stands last in an id is the number that its owner knows it by (domain rule 3). */
const describeOwn = (key: string, classLevel: boolean): KeyDescription => {
  const last = key.slice(key.search(/[^/:]*$/));
  const number = decoded(last === '' ? key : last);
  // Postgres has no text with NUL.
  const kept = number.length <= ownNumberMax && !number.includes('\0') ? number : null;
  return classLevel
    ? described('LOT', number, { lot: kept })
    : described('SERIAL', number, { serial: kept });
};

/**
 * Kind and parts of a canonical key. An id that is no GS1 key is a piece where an event lists it as an EPC, and a lot where it
 * lists it with a quantity (`classLevel`): that is all that is known of it.
 */
export const describeKey = (key: string, classLevel: boolean): KeyDescription => {
  const parsed = readKey(key);
  if (parsed === null) return describeOwn(key, classLevel);
  if (parsed.ai === '01') return describePart(parsed.value, parsed);
  if (parsed.ai === '8006') return describePart(parsed.value.slice(0, 14), parsed);
  return describeOther(parsed);
};

/** Canonical key of a product, of a lot of it, or of one piece. */
export const partKey = (
  gtin: string,
  part: { readonly lot?: string | null; readonly serial?: string | null } = {},
): string => {
  const { lot, serial } = part;
  const qualifiers: [string, string][] = [];
  if (serial !== null && serial !== undefined) qualifiers.push(['21', serial]);
  else if (lot !== null && lot !== undefined) qualifiers.push(['10', lot]);
  return canonicalLink({ ai: '01', value: gtin14(gtin), qualifiers });
};

/** Canonical key of a GLN: a place. */
export const placeKey = (gln: string): string => `https://id.gs1.org/414/${gln}`;

/** Canonical key of a party GLN. */
export const partyKey = (gln: string): string => `https://id.gs1.org/417/${gln}`;

/** Canonical key of an SSCC. */
export const logisticUnitKey = (sscc: string): string => `https://id.gs1.org/00/${sscc}`;

const digitsOnly = (digits: string): readonly string[] => {
  if (digits.length === 18) return [logisticUnitKey(digits)];
  if (digits.length === 20 && digits.startsWith('00')) return [logisticUnitKey(digits.slice(2))];
  const product = [8, 12, 13, 14].includes(digits.length) ? [partKey(digits)] : [];
  return digits.length === 13 ? [...product, placeKey(digits), partyKey(digits)] : product;
};

/**
 * What people paste, as canonical keys, best first: Digital Link with or without scheme, EPC URN, `(01)…(10)…`, SSCC, GTIN, GLN, any
 * URI. Empty: none of these (a lot, order or note number).
 */
export const parseNumber = (text: string): readonly string[] => {
  const trimmed = text.trim();
  if (/^[a-z][a-z0-9+.-]*:\S+$/i.test(trimmed)) return [canonicalKey(trimmed)];
  const scanned = readElementString(trimmed);
  if (scanned !== null) return [canonicalLink(scanned)];
  if (/^[\w.-]+\.[a-z]{2,}(:\d+)?\/\S+$/i.test(trimmed)) {
    const key = readDigitalLink(`https://${trimmed}`);
    return key === null ? [] : [canonicalLink(key)];
  }
  const digits = trimmed.replace(/[ -]/g, '');
  return /^\d+$/.test(digits) ? digitsOnly(digits) : [];
};

/** A Digital Link of the key on a deployment's own domain; null when the key is no GS1 key. */
export const digitalLinkOf = (key: string, base: string): string | null =>
  key.startsWith('https://id.gs1.org/') ? `${base}${key.slice('https://id.gs1.org'.length)}` : null;

/**
 * The EPC URN of a canonical key, for partners who want it: a Digital Link does not say how long the company prefix is, so it must be
 * known. Null when the key is no GS1 key, the length is not 6 to 12 or does not fit, or a check digit is wrong.
 */
export const toEpcUrn = (key: string, companyPrefixLength: number): string | null => {
  const parsed = readKey(key);
  return parsed === null ? null : writeEpcUrn(parsed, companyPrefixLength);
};

/** The wrong check digit of a Digital Link's primary key, if any; an EPC URN carries none (FACTS: refused in forms, a warning in captures). */
export const checkDigitProblems = (uri: string): Problem | null => {
  const key = uri.startsWith('urn:') ? null : readDigitalLink(uri.trim());
  const checked = key === null ? 0 : (primaryKeyOf(key.ai)?.checkedDigits ?? 0);
  if (key === null || checked === 0 || hasRightCheckDigit(key.value.slice(0, checked))) return null;
  return {
    code: 'CHECK_DIGIT',
    message: `${key.value} has a wrong check digit: compare it with the label, one digit was mistyped.`,
    at: '',
    expected: `${checked} digits with a right check digit`,
  };
};
