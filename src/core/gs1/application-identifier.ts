/** Primary keys of a GS1 Digital Link: format, qualifiers in their order, where the check digit stands (GS1 Digital Link URI Syntax). */
export interface PrimaryKey {
  readonly ai: string;
  readonly shortName: string;
  /** The decoded value. */
  readonly format: RegExp;
  /** Qualifiers that are part of the identity, in canonical order. */
  readonly qualifiers: readonly string[];
  /** How many leading digits end with a check digit; 0: none. */
  readonly checkedDigits: number;
}

/**
 * Free text after a company prefix of at least 6 digits, as in EPC URNs: without that, any address with `/401/` in its path would be a
 * consignment.
 */
const prefixed30 = /^\d{6}[!-~]{0,24}$/;

const gtinQualifiers = ['22', '10', '21', '235'];

export const primaryKeys: readonly PrimaryKey[] = [
  { ai: '00', shortName: 'sscc', format: /^\d{18}$/, qualifiers: [], checkedDigits: 18 },
  {
    ai: '01',
    shortName: 'gtin',
    format: /^(\d{8}|\d{12,14})$/,
    qualifiers: gtinQualifiers,
    checkedDigits: 14,
  },
  {
    ai: '8006',
    shortName: 'itip',
    format: /^\d{18}$/,
    qualifiers: ['22', '10', '21'],
    checkedDigits: 14,
  },
  {
    ai: '8010',
    shortName: 'cpid',
    format: /^\d{6}[0-9A-Z#/-]{0,24}$/,
    qualifiers: ['8011'],
    checkedDigits: 0,
  },
  {
    ai: '8003',
    shortName: 'grai',
    format: /^0\d{13}[!-~]{0,16}$/,
    qualifiers: [],
    checkedDigits: 14,
  },
  { ai: '8004', shortName: 'giai', format: prefixed30, qualifiers: [], checkedDigits: 0 },
  { ai: '8017', shortName: 'gsrnp', format: /^\d{18}$/, qualifiers: ['8019'], checkedDigits: 18 },
  { ai: '8018', shortName: 'gsrn', format: /^\d{18}$/, qualifiers: ['8019'], checkedDigits: 18 },
  {
    ai: '253',
    shortName: 'gdti',
    format: /^\d{13}[!-~]{0,17}$/,
    qualifiers: [],
    checkedDigits: 13,
  },
  { ai: '255', shortName: 'gcn', format: /^\d{13}\d{0,12}$/, qualifiers: [], checkedDigits: 13 },
  { ai: '401', shortName: 'ginc', format: prefixed30, qualifiers: [], checkedDigits: 0 },
  { ai: '402', shortName: 'gsin', format: /^\d{17}$/, qualifiers: [], checkedDigits: 17 },
  {
    ai: '414',
    shortName: 'gln',
    format: /^\d{13}$/,
    qualifiers: ['254', '7040'],
    checkedDigits: 13,
  },
  { ai: '417', shortName: 'party', format: /^\d{13}$/, qualifiers: ['7040'], checkedDigits: 13 },
];

const byName = new Map(
  primaryKeys.flatMap((key) => [
    [key.ai, key],
    [key.shortName, key],
  ]),
);

/** The primary key of a path segment: its application identifier or its short name. */
export const primaryKeyOf = (segment: string): PrimaryKey | undefined => byName.get(segment);

interface Qualifier {
  readonly ai: string;
  readonly shortName: string;
  readonly format: RegExp;
}

const text20 = /^[!-~]{1,20}$/;

const qualifiers: readonly Qualifier[] = [
  { ai: '22', shortName: 'cpv', format: text20 },
  { ai: '10', shortName: 'lot', format: text20 },
  { ai: '21', shortName: 'ser', format: text20 },
  { ai: '235', shortName: 'tpx', format: /^[!-~]{1,28}$/ },
  { ai: '254', shortName: 'glnx', format: text20 },
  { ai: '7040', shortName: 'uic', format: /^[!-~]{1,4}$/ },
  { ai: '8011', shortName: 'cpsn', format: /^(0|[1-9]\d{0,11})$/ },
  { ai: '8019', shortName: 'srin', format: /^\d{1,10}$/ },
];

const qualifierByName = new Map(
  qualifiers.flatMap((qualifier) => [
    [qualifier.ai, qualifier],
    [qualifier.shortName, qualifier],
  ]),
);

/** The qualifier of a path segment: its application identifier or its short name. */
export const qualifierOf = (segment: string): Qualifier | undefined => qualifierByName.get(segment);
