import { checkDigitOf } from '../core/gs1/check-digit.ts';
import { partyKey, placeKey } from '../core/gs1/key.ts';

/** Somebody in a generated world, with the one place where they work. */
export interface GeneratedCompany {
  readonly name: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** GS1 company prefix: always of 952, which GS1 keeps for examples (domain rule 4). */
  readonly prefix: string;
  /** Party GLN, 13 digits. */
  readonly gln: string;
  readonly site: { readonly name: string; readonly gln: string };
  /** Offset of its clocks, `+03:00`. */
  readonly offset: string;
}

/** What a company of a tier makes. */
export interface GeneratedProduct {
  /** 14 digits. */
  readonly gtin: string;
  readonly name: string;
  /** UN/ECE Rec 20 code; null: pieces. */
  readonly unit: string | null;
  /** Harmonised System, 6 digits. */
  readonly hsCode: string;
}

const withCheckDigit = (body: string): string => body + checkDigitOf(body);

type Told = readonly [name: string, country: string, offset: string];

const company = (index: number, [name, country, offset]: Told): GeneratedCompany => {
  const prefix = `9529${String(index).padStart(3, '0')}`;
  return {
    name,
    country,
    prefix,
    gln: withCheckDigit(`${prefix}00000`),
    site: { name: `${name}, ${country}`, gln: withCheckDigit(`${prefix}00001`) },
    offset,
  };
};

const tier = (
  number: number,
  [first, ...others]: readonly [Told, ...Told[]],
): readonly [GeneratedCompany, ...GeneratedCompany[]] => [
  company(number, first),
  ...others.map((one, index) => company(number + index + 1, one)),
];

/** Companies by what they do, from the field to the shop. */
export const companies = {
  growers: tier(100, [
    ['Asili Growers', 'KE', '+03:00'],
    ['Baraka Growers', 'KE', '+03:00'],
    ['Chencha Growers', 'ET', '+03:00'],
    ['Dila Growers', 'ET', '+03:00'],
    ['Elgon Growers', 'UG', '+03:00'],
    ['Fort Portal Growers', 'UG', '+03:00'],
    ['Gisenyi Growers', 'RW', '+02:00'],
    ['Huye Growers', 'RW', '+02:00'],
  ]),
  mills: tier(200, [
    ['Kisumu Mill', 'KE', '+03:00'],
    ['Jimma Mill', 'ET', '+03:00'],
    ['Jinja Mill', 'UG', '+03:00'],
    ['Kigali Mill', 'RW', '+02:00'],
  ]),
  blenders: tier(300, [
    ['Mombasa Blending', 'KE', '+03:00'],
    ['Durban Blending', 'ZA', '+02:00'],
  ]),
  processors: tier(400, [
    ['Maas Processing', 'NL', '+01:00'],
    ['Scheldt Processing', 'BE', '+01:00'],
  ]),
  finishers: tier(500, [
    ['Neckar Finishing', 'DE', '+01:00'],
    ['Vistula Finishing', 'PL', '+01:00'],
  ]),
  makers: tier(600, [
    ['Lech Foods', 'DE', '+01:00'],
    ['Isere Foods', 'FR', '+01:00'],
  ]),
  retailers: tier(700, [
    ['Alpen Markt', 'AT', '+01:00'],
    ['Jura Market', 'CH', '+01:00'],
    ['Loire Market', 'FR', '+01:00'],
    ['Weser Markt', 'DE', '+01:00'],
  ]),
} as const satisfies Readonly<Record<string, readonly GeneratedCompany[]>>;

/** Products by tier: what is harvested, made in four more tiers, and what falls off beside it. */
const product = (
  index: number,
  [name, unit, hsCode]: readonly [string, string | null, string],
): GeneratedProduct => ({
  gtin: `0${withCheckDigit(`9529900${String(index).padStart(5, '0')}`)}`,
  name,
  unit,
  hsCode,
});

/** What is made, by tier; the piece is one of the last. */
export const products = {
  raw: product(1, ['Cherries', 'KGM', '090111']),
  washed: product(2, ['Washed beans', 'KGM', '090111']),
  blended: product(3, ['Blended beans', 'KGM', '090111']),
  roasted: product(4, ['Roasted beans', 'KGM', '090121']),
  ground: product(5, ['Ground coffee', 'KGM', '090121']),
  packed: product(6, ['Coffee in packs', 'KGM', '090121']),
  piece: product(7, ['Pack of coffee, 500 g', null, '090121']),
  husks: product(8, ['Husks', 'KGM', '090190']),
} as const;

/** Canonical key of a lot; its number has letters, digits, dots and hyphens only, which need no encoding. */
export const lotKey = ({ gtin }: GeneratedProduct, lot: string): string =>
  `https://id.gs1.org/01/${gtin}/10/${lot}`;

/** Canonical key of a piece, with such a number too. */
export const pieceKey = (serial: string): string =>
  `https://id.gs1.org/01/${products.piece.gtin}/21/${serial}`;

/** Canonical key of a company's place. */
export const siteOf = ({ site }: GeneratedCompany): string => placeKey(site.gln);

/** Canonical key of a company. */
export const partyOf = ({ gln }: GeneratedCompany): string => partyKey(gln);

/** SSCC of the haulier's pool, of a number below 1,000,000,000. */
export const palletKey = (number: number): string =>
  `https://id.gs1.org/00/${withCheckDigit(`09529800${String(number).padStart(9, '0')}`)}`;

/** GRAI of the shipping company's pool. */
export const containerKey = (serial: string): string =>
  `https://id.gs1.org/8003/0${withCheckDigit('952980000001')}${serial}`;

/** Names, places and goods of every generated world: what a key with the scope MASTER_DATA can register. */
export const generatedMasterData = {
  type: 'ThroughlineMasterData',
  organisations: Object.values(companies)
    .flat()
    .map(({ name, country, gln, site }) => ({ name, country, gln, sites: [{ ...site, country }] })),
  products: Object.values(products),
} as const;
