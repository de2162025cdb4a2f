import { symbolOf } from '../../src/core/units/rec20.ts';
import type { MessageKey, Values, Words as ScreenWords } from '../messages/words.ts';
import type { Amount } from './answer.ts';
import type { DisagreementRow } from './picture.ts';
import type { Cell, ColumnKind } from './tables.ts';

/** How a reader is spoken to. */
export interface Words {
  /** BCP 47: `fr`. */
  readonly locale: string;
  readonly say: (name: MessageKey, values?: Values) => string;
  readonly problem: ScreenWords['problem'];
}

/** The words of the screen, as parts are spoken of. */
export const spokenBy = ({ language, say, problem }: ScreenWords): Words => ({
  locale: language,
  say,
  problem,
});

const listed = new Map<string, unknown>();

/** One formatter for each language and use: they are dear to make. */
function kept<Made>(name: string, make: () => Made): Made {
  const known = listed.get(name);
  if (known !== undefined) return known as Made;
  const made = make();
  listed.set(name, made);
  return made;
}

/** `1,180 kg`, `12 pieces`; what is not recorded in words, never a dash or 0. */
export function amountText({ locale, say }: Words, amount: Amount | null): string {
  if (amount === null) return say('part.notRecorded');
  const count = Number(amount.value);
  if (amount.unit === null) return say('part.pieces', { count });
  const text = `${numberText(locale, count)}\u00a0${symbolOf(amount.unit)}`;
  // Its symbol is Latin and stands after its number also within a line from right to left (UAX 9, LRI and PDI).
  return locale === 'ar' ? `\u2066${text}\u2069` : text;
}

/** A number in the digits of the language, to the last recorded decimal. */
export const numberText = (locale: string, value: number): string =>
  kept(
    `number ${locale}`,
    () => new Intl.NumberFormat(locale, { maximumFractionDigits: 6 }),
  ).format(value);

/** `71 %`, a share of 1. */
export const shareText = (locale: string, share: number): string =>
  kept(
    `share ${locale}`,
    () => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }),
  ).format(share);

/** `2 Mar 2026`, of a date without a time or of the instant's day in UTC. */
export const dayText = (locale: string, day: string): string =>
  kept(
    `day ${locale}`,
    () => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }),
  ).format(new Date(day));

/** `2 Mar 2026, 10:00 UTC`: all readers see the same clock. */
export const timeText = (locale: string, time: string): string =>
  `${kept(
    `time ${locale}`,
    () =>
      new Intl.DateTimeFormat(locale, {
        dateStyle: 'medium',
        timeStyle: 'short',
        timeZone: 'UTC',
      }),
  ).format(new Date(time))} UTC`;

/** What each side of a hand-over says, as the reader says it; null: it is not told. */
export function saidBy(
  of: DisagreementRow,
  words: Words,
): { readonly sender: string; readonly receiver: string } | null {
  const nothing = words.say('part.nothingSaid');
  switch (of.kind) {
    case 'QUANTITY':
    case 'ITEM_MISSING':
    case 'ITEM_UNEXPECTED': {
      if (of.line === null) return null;
      const [shipped, received] = [of.line.shipped, of.line.received].map((one) =>
        amountText(words, one),
      );
      return {
        sender: of.kind === 'ITEM_UNEXPECTED' ? nothing : (shipped ?? nothing),
        receiver: of.kind === 'ITEM_MISSING' ? nothing : (received ?? nothing),
      };
    }
    case 'TIME': {
      const time = (told: string | null): string =>
        told === null ? nothing : timeText(words.locale, told);
      return { sender: time(of.sender), receiver: time(of.receiver) };
    }
    default:
      return { sender: of.sender ?? nothing, receiver: of.receiver ?? nothing };
  }
}

/** `Kenya`. */
export const countryText = (locale: string, country: string): string =>
  kept(`country ${locale}`, () => new Intl.DisplayNames(locale, { type: 'region' })).of(country) ??
  country;

/** A cell of a table as people read it; what is not recorded is empty, its heading says so. */
export function cellText(words: Words, cell: Cell, kind: ColumnKind): string {
  if (cell === null) return '';
  const { locale, say } = words;
  if (typeof cell === 'object') return amountText(words, cell);
  if (typeof cell === 'boolean') return say(cell ? 'part.yes' : 'part.no');
  if (typeof cell === 'number')
    return kind === 'share' ? shareText(locale, cell) : numberText(locale, cell);
  switch (kind) {
    case 'country':
      return countryText(locale, cell);
    case 'day':
      return dayText(locale, cell);
    case 'time':
      return timeText(locale, cell);
    case 'step':
    case 'status':
    case 'hop':
    case 'link':
    case 'gap':
      // A value of such a column is a code of the contract, and each has its words.
      return say(`part.${kind}.${cell}` as MessageKey);
    default:
      return cell;
  }
}
