import { primaryKeyOf } from './application-identifier.ts';
import { hasRightCheckDigit } from './check-digit.ts';
import type { Gs1Key } from './digital-link.ts';

/** Company prefixes of EPC URNs (EPC Tag Data Standard 6). */
const [PREFIX_MIN, PREFIX_MAX] = [6, 12];

/** What stands in an EPC URN as it is; the rest of character set 82 is percent-encoded (EPC Tag Data Standard, table A). */
const escaped = (text: string): string =>
  text.replace(
    /[^A-Za-z0-9!'()*+,\-.:;=_]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );

/** An instance, or the pattern of all of them when there is no serial. */
const urn = (scheme: string, parts: readonly string[], serial: string | undefined): string => {
  const form = serial === undefined || serial === '' ? 'idpat' : 'id';
  return `urn:epc:${form}:${scheme}:${[...parts, form === 'id' ? escaped(serial ?? '') : '*'].join('.')}`;
};

const qualifierOf = (key: Gs1Key, ai: string): string | undefined =>
  key.qualifiers.find(([name]) => name === ai)?.[1];

/** Prefix and reference of digits without their check digit. */
const split = (body: string, length: number): readonly string[] => [
  body.slice(0, length),
  body.slice(length),
];

/** The same where the first digit is an indicator: it leads the reference. */
const splitIndicated = (body: string, length: number): readonly string[] => [
  body.slice(1, 1 + length),
  `${body.slice(0, 1)}${body.slice(1 + length)}`,
];

/** A prefix of digits followed by free text, which may be empty. */
const splitText = (text: string, length: number): readonly [string, string] | null => {
  const [prefix, rest] = [text.slice(0, length), text.slice(length)];
  return /^\d+$/.test(prefix) && prefix.length === length ? [prefix, escaped(rest)] : null;
};

const partUrn = (key: Gs1Key, length: number): string => {
  const parts = splitIndicated(key.value.slice(0, 13), length);
  const lot = qualifierOf(key, '10');
  if (lot !== undefined) return `urn:epc:class:lgtin:${[...parts, escaped(lot)].join('.')}`;
  const extended = qualifierOf(key, '235');
  if (extended !== undefined) return urn('upui', parts, extended);
  return urn('sgtin', parts, qualifierOf(key, '21'));
};

const pieceUrn = (key: Gs1Key, length: number): string => {
  const parts = splitIndicated(key.value.slice(0, 13), length);
  const [piece, total] = [key.value.slice(14, 16), key.value.slice(16)];
  return urn('itip', [...parts, piece, total], qualifierOf(key, '21'));
};

const plain =
  (scheme: string, digits: number) =>
  (key: Gs1Key, length: number): string =>
    `urn:epc:id:${scheme}:${split(key.value.slice(0, digits), length).join('.')}`;

const serialised =
  (scheme: string, start: number) =>
  (key: Gs1Key, length: number): string =>
    urn(scheme, split(key.value.slice(start, start + 12), length), key.value.slice(start + 13));

const freeText =
  (scheme: string) =>
  (key: Gs1Key, length: number): string | null => {
    const parts = splitText(key.value, length);
    return parts === null ? null : `urn:epc:id:${scheme}:${parts.join('.')}`;
  };

const writers: Readonly<Record<string, (key: Gs1Key, length: number) => string | null>> = {
  '01': partUrn,
  '8006': pieceUrn,
  '00': (key, length) =>
    `urn:epc:id:sscc:${splitIndicated(key.value.slice(0, 17), length).join('.')}`,
  '414': (key, length) =>
    urn('sgln', split(key.value.slice(0, 12), length), qualifierOf(key, '254') ?? '0'),
  '417': plain('pgln', 12),
  '402': plain('gsin', 16),
  '8018': plain('gsrn', 17),
  '8017': plain('gsrnp', 17),
  '8003': serialised('grai', 1),
  '253': serialised('gdti', 0),
  '255': serialised('sgcn', 0),
  '8004': freeText('giai'),
  '401': freeText('ginc'),
  '8010': (key, length) => {
    const parts = splitText(key.value, length);
    return parts === null ? null : urn('cpi', parts, qualifierOf(key, '8011'));
  },
};

/** The EPC URN of a GS1 key; null for a prefix length that cannot be, or a wrong check digit: the URN would name another item. */
export const writeEpcUrn = (key: Gs1Key, companyPrefixLength: number): string | null => {
  const checked = primaryKeyOf(key.ai)?.checkedDigits ?? 0;
  const fits =
    Number.isInteger(companyPrefixLength) &&
    companyPrefixLength >= PREFIX_MIN &&
    companyPrefixLength <= PREFIX_MAX &&
    (checked === 0 || hasRightCheckDigit(key.value.slice(0, checked)));
  return fits ? (writers[key.ai]?.(key, companyPrefixLength) ?? null) : null;
};
