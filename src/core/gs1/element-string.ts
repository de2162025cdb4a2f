import { primaryKeyOf, qualifierOf } from './application-identifier.ts';
import { type Gs1Key, readDigitalLink } from './digital-link.ts';

type Element = readonly [ai: string, value: string];

/** FNC1 inside a scan, as scanners send it. */
const SEPARATOR = '\u001D';

/** Application identifiers whose values have a set length and so need no separator (GS1 General Specifications 7.8.5). */
const fixedLengths: Readonly<Record<string, number>> = {
  '00': 18,
  '01': 14,
  '02': 14,
  '11': 6,
  '12': 6,
  '13': 6,
  '15': 6,
  '16': 6,
  '17': 6,
  '20': 2,
  '402': 17,
  '410': 13,
  '411': 13,
  '412': 13,
  '413': 13,
  '414': 13,
  '415': 13,
  '416': 13,
  '417': 13,
};

/** `(01)09521005000013(10)A(1)`: a bracket inside a value opens no element unless digits and a bracket follow. */
const readBracketed = (text: string): readonly Element[] =>
  [...text.matchAll(/\((\d{2,4})\)(.*?)(?=\(\d{2,4}\)|$)/g)].map(
    ([, ai = '', value = '']) => [ai, value.trim()] as const,
  );

/** Weights and measures, 3100 to 3699: six digits. */
const isMeasure = (text: string): boolean => /^3[1-6]\d\d/.test(text);

/** `0109521005000013` `10A` FNC1 `21S`: an unknown identifier runs up to the next separator. */
const readScan = (scan: string): readonly Element[] => {
  const elements: Element[] = [];
  let rest = scan;
  while (rest !== '') {
    const ai = identifierOf(rest);
    const length = isMeasure(ai) ? 6 : fixedLengths[ai];
    const end = rest.indexOf(SEPARATOR);
    const stop = length === undefined ? (end < 0 ? rest.length : end) : ai.length + length;
    elements.push([ai, rest.slice(ai.length, stop)]);
    rest = rest.slice(stop);
    if (rest.startsWith(SEPARATOR)) rest = rest.slice(1);
  }
  return elements;
};

const identifierOf = (text: string): string => {
  const known = [2, 3, 4]
    .map((length) => text.slice(0, length))
    .find((ai) => fixedLengths[ai] !== undefined || isKnown(ai));
  return known ?? text.slice(0, isMeasure(text) ? 4 : 2);
};

/** Names such as `lot` are of no use here: only identifiers are digits. */
const isKnown = (ai: string): boolean =>
  /^\d+$/.test(ai) && (primaryKeyOf(ai) !== undefined || qualifierOf(ai) !== undefined);

/** What names the item: the first key with its qualifiers; dates, weights and all else are left. */
const keyOf = (elements: readonly Element[]): Gs1Key | null => {
  const primary = elements.find(([ai]) => /^\d+$/.test(ai) && primaryKeyOf(ai) !== undefined);
  if (primary === undefined) return null;
  const qualifiers = primaryKeyOf(primary[0])?.qualifiers ?? [];
  const path = [primary, ...elements.filter(([ai]) => qualifiers.includes(ai))];
  const segments = path.flatMap(([ai, value]) => [ai, encodeURIComponent(value)]);
  return readDigitalLink(`https://id.gs1.org/${segments.join('/')}`);
};

/**
 * The key of a GS1 element string: as printed under a barcode (`(01)…(17)…(10)…`), or as a scanner sends it, with symbology identifier
 * (`]C1`, `]d2`, `]Q3`, `]e0`) or FNC1 separators. Null when it is neither or names no item.
 */
export const readElementString = (text: string): Gs1Key | null => {
  if (text.startsWith('(')) return keyOf(readBracketed(text));
  const symbology = /^\](?:C1|d2|Q3|J1|e0)/.exec(text)?.[0];
  if (symbology === undefined && !text.includes(SEPARATOR)) return null;
  const scan = text.slice(symbology?.length ?? 0);
  return keyOf(readScan(scan.startsWith(SEPARATOR) ? scan.slice(1) : scan));
};
