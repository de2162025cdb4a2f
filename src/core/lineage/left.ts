import type { Amount } from './amount.ts';
import {
  balanceOf,
  type BookFacts,
  type Dossier,
  entriesOfItem,
  type Entry,
  linesByItem,
  notBelowZero,
  sidesAbout,
  unitOf,
} from './books.ts';
import type { CustodyRecord } from './custody.ts';
import { hopsBetween } from './hops.ts';

/** Entries that tell how much of an item somebody has come by; a move from one shelf to another does not. */
const comeBy: readonly Entry['kind'][] = ['MADE', 'RECEIVED', 'ADJUSTED'];

/**
 * How much of an item a party has left by the books of an instant, in the unit of the books: what it made, received and counted, without
 * what it used, sold, destroyed and shipped (domain rules 16, 35); never below zero. Null: nothing tells how much it ever had, or an amount
 * is not recorded or of another dimension (domain rule 23).
 */
export const leftWith = (
  item: string,
  dossier: Dossier,
  { party, facts }: { readonly party: string; readonly facts: BookFacts },
): Amount | null => {
  const hops = linesByItem(hopsBetween(sidesAbout(item, dossier.sides), facts)).get(item) ?? [];
  const own = entriesOfItem(item, dossier, { hops, facts }).filter(
    ({ holder }) => holder === party,
  );
  if (!own.some(({ kind }) => comeBy.includes(kind))) return null;
  return notBelowZero(balanceOf(own, unitOf(item, dossier.records)));
};

/** A dossier as if some records had not been made. */
export const dossierWithout = (dossier: Dossier, positions: ReadonlySet<number>): Dossier => {
  const isKept = ({ position }: CustodyRecord): boolean => !positions.has(position);
  return {
    records: dossier.records.filter(isKept),
    sides: dossier.sides.filter(({ record }) => isKept(record)),
    loads: dossier.loads
      .filter(({ since }) => isKept(since))
      .map((load) => (load.until === null || isKept(load.until) ? load : { ...load, until: null })),
  };
};
