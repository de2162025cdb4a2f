import { gtin, lot, piece, product } from './events.ts';

/**
 * What a world is about: few items, so that rings, diamonds and repeated makings happen by
 * themselves.
 */
export interface Thing {
  readonly key: string;
  readonly kind: 'LOT' | 'SERIAL' | 'CLASS';
  readonly product: number;
  readonly number: string;
}
export const lotThing = (number: string, of: number): Thing => ({
  key: lot(encodeURIComponent(number), of),
  kind: 'LOT',
  product: of,
  number,
});
const pieceThing = (number: string, of: number): Thing => ({
  key: piece(number, of),
  kind: 'SERIAL',
  product: of,
  number,
});
/**
 * Lots, pieces and bare products of three makers' articles; one lot differs from another only in
 * its case.
 */
export const things: readonly Thing[] = [
  lotThing('L1', 1),
  lotThing('l1', 1),
  lotThing('L2', 1),
  pieceThing('1', 1),
  pieceThing('2', 1),
  lotThing('M/1', 2),
  lotThing('M2', 2),
  lotThing('M3', 2),
  pieceThing('1', 2),
  pieceThing('a', 2),
  lotThing('N1', 3),
  lotThing('N2', 3),
  pieceThing('9', 3),
  { key: product(1), kind: 'CLASS', product: 1, number: '' },
  { key: product(3), kind: 'CLASS', product: 3, number: '' },
];
/** Lots that pieces are born into. */
export const lotNumbers = ['L1', 'M2', 'N1'];
/** Ids of transformations that span events. */
export const processes = ['urn:example:run:1', 'urn:example:run:2'];

/**
 * Three spellings of one id, so that joining by what was written would lose links (domain rule 1).
 */
export const spell = (thing: Thing, spelling: number): string => {
  if (spelling === 0) return thing.key;
  if (spelling === 1) {
    return thing.key.replace('https://id.gs1.org', 'https://goods.example/shop') + '?batch=1';
  }
  const digits = gtin(thing.product);
  const parts = `${digits.slice(1, 8)}.${digits.slice(0, 1)}${digits.slice(8, 13)}`;
  const tail = encodeURIComponent(thing.number);
  if (thing.kind === 'LOT') return `urn:epc:class:lgtin:${parts}.${tail}`;
  return thing.kind === 'SERIAL'
    ? `urn:epc:id:sgtin:${parts}.${tail}`
    : `urn:epc:idpat:sgtin:${parts}.*`;
};
