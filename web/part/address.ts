import type { Direction } from './answer.ts';
import { type Grouping, groupings } from './boxes.ts';
import type { PartQuestion } from './load.ts';
import { type TableName, tableNames } from './tables.ts';

/** Ways to look at a part. */
export const viewNames = ['graph', 'hops', 'timeline', 'table', 'origin', 'books', 'gaps'] as const;
/** One of them. */
export type ViewName = (typeof viewNames)[number];

/** By which column a table is sorted, and which way. */
export interface Order {
  readonly by: string;
  readonly descending: boolean;
}

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
  /** Which table is shown where tables are. */
  readonly table: TableName;
  /** Null: as it comes. */
  readonly sort: Order | null;
  /** Everything that is listed, however long it is. */
  readonly all: boolean;
}

const oneOf = <Name extends string>(names: readonly Name[], text: string | null): Name | null =>
  names.find((name) => name === text) ?? null;

/** A day or an instant; null for what is neither. */
export const momentOf = (text: string | null): string | null =>
  text !== null && !Number.isNaN(Date.parse(text)) ? text : null;

const orderOf = (text: string | null): Order | null => {
  const by = text?.replace(/^-/, '') ?? '';
  return by === '' ? null : { by, descending: text?.startsWith('-') === true };
};

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
    table: oneOf(tableNames, given.get('table')) ?? 'parts',
    sort: orderOf(given.get('sort')),
    all: given.get('all') === '1',
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
  const { table, sort, all } = address;
  if (table !== 'parts') given.set('table', table);
  if (sort !== null) given.set('sort', `${sort.descending ? '-' : ''}${sort.by}`);
  if (all) given.set('all', '1');
  return `?${given.toString()}`;
}

/** A day means until its end, in UTC. */
export const instantOf = (moment: string | null): string | null =>
  moment !== null && /^\d{4}-\d{2}-\d{2}$/.test(moment) ? `${moment}T23:59:59.999Z` : moment;

/** What the endpoint is asked for an address. */
export const questionOf = ({ number, direction, at, known }: Address): PartQuestion => ({
  number,
  direction,
  at: instantOf(at),
  asKnownAt: instantOf(known),
});

/** How the address of the page of a part is read and written. */
export const partAddress = { read: addressOf, write: searchOf } as const;

const pageHref = (noun: string, number: string, known: string | null): string =>
  `/console/${noun}?${new URLSearchParams({ number, ...(known !== null && { known }) }).toString()}`;

/** Where the page of another item is, now or as known at a moment. */
export const partHref = (number: string, known: string | null = null): string =>
  pageHref('part', number, known);

/** Where is told what is inside a container, now or as known at a moment. */
export const containerHref = (number: string, known: string | null = null): string =>
  pageHref('container', number, known);
