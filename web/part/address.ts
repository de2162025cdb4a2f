import type { Direction } from './answer.ts';
import { type Grouping, groupings } from './boxes.ts';
import type { PartQuestion } from './load.ts';

/** Ways to look at a part. */
export const viewNames = ['graph', 'hops', 'timeline', 'table', 'origin', 'books', 'gaps'] as const;
/** One of them. */
export type ViewName = (typeof viewNames)[number];

/** Everything that an address of the page says, so that who gets it sees the same. */
export interface Address {
  readonly number: string;
  readonly direction: Direction;
  /** Day (its end, UTC) or instant; null: no bound. */
  readonly at: string | null;
  readonly known: string | null;
  readonly view: ViewName;
  /** Null: the finest that people can read. */
  readonly group: Grouping | null;
  /** Number of the chosen part, or name of the chosen box; null: none. */
  readonly chosen: string | null;
}

const oneOf = <Name extends string>(names: readonly Name[], text: string | null): Name | null =>
  names.find((name) => name === text) ?? null;

/** A day or an instant; null for what is neither. */
export const momentOf = (text: string | null): string | null =>
  text !== null && !Number.isNaN(Date.parse(text)) ? text : null;

/** Reads the part of an address after `?`; what it does not know is as if it were not there. */
export function addressOf(search: string): Address {
  const given = new URLSearchParams(search);
  return {
    number: given.get('number')?.trim() ?? '',
    direction: given.get('direction') === 'forward' ? 'FORWARD' : 'BACK',
    at: momentOf(given.get('at')),
    known: momentOf(given.get('known')),
    view: oneOf(viewNames, given.get('view')) ?? 'graph',
    group: oneOf(groupings, given.get('group')),
    chosen: given.get('chosen'),
  };
}

/** The part of the address after `?`; what is usual is left out. */
export function searchOf(address: Address): string {
  const given = new URLSearchParams({ number: address.number });
  if (address.direction === 'FORWARD') given.set('direction', 'forward');
  if (address.view !== 'graph') given.set('view', address.view);
  for (const name of ['at', 'known', 'group', 'chosen'] as const) {
    const value = address[name];
    if (value !== null) given.set(name, value);
  }
  return `?${given.toString()}`;
}

/** A day means until its end, in UTC. */
const instantOf = (moment: string | null): string | null =>
  moment !== null && /^\d{4}-\d{2}-\d{2}$/.test(moment) ? `${moment}T23:59:59.999Z` : moment;

/** What the endpoint is asked for an address. */
export const questionOf = ({ number, direction, at, known }: Address): PartQuestion => ({
  number,
  direction,
  at: instantOf(at),
  asKnownAt: instantOf(known),
});

/** Where the page of another item is. */
export const partHref = (number: string): string =>
  `/console/part?${new URLSearchParams({ number }).toString()}`;
