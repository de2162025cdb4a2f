import { compareAmounts, plus } from './amount.ts';
import { type BookLine, bookLines } from './book-lines.ts';
import type { Balance } from './books.ts';
import { groupedBy } from './grouped-by.ts';
import { compareText } from './order.ts';

/** The books of some parts of one unit, added up. */
export type BookTotal = { readonly [line in BookLine]: string } & {
  readonly unit: string | null;
  /** Parts that are in it. */
  readonly parts: number;
  /** Of the parts of which something is missing. */
  readonly missing: string;
  /** Of the parts of which there is too much: it stands beside what is missing of others and never makes up for it. */
  readonly surplus: string;
};

/** The books of many parts, each unit apart. */
export interface BookTotals {
  /** By unit, pieces last. */
  readonly totals: readonly BookTotal[];
  /** Parts in the totals. */
  readonly parts: number;
  /** Parts of which a line is not known: none of their lines is in the totals, so that these still add up. */
  readonly unknown: number;
}

type Whole = { readonly [line in BookLine]: string } & { readonly unit: string | null };

const isWhole = (books: Balance): books is Whole => bookLines.every((line) => books[line] !== null);

const added = (values: readonly string[]): string =>
  values.reduce((so, value) => {
    const next = plus({ value: so, unit: null }, { value, unit: null });
    if (next === null) throw new Error('a line that is known adds up');
    return next.value;
  }, '0');

const zero = { value: '0', unit: null };
const signOf = (value: string): number => compareAmounts({ value, unit: null }, zero) ?? 0;

const totalOf = (unit: string | null, all: readonly Whole[]): BookTotal => {
  const line = (name: BookLine): string => added(all.map((one) => one[name]));
  const open = all.map(({ unaccounted }) => unaccounted);
  const surplus = added(open.filter((value) => signOf(value) < 0));
  return {
    unit,
    parts: all.length,
    made: line('made'),
    adjusted: line('adjusted'),
    used: line('used'),
    sold: line('sold'),
    destroyed: line('destroyed'),
    inTransit: line('inTransit'),
    onHand: line('onHand'),
    unaccounted: line('unaccounted'),
    missing: added(open.filter((value) => signOf(value) > 0)),
    surplus: surplus.replace('-', ''),
  };
};

const byUnit = (a: BookTotal, b: BookTotal): number =>
  Number(a.unit === null) - Number(b.unit === null) || compareText(a.unit ?? '', b.unit ?? '');

/** Adds books up, each unit by itself: what was made and adjusted is what was used, sold, destroyed, is there, is on the way, or is open. */
export const totalsOf = (books: readonly Balance[]): BookTotals => {
  const whole = books.filter(isWhole);
  return {
    totals: [...groupedBy(whole, ({ unit }) => unit)]
      .map(([unit, all]) => totalOf(unit, all))
      .toSorted(byUnit),
    parts: whole.length,
    unknown: books.length - whole.length,
  };
};
