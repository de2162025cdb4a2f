import { beginOf, endOf } from '../../src/core/epcis/days.ts';
import { instantOf, momentOf } from '../part/address.ts';
import { type Grouping, groupings } from '../part/boxes.ts';

/** What is recalled, as the contract takes it: exactly one. */
export type RecallOf =
  | { readonly item: { readonly number: string } }
  | { readonly product: string }
  | { readonly site: { readonly site: string; readonly from: string; readonly until: string } };

/** Everything that an address of a recall says, so that who gets it sees the same. */
export interface RecallAddress {
  /** Whatever names an item. */
  readonly number: string | null;
  /** GTIN: every lot and piece of it. */
  readonly product: string | null;
  /** GLN of a place, with its time: days, both whole, or instants. */
  readonly site: string | null;
  readonly from: string | null;
  readonly until: string | null;
  /** Day (its end, UTC) or instant; null: now. */
  readonly known: string | null;
  /** What one box of the tree stands for; null: the finest that people can read. */
  readonly group: Grouping | null;
  /** Number of the chosen part, or name of the chosen box; null: none. */
  readonly chosen: string | null;
}

const textOf = (given: URLSearchParams, name: string): string | null =>
  given.get(name)?.trim() || null;

const read = (search: string): RecallAddress => {
  const given = new URLSearchParams(search);
  return {
    number: textOf(given, 'number'),
    product: textOf(given, 'product'),
    site: textOf(given, 'site'),
    from: momentOf(given.get('from')),
    until: momentOf(given.get('until')),
    known: momentOf(given.get('known')),
    group: groupings.find((one) => one === given.get('group')) ?? null,
    chosen: given.get('chosen'),
  };
};

const write = (address: Partial<RecallAddress>): string => {
  const given = new URLSearchParams(
    Object.entries(address).filter((entry): entry is [string, string] => entry[1] !== null),
  );
  return `?${given.toString()}`;
};

/** How the address of a recall is read and written; what is usual is left out. */
export const recallAddress = { read, write } as const;

/** What an address asks to recall: an item before a product before a place; null: nothing. */
export const recallOf = ({
  number,
  product,
  site,
  from,
  until,
}: RecallAddress): RecallOf | null => {
  if (number !== null) return { item: { number } };
  if (product !== null) return { product };
  if (site === null || from === null || until === null) return null;
  return { site: { site, from: beginOf(from), until: endOf(until) } };
};

/** The record time that an address asks about; null: now. */
export const knownOf = ({ known }: RecallAddress): string | null => instantOf(known);

/** Where a recall is, now or as known at a moment. */
export const recallHref = (
  of: Partial<Pick<RecallAddress, 'number' | 'product' | 'site' | 'from' | 'until'>>,
  known: string | null = null,
): string => `/console/recall${write({ ...of, known })}`;
